"""A professional who is blocked: what they may write, what they still see, what they never learn."""

from __future__ import annotations

from datetime import timedelta

from rxapp.inbox import service, views
from tests.accounts import refused
from tests.inbox import CHU, HADDAD, MOREAU, Post, home, post

__all__ = ["home", "post"]


def test_a_blocked_professional_writes_no_more_and_sees_what_was_said_until_then(post: Post) -> None:
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    sent = post.start("Avant", to=(MOREAU.account_id, HADDAD.account_id))
    whom = {"person_id": post.nadia.person_id, "account_id": MOREAU.account_id}
    post.do(service.block, **whom)
    post.do(service.block, **whom)
    assert refused(post.reply, sent.conversation_id).code == "message.bloque"
    post.reply(sent.conversation_id, "Entre nous", actor=post.nadia)
    assert post.texts(sent.conversation_id, actor=MOREAU) == ["Avant"]
    assert post.texts(sent.conversation_id, actor=HADDAD) == ["Avant", "Entre nous"]
    assert "ne souhaite plus" in post.page(sent.conversation_id, actor=MOREAU).why_not
    assert refused(post.start, actor=MOREAU, person=post.nadia.person_id, to=()).code == "message.bloque"
    assert refused(post.start).code == "message.vous_bloquez"
    assert post.look(views.blocked_by, person_id=post.nadia.person_id) == ((MOREAU.account_id, MOREAU.label),)
    post.do(service.unblock, **whom)
    assert post.texts(sent.conversation_id, actor=MOREAU) == ["Avant", "Entre nous"]
    assert post.acts().count("message.bloque") == post.acts().count("message.debloque") == 1


def test_a_blocked_professional_learns_nothing_of_what_came_later(post: Post) -> None:
    for actor in (HADDAD, CHU):
        post.do(service.set_who_may_start, actor=actor, who="everybody")
    sent = post.start("Avant", to=(MOREAU.account_id, HADDAD.account_id))
    post.clock.advance(timedelta(days=3))
    post.do(service.block, person_id=post.nadia.person_id, account_id=MOREAU.account_id)
    post.do(service.add_professional, conversation_id=sent.conversation_id, account_id=CHU.account_id)
    post.reply(sent.conversation_id, "Après", actor=HADDAD)
    given = {"conversation_id": sent.conversation_id, "why": "ended", "words": "Tout est dit."}
    post.do(service.close, actor=HADDAD, **given)
    page = post.page(sent.conversation_id, actor=MOREAU)
    assert (page.closed, page.closed_label, page.closed_words) == (False, "", "")
    assert [one.name for one in page.professionals] == [MOREAU.label, HADDAD.label]
    assert "ne souhaite plus" in page.why_not
    assert refused(post.reply, sent.conversation_id).code == "message.bloque"
    (row,) = post.list(actor=MOREAU)
    assert (row.closed, CHU.label in row.names) == (False, False)
    for query in ("valbois", "26 novembre"):
        assert post.list(actor=MOREAU, query=query) == ()
        assert len(post.list(actor=HADDAD, query=query)) == 1
    assert len(post.list(actor=MOREAU, query="23 novembre")) == 1
    post.do(service.unblock, person_id=post.nadia.person_id, account_id=MOREAU.account_id)
    assert post.page(sent.conversation_id, actor=MOREAU).closed_words == "Tout est dit."


def test_what_was_closed_before_the_block_stays_closed_for_who_is_blocked(post: Post) -> None:
    sent = post.start("Avant")
    post.do(service.close, actor=MOREAU, conversation_id=sent.conversation_id, why="ended", words="À bientôt.")
    post.clock.advance(timedelta(minutes=1))
    post.do(service.block, person_id=post.nadia.person_id, account_id=MOREAU.account_id)
    assert post.page(sent.conversation_id, actor=MOREAU).closed_words == "À bientôt."


def test_who_blocked_the_only_professional_cannot_write_to_them(post: Post) -> None:
    sent = post.start()
    whom = {"person_id": post.nadia.person_id, "account_id": MOREAU.account_id}
    assert refused(post.do, service.block, **whom | {"account_id": CHU.account_id}).code == "message.blocage"
    for actor in (MOREAU, post.home.stranger):
        assert refused(post.do, service.block, actor=actor, **whom).code == "introuvable"
    post.do(service.block, **whom)
    assert refused(post.reply, sent.conversation_id, actor=post.nadia).code == "message.vous_bloquez"
