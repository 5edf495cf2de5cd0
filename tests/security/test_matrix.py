"""Every handler, address and route that takes something's id, with the id of what one may not see.

For who may not see a thing it does not exist: the answer is the one that an id of nothing gets, to the letter, and nothing of its
owner's changes. The handlers come from the registry, the addresses from what the pages read, the routes from what is served: a
new name in any of them fails here until it is said what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from sqlalchemy import text

from rxapp.api import assemble
from rxapp.core.db import new_id
from tests.carnet import Carnet, carnet
from tests.security.matrix import (
    ADDRESSES,
    NAMES,
    PLAIN,
    PUBLIC,
    QUERIES,
    ROUTES,
    TAKEN,
    Nothing,
    changed,
    fields,
    handled,
    naming,
    opened,
    read_of_addresses,
    rows_of,
)
from tests.security.test_handlers import marked
from tests.security.things import SORTS, Owner, owner, settled, whole

__all__ = ["carnet"]

STRANGERS = {
    "patient": "awa.diallo",
    "professional": "dr.haddad",
    "pharmacy": "pharmacie.lilas",
    "establishment": "chu.valbois",
    "operator": "admin",
}
"""Somebody of each role who has nothing to do with Paul, Camille, nor Jade."""

NOTHING = Nothing()

SECRETS = {
    "/calendrier/{name:path}",
    "/demo/lettre/{departure:str}",
    "/api/emporter/{takeout_id}",
    "/partage/{secret}",
    "/partage/{secret}/fin",
    "/partage/{secret}/{position}",
    "/partage/{secret}/{position}/page/{page}",
    "/partage/{secret}/{position}/fichier",
}
"""Routes whose parameter is itself a secret of 128 bits at least, or is for testers alone, or a copy (`test_emporter`)."""


@pytest.fixture(scope="module")
def victims(carnet: Carnet) -> Iterator[list[Owner]]:
    """Paul and Camille, adults; Jade, a minor of 16 who has an account of her own; Sophie, her mother; an establishment."""
    with whole(carnet):
        settled(carnet)
        yield [
            owner(carnet, login) for login in ("paul.durand", "jade.bernard", "sophie.bernard", "camille.martin", "chu.valbois")
        ]


def test_each_sort_of_thing_is_there_to_be_tried(victims: list[Owner]) -> None:
    assert {sort for one in victims for sort in one.things} == set(SORTS)


def test_whatever_looks_like_an_id_is_known(carnet: Carnet) -> None:
    """A new handler whose argument names a thing comes into `NAMES` first, and is tried from then on."""
    looks = re.compile(r".*_ids?|ids?|personne|document|compte|enfant|aide|cle|token")
    for name, policy in marked(carnet).items():
        for path, kind in fields(policy.payload):
            if str in (kind, *get_args(kind)) and looks.fullmatch(path[-1]):
                assert path[-1] in NAMES.keys() | PUBLIC | TAKEN, (name, path)


def test_whatever_an_address_may_name_is_known() -> None:
    """The same of what pages and routes read in their address: a new name is said to name a thing, which is tried, or none."""
    asked = [*ADDRESSES, *(path for _method, path in QUERIES)]
    for room, names in read_of_addresses().items():
        for name in names - PLAIN:
            assert any(re.search(rf"[?&]{name}={{}}", one) for one in asked), (room, name)


def test_whatever_a_route_may_name_is_known(carnet: Carnet) -> None:
    served = {(method, route.path) for route in assemble.routes(carnet.runtime) for method in route.methods or ()}
    named = {(method, path) for method, path in served if "{" in path and method != "HEAD"}
    assert {path for _method, path in named} == {path for _method, path in ROUTES} | SECRETS
    assert ROUTES.keys() <= named


@pytest.mark.parametrize("who", STRANGERS)
def test_a_handler_tells_a_stranger_nothing(carnet: Carnet, victims: list[Owner], who: str) -> None:
    cookies = carnet.session_of(STRANGERS[who])
    before = [rows_of(carnet, one) for one in victims]
    tried = 0
    for name, policy in marked(carnet).items():
        if who not in {role.value for role in policy.roles}:
            continue
        for (path, sort, several), one in product(naming(policy), victims):
            if sort not in one.things or one.login == STRANGERS[who]:
                continue
            ask = handled(carnet, cookies, name, policy, (path, several))
            assert not NOTHING.tells((who, name, path), ask, one.things[sort]), (name, path, one.login)
            tried += 1
    assert changed(carnet, victims, before) == []
    assert tried or who in ("operator",)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_tells_a_stranger_nothing(carnet: Carnet, victims: list[Owner], address: str) -> None:
    sort, who = ADDRESSES[address]
    cookies = carnet.session_of(STRANGERS[who])
    before = [rows_of(carnet, one) for one in victims]
    for one in victims:
        if sort in one.things:
            assert not NOTHING.tells((who, address), opened(carnet, cookies, address), one.things[sort]), one.login
    assert changed(carnet, victims, before) == []


@pytest.mark.parametrize("who", [*STRANGERS, "nobody"])
def test_a_route_tells_a_stranger_nothing(carnet: Carnet, victims: list[Owner], who: str) -> None:
    cookies = carnet.visit() if who == "nobody" else carnet.session_of(STRANGERS[who])
    whole = [(method, re.sub(r"\{\w+\}", "{}", path), sort, ends) for (method, path), (sort, ends) in ROUTES.items()]
    asked = [(method, path + end, sort) for method, path, sort, ends in whole for end in ends]
    asked += [(method, path, sort) for (method, path), sort in QUERIES.items()]
    for (method, path, sort), one in product(asked, victims):
        if sort in one.things and one.login != STRANGERS.get(who):
            answers = [carnet.ask(method, path.format(id), cookies=cookies, content=b"x") for id in (new_id(), one.things[sort])]
            unknown, foreign = ((given.status_code, given.content, sorted(given.headers.items())) for given in answers)
            assert foreign == unknown, (path, one.login)
            assert foreign[0] >= 400, path


def test_a_parent_has_no_sight_of_what_a_minor_keeps(carnet: Carnet, victims: list[Owner]) -> None:
    """What Jade keeps from Sophie does not exist for Sophie, in any handler, address or route that names a document."""
    jade = victims[1]
    cookies, kept = carnet.session_of("sophie.bernard"), jade.things["document"]
    hide = text("UPDATE document SET hidden = :hidden WHERE id = :one")
    was = text("SELECT hidden FROM document WHERE id = :one")
    with carnet.runtime.db.uow() as uow:
        hidden = uow.session.execute(was, {"one": kept}).scalar()
        uow.session.execute(hide, {"hidden": True, "one": kept})
        uow.commit()
    try:
        for name, policy in marked(carnet).items():
            for path, sort, several in naming(policy):
                if sort == "document" and "patient" in {role.value for role in policy.roles}:
                    ask = handled(carnet, cookies, name, policy, (path, several))
                    assert not NOTHING.tells(("a parent", name, path), ask, kept), name
        for ending in ("", "?apercu=1"):
            answers = [carnet.ask("GET", f"/api/documents/{id}{ending}", cookies=cookies) for id in (new_id(), kept)]
            assert [one.status_code for one in answers] == [404, 404]
            assert answers[0].content == answers[1].content
    finally:
        with carnet.runtime.db.uow() as uow:
            uow.session.execute(hide, {"hidden": hidden, "one": kept})
            uow.commit()


def test_what_is_ones_own_is_answered_otherwise(carnet: Carnet, victims: list[Owner]) -> None:
    """The other side: were every id answered alike, the tests above would say nothing."""
    camille = victims[3]
    cookies = carnet.session_of(camille.login)
    mine = carnet.ask("GET", f"/api/documents/{camille.things['document']}", cookies=cookies)
    assert mine.status_code == 200
    seen = set()
    for address, (sort, who) in ADDRESSES.items():
        if who == "patient" and sort in camille.things:
            ask = opened(carnet, cookies, address)
            if NOTHING.tells((camille.login, address), ask, camille.things[sort]):
                seen.add(sort)
    assert seen >= {"document", "appointment", "conversation", "order"}
