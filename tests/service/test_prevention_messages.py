"""Prevention messages: called for, told once, their reason, replaced, refused, at 18; and the campaign that sends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from rxapp.agenda import service as agenda
from rxapp.core.policy import Actor, Role
from rxapp.notices import outbox
from rxapp.notices.asking import Asked
from rxapp.notices.content import open_content
from rxapp.notices.models import Notice
from rxapp.prevention import law, letters, mailbox, messages, moved, service
from rxapp.prevention.campaigns import CAMPAIGNS
from rxapp.prevention.models import PreventionEdition, PreventionMessage, PreventionWatch
from rxapp.prevention.timing import phase_of
from rxapp.wiring import join_rooms
from tests.accounts import refused
from tests.agenda import PLAIN, home
from tests.family import Health, health

__all__ = ["health", "home"]


def test_a_campaign_tells_each_one_what_their_calendar_calls_for_and_once(health: Health) -> None:
    first = health.campaign()
    assert first.looked == 4
    assert first.sent == len(health.messages(health.leo)) + sum(
        len(health.messages(person, actor=actor))
        for person, actor in (
            (health.nadia.person_id, health.nadia),
            (health.zoe.person_id, health.nadia),
            (health.zoe.person_id, health.zoe),
        )
    )
    assert {"dx-mtdents", "cx-8-9", "vx-hepb-catchup"} <= health.told_of(health.leo)
    again = health.campaign()
    assert (again.looked, again.sent) == (0, 0)
    health.do(service.set_aside, person_id=health.leo, rule="dx-adult")
    assert health.campaign().sent == 0


def test_the_bell_is_told_of_a_campaign_not_of_each_message(health: Health) -> None:
    health.campaign()
    told = [one for one in health.outbox.of(health.nadia) if one["person_id"] == health.leo]
    codes = [one["facts"]["campagne"] for one in told]
    assert len(codes) == len(set(codes))
    ids = [key for one in told for key in one["facts"]["messages"].split()]
    assert sorted(ids) == sorted(one.id for one in health.messages(health.leo))
    assert all(one["kind"] == "prevention" and one["href"].startswith("/prevention?") for one in told)
    assert {one["text"] for one in told} <= {one.theirs for one in CAMPAIGNS}
    mine = [one for one in health.outbox.of(health.nadia) if one["person_id"] == health.nadia.person_id]
    assert {one["text"] for one in mine} <= {one.mine for one in CAMPAIGNS}


def test_nobody_is_told_before_the_morning(health: Health) -> None:
    health.at(date(2026, 11, 24), hour=3)
    health.campaign()
    assert {one["due_at"].hour for one in health.outbox.told.values()} == {8}


def test_a_message_says_rule_version_law_and_facts(health: Health) -> None:
    health.campaign()
    message = next(one for one in health.messages(health.leo) if one.rule == "dx-mtdents")
    assert (
        message.version_label
        == "Règle «\N{NO-BREAK SPACE}dx-mtdents\N{NO-BREAK SPACE}», version en vigueur depuis le 1er avril 2025"
    )
    assert message.facts == ["naissance le 4 mai 2018", "rien de noté jusqu’ici"]
    assert message.sources
    assert message.text
    assert "R.1111-27" in message.law
    assert message.campaign == "dentaire"
    assert "à vérifier avec votre médecin" in message.to_check
    english = health.look(mailbox.message, message_id=message.id, lang="en")
    assert english.facts == ["born on 4 May 2018", "nothing noted so far"]


def test_that_the_reason_was_shown_is_kept(health: Health) -> None:
    health.campaign()
    message = health.messages(health.leo)[0]
    health.do(messages.reason_seen, message_id=message.id)
    with health.database.read() as uow:
        assert uow.session.get(PreventionMessage, message.id).reason_seen_at == health.clock.now()


def test_a_message_is_its_readers_alone(health: Health) -> None:
    karim = health.add_parent(health.leo)
    health.campaign()
    mine = health.messages(health.leo)[0]
    doctor = Actor("a-doctor", Role.PROFESSIONAL, None, "Dr Moreau")
    for other in (karim, health.zoe, health.stranger):
        assert refused(health.look, mailbox.message, actor=other, message_id=mine.id).code == "introuvable"
    with health.database.read() as uow:
        assert refused(mailbox.message, uow, actor=doctor, message_id=mine.id, lang="fr").code == "introuvable"
        for view in (mailbox.messages_page, mailbox.refusals):
            assert refused(view, uow, actor=doctor, person_id=health.leo, lang="fr").code == "introuvable"
        assert refused(mailbox.refuses_all, uow, actor=doctor, person_id=health.leo).code == "introuvable"
    assert {one.rule for one in health.messages(health.leo, actor=karim)} == health.told_of(health.leo)


def test_done_ends_the_message_and_undone_brings_it_back_without_a_bell(health: Health) -> None:
    health.campaign()
    told = len(health.outbox.told)
    undo = health.done(health.leo, "dx-mtdents", "12/11/2026")
    assert "dx-mtdents" not in health.told_of(health.leo)
    assert [one.ended for one in health.messages(health.leo, ended=True)] == ["over"]
    health.do(service.take_back, undo=undo)
    health.campaign()
    assert "dx-mtdents" in health.told_of(health.leo)
    assert health.messages(health.leo, ended=True) == []
    assert len(health.outbox.told) == told


def test_a_fact_that_changes_replaces_the_message(health: Health) -> None:
    me = health.nadia.person_id
    health.do(service.answer, person_id=me, code="pregnant", said="yes", day="01/09/2026")
    health.campaign()
    before = next(one for one in health.messages(me) if one.rule == "px-1")
    notice = next(one for one in health.outbox.of(health.nadia) if before.id in one["facts"]["messages"])
    told = len(health.outbox.told)
    health.do(service.answer, person_id=me, code="pregnant", said="yes", day="08/09/2026")
    after = next(one for one in health.messages(me) if one.rule == "px-1")
    old = next(one for one in health.messages(me, ended=True) if one.id == before.id)
    assert after.id != before.id
    assert after.when_label != before.when_label
    assert (old.ended, old.ended_label[:26]) == ("replaced", "Remplacé le 23 novembre 20")
    assert health.stands(notice["facts"])
    health.campaign()
    assert len(health.outbox.told) == told


def test_the_law_that_changes_is_news(health: Health) -> None:
    """A message written under the yearly rule of 2025, as if it had been written under the one before."""
    health.campaign()
    with health.database.uow() as uow:
        (held,) = [one for one in letters.latest(uow, health.nadia.account_id, health.leo, 50) if one.rule == "dx-mtdents"]
        row = uow.session.get(PreventionMessage, held.id)
        old = letters.write(uow, "another", health.leo, replace(held.line, version=date(2018, 1, 1)), health.clock.today(), 0)
        other = uow.session.get(PreventionMessage, old.id)
        uow.session.delete(row)
        uow.session.flush()
        other.account_id = health.nadia.account_id
        uow.session.execute(update(PreventionEdition).values(digest="another book"))
        uow.commit()
    told = len(health.outbox.told)
    outcome = health.campaign()
    assert (outcome.looked, outcome.replaced) == (4, 1)
    assert len(health.outbox.told) == told + 1
    assert [one.rule for one in health.messages(health.leo, ended=True)] == ["dx-mtdents"]


def test_a_refusal_stops_messages_at_once_and_the_calendar_stays(health: Health) -> None:
    health.campaign()
    notice = next(
        one for one in health.outbox.of(health.nadia) if one["person_id"] == health.leo and one["facts"]["campagne"] == "dentaire"
    )
    assert health.stands(notice["facts"])
    before = health.cards(health.leo)
    undo = health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    assert not health.stands(notice["facts"])
    assert "dx-mtdents" not in health.told_of(health.leo)
    assert [one.ended for one in health.messages(health.leo, ended=True)] == ["refused"]
    assert health.cards(health.leo) == before
    for _year in range(3):
        health.clock.advance(timedelta(days=365))
        health.campaign()
        assert "dx-mtdents" not in health.told_of(health.leo)
    assert undo.choice[:2] == ("refusal", "dentaire")


def test_a_choice_taken_back_brings_back_every_message_that_held(health: Health) -> None:
    """Also one whose appointment was taken meanwhile, for which no new message would be written."""
    health.campaign()
    before = {one.id for one in health.messages(health.leo)}
    health.do(agenda.add, person_id=health.leo, form=PLAIN, rule="dx-mtdents", dose="")
    for verb, what in (
        (service.refuse, {"campaign": "dentaire"}),
        (service.refuse, {"campaign": ""}),
        (service.set_aside, {"rule": "dx-mtdents"}),
    ):
        undo = health.do(verb, person_id=health.leo, **what)
        assert {one.id for one in health.messages(health.leo)} < before
        health.clock.advance(timedelta(seconds=3))
        health.do(service.take_back, undo=undo)
        assert {one.id for one in health.messages(health.leo)} == before
        assert health.messages(health.leo, ended=True) == []


def test_a_bell_that_would_have_rung_while_a_refusal_is_taken_back_rings_once(health: Health) -> None:
    join_rooms()
    health.at(date(2026, 11, 24), hour=7)
    health.campaign()
    health.clock.set(datetime(2026, 11, 24, 7, 59, 57, tzinfo=UTC))
    undo = health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.clock.advance(timedelta(seconds=5))
    assert "dentaire" not in rung(health)
    health.do(service.take_back, undo=undo)
    assert rung(health) == ["dentaire"]
    assert rung(health) == []


def test_a_bell_refused_rings_when_the_refusal_is_given_up_if_it_never_did(health: Health) -> None:
    join_rooms()
    health.at(date(2026, 11, 24), hour=7)
    health.campaign()
    health.do(service.refuse, person_id=health.leo, campaign="")
    health.at(date(2026, 11, 24), hour=12)
    rung(health)
    health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.do(service.accept, person_id=health.leo, campaign="dentaire")
    health.clock.advance(timedelta(days=2))
    assert rung(health) == []
    health.do(service.accept, person_id=health.leo, campaign="")
    assert "dentaire" in rung(health)
    health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.do(service.accept, person_id=health.leo, campaign="dentaire")
    assert rung(health) == []


def rung(health: Health) -> list[str]:
    """The campaigns of Léo's that Nadia is told of now."""
    with health.database.uow() as uow:
        before = {row.id for row in uow.session.execute(select(Notice).where(Notice.state == "told")).scalars()}
        outbox.tell_due(uow, Asked(uow), outbox.Terms("http://localhost:3000", limit=50))
        told = uow.session.execute(select(Notice).where(Notice.state == "told", Notice.person_id == health.leo)).scalars()
        new = [open_content(uow, row).facts["campagne"] for row in told if row.id not in before]
        uow.commit()
    return new


