"""State of `/parametres`: the account, its password, its sessions; the same page for every role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rxapp.accounts import service as accounts
from rxapp.accounts import views
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.views import SessionView
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plural
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, Form, handler
from rxapp.state.shell import Shell, Words


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What the page says of the account. role: one of `core.policy.Role`."""

    name: str = ""
    role: str = ""
    login: str = ""
    email: str = ""
    opened_label: str = ""
    password_label: str = ""


class PasswordForm(Form):
    """The present password and the one wanted."""

    mot_de_passe_actuel: str
    mot_de_passe: str


class ParametresState(Shell):
    """The account and its sessions, the present one first."""

    account: AccountCard = AccountCard()
    sessions: list[SessionView] = []
    others: int = 0
    turned_away: bool = False
    attempt: int = 0
    changes: int = 0
    endings: int = 0

    @handler(roles=EVERYONE)
    async def open(self):
        """Load the page; `?raison=patients` when one was sent here from a page of patients."""
        await self._open_shell()
        self.turned_away = self.router.url.query_parameters.get("raison") == "patients"
        await self._load()

    @handler(roles=EVERYONE, form=PasswordForm)
    async def change_password(self, form_data: dict):
        """Change the password; every other session ends, wherever it is open."""
        form: PasswordForm = form_data
        self.attempt += 1
        change = accounts.change_password
        try:
            ended = await work.hash_run(
                change, current().db, actor=self._actor, current=form.mot_de_passe_actuel, new=form.mot_de_passe
            )
        except FieldErrors:
            raise
        except DomainError as error:
            raise FieldErrors({"mot_de_passe_actuel": error}) from None
        _close(ended)
        self.changes += 1
        self._say(_("Votre mot de passe est changé. Vos autres sessions sont terminées."))
        await self._load()

    @handler(roles=EVERYONE)
    async def end_session(self, session_id: str):
        """End one session; its pages leave at once."""
        self.endings += 1
        _close(await work.run(_end_one, self._actor, session_id))
        self._say(_("La session est terminée."))
        await self._load()

    @handler(roles=EVERYONE)
    async def end_others(self):
        """End every session but this one."""
        self.endings += 1
        ended = await work.run(_end_others, self._actor)
        _close(ended)
        self.words = Words("done", plural("{n} session est terminée.", "{n} sessions sont terminées.", len(ended), self.language))
        await self._load()

    async def _load(self) -> None:
        self.account, self.sessions = await work.run(_account, self._actor, self.language)
        self.others = sum(not session.is_current for session in self.sessions)


def _close(token_hashes: Iterable[bytes]) -> None:
    for token_hash in token_hashes:
        CONNECTIONS.end_session(token_hash)


def _account(actor: Actor, language: str) -> tuple[AccountCard, list[SessionView]]:
    with current().db.read() as uow:
        account = views.account_view(uow, actor=actor, lang=language)
        sessions = views.sessions_page(uow, actor=actor, lang=language)
    card = AccountCard(
        name=account.label,
        role=account.role,
        login=account.login,
        email=account.email,
        opened_label=account.opened_label,
        password_label=account.password_changed_label,
    )
    return card, list(sessions)


def _end_one(actor: Actor, session_id: str) -> tuple[bytes, ...]:
    with current().db.uow() as uow:
        ended = accounts.end_session(uow, actor=actor, session_id=session_id)
        uow.commit()
    return ended


def _end_others(actor: Actor) -> tuple[bytes, ...]:
    with current().db.uow() as uow:
        ended = accounts.end_other_sessions(uow, actor=actor)
        uow.commit()
    return ended
