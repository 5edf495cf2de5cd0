"""State of `/mot-de-passe-oublie`: asking for a link or a letter, then choosing another password with one of them. Nobody is
signed in here, nor by it.
"""

from __future__ import annotations

from rxapp.accounts import service as accounts
from rxapp.accounts.places import Visit
from rxapp.accounts.service import ResetLink
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS, Visitor
from rxapp.core.errors import DomainError
from rxapp.runtime import current
from rxapp.state.activation import WAYS_OUT
from rxapp.state.handler import Form, handler
from rxapp.state.shell import Shell
from rxapp.state.steady import steady

MOST_TOKEN = 64
_WAYS_OUT = {"oubli.pas_ouvert": "activation", "oubli.lettre_seule": "link"}


class AskForm(Form):
    """Whose password is forgotten: an identifier or an e-mail address."""

    identifiant: str


class LetterForm(Form):
    """What stands on the letter, as typed."""

    nir: str
    naissance: str
    code: str


class AskLetterForm(Form):
    """Who asks for a letter."""

    nir: str
    naissance: str


class LinkPasswordForm(Form):
    """The password wanted; a code of the second factor when there is one; « oui » when passkeys are to go."""

    mot_de_passe: str
    code: str = ""
    sans_cles: str = ""


class LetterPasswordForm(Form):
    """The password wanted; « oui » when the second factor is lost too; a code of it before 18."""

    mot_de_passe: str
    code: str = ""
    sans_second: str = ""


class OubliState(Shell):
    """Where one is. step: "" before the link is looked at, "choose", "gone" (a link that stands no more), "done".

    keys: passkeys that go on opening the account. stays: the letter asks for a code and takes no second factor away.
    token: of the link, or the ticket that the letter gave. attempt, moved: grow with each try and each step: the focus moves.
    """

    asked: bool = False
    asked_letter: bool = False
    step: str = ""
    token: str = ""
    login: str = ""
    wants_code: bool = False
    keys: list[str] = []
    stays: bool = False
    way_out: str = ""
    attempt: int = 0
    moved: int = 0

    @handler(public=True)
    async def open(self):
        """Begin from nothing; with a link, look whether it still stands. Its token is what follows the « # » of the address."""
        fragment = self.router.url.fragment[:MOST_TOKEN]
        if fragment == "contenu":
            return
        self._begin()
        self._show_operator()
        if self.router.url.path.rstrip("/").endswith("/nouveau"):
            async with steady():
                link = await work.run(_link, fragment)
            self.token, self.step = (fragment, "choose") if link else ("", "gone")
            self._show(link)

    @handler(public=True, form=AskForm)
    async def ask(self, form_data: dict):
        """Ask for a link; the answer is the same whoever is named, in its words and in its time."""
        form: AskForm = form_data
        self.attempt += 1
        async with steady():
            await work.run(_ask, form.identifiant, self._visitor)
        self.asked = True
        work.spawn(accounts.answer_resets, current().db)

    @handler(public=True, form=AskLetterForm)
    async def ask_letter(self, form_data: dict):
        """Ask for a letter; the answer is the same for everyone."""
        form: AskLetterForm = form_data
        self.attempt += 1
        async with steady():
            await work.run(_ask_letter, form, self._visitor)
        self.asked_letter = True
        work.spawn(accounts.answer_requests, current().db)

    @handler(public=True, form=LetterForm)
    async def check_letter(self, form_data: dict):
        """Check the letter; the right code opens the next step."""
        form: LetterForm = form_data
        self.attempt += 1
        self.way_out = ""
        try:
            async with steady():
                ticket, link = await work.run(_check_letter, form, self._visitor)
        except DomainError as error:
            self.way_out = (WAYS_OUT | _WAYS_OUT).get(error.code, "")
            raise
        self.token, self.step = ticket, "choose"
        self.moved += 1
        self._show(link)

    @handler(public=True, form=LinkPasswordForm)
    async def choose(self, form_data: dict):
        """Another password, with the link; every session ends at once, wherever it is open."""
        form: LinkPasswordForm = form_data
        self.attempt += 1
        given = {"token": self.token, "password": form.mot_de_passe, "code": form.code, "visit": _visit(self._visitor)}
        given["without_keys"] = form.sans_cles == "oui"
        try:
            ended = await work.hash_run(accounts.reset_by_link, current().db, **given)
        except DomainError as error:
            if error.code == "oubli.lien":
                self.step = "gone"
            raise
        self._done(ended, [] if form.sans_cles == "oui" else self.keys)

    @handler(public=True, form=LetterPasswordForm)
    async def choose_with_letter(self, form_data: dict):
        """Another password, with the letter."""
        form: LetterPasswordForm = form_data
        self.attempt += 1
        given = {"ticket": self.token, "password": form.mot_de_passe, "without_factor": form.sans_second == "oui"}
        given |= {"code": form.code, "visit": _visit(self._visitor)}
        ended = await work.hash_run(accounts.reset_by_letter, current().db, **given)
        self._done(ended, [] if form.sans_second == "oui" else self.keys)

    def _begin(self) -> None:
        self.asked, self.asked_letter, self.step, self.way_out = False, False, "", ""
        self.token = ""
        self._show(None)

    def _show(self, link: ResetLink | None) -> None:
        shown = link or ResetLink("", False)
        self.login, self.wants_code, self.keys, self.stays = shown.login, shown.wants_code, list(shown.keys), shown.stays

    def _done(self, ended: tuple[bytes, ...], keys: list[str]) -> None:
        for token_hash in ended:
            CONNECTIONS.end_session(token_hash)
        self._begin()
        self.step, self.keys = "done", list(keys)
        self.moved += 1


def _visit(visitor: Visitor) -> Visit:
    return Visit(visitor.address, visitor.device)


def _ask(named: str, visitor: Visitor) -> None:
    with current().db.uow() as uow:
        accounts.ask_link(uow, named=named, visit=_visit(visitor))


def _ask_letter(form: AskLetterForm, visitor: Visitor) -> None:
    with current().db.uow() as uow:
        asked = {"nir": form.nir, "birth_date": form.naissance, "address": visitor.address}
        accounts.request_new_code(uow, **asked, reset=True)


def _link(token: str) -> ResetLink | None:
    with current().db.read() as uow:
        return accounts.open_link(uow, token=token)


def _check_letter(form: LetterForm, visitor: Visitor) -> tuple[str, ResetLink]:
    database = current().db
    typed = {"nir": form.nir, "birth_date": form.naissance, "code": form.code}
    ticket = accounts.check_letter(database, **typed, address=visitor.address)
    with database.read() as uow:
        return ticket.token, accounts.letter_link(uow, ticket=ticket.token)