def test_without_a_refusal_the_same_comes_again_in_a_year(health: Health) -> None:
    health.campaign()
    bells = [one for one in health.outbox.told.values() if one["facts"]["campagne"] == "dentaire"]
    health.clock.advance(timedelta(days=380))
    health.campaign()
    later = [one for one in health.outbox.told.values() if one["facts"]["campagne"] == "dentaire"]
    assert len(later) > len(bells)


def test_all_messages_can_be_refused_and_accepted_again(health: Health) -> None:
    health.campaign()
    told, bells = health.told_of(health.leo), len(health.outbox.told)
    health.do(service.refuse, person_id=health.leo, campaign="")
    assert health.messages(health.leo) == []
    assert next(one.refused for one in health.look(mailbox.refusals, person_id=health.leo))
    assert health.told_of(health.nadia.person_id)
    health.do(service.accept, person_id=health.leo, campaign="")
    health.campaign()
    assert health.told_of(health.leo) == told
    assert len(health.outbox.told) == bells


def test_before_refusing_one_sees_which_messages_would_stop(health: Health) -> None:
    health.campaign()
    every, *each = health.look(mailbox.refusals, person_id=health.leo)
    assert (every.campaign, every.refused) == ("", False)
    dental = next(one for one in each if one.campaign == "dentaire")
    assert any("8 ans" in title for title in dental.stops)
    assert set(dental.stops) & {one.title for one in health.messages(health.leo)}
    assert all(one.stops for one in each)


