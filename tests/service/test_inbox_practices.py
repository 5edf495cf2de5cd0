"""Who works with whom: joining and leaving, also for the account whose id names the practice."""

from __future__ import annotations

from rxapp.core.policy import SYSTEM_ACTOR, Actor
from rxapp.inbox import practices, service, sight
from tests.inbox import CHU, HADDAD, MOREAU, SECRETARY, Post, home, post

__all__ = ["home", "post"]


def join(post: Post, who: Actor, other: Actor) -> None:
    post.do(service.join_practice, actor=SYSTEM_ACTOR, account_id=who.account_id, with_account=other.account_id)


def leave(post: Post, who: Actor) -> None:
    post.do(service.leave_practice, actor=SYSTEM_ACTOR, account_id=who.account_id)


def with_whom(post: Post, who: Actor) -> set[str]:
    with post.database.read() as uow:
        return {one.id for one in practices.colleagues_of(uow, who.account_id)}


def practice(post: Post, who: Actor) -> str:
    with post.database.read() as uow:
        return practices.practice_of(uow, who.account_id)


def test_who_names_a_practice_leaves_it_and_the_others_stay_together(post: Post) -> None:
    join(post, HADDAD, MOREAU)
    leave(post, MOREAU)
    assert with_whom(post, MOREAU) == set()
    assert with_whom(post, SECRETARY) == {HADDAD.account_id}
    assert with_whom(post, HADDAD) == {SECRETARY.account_id}


def test_leaving_again_changes_nothing(post: Post) -> None:
    leave(post, MOREAU)
    alone = practice(post, MOREAU)
    leave(post, MOREAU)
    assert practice(post, MOREAU) == alone
    leave(post, HADDAD)
    assert practice(post, HADDAD) == HADDAD.account_id


def test_who_left_the_practice_they_name_is_joined_by_others_and_comes_back(post: Post) -> None:
    leave(post, MOREAU)
    join(post, CHU, MOREAU)
    assert with_whom(post, MOREAU) == {CHU.account_id}
    assert with_whom(post, CHU) == {MOREAU.account_id}
    leave(post, MOREAU)
    assert with_whom(post, MOREAU) == with_whom(post, CHU) == set()
    join(post, MOREAU, SECRETARY)
    assert with_whom(post, SECRETARY) == {MOREAU.account_id}


def test_who_works_elsewhere_does_not_fall_back_into_the_practice_they_named(post: Post) -> None:
    join(post, HADDAD, MOREAU)
    join(post, MOREAU, CHU)
    assert with_whom(post, MOREAU) == {CHU.account_id}
    leave(post, MOREAU)
    assert with_whom(post, MOREAU) == set()
    assert with_whom(post, HADDAD) == {SECRETARY.account_id}


def test_the_last_one_gone_the_practice_is_its_own_again(post: Post) -> None:
    leave(post, MOREAU)
    leave(post, SECRETARY)
    leave(post, MOREAU)
    assert practice(post, MOREAU) == MOREAU.account_id
    assert practice(post, SECRETARY) == SECRETARY.account_id


def test_what_is_under_way_is_handed_to_nobody_of_the_practice_that_was_left(post: Post) -> None:
    talk = post.start().conversation_id
    leave(post, MOREAU)
    assert SECRETARY.account_id not in with_whom(post, MOREAU)
    post.reply(talk, "Je vous suis toujours")
    assert post.texts(talk)[-1] == "Je vous suis toujours"


def test_who_changes_practice_still_lets_their_own_people_begin(post: Post) -> None:
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    post.start(to=(HADDAD.account_id,))
    post.do(service.set_who_may_start, actor=HADDAD, who="known")
    for move in (lambda: join(post, HADDAD, MOREAU), lambda: leave(post, HADDAD)):
        move()
        assert post.start(to=(HADDAD.account_id,)).seq == 1
        about = {"actor": HADDAD, "person": post.nadia.person_id, "to": ()}
        assert post.start("Des nouvelles ?", **about).seq == 1


def test_who_left_the_practice_they_named_does_not_know_its_people(post: Post) -> None:
    join(post, HADDAD, MOREAU)
    post.do(service.set_who_may_start, actor=HADDAD, who="everybody")
    post.start(to=(HADDAD.account_id,))
    leave(post, MOREAU)
    ids = (MOREAU.account_id, HADDAD.account_id)
    with post.database.read() as uow:
        named = practices.practices_of(uow, ids)
        assert sight.knows(uow, post.nadia.person_id, named, secrets=True) == {HADDAD.account_id}
