"""Open pages that an act of the other side changes without a word: a block, a closing, another record that is opened."""

from __future__ import annotations

import gc

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core import lookers
from rxapp.core.db import new_id
from rxapp.inbox import service
from rxapp.state import talks
from rxapp.state.news import NEWS
from tests.carnet import Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pro import TALK, Desk, desk

__all__ = ["carnet", "desk"]

MESSAGES = f"{SHELL}.rxapp___state___messages____messages_state"
WRITE = f"{SHELL}.rxapp___state___messages_write____messages_write_state"
PRO = f"{SHELL}.rxapp___state___pro____pro_state"


def test_what_the_server_holds_from_its_start_is_not_counted_over_again(desk: Desk) -> None:
    assert gc.get_freeze_count() > 10_000


def told(desk: Desk, tab: Tab) -> list[str]:
    """What the tab is sent once everybody was told."""
    desk.carnet.run(NEWS.rest())
    return [*tab.settle(), *tab.settle()]


def test_a_professional_who_is_blocked_sees_it_on_the_open_page(desk: Desk) -> None:
    made = desk.write()
    about = {"person_id": desk.paul.person_id, "account_id": desk.moreau.account_id}
    tab, seen = desk.open(made)
    assert seen["page"]["can_write"] is True
    try:
        desk.carnet.run(talks.act(service.block, desk.paul, conversation_id=made, **about))
        page = vars_of(told(desk, tab), TALK)["page"]
        assert (page["can_write"], page["why_not"]) == (False, desk.page(made, desk.moreau).why_not)
    finally:
        desk.carnet.run(talks.act(service.unblock, desk.paul, conversation_id=made, **about))
    assert vars_of(told(desk, tab), TALK)["page"]["can_write"] is True
    tab.close()


def test_a_page_looks_again_once_what_changes_it_is_committed(desk: Desk) -> None:
    made = desk.write()
    tab, _seen = desk.open(made)
    db = desk.carnet.runtime.db
    with db.uow() as uow:
        service.reply(uow, **talks.who(uow, desk.paul), conversation_id=made, text="Sans un mot", key=new_id())
        lookers.look_again(uow, [desk.moreau.account_id])
        uow.commit()
    assert "Sans un mot" in "\n".join(tab.until("Sans un mot"))
    tab.close()


def test_nothing_of_a_record_stays_once_another_one_is_opened(desk: Desk) -> None:
    with desk.carnet.runtime.db.uow() as uow:
        camille = actor_of(uow, account_by_login(uow, "camille.martin").id)
        about = {**talks.who(uow, camille), "person_id": camille.person_id}
        given = {"to": (desk.moreau.account_id,), "subject": "À moi", "text": "Ma douleur", "key": new_id()}
        made = service.start(uow, **about, **given).conversation_id
        child = min(about["context"].guardian_of)
        uow.commit()
    tab = desk.carnet.tab(desk.carnet.session_of("camille.martin"))
    seen = tab.start(f"/messages/{made}")
    assert vars_of(seen, MESSAGES)["detail"]["id"] == made
    frames = do(tab, f"{SHELL}.choose_person", {"person_id": child}, "/profil")
    now = vars_of(frames, MESSAGES)
    assert (now["detail"]["id"], now["rows"], now["listed_for"]) == ("", [], "")
    assert vars_of(frames, WRITE)["box"]["place"] == ""
    tab.event("reflex___state____state.hydrate", {}, "/profil")
    again = "\n".join(tab.settle())
    assert "Ma douleur" not in again
    assert "À moi" not in again
    with desk.carnet.runtime.db.uow() as uow:
        service.archive(uow, **talks.who(uow, camille), conversation_id=made)
        uow.commit()
    tab.close()
