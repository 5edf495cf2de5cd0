"""Records of adults whom one helps: which pages they open on, and letting go of them once a help is over."""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.accounts import helping_views
from rxapp.accounts import service as accounts
from rxapp.accounts.helping_views import HelpedCard
from rxapp.core.policy import Actor, HelpScope
from rxapp.runtime import current

PAGES = {
    "/dossier": HelpScope.SEE,
    "/agenda": HelpScope.AGENDA,
    "/messages": HelpScope.MESSAGES,
    "/pharmacie": HelpScope.PHARMACY,
}
"""What a helper opens of the record of whom they help, by the page's address and the scope it asks for; nothing else of it."""
OWN_PAGES = ("/parametres", "/notifications")
"""Pages of one's own account, where it does not matter whose record is open."""
_EVERYWHERE, _SEARCHED = "/recherche", frozenset({HelpScope.SEE, HelpScope.AGENDA, HelpScope.MESSAGES})
"""The page that searches in whatever a helper sees of a record."""
_FAMILY_PAGES = ("/parametres/emporter", "/parametres/acces")


_WHOLE = ("/profil/mesures", "/profil/vaccinations")
"""Pages below another one that are whole for each record: they stay open when another record is."""


def page_of(path: str) -> str:
    """The page an address belongs to: « /dossier » for « /dossier/ID »."""
    if path.rstrip("/") in _WHOLE:
        return path.rstrip("/")
    return "/" + path.strip("/").partition("/")[0]


def is_own_page(path: str) -> bool:
    """Whether a page says nothing of any record."""
    return page_of(path) in OWN_PAGES and path.rstrip("/") not in _FAMILY_PAGES


def opens(path: str, scopes: frozenset[HelpScope]) -> bool:
    """Whether a page may show the record of somebody who is helped in these scopes."""
    if page_of(path) == _EVERYWHERE:
        return bool(scopes & _SEARCHED)
    scope = PAGES.get(page_of(path))
    return scope is not None and scope in scopes


def record_on(path: str, chosen: str, open_now: str, own: str, helps: Mapping[str, frozenset[HelpScope]]) -> str:
    """Whose record a page shows when ``chosen``'s is wanted. On a page of one's own account the one that is open stays."""
    if chosen not in helps or opens(path, helps[chosen]):
        return chosen
    return open_now if is_own_page(path) and open_now in {chosen, own} else own


def first_page(scopes: frozenset[HelpScope]) -> str:
    """Where the record of somebody who is helped in these scopes opens."""
    return next((page for page, scope in PAGES.items() if scope in scopes), "")


def helped(actor: Actor, language: str) -> tuple[HelpedCard, ...]:
    """Whom the actor helps today."""
    with current().db.read() as uow:
        return helping_views.helped_people(uow, actor=actor, lang=language)


def scopes_now(actor: Actor, people: frozenset[str]) -> dict[str, frozenset[HelpScope]]:
    """What the actor may do today for some people, who may be helped no more."""
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
    return {person: context.scopes(person) for person in people}
