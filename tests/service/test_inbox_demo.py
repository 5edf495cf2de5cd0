"""The demonstration's conversations: what each of its people finds on the first day, and again after a fresh start."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.people import context_for
from rxapp.accounts.standing import actor_of
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.policy import Actor, Context
from rxapp.demo import reset
from rxapp.inbox import views
from rxapp.wiring import join_rooms


def standing(uow: UnitOfWork, login: str) -> tuple[Actor, Context]:
    actor = actor_of(uow, account_by_login(uow, login).id)
    return actor, context_for(uow, actor)


def found(database: Database, login: str, child: str = "") -> list[views.InboxRow]:
    with database.read() as uow:
        actor, context = standing(uow, login)
        if actor.person_id is None:
            return list(views.pro_inbox(uow, actor=actor, lang="fr").rows)
        people = {
            row.person_name.split()[0]: row
            for person in (actor.person_id, *context.guardian_of)
            for row in views.inbox_page(uow, actor=actor, context=context, person_id=person, lang="fr").rows
        }
        if child:
            return [people[child]]
        return list(views.inbox_page(uow, actor=actor, context=context, person_id=actor.person_id, lang="fr").rows)


@pytest.mark.parametrize(("hour", "times"), [(0, 2), (23, 1)])
def test_everybody_finds_their_conversations_at_any_hour(database: Database, clock: FixedClock, hour: int, times: int) -> None:
    join_rooms()
    clock.set(datetime(2026, 11, 23, hour, 5, tzinfo=UTC))
    for _time in range(times):
        reset.start_afresh(database)
        assert [(row.subject, row.unread) for row in found(database, "camille.martin")] == [
            ("Fatigue depuis un mois", True),
            ("Ma dernière ordonnance", False),
        ]
        assert found(database, "camille.martin", "Léo")[0].names == "Dr Karim Haddad"
        assert [row.names for row in found(database, "paul.durand")] == ["CHU de Valbois"]
        (insurance,) = found(database, "awa.diallo")
        assert (insurance.names, insurance.information, insurance.unread) == ("Assurance Maladie", True, True)
        assert len(found(database, "dr.moreau")) == 2
        with database.read() as uow:
            actor, context = standing(uow, "camille.martin")
            cards = views.directory(uow, actor=actor, context=context, person_id=actor.person_id, lang="fr").rows
            accepting = {card.name: card.accepts for card in cards}
            assert accepting == {
                "Dr Anne Moreau": True,
                "Dr Karim Haddad": True,
                "CHU de Valbois": False,
            }  # the two share a practice
            talk = found(database, "camille.martin")[1]
            page = views.conversation_page(uow, actor=actor, context=context, conversation_id=talk.id, lang="fr")
            assert [piece.title for row in page.rows for piece in row.attachments] == ["Ordonnance de fer"]
            assert all(audit.verify(uow, person).ok for person in audit.people(uow))