def test_one_parents_refusal_is_not_the_others(health: Health) -> None:
    karim = health.add_parent(health.leo)
    health.campaign()
    told = health.told_of(health.leo, actor=karim)
    health.do(service.refuse, person_id=health.leo, campaign="")
    assert health.told_of(health.leo, actor=karim) == told
    assert not any(one.refused for one in health.look(mailbox.refusals, actor=karim, person_id=health.leo))


def test_what_is_booked_is_not_asked_for(health: Health) -> None:
    health.do(agenda.add, person_id=health.leo, form=PLAIN, rule="dx-mtdents", dose="")
    health.campaign()
    assert "dx-mtdents" not in health.told_of(health.leo)
    health.at(date(2026, 12, 12))
    health.campaign()
    assert "dx-mtdents" in health.told_of(health.leo)


def test_at_eighteen_messages_go_to_the_person_alone(health: Health) -> None:
    health.campaign()
    zoe = health.zoe.person_id
    assert health.told_of(zoe)
    notice = next(one for one in health.outbox.of(health.nadia) if one["person_id"] == zoe)
    assert health.stands(notice["facts"])
    health.at(date(2028, 5, 4))
    assert not health.stands(notice["facts"])
    assert refused(health.messages, zoe).code == "introuvable"
    mothers = len([one for one in health.outbox.of(health.nadia) if one["person_id"] == zoe])
    health.campaign()
    assert len([one for one in health.outbox.of(health.nadia) if one["person_id"] == zoe]) == mothers
    assert "ck-bilan-18" in health.told_of(zoe, actor=health.zoe)
    with health.database.read() as uow:
        watched = uow.session.execute(select(PreventionWatch.account_id).where(PreventionWatch.person_id == zoe)).scalars()
        assert list(watched) == [health.zoe.account_id]


