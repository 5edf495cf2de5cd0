"""What a person allows or refuses of their record: at once, in the history, and where documents are opened."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from rxapp.accounts import rights
from rxapp.accounts.models import PersonRights
from rxapp.accounts.rights import Right
from rxapp.core import audit, lookers
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.record import lending
from tests.accounts import refused
from tests.closing import Leaving, leaving
from tests.inbox import MOREAU, Post, post
from tests.pharmacy import ANNE, counter, home

__all__ = ["counter", "home", "leaving", "post"]


def _own(post: Post, right: str, allowed: bool) -> None:
    with post.database.uow() as uow:
        rights.choose(uow, actor=post.nadia, right=right, allowed=allowed)
        uow.commit()


def seen(post: Post, lang: str = "fr") -> dict[str, bool]:
    with post.database.read() as uow:
        return {one.code: one.allowed for one in rights.rights_view(uow, actor=post.nadia, lang=lang)}


def test_use_beyond_care_is_off_until_it_is_allowed(post: Post) -> None:
    assert seen(post) == {"professionnels": True, "hors_soin": False}
    _own(post, "hors_soin", True)
    assert seen(post) == {"professionnels": True, "hors_soin": True}
    _own(post, "hors_soin", False)
    assert seen(post)["hors_soin"] is False


def test_each_change_is_a_line_and_the_same_again_is_none(post: Post) -> None:
    for allowed in (False, False, True, True):
        _own(post, "urgence", allowed)
    with post.database.read() as uow:
        lines = audit.history_page(uow, actor=post.nadia, person_id=post.nadia.person_id)[:2]
    assert [(line.action, line.detail_label) for line in lines] == [
        ("droit.accepte", "Le SAMU, en urgence"),
        ("droit.refuse", "Le SAMU, en urgence"),
    ]


def test_what_is_chosen_is_sealed(post: Post) -> None:
    _own(post, "urgence", False)
    with post.database.read() as uow:
        assert b"urgence" not in uow.session.get(PersonRights, post.nadia.person_id).content


@pytest.mark.parametrize("actor", [MOREAU, ANNE, SYSTEM_ACTOR])
def test_nobody_else_chooses(post: Post, actor) -> None:
    with post.database.uow() as uow:
        assert refused(rights.choose, uow, actor=actor, right="urgence", allowed=False).code == "introuvable"
        assert refused(rights.choose, uow, actor=post.nadia, right="autre", allowed=False).code == "introuvable"


def test_documents_sent_with_messages_open_no_more_for_professionals(post: Post, leaving: Leaving) -> None:
    paper = leaving.counter.paper("Compte rendu")
    post.start(document_ids=(paper,))
    with post.database.read() as uow:
        assert lending.loan(uow, MOREAU, paper) is not None
    _own(post, "professionnels", False)
    with post.database.read() as uow:
        assert lending.loan(uow, MOREAU, paper) is None
    _own(post, "professionnels", True)
    with post.database.read() as uow:
        assert lending.loan(uow, MOREAU, paper) is not None


@pytest.mark.parametrize("allowed", [False, True])
def test_the_open_pages_of_those_who_were_written_to_look_again(post: Post, leaving: Leaving, allowed: bool) -> None:
    post.start(document_ids=(leaving.counter.paper("Compte rendu"),))
    if allowed:
        _own(post, "professionnels", False)
    found = set[str]()
    stop = lookers.listen(found.update)
    _own(post, "hors_soin", True)
    assert not found
    _own(post, "professionnels", allowed)
    stop()
    assert found == {MOREAU.account_id}


def test_a_pharmacy_keeps_the_prescription_of_an_order(post: Post, leaving: Leaving) -> None:
    paper = leaving.counter.paper("Ordonnance")
    leaving.counter.send(paper)
    _own(post, "professionnels", False)
    with post.database.read() as uow:
        assert lending.loan(uow, ANNE, paper) is not None


def test_what_is_sent_after_a_refusal_opens_until_the_next_one(post: Post, leaving: Leaving) -> None:
    before, after = leaving.counter.paper("Avant"), leaving.counter.paper("Après")
    post.start(document_ids=(before,))
    minute = partial(leaving.counter.clock.advance, timedelta(minutes=1))

    def lent() -> list[bool]:
        with post.database.read() as uow:
            return [lending.loan(uow, MOREAU, one) is not None for one in (before, after)]

    minute()
    _own(post, "professionnels", False)
    minute()
    _own(post, "urgence", False)  # another choice changes nothing of this one
    begun = post.start("Celui-ci, lisez-le", document_ids=(after,))
    assert lent() == [False, True]
    minute()
    for allowed in (True, False):
        _own(post, "professionnels", allowed)
    assert lent() == [False, False]
    minute()
    post.reply(begun.conversation_id, "Les deux", actor=post.nadia, document_ids=(before, after))
    assert lent() == [True, True]


def test_nobody_allows_anything_once_the_record_is_sealed(leaving: Leaving) -> None:
    leaving.close()
    with leaving.database.read() as uow:
        assert not any(rights.allows(uow, leaving.nadia.person_id, right) for right in Right)
