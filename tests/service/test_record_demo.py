"""The demonstration documents: as many as promised, in the life of their person, readable."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from rxapp.accounts.opening import account_by_login
from rxapp.accounts.standing import actor_of
from rxapp.core import audit
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role
from rxapp.demo import reset
from rxapp.demo.documents import make_demo_documents
from rxapp.demo.people import Demo, make_demo
from rxapp.demo.profiles import make_demo_profiles
from rxapp.notices import outbox
from rxapp.notices import views as notices
from rxapp.prevention import campaign
from rxapp.prevention.models import PreventionMessage
from rxapp.profile import views as profile
from rxapp.record import previews, views
from rxapp.wiring import join_rooms


def test_everybody_gets_their_documents(database: Database) -> None:
    demo = make_demo(database)
    assert demo is not None
    assert make_demo_documents(database, demo) == 135
    family = Context(guardian_of=frozenset({demo.people["Léo"], demo.people["Inès"]}))
    for name, login, number in (
        ("Paul", "paul.durand", 120),
        ("Camille", "camille.martin", 7),
        ("Léo", "camille.martin", 4),
        ("Inès", "camille.martin", 2),
        ("Awa", "awa.diallo", 1),
        ("Jade", "jade.bernard", 1),
    ):
        account = demo.accounts[login]
        actor = Actor(account.account_id, Role.PATIENT, account.person_id, login)
        with database.read() as uow:
            page = views.documents_page(uow, actor=actor, context=family, person_id=demo.people[name], lang="fr")
            years = views.years(uow, actor=actor, context=family, person_id=demo.people[name])
        assert page.total == number
        assert all(row.kind_label.startswith("PDF") for row in page.rows)
        assert name != "Paul" or 20 <= len(years) <= 21
        made = previews.show(
            database, actor=actor, context=family or NO_CONTEXT, document_id=page.rows[0].id, what=previews.THUMB
        )
        assert made.media_type == "image/webp"


def test_each_history_says_the_space_was_opened_and_by_whom(database: Database) -> None:
    demo = make_demo(database)
    assert demo is not None
    for name, login, on_behalf in (
        ("Camille", "camille.martin", ""),
        ("Léo", "camille.martin", "Léo Martin"),
        ("Paul", "paul.durand", ""),
        ("Awa", "awa.diallo", ""),
        ("Jade", "sophie.bernard", "Jade Bernard"),
    ):
        account = demo.accounts[login]
        actor = Actor(account.account_id, Role.PATIENT, account.person_id, login)
        family = Context(guardian_of=frozenset(demo.people[child] for child in ("Léo", "Inès", "Jade")))
        with database.read() as uow:
            lines = audit.history_page(uow, actor=actor, context=family, person_id=demo.people[name])
        opened = next(line for line in lines if line.action == "espace.ouverture")
        assert on_behalf in opened.on_behalf_label, name
        assert opened.actor_label.startswith(login.partition(".")[0].capitalize()), name


def test_a_campaign_that_runs_while_it_is_filled_looks_at_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done long ago is written first: nobody is called for it."""
    join_rooms()
    meanwhile = []

    def documents(db: Database, made: Demo) -> int:
        meanwhile.append(campaign.run(db).looked)
        return make_demo_documents(db, made)

    monkeypatch.setattr(reset, "make_demo_documents", documents)
    assert reset.fill(database)
    assert meanwhile == [0]
    assert campaign.run(database).looked == 0
    with database.read() as uow:
        sent = uow.session.execute(select(func.count()).select_from(PreventionMessage)).scalar_one()
        assert sent > 0


def test_made_in_the_night_its_messages_are_told_at_once(database: Database, clock: FixedClock) -> None:
    join_rooms()
    clock.set(datetime(2026, 11, 26, 0, 30, tzinfo=UTC))
    assert reset.fill(database)
    with database.uow() as uow:
        told = outbox.tell_due(uow, outbox.Asked(uow), outbox.Terms("http://localhost:3000", limit=100, log_only=True))
        uow.commit()
        awa = account_by_login(uow, "awa.diallo")
        assert awa is not None
        assert awa.id in told
        page = notices.notices_page(uow, actor=actor_of(uow, awa.id), lang="fr")
    assert "Un message sur vos vaccins vous attend." in [one.text for one in page.items]


def test_profiles_are_written_with_one_line_each(database: Database) -> None:
    demo = make_demo(database)
    assert demo is not None
    assert make_demo_profiles(database, demo) == 37
    with database.read() as uow:
        paul = actor_of(uow, demo.accounts["paul.durand"].account_id)
        parts = {one.code: one for one in profile.profile(uow, actor=paul, person_id=demo.people["Paul"], lang="fr")}
        lines = audit.history_page(uow, actor=paul, person_id=demo.people["Paul"])
    assert [one.title for one in parts["traitements"].past] == ["Ramipril 2,5 mg"]
    assert [one.title for one in parts["traitements"].now[0].links] == ["Diabète de type 2"]
    assert [one.action for one in lines if one.action.startswith("profil.")] == ["profil.recopie"]


def test_what_a_professional_left_is_changed_by_nobody_else_and_each_history_runs_in_the_order_of_its_days(
    database: Database,
) -> None:
    join_rooms()
    assert reset.fill(database)
    with database.read() as uow:
        for login in ("camille.martin", "paul.durand", "jade.bernard"):
            actor = actor_of(uow, account_by_login(uow, login).id)
            rows = views.documents_page(uow, actor=actor, person_id=actor.person_id, lang="fr").rows
            left = [row for row in rows if row.filed]
            assert {row.author_label.partition(" par ")[0] for row in left} <= {"Envoyé"}, login
            assert [row.title for row in left if row.changeable or row.removable] == [], login
            assert [row.title for row in rows if not row.filed and row.author_label != "Ajouté par vous"] == [], login
            lines = audit.history_page(uow, actor=actor, person_id=actor.person_id)
            assert [line.at_iso for line in lines] == sorted((line.at_iso for line in lines), reverse=True), login
