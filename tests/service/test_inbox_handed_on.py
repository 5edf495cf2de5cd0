"""A conversation in the hands of a practice: given to a colleague, answered while its professional is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rxapp.accounts.models import Account
from rxapp.core.policy import Actor
from rxapp.inbox import service, views
from tests.accounts import refused
from tests.inbox import HADDAD, MOREAU, SECRETARY, Post, home, open_staff, post

__all__ = ["home", "post"]


def test_a_conversation_is_handed_to_a_colleague_who_answers_for_the_professional(post: Post) -> None:
    sent = post.start()
    given = {"conversation_id": sent.conversation_id}
    assert refused(post.page, sent.conversation_id, actor=SECRETARY).code == "introuvable"
    assert refused(post.do, service.assign, actor=MOREAU, account_id=HADDAD.account_id, **given).code == "message.autre_cabinet"
    assert refused(post.do, service.assign, account_id=SECRETARY.account_id, **given).code == "introuvable"
    assert post.look(views.colleagues, actor=MOREAU) == ((SECRETARY.account_id, SECRETARY.label),)
    post.do(service.assign, actor=MOREAU, account_id=SECRETARY.account_id, **given)
    (theirs,), (his,) = post.list(actor=SECRETARY), post.list(actor=MOREAU)
    assert (theirs.assigned, theirs.unread, his.assigned) == (True, True, False)
    post.reply(sent.conversation_id, "Jeudi à 9 h", actor=SECRETARY)
    assert post.page(sent.conversation_id).rows[-1].author_label == "Secrétariat du Dr Moreau, pour Dr Anne Moreau"
    post.do(service.assign, actor=SECRETARY, account_id=MOREAU.account_id, **given)
    assert post.list(actor=MOREAU)[0].assigned
    assert post.acts().count("message.confie") == 2


def shut(post: Post, account_id: str) -> None:
    """Close an account."""
    with post.database.uow() as uow:
        uow.session.get_one(Account, account_id).closed_at = uow.clock.now()
        uow.commit()


def test_a_conversation_is_handed_to_nobody_who_left(post: Post) -> None:
    sent = post.start()
    shut(post, SECRETARY.account_id)
    given = {"actor": MOREAU, "conversation_id": sent.conversation_id, "account_id": SECRETARY.account_id}
    assert refused(post.do, service.assign, **given).code == "introuvable"
    assert [one.name for one in post.page(sent.conversation_id).professionals] == [MOREAU.label]


def test_a_conversation_holds_no_more_professionals_by_being_handed_on(post: Post) -> None:
    others = [Actor(f"{number:032x}", MOREAU.role, None, f"Dr {number}") for number in range(1, 5)]
    open_staff(post.home, *others)
    for one in others:
        post.do(service.set_who_may_start, actor=one, who="everybody")
    sent = post.start(to=(MOREAU.account_id, *(one.account_id for one in others)))
    given = {"actor": MOREAU, "conversation_id": sent.conversation_id, "account_id": SECRETARY.account_id}
    assert refused(post.do, service.assign, **given).code == "message.destinataires"


def test_a_minor_whose_account_is_closed_is_written_to_by_nobody(post: Post) -> None:
    zoe = post.home.zoe
    sent = post.start(actor=zoe, secret=True)
    shut(post, zoe.account_id)
    assert refused(post.reply, sent.conversation_id).code == "message.destinataire_parti"
    assert post_reach(post, sent.conversation_id) == (MOREAU.account_id,)


def post_reach(post: Post, conversation_id: str) -> tuple[str, ...]:
    with post.database.read() as uow:
        return views.onlookers(uow, conversation_id)


def test_an_absence_answers_once_for_each_conversation_and_absence(post: Post) -> None:
    today = post.clock.today()
    away = {"actor": MOREAU, "away_from": today, "away_to": today + timedelta(days=7), "text": "De retour lundi."}
    post.do(service.set_absence, **away)
    sent = post.start()
    assert sent.absences == 1
    assert post.reply(sent.conversation_id, "Encore une chose", actor=post.nadia).absences == 0
    page = post.page(sent.conversation_id)
    assert [(one.text, one.automatic) for one in page.rows] == [
        ("Bonjour docteur", False),
        ("De retour lundi.", True),
        ("Encore une chose", False),
    ]
    assert page.professionals[0].away_until == "lundi 30 novembre"
    assert post.acts()[:2] == ["message.conversation", "message.absence"]
    assert post.start().absences == 1
    post.do(service.set_absence, **away | {"text": "De retour mardi."})
    assert post.reply(sent.conversation_id, "Et alors", actor=post.nadia).absences == 1
    post.clock.advance(timedelta(days=9))
    assert post.reply(sent.conversation_id, "Bonjour", actor=post.nadia).absences == 0
    assert refused(post.do, service.withdraw, actor=MOREAU, message_id=page.rows[1].id).code == "message.pas_le_votre"


@pytest.mark.parametrize(
    ("away_from", "away_to", "text", "code"),
    [
        (date(2026, 11, 25), date(2026, 11, 24), "Absent", "absence.dates"),
        (date(2026, 11, 1), date(2026, 11, 22), "Absent", "absence.dates"),
        (date(2026, 11, 25), None, "Absent", "absence.dates"),
        (date(2026, 11, 25), date(2028, 11, 25), "Absent", "absence.dates"),
        (date(2026, 11, 25), date(2026, 11, 26), "  ", "absence.vide"),
    ],
)
def test_an_absence_has_two_days_and_words(post: Post, away_from, away_to, text: str, code: str) -> None:
    given = {"away_from": away_from, "away_to": away_to, "text": text}
    assert refused(post.do, service.set_absence, actor=MOREAU, **given).code == code
    assert post.look(views.own_choices, actor=MOREAU).away_from == ""
