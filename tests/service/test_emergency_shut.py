"""Who is shut out of emergencies elsewhere, what a refusal writes, what is over at 18, and the pages that let a document go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rxapp.accounts import identity
from rxapp.accounts.birth import majority_day
from rxapp.core import audit, lookers
from rxapp.core.policy import EVERYBODY
from rxapp.inbox import service as inbox
from rxapp.record import service as record
from tests.access import Surgery, surgery
from tests.accounts import refused
from tests.agenda import home
from tests.emergency import Ward, ward
from tests.inbox import HADDAD, MOREAU, post

__all__ = ["home", "post", "surgery", "ward"]

INSULT = "Dix lettres au moins, et des injures"


@pytest.fixture
def looking() -> Iterator[set[str]]:
    """The accounts whose open pages look again."""
    found = set[str]()
    stop = lookers.listen(found.update)
    yield found
    stop()


def said(ward: Ward) -> str:
    with ward.db.read() as uow:
        lines = audit.history_page(uow, actor=ward.nadia, person_id=ward.nadia.person_id)
    return " | ".join(f"{line.action_label} {line.detail_label}" for line in lines)


def test_a_refusal_is_one_line_a_day_without_what_was_typed(ward: Ward, surgery: Surgery) -> None:
    ward.choose("urgence_autres", False)
    for _again in range(3):
        assert not ward.open(reason=INSULT)
    assert not ward.open(HADDAD, reason=INSULT)
    assert surgery.acts().count("acces.urgence_refusee") == 2
    assert "injures" not in said(ward)
    surgery.post.clock.advance(timedelta(days=1))
    assert not ward.open(reason=INSULT)
    assert surgery.acts().count("acces.urgence_refusee") == 3


def test_who_is_blocked_in_messages_opens_nothing(ward: Ward, surgery: Surgery, looking: set[str]) -> None:
    surgery.add("Compte rendu")
    surgery.post.start()
    ward.open()
    looking.clear()
    whom = {"person_id": ward.nadia.person_id, "account_id": MOREAU.account_id}
    surgery.post.do(inbox.block, **whom)
    assert MOREAU.account_id in looking
    assert ward.reading() == []
    assert refused(surgery.page).code == "introuvable"
    assert not ward.open()
    surgery.post.do(inbox.unblock, **whom)
    assert ward.reading() == []
    assert ward.open()


def test_whom_a_minor_blocks_apart_tells_their_parents_nothing(ward: Ward, surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    surgery.post.start(actor=zoe, secret=True)
    surgery.post.do(inbox.block, actor=zoe, person_id=zoe.person_id, account_id=MOREAU.account_id)
    assert ward.open(person=zoe.person_id)
    assert "acces.urgence_refusee" not in surgery.acts(zoe.person_id)
    assert ward.rows(surgery.nadia, zoe.person_id)[0].lasts


@pytest.mark.parametrize("own", [False, True])
def test_what_a_parent_agreed_to_is_over_at_eighteen(ward: Ward, surgery: Surgery, own: bool) -> None:
    zoe = surgery.post.home.zoe
    report = surgery.add("Masqué", actor=zoe, person=zoe.person_id)
    surgery.hide(report, EVERYBODY, actor=zoe)
    ward.choose("urgence_masques", True, actor=zoe if own else surgery.nadia, person=zoe.person_id)
    ward.open(person=zoe.person_id)
    assert surgery.titles(person=zoe.person_id) == ["Masqué"]
    clock = surgery.post.clock
    with ward.db.read() as uow:
        born = identity.births_of(uow, [zoe.person_id])[zoe.person_id]
    clock.advance((majority_day(born) - clock.today()) + timedelta(days=1))
    ward.open(person=zoe.person_id)
    assert surgery.titles(person=zoe.person_id) == (["Masqué"] if own else [])
    ward.choose("urgence_masques", True, actor=zoe)
    assert surgery.titles(person=zoe.person_id) == ["Masqué"]


def test_pages_let_go_of_what_is_kept_or_deleted(ward: Ward, surgery: Surgery, looking: set[str]) -> None:
    zoe = surgery.post.home.zoe
    report = surgery.add("Bilan", actor=zoe, person=zoe.person_id)
    ward.open(person=zoe.person_id)
    surgery.allow(HADDAD, actor=zoe, person=zoe.person_id)
    looking.clear()
    surgery.post.do(record.keep, actor=zoe, document_id=report, version=1, secret=True)
    assert looking == {MOREAU.account_id, HADDAD.account_id}
    other = surgery.add("Autre", actor=zoe, person=zoe.person_id)
    looking.clear()
    surgery.post.do(record.trash, actor=zoe, document_id=other)
    assert looking == {MOREAU.account_id, HADDAD.account_id}


def test_a_dispute_withdraws_what_was_allowed(ward: Ward, surgery: Surgery, looking: set[str]) -> None:
    report = surgery.add("Compte rendu")
    surgery.allow()
    surgery.allow(HADDAD)
    assert ward.open()
    looking.clear()
    ward.dispute()
    assert MOREAU.account_id in looking
    assert refused(surgery.page).code == refused(surgery.open, report).code == "introuvable"
    assert surgery.titles(HADDAD) == ["Compte rendu"]
    assert dict(surgery.rows())["Dr Anne Moreau"] == "ended"
    assert [act for act in surgery.acts() if act in ("acces.urgence_contestee", "acces.retire")] == [
        "acces.retire",
        "acces.urgence_contestee",
    ]


def test_what_disputing_an_old_access_withdraws_is_said_beforehand(ward: Ward, surgery: Surgery) -> None:
    assert ward.open()
    assert not ward.rows()[0].allowed
    surgery.post.clock.advance(timedelta(days=40))
    surgery.allow(HADDAD)
    assert not ward.rows()[0].allowed
    surgery.allow(until=(surgery.post.clock.today() + timedelta(days=5)).isoformat())
    assert [(row.lasts, row.allowed) for row in ward.rows()] == [(False, True)]
    surgery.post.clock.advance(timedelta(days=6))
    assert not ward.rows()[0].allowed
    surgery.allow()
    ward.dispute()
    assert [(row.disputed, row.allowed) for row in ward.rows()] == [(True, False)]
    assert refused(surgery.page).code == "introuvable"


def test_a_parent_s_dispute_withdraws_as_the_parent(ward: Ward, surgery: Surgery) -> None:
    zoe = surgery.post.home.zoe
    surgery.allow(person=zoe.person_id)
    assert ward.open(person=zoe.person_id)
    ward.dispute(person=zoe.person_id)
    assert refused(surgery.page, person=zoe.person_id).code == "introuvable"
