"""State of `/parametres/emporter`: a copy of everything, asked for, being made, ready to be taken.

The archive itself is downloaded over plain HTTP (`api/emporter.py`). The password that protects it stays nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from rxapp.accounts import second_factor
from rxapp.accounts import service as accounts
from rxapp.accounts import views as people
from rxapp.accounts.second_factor import SecondFactorView
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, beside, handler
from rxapp.state.news import NEWS
from rxapp.state.second_facteur import NOTHING_KNOWN
from rxapp.state.shell import Shell
from rxapp.takeout import service, views
from rxapp.takeout.views import TakeoutView


class CopyForm(Form):
    """Who asks, proven again; what protects the copy, typed twice, or nothing when it is not to be protected."""

    mot_de_passe_actuel: str = ""
    code: str = ""
    mot_de_passe: str = ""
    mot_de_passe_encore: str = ""


class EmporterState(Shell):
    """The copy of the person whose record is open. ``locking``: a password is asked for."""

    copy: TakeoutView = TakeoutView()
    seen: bool = False
    locking: bool = False
    attempt: int = 0
    changes: int = 0
    standing: SecondFactorView = NOTHING_KNOWN
    login: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page; `?personne=ID` for somebody one acts for."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{EmporterState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        self.seen, self.locking = False, False
        await self._load()
        self.standing, self.login = await work.run(_proof, self._actor, self.language)
        self.seen = True

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """The copy goes on, or something else was told."""
        await self._count()
        making = self.copy.state == "making"
        await self._load()
        if making and self.copy.state == "ready":
            self._say(_("La copie est prête."))

    @handler(roles=PATIENT)
    @beside
    async def lock(self, on: bool):
        """Ask for a password, or for none."""
        self.locking = on

    @handler(roles=PATIENT, form=CopyForm)
    async def ask(self, seen: str, form_data: dict):
        """Have a copy made."""
        form: CopyForm = form_data
        self.attempt += 1
        chosen = {"passphrase": form.mot_de_passe, "again": form.mot_de_passe_encore, "locked": self.locking}
        chosen |= {"password": form.mot_de_passe_actuel, "code": form.code[:100]}
        await work.hash_run(_ask, self._actor, self.subject, self.language, _teller(self._principal.account_id), chosen)
        self.locking = False
        self.changes += 1
        self._say(_("La copie se prépare. Cette page dira quand elle est prête."))
        await self._load()

    @handler(roles=PATIENT)
    async def drop(self, takeout_id: str):
        """Stop a copy, or destroy it."""
        await work.run(_drop, self._actor, takeout_id)
        self.changes += 1
        self._say(_("La copie est détruite."))
        await self._load()

    async def _load(self) -> None:
        self.copy = await work.run(_view, self._actor, self.subject, self.language)


def _teller(account_id: str) -> Callable[[], object]:
    """What tells the account's open pages, from another thread, that the copy goes on."""
    loop = asyncio.get_running_loop()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the server is stopping: no page is left to tell
            loop.call_soon_threadsafe(NEWS.tell, account_id)

    return tell


def _ask(actor: Actor, person_id: str, language: str, told: Callable[[], object], chosen: dict) -> None:
    db = current().db
    with db.read() as uow:
        context = accounts.context_for(uow, actor)
    service.ask_proven(db, actor=actor, context=context, person_id=person_id, lang=language, told=told, **chosen)


def _proof(actor: Actor, language: str) -> tuple[SecondFactorView, str]:
    """What is asked for before a copy, and whose password it is."""
    with current().db.read() as uow:
        standing = second_factor.second_factor_view(uow, actor=actor, lang=language)
        return standing, people.account_view(uow, actor=actor, lang=language).login


def _drop(actor: Actor, takeout_id: str) -> None:
    with current().db.uow() as uow:
        service.drop(uow, actor=actor, takeout_id=takeout_id)
        uow.commit()


def _view(actor: Actor, person_id: str, language: str) -> TakeoutView:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return views.takeout_of(uow, actor=actor, context=context, person_id=person_id, lang=language)