def test_what_an_edition_moved_is_told_with_its_date_and_source(health: Health) -> None:
    changes = health.look(moved.changes, person_id=health.leo)
    yearly = next(change for change in changes if change.day == "2025-04-01")
    assert any("à 7 ans\u00a0: nouveau" in line for line in yearly.lines)
    assert yearly.sources
    assert [change.day for change in changes] == sorted((change.day for change in changes), reverse=True)


def test_a_child_born_across_the_first_of_january_2025(health: Health) -> None:
    health.at(date(2026, 3, 1))
    child = health.add_child(date(2024, 9, 15))
    rules = {card.rule: card for card in health.cards(child).values()}
    assert "vx-menc" not in rules
    assert rules["vx-menacwy-infant"].obligation_label == "Obligatoire"
    assert rules["vx-menb"].obligation_label == "Obligatoire"


def test_the_same_child_sees_the_decree_of_july_2024_when_born_before(health: Health) -> None:
    health.at(date(2026, 3, 1))
    child = health.add_child(date(2024, 6, 15))
    decree = next(change for change in health.look(moved.changes, person_id=child) if change.day == "2024-07-06")
    said = " ".join(decree.lines)
    assert "Méningocoques ACWY (nourrisson), dose 1\u00a0: nouveau, obligatoire." in said
    assert "Méningocoque B (nourrisson), dose 3\u00a0: devient obligatoire." in said
    assert "Méningocoque C, dose 2\u00a0: n’est plus prévu." in said
    assert any("2024-694" in source.title for source in decree.sources)


def test_a_day_kept_in_clear_is_one_in_seven(health: Health) -> None:
    health.campaign()
    with health.database.read() as uow:
        for row in uow.session.execute(select(PreventionWatch)).scalars():
            law_day = law.next_edition(health.clock.today())
            assert row.look_on == law_day or row.look_on.toordinal() % 7 == phase_of(row.account_id, row.person_id)


def test_an_undo_takes_back_its_own_refusal_and_no_later_one(health: Health) -> None:
    health.campaign()
    first = health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.do(service.accept, person_id=health.leo, campaign="dentaire")
    health.do(service.refuse, person_id=health.leo, campaign="dentaire")
    health.do(service.take_back, undo=first)
    assert [one.refused for one in health.look(mailbox.refusals, person_id=health.leo) if one.campaign == "dentaire"] == [True]
