"""State of `/parametres/second-facteur`: setting up an authenticator, its recovery codes, doing without."""

from __future__ import annotations

from rxapp.accounts import second_factor
from rxapp.accounts.second_factor import SecondFactorView, Setup
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.core.qr import QrCode, qr_code
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, Form, early, handler
from rxapp.state.shell import Shell

NOTHING_KNOWN = SecondFactorView(False, "", 0, False, False)


class SetupForm(Form):
    """The present password; a code when a second factor is on already."""

    mot_de_passe_actuel: str
    code: str = ""


class CodeForm(Form):
    """A code."""

    code: str


class SecondFacteurState(Shell):
    """How the account stands; what is being set up (`secret`, `qr`); recovery codes just made, shown once.

    tried: which form was sent last, so that an error shows in that one. attempt, moved: grow so that the focus moves.
    """

    seen: bool = False
    standing: SecondFactorView = NOTHING_KNOWN
    secret: str = ""
    qr: QrCode = QrCode("", 1)
    codes: list[str] = []
    tried: str = ""
    attempt: int = 0
    moved: int = 0

    @handler(roles=EVERYONE)
    @early
    async def open(self):
        """Load the page; codes that were shown are gone."""
        await self._open_shell()
        self._forget()
        await self._load()

    @handler(roles=EVERYONE, form=SetupForm)
    @early
    async def begin(self, form_data: dict):
        """A new secret, once the password is given."""
        form: SetupForm = form_data
        self._try("begin")
        setup: Setup = await work.hash_run(
            second_factor.begin, current().db, actor=self._actor, password=form.mot_de_passe_actuel, code=form.code
        )
        self.secret, self.qr, self.codes = setup.text, qr_code(setup.uri), []
        self.moved += 1

    @handler(roles=EVERYONE, form=CodeForm)
    @early
    async def confirm(self, form_data: dict):
        """The first code: from now on it is asked for."""
        form: CodeForm = form_data
        self._try("confirm")
        codes, ended = await work.run(_confirm, self._actor, form.code)
        for token_hash in ended:
            CONNECTIONS.end_session(token_hash)
        self._forget()
        self.codes = list(codes)
        self.moved += 1
        self._say(_("Le second facteur est en place. Gardez vos codes de secours."))
        await self._load()

    @handler(roles=EVERYONE, form=CodeForm)
    async def renew(self, form_data: dict):
        """Ten other recovery codes."""
        form: CodeForm = form_data
        self._try("renew")
        codes = await work.run(second_factor.renew_codes, current().db, actor=self._actor, code=form.code)
        self._forget()
        self.codes = list(codes)
        self.moved += 1
        self._say(_("Vos nouveaux codes de secours remplacent les anciens."))
        await self._load()

    @handler(roles=EVERYONE, form=SetupForm)
    async def turn_off(self, form_data: dict):
        """Ask for no code any more."""
        form: SetupForm = form_data
        self._try("off")
        given = {"actor": self._actor, "password": form.mot_de_passe_actuel, "code": form.code}
        await work.hash_run(second_factor.turn_off, current().db, **given)
        self._forget()
        self.moved += 1
        self._say(_("Le second facteur est retiré."))
        await self._load()

    @handler(roles=EVERYONE)
    @early
    async def kept(self):
        """The codes are noted or printed: they leave the page."""
        self._forget()
        self.moved += 1

    def _try(self, which: str) -> None:
        self.tried = which
        self.attempt += 1

    def _forget(self) -> None:
        self.secret, self.qr, self.codes, self.tried = "", QrCode("", 1), [], ""

    async def _load(self) -> None:
        self.standing = await work.run(_standing, self._actor, self.language)
        self.seen = True


def _standing(actor: Actor, language: str) -> SecondFactorView:
    with current().db.read() as uow:
        return second_factor.second_factor_view(uow, actor=actor, lang=language)


def _confirm(actor: Actor, code: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    with current().db.uow() as uow:
        done = second_factor.confirm(uow, actor=actor, code=code, public_url=current().settings.public_url)
        uow.commit()
    return done
