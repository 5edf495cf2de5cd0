"""State of `/parametres/second-facteur`: setting up an authenticator, its recovery codes, doing without."""

from __future__ import annotations

from rxapp.accounts import passkeys, second_factor
from rxapp.accounts.passkeys import PasskeyView
from rxapp.accounts.second_factor import SecondFactorView, Setup
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.core.qr import QrCode, qr_code
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, Form, early, handler
from rxapp.state.shell import Shell, Words

NOTHING_KNOWN = SecondFactorView(False, False, "", 0, False, False)


class SetupForm(Form):
    """The present password; a code when a second factor is on already."""

    mot_de_passe_actuel: str
    code: str = ""


class CodeForm(Form):
    """A code."""

    code: str


class RemoveForm(Form):
    """Which passkey goes, the present password, and a code when it is the last factor."""

    cle: str
    mot_de_passe_actuel: str
    code: str = ""


_ON = _("Le second facteur est en place. Gardez vos codes de secours.")
_ON_TOO = _("L’application est en place. Les codes de secours que vous aviez servent toujours.")
_ADDED = _("La clé d’accès est ajoutée.")
_ADDED_TOO = _("La clé d’accès est ajoutée. Les codes de secours que vous aviez servent toujours.")
_WHY = {
    "absent": _("Ce navigateur ne connaît pas les clés d’accès."),
    "refused": _("Aucune clé d’accès n’a été faite. Vous pouvez réessayer."),
}


class SecondFacteurState(Shell):
    """How the account stands; what is being set up (`secret`, `qr`); recovery codes just made, shown once; its passkeys, and what
    the browser is asked to make (`options`).

    tried: which form was sent last, so that an error shows in that one. attempt, moved: grow so that the focus moves.
    """

    seen: bool = False
    standing: SecondFactorView = NOTHING_KNOWN
    secret: str = ""
    qr: QrCode = QrCode("", 1)
    codes: list[str] = []
    passkeys: list[PasskeyView] = []
    options: str = ""
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
        _end(ended)
        self._forget()
        self.codes = list(codes)
        self.moved += 1
        self._say(_ON if codes else _ON_TOO)
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
        _end(await work.hash_run(second_factor.turn_off, current().db, **given))
        self._forget()
        self.moved += 1
        self._say(_("Le second facteur est retiré."))
        await self._load()

    @handler(roles=EVERYONE, form=SetupForm)
    @early
    async def begin_passkey(self, form_data: dict):
        """Ask the browser for a passkey, once the password is given."""
        form: SetupForm = form_data
        self._try("passkey")
        given = {"actor": self._actor, "password": form.mot_de_passe_actuel, "code": form.code}
        self.options = await work.hash_run(passkeys.begin_passkey, current().db, **given)

    @handler(roles=EVERYONE)
    @early
    async def keep_passkey(self, answer: str):
        """Keep the passkey that the browser made."""
        self.options = ""
        codes, ended = await work.run(passkeys.add_passkey, current().db, actor=self._actor, answer=answer)
        _end(ended)
        self._forget()
        self.codes = list(codes)
        self.moved += 1
        self._say(_ADDED if codes else _ADDED_TOO)
        await self._load()

    @handler(roles=EVERYONE)
    @early
    async def passkey_failed(self, why: str):
        """The browser made none."""
        self.options = ""
        self.words = Words("error", translate(_WHY.get(why, _WHY["refused"]), self.language))

    @handler(roles=EVERYONE, form=RemoveForm)
    async def remove_passkey(self, form_data: dict):
        """One passkey less."""
        form: RemoveForm = form_data
        self._try("remove")
        given = {"actor": self._actor, "passkey_id": form.cle, "password": form.mot_de_passe_actuel, "code": form.code}
        _end(await work.hash_run(passkeys.remove_passkey, current().db, **given))
        self._forget()
        self.moved += 1
        self._say(_("La clé d’accès est retirée."))
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
        self.secret, self.qr, self.codes, self.options, self.tried = "", QrCode("", 1), [], "", ""

    async def _load(self) -> None:
        self.standing, self.passkeys = await work.run(_standing, self._actor, self.language)
        self.seen = True


def _end(ended: tuple[bytes, ...]) -> None:
    for token_hash in ended:
        CONNECTIONS.end_session(token_hash)


def _standing(actor: Actor, language: str) -> tuple[SecondFactorView, list[PasskeyView]]:
    with current().db.read() as uow:
        standing = second_factor.second_factor_view(uow, actor=actor, lang=language)
        return standing, list(passkeys.my_passkeys(uow, actor=actor, lang=language))


def _confirm(actor: Actor, code: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    with current().db.uow() as uow:
        done = second_factor.confirm(uow, actor=actor, code=code, public_url=current().settings.public_url)
        uow.commit()
    return done
