"""« C’était moi » settles an event at once, « Ce n’était pas moi » ends every other session; both are in the history."""

from datetime import timedelta

import pytest

from rxapp.accounts import acts, events, recognising, second_factor, service
from rxapp.accounts.events import EventView
from rxapp.core import audit
from tests.accounts import PASSWORD, refused
from tests.safety import ELSEWHERE, NEW, Guarded, guarded

__all__ = ["guarded"]


def seen(guarded: Guarded) -> list[EventView]:
    with guarded.database.read() as uow:
        return list(events.recent(uow, actor=guarded.nadia, lang="fr"))


def strange(guarded: Guarded) -> service.SignedIn:
    """Somebody signs in with her password from a device that Carnet does not know."""
    guarded.tick()
    return guarded.town.sign_in(address=ELSEWHERE)


def say(guarded: Guarded, verb, event_id: str):
    guarded.tick()
    with guarded.database.uow() as uow:
        given = verb(uow, actor=guarded.nadia, event_id=event_id)
        uow.commit()
    return given


def lines(guarded: Guarded) -> list[tuple[str, str]]:
    with guarded.database.read() as uow:
        page = audit.history_page(uow, actor=guarded.nadia, person_id=guarded.nadia.person_id)
        return [(line.action, line.detail_label) for line in page]


def test_it_was_me_settles_it_at_once(guarded: Guarded) -> None:
    strange(guarded)
    event = seen(guarded)[0]
    assert (event.grave, event.answer_label, event.open) == (True, "", False)
    say(guarded, recognising.own, event.id)
    after = seen(guarded)[0]
    assert (after.id, after.grave, after.open) == (event.id, False, False)
    assert after.answer_label.startswith("C’était vous\u00a0: dit le ")
    assert lines(guarded)[0] == (acts.EVENT_OWNED, f"{event.label}, {event.at_label}")
    say(guarded, recognising.own, event.id)
    assert [act for act, _detail in lines(guarded)].count(acts.EVENT_OWNED) == 1


def test_it_was_not_me_ends_the_others_and_waits_for_another_password(guarded: Guarded) -> None:
    thief = strange(guarded)
    event = seen(guarded)[0]
    ended = say(guarded, recognising.disown, event.id)
    assert service.hash_token(thief.token) in ended
    assert guarded.town.principal(thief) is None
    assert guarded.town.principal(guarded.opened)
    after = next(one for one in seen(guarded) if one.id == event.id)
    assert (after.grave, after.open) == (False, True)
    assert after.answer_label.startswith("Ce n’était pas vous\u00a0: dit le ")
    assert (acts.EVENT_DISOWNED, f"{event.label}, {event.at_label}") in lines(guarded)
    guarded.tick()
    service.change_password(guarded.database, actor=guarded.nadia, current=PASSWORD, new=NEW)
    assert not any(one.open for one in seen(guarded))


def test_new_recovery_codes_are_to_be_recognised_and_can_be_denied(guarded: Guarded) -> None:
    """Whoever asks for others has a way in that the owner's paper does not."""
    guarded.protect()
    guarded.tick()
    second_factor.renew_codes(guarded.database, actor=guarded.nadia, code=guarded.codes[0])
    event = next(one for one in seen(guarded) if one.label == "Nouveaux codes de secours")
    assert event.grave
    other = guarded.give(guarded.first_step(), guarded.shown(ahead=1))
    assert service.hash_token(other.token) in say(guarded, recognising.disown, event.id)
    assert next(one for one in seen(guarded) if one.id == event.id).open


def test_what_a_thief_owned_up_to_can_still_be_denied(guarded: Guarded) -> None:
    thief = strange(guarded)
    event = seen(guarded)[0]
    with guarded.database.uow() as uow:
        recognising.own(uow, actor=guarded.town.actor(thief), event_id=event.id)
        uow.commit()
    assert next(one for one in seen(guarded) if one.id == event.id).mine
    say(guarded, recognising.disown, event.id)
    assert guarded.town.principal(thief) is None
    assert next(one for one in seen(guarded) if one.id == event.id).open


@pytest.mark.parametrize("verb", [recognising.own, recognising.disown])
def test_only_ones_own_and_only_what_asks(guarded: Guarded, verb) -> None:
    strange(guarded)
    event = seen(guarded)[0]
    other = guarded.town.settle("Lina", order=2, login="lina.petit")
    guarded.clock.advance(timedelta(seconds=1))
    service.change_password(guarded.database, actor=guarded.nadia, current=PASSWORD, new=NEW)
    quiet = seen(guarded)[0]
    assert not quiet.grave
    for actor, event_id in ((guarded.town.actor(other), event.id), (guarded.nadia, quiet.id), (guarded.nadia, "x")):
        with guarded.database.uow() as uow:
            assert refused(verb, uow, actor=actor, event_id=event_id).code == "introuvable"
    assert next(one for one in seen(guarded) if one.id == event.id).grave
