"""What the calendar foresees in a month: the first and last days of what has no appointment, as each reader sees it."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

from rxapp.agenda import service as agenda
from rxapp.core import audit
from rxapp.core.policy import Actor
from rxapp.prevention import service
from rxapp.prevention.foreseen import Foreseen, foreseen
from tests.accounts import refused
from tests.agenda import PLAIN, home
from tests.family import Health, health

__all__ = ["health", "home"]

SPRING = {"first": date(2027, 5, 1), "last": date(2027, 5, 31)}


def seen(health: Health, person: str, actor: Actor | None = None, **given: object) -> dict[tuple[str, str, str], Foreseen]:
    """What is foreseen, by rule, day and edge."""
    found = health.look(foreseen, actor=actor, people=[person], **SPRING | given)
    card = {one: parse_qs(urlsplit(one.href).query)["carte"][0].partition("~")[0] for one in found}
    return {(card[one], one.day, one.edge): one for one in found}


def test_the_first_and_the_last_day_of_a_window_are_told(health: Health) -> None:
    found = seen(health, health.leo)
    last = found["dx-mtdents", "2027-05-03", "last"]
    assert last.title.endswith("à 8 ans")
    assert last.when_label == "Jusqu’au 3 mai 2027, dans 5 mois"
    assert ("dx-mtdents", "2027-05-04", "first") in found
    assert {day[:7] for _rule, day, _edge in found} == {"2027-05"}
    assert ("dx-mtdents", "2026-05-04", "first") in seen(health, health.leo, first=date(2026, 5, 4), last=date(2026, 5, 4))
    assert seen(health, health.leo, first=date(2027, 5, 5), last=date(2027, 5, 5)) == {}


def test_what_is_booked_done_or_set_aside_is_no_longer_foreseen(health: Health) -> None:
    key = ("dx-mtdents", "2027-05-03", "last")
    health.do(service.set_aside, person_id=health.leo, rule="dx-mtdents", reason="")
    assert key not in seen(health, health.leo)
    father = health.add_parent(health.leo)
    assert key in seen(health, health.leo, father)
    health.do(agenda.add, person_id=health.leo, form=PLAIN, rule="dx-mtdents")
    assert key not in seen(health, health.leo, father)
    assert ("dx-mtdents", "2027-05-04", "first") in seen(health, health.leo, father)


def test_a_minors_secret_answer_or_appointment_changes_nothing_to_a_parent(health: Health) -> None:
    zoe = health.zoe.person_id
    whole_year = {"first": date(2026, 1, 1), "last": date(2028, 12, 31)}
    before = seen(health, zoe, **whole_year)
    assert before == seen(health, zoe, health.zoe, **whole_year)
    rule = next(rule for rule, _day, _edge in before if rule.startswith("dx"))
    health.do(agenda.add, actor=health.zoe, person_id=zoe, form=PLAIN, rule=rule, secret=True)
    health.do(service.answer, actor=health.zoe, person_id=zoe, code="pregnant", said="yes", day="01/10/2026", secret=True)
    assert seen(health, zoe, **whole_year) == before
    hers = seen(health, zoe, health.zoe, **whole_year)
    assert hers != before
    assert any(rule.startswith("px") for rule, _day, _edge in hers)


def test_only_ones_own_and_childrens_and_a_parents_look_is_written(health: Health) -> None:
    assert refused(seen, health, health.leo, health.stranger).code == "introuvable"
    seen(health, health.leo)
    with health.database.read() as uow:
        context = health.home.context(uow, health.nadia)
        lines = audit.history_page(uow, actor=health.nadia, person_id=health.leo, context=context, limit=50)
    assert "prevention.consultation" in {one.action for one in lines}
