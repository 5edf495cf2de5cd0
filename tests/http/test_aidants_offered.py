"""A helper is offered nothing beyond their scope: what the pages show goes by flags, and these by what each room would answer."""

from __future__ import annotations

import pytest

from rxapp.accounts import helping
from rxapp.accounts.help_asked import INVITATION_FOR
from rxapp.core.i18n import plain_date
from rxapp.core.policy import HelpScope
from rxapp.inbox import service as inbox
from rxapp.notices import views as notices
from rxapp.notices.service import mark_all_read
from rxapp.record import views as record
from rxapp.state.helped import PAGES
from tests.carnet import carnet
from tests.helping import HELPER, Help, help
from tests.http.test_historique import SHELL, do, vars_of
from tests.relatives import dispatch

__all__ = ["carnet", "help"]

S, A, G, M, P = HelpScope.SEE, HelpScope.ADD, HelpScope.AGENDA, HelpScope.MESSAGES, HelpScope.PHARMACY


@pytest.mark.parametrize("scopes", [(S,), (S, A), (G,), (M,), (P,), (P, S), (M, S, A)], ids="+".join)
def test_the_pages_offer_what_the_scopes_give(help: Help, scopes: tuple[HelpScope, ...]) -> None:
    help.begin(*scopes)
    page = next(one for one, scope in PAGES.items() if scope in scopes)
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    own = vars_of(tab.start(page), SHELL)
    assert [own.get(name, default) for name, default in (("helping", False), ("may_see", True), ("may_add", True))] == [
        False,
        True,
        True,
    ]
    seen = vars_of(do(tab, f"{SHELL}.choose_person", {"person_id": help.person}, page), SHELL)
    offered = (seen["helping"], seen.get("may_see", True), seen.get("may_add", True))
    assert offered == (True, S in scopes, A in scopes)
    back = vars_of(do(tab, f"{SHELL}.choose_person", {"person_id": help.awa.person_id}, page), SHELL)
    assert back["helping"] is False
    assert (back.get("may_see", True), back.get("may_add", True)) == (True, True)
    tab.close()


@pytest.mark.parametrize("scopes", [(S,), (S, A)], ids="+".join)
def test_a_helper_changes_what_they_added_and_nothing_else(help: Help, scopes: tuple[HelpScope, ...]) -> None:
    help.begin(*scopes)
    document = help.paper()
    given = {"document_id": document, "lang": "fr"}
    assert not help.as_awa(record.document_detail, read=True, **given).row.changeable
    rows = help.as_awa(record.documents_page, read=True, person_id=help.person, lang="fr").rows
    assert [row.changeable for row in rows if row.id == document] == [False]
    with help.db.read() as uow:
        assert record.document_detail(uow, actor=help.paul, **given).row.changeable


def test_a_help_that_begins_again_narrower_lists_no_news_beyond_it(help: Help) -> None:
    """Of messages, told under a first help; the second one is for the agenda alone."""
    help.begin(M)
    help.write(mark_all_read, actor=help.awa)
    help.write(helping.listen, actor=help.awa, helping_id=help.row, on=True)
    moreau = help.open_inbox()
    given = {"person_id": help.person, "to": (moreau.account_id,), "subject": "Étroit", "text": "Bonjour", "key": "cle-etroit"}
    sent = help.write(inbox.start, actor=help.paul, **given)
    help.write(inbox.reply, actor=moreau, conversation_id=sent.conversation_id, text="Bien reçu", key="cle-reponse")
    dispatch(_Place(help))

    def listed() -> int:
        with help.db.read() as uow:
            wanted = [row.href for row in notices.notices_page(uow, actor=help.awa, lang="fr", limit=50).items]
        return sum(sent.conversation_id in href for href in wanted)

    def unread() -> int:
        with help.db.read() as uow:
            return notices.unread_count(uow, actor=help.awa)

    told = listed()
    assert told in (1, 2), "both messages are told at once, or each by itself"
    assert unread() == told
    help.end()
    assert (listed(), unread()) == (0, 0)
    help.begin(G)
    help.write(helping.listen, actor=help.awa, helping_id=help.row, on=True)
    assert (listed(), unread()) == (0, 0)
    help.end()
    help.begin(M)
    help.write(helping.listen, actor=help.awa, helping_id=help.row, on=True)
    assert listed() == told


class _Place:
    """Where the dispatcher finds the database."""

    def __init__(self, help: Help) -> None:
        self.database = help.db


def test_an_invitation_is_among_what_is_to_do(help: Help) -> None:
    help.ask(S)
    tab = help.carnet.tab(help.carnet.session_of(HELPER))
    todo = vars_of(tab.start("/accueil"), f"{SHELL}.rxapp___state___accueil____accueil_state")["todo"]
    (card,) = [one for one in todo if one["title"] == "Paul Durand vous propose de l’aider"]
    asked = help.carnet.runtime.clock.today()
    last = plain_date(asked + INVITATION_FOR, "fr")
    assert (card["href"], card["when"]) == ("/parametres/aidants", f"À accepter jusqu’au {last}")
    tab.close()
