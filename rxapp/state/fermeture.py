"""State of `/parametres/fermer` and `/compte-ferme`: what closing the account does, what goes on, and the receipt afterwards.

The act itself is a form post (`api/closing.py`), since the cookies of the session go with it.
"""

from __future__ import annotations

from rxapp.accounts import child_closing_views, closing_views
from rxapp.accounts import service as accounts
from rxapp.accounts.closing_views import ClosingView, LeftWith, OngoingView
from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, PATIENT, handler
from rxapp.state.shell import Shell

MOST_TOKEN = 64


class FermetureState(Shell):
    """What the page says before anything is closed; `receipt`: what gives the receipt, "" when nothing does any more."""

    seen: bool = False
    refusal: str = ""
    orders: list[OngoingView] = []
    others: list[OngoingView] = []
    helps: list[OngoingView] = []
    alone: list[OngoingView] = []
    children: list[str] = []
    kept_until: str = ""
    destroyed_on: str = ""
    destroy: bool = False
    last_day: str = ""
    reference: str = ""
    asked_label: str = ""
    until_label: str = ""
    waited: list[str] = []
    login: str = ""
    email: str = ""
    wants_code: bool = False
    has_app: bool = False
    has_key: bool = False
    kept: int = 0
    receipt: str = ""
    mailed: bool = False
    fetched_until: str = ""
    waits_until: str = ""
    asked_for_receipt: bool = False

    @handler(roles=EVERYONE)
    async def open(self):
        """Load the page; `?raison=recepisse` when one was sent here for a receipt that there is none of."""
        await self._open_shell()
        await self._load()
        if self.router.url.query_parameters.get("raison") == "recepisse" and not self.until_label:
            self._say(_("Aucune fermeture n’est demandée : il n’y a pas de récépissé."))

    @handler(roles=PATIENT)
    async def keep(self):
        """Call a closing off."""
        await work.run(_keep, self._actor)
        self.kept += 1
        self._say(_("Votre compte reste ouvert. Ce qui est annulé le reste."))
        await self._load()

    @handler(public=True)
    async def show_receipt(self):
        """The way to the receipt, as long as its token stands: it is what follows the « # » of the address.

        Sheets printed earlier have it in the query.
        """
        url = self.router.url
        if url.fragment == "contenu" and self.asked_for_receipt:
            return
        token = (url.fragment or url.query_parameters.get("recepisse", ""))[:MOST_TOKEN]
        self.asked_for_receipt = True
        self._show_operator()
        stands = token.isalnum() and await work.run(_stands, token)
        self.receipt = token if stands else ""
        left = await work.run(_left_with, token, self.language) if token.isalnum() else closing_views.NOTHING_LEFT
        self.fetched_until, self.waits_until = left.until_label, left.waits_label
        self.reference, self.last_day, self.mailed = left.reference, left.last_day, left.mailed

    async def _load(self) -> None:
        view = await work.run(_view, self._actor, self.language)
        self.refusal, self.orders, self.children = view.refusal, list(view.orders), list(view.children)
        self.helps, self.alone = list(view.helps), list(view.alone)
        self.others, self.kept_until, self.destroyed_on = list(view.others), view.kept_until, view.destroyed_on
        self.destroy = view.destroy
        self.asked_label, self.until_label, self.waited = view.asked_label, view.until_label, list(view.waited)
        self.login, self.email, self.wants_code = view.login, view.email, view.wants_code
        self.has_app, self.has_key = view.has_app, view.has_key
        self.seen = True


def closing_labels(actor: Actor, language: str) -> tuple[str, str]:
    """The last day of a closing that waits, and in words when a young person's record is closed unless they object; or ""."""
    with current().db.read() as uow:
        mine = closing_views.closing_label(uow, actor=actor, lang=language)
        return mine, child_closing_views.announced_words(uow, actor=actor, lang=language)


def _view(actor: Actor, language: str) -> ClosingView:
    with current().db.read() as uow:
        return closing_views.closing_view(uow, actor=actor, lang=language)


def _keep(actor: Actor) -> None:
    with current().db.uow() as uow:
        accounts.keep_account(uow, actor=actor)
        uow.commit()


def _left_with(token: str, language: str) -> LeftWith:
    with current().db.read() as uow:
        return closing_views.left_with(uow, token=token, lang=language)


def _stands(token: str) -> bool:
    with current().db.read() as uow:
        return closing_views.receipt_stands(uow, token=token)
