"""Every handler, address and route that takes something's id, with the id of what one may not see.

For who may not see a thing it does not exist: the answer is the one that an id of nothing gets, to the letter, and nothing of its
owner's changes. The handlers come from the registry, the addresses from what the pages read, the routes from what is served: a
new name in any of them fails here until it is said what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from sqlalchemy import text

from rxapp.api import assemble
from rxapp.core.db import new_id
from rxapp.record import reading
from rxapp.state.handler import SEEN, HandlerPolicy
from tests.carnet import Carnet, carnet
from tests.security.test_handlers import answer, marked, sample
from tests.security.things import SORTS, Owner, owner, whole

__all__ = ["carnet"]

STRANGERS = {
    "patient": "awa.diallo",
    "professional": "dr.haddad",
    "pharmacy": "pharmacie.lilas",
    "establishment": "chu.valbois",
    "operator": "admin",
}
"""Somebody of each role who has nothing to do with Paul, Camille, nor Jade."""

NAMES = {
    "document_id": "document",
    "ids": "document",
    "document": "document",
    "pieces": "document",
    "person_id": "person",
    "child_id": "person",
    "enfant": "person",
    "pour": "person",
    "account_id": "account",
    "target": "account",
    "patient": "person",
    "compte": "account",
    "message_id": "message",
    "conversation_id": "conversation",
    "order_id": "order",
    "line_id": "line",
    "feed_id": "feed",
    "helping_id": "helping",
    "aide": "helping",
    "invitation_id": "invitation",
    "notice_id": "notice",
    "session_id": "session",
    "entry_id": "entry profile",
    "other": "document profile",
    "measure_id": "measure",
    "emergency_id": "emergency",
    "share_id": "share",
    "sending_id": "sending",
    "place": "conversation",
    "seen": "document conversation person order",
}
"""What the arguments and form fields of handlers name: the sorts of thing that go by that name somewhere."""

PUBLIC = {"pharmacy_id", "campaign", "rule", "code", "card_id", "right", "kind", "channel", "reponse", "examen", "produit"}
"""Name an entry of a directory, a rule or a choice: the same for everybody."""

TAKEN = {"takeout_id", "endpoint", "cle", "token", "lieu"}
"""Name something of one's own that is tried elsewhere: copies (`test_emporter`), devices (`test_parametres`), keys of a sign-in
(`test_second_facteur`), messages sent once and drafts by their place (`test_messages_again`), pharmacies proposed by a
signed word (`test_pharmacie_sharing`)."""

ADDRESSES = {
    "/agenda?rendezvous={}": ("appointment", "patient"),
    "/agenda?modifier=1&rendezvous={}": ("appointment", "patient"),
    "/agenda?import={}": ("appointment", "patient"),
    "/agenda?ajouter=1&personne={}": ("person", "patient"),
    "/messages?ecrire=message&a={}": ("account", "patient"),
    "/officine?commande={}": ("order", "pharmacy"),
    "/officine?commande={}&imprimer=fiche": ("order", "pharmacy"),
    "/pharmacie?commande={}": ("order", "patient"),
    "/pharmacie?envoyer=ordonnance&ordonnance={}": ("document", "patient"),
    "/pharmacie?envoyer=ordonnance&ligne={}": ("line", "patient"),
    "/pharmacie?envoyer=pharmacie&pharmacie={}": ("account", "patient"),
    "/pharmacie?ailleurs={}": ("order", "patient"),
    "/pharmacie?envoyer=ordonnance&suite={}": ("order", "patient"),
    "/pro?patient={}": ("person", "professional"),
    "/pro?conversation={}": ("conversation", "professional"),
    "/pro?conversation={}&imprimer=oui": ("conversation", "professional"),
    "/pro/patients?dossier={}": ("person", "professional"),
    "/pro/patients?document={}": ("document", "professional"),
    "/pro/urgence?dossier={}": ("person", "professional"),
    "/parametres/acces?personne={}": ("person", "patient"),
    "/profil/mesures?modifier={}": ("measure", "patient"),
    "/pro/envoyer?corriger={}": ("sending", "professional"),
    "/pro/envoyer?pour={}": ("person", "professional"),
    "/dossier/{}": ("document", "patient"),
    "/dossier/{}?modifier=1": ("document", "patient"),
    "/messages/{}": ("conversation", "patient"),
    "/messages/{}?imprimer=oui": ("conversation", "patient"),
    "/parametres/emporter?personne={}": ("person", "patient"),
}
"""Addresses of pages that name a thing, and for whom the page is."""

READERS = ("agenda", "messages", "officine", "pharmacie", "pro", "pro_envoyer")

ROUTES = {
    ("GET", "/api/documents/{document_id}"): ("document", ("", "?apercu=1", "?apercu=1&page=2")),
    ("GET", "/api/agenda/rendezvous/{id}.ics"): ("appointment", ("",)),
    ("GET", "/api/aidants/{helping_id}/attestation.pdf"): ("helping", ("",)),
}
"""Routes that take an id, what it names, and what may follow."""

QUERIES = {
    ("GET", "/api/agenda.ics?personne={}"): "person",
    ("GET", "/api/historique/recu?personne={}"): "person",
    ("GET", "/api/historique/preuve.json?personne={}"): "person",
    ("GET", "/api/historique/lignes.csv?personne={}"): "person",
    ("GET", "/api/historique/lignes.json?personne={}"): "person",
    ("GET", "/api/mesures.csv?personne={}"): "person",
    ("GET", "/api/profil/resume.pdf?personne={}"): "person",
    ("GET", "/api/profil/carte.pdf?personne={}"): "person",
    ("GET", "/api/profil/vaccinations.pdf?personne={}"): "person",
    ("GET", "/api/profil/carte.json?garder=1&personne={}"): "person",
    ("POST", "/api/agenda/import?personne={}"): "person",
    ("POST", "/api/documents?personne={}"): "person",
}

SECRETS = {
    "/calendrier/{name:path}",
    "/fermeture/recepisse/{token:str}.pdf",
    "/demo/lettre/{departure:str}",
    "/api/emporter/{takeout_id}",
    "/partage/{secret}",
    "/partage/{secret}/fin",
    "/partage/{secret}/{position}",
    "/partage/{secret}/{position}/page/{page}",
    "/partage/{secret}/{position}/fichier",
}
"""Routes whose parameter is itself a secret of 128 bits at least, or is for testers alone, or a copy (`test_emporter`)."""

APART = frozenset(
    {"audit_entries", "departure", "notice", "prevention_message", "prevention_watch", "login_session", "rendition"}
)
"""Tables that change by themselves: refusals are written in the history, notices leave."""


@pytest.fixture(scope="module")
def victims(carnet: Carnet) -> Iterator[list[Owner]]:
    """Paul and Camille, adults; Jade, a minor of 16 who has an account of her own; Sophie, her mother; an establishment."""
    with whole(carnet):
        while reading.read_due(carnet.runtime.db):  # what the server reads by itself is nothing that a stranger changed
            pass
        yield [
            owner(carnet, login) for login in ("paul.durand", "jade.bernard", "sophie.bernard", "camille.martin", "chu.valbois")
        ]


def test_each_sort_of_thing_is_there_to_be_tried(victims: list[Owner]) -> None:
    assert {sort for one in victims for sort in one.things} == set(SORTS)


def fields(model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The path and type of every field, those of a form included."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (((name, *path), inner) for path, inner in fields(kind))
        else:
            yield (name,), kind


def naming(policy: HandlerPolicy) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Paths of a payload that name a thing, with its sort, and whether it takes several."""
    for path, kind in fields(policy.payload):
        for sort in NAMES.get(path[-1], "").split():
            yield path, sort, getattr(kind, "__origin__", None) is list


def test_whatever_looks_like_an_id_is_known(carnet: Carnet) -> None:
    """A new handler whose argument names a thing comes into `NAMES` first, and is tried from then on."""
    looks = re.compile(r".*_ids?|ids?|personne|document|compte|enfant|aide|cle|token")
    for name, policy in marked(carnet).items():
        for path, kind in fields(policy.payload):
            if str in (kind, *get_args(kind)) and looks.fullmatch(path[-1]):
                assert path[-1] in NAMES.keys() | PUBLIC | TAKEN, (name, path)


def test_whatever_an_address_may_name_is_known() -> None:
    """The same of what pages read in their address."""
    for page in READERS:
        reader = import_module(f"rxapp.state.{page}_address")
        for name, shape in reader._SHAPES.items():
            if shape.fullmatch(new_id()) and not shape.fullmatch("x"):
                known = [one for one in ADDRESSES if one.startswith(reader.PAGE) and f"{name}={{}}" in one]
                assert known, (page, name)


def test_whatever_a_route_may_name_is_known(carnet: Carnet) -> None:
    served = {(method, route.path) for route in assemble.routes(carnet.runtime) for method in route.methods or ()}
    named = {(method, path) for method, path in served if "{" in path and method != "HEAD"}
    assert {path for _method, path in named} == {path for _method, path in ROUTES} | SECRETS
    assert ROUTES.keys() <= named


def rows_of(carnet: Carnet, one: Owner) -> dict[str, list[Any]]:
    """Everything that is a person's, whatever it is."""
    found = {}
    with carnet.runtime.db.read() as uow:
        tables = uow.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in sorted(set(tables) - APART):
            columns = {row[1] for row in uow.session.execute(text(f'PRAGMA table_info("{table}")'))}
            if "person_id" in columns:
                query = text(f'SELECT * FROM "{table}" WHERE person_id = :one')  # noqa: S608 - our own tables
                found[table] = sorted(map(repr, uow.session.execute(query, {"one": one.person_id})))
    return found


def changed(carnet: Carnet, victims: list[Owner], before: list[dict[str, list[Any]]]) -> list[tuple[str, str]]:
    """Whose rows of which table are no longer what they were."""
    now = [rows_of(carnet, one) for one in victims]
    return [
        (one.login, table)
        for one, was, rows in zip(victims, before, now, strict=True)
        for table in rows
        if rows[table] != was.get(table)
    ]


def filled(payload: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    head, *rest = path
    return payload | {head: filled(payload[head], tuple(rest), value) if rest else value}


def in_sight(payload: dict[str, Any]) -> dict[str, Any]:
    """The same, as from a page that shows nothing yet: what else it names is tried, not whether it is what the page drew."""
    return payload | {SEEN: ""} if payload.get(SEEN) == "x" else payload


def told(carnet: Carnet, cookies: str, name: str, payload: dict[str, Any], id: str) -> str:
    """What a fresh tab is answered, with the id that was given left out."""
    tab = carnet.tab(cookies)
    tab.start()
    said = answer(tab, name, in_sight(payload))
    tab.close()
    return numbered(said.replace(id, "ID"))


def shown(carnet: Carnet, cookies: str, address: str, id: str) -> str:
    """What a page says that is opened there, with the id that was given left out."""
    tab = carnet.tab(cookies)
    said = "\n".join([*tab.start(address), *tab.settle()])
    tab.close()
    return numbered(said.replace(id, "ID"))


def numbered(said: str) -> str:
    """The same, with what is drawn by chance (connections, ids) named by its place: one that is more shows all the same."""
    seen: dict[str, str] = {}
    said = re.sub(r'"(sid|session_id|client_token)":"[^"]*"', "", said)
    return re.sub(r"[0-9a-f]{24,64}", lambda found: seen.setdefault(found[0], f"N{len(seen)}"), said)


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
            nothing, thing = new_id(), one.things[sort]
            wants = [filled(sample(policy.payload), path, [id] if several else id) for id in (nothing, thing)]
            unknown, foreign = (told(carnet, cookies, name, want, id) for want, id in zip(wants, (nothing, thing), strict=True))
            assert foreign == unknown, (name, path, one.login)
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
            said = []
            for id in (new_id(), one.things[sort]):
                said.append(shown(carnet, cookies, address.format(id), id))
            assert said[0] == said[1], one.login
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
                    wants = [(id, filled(sample(policy.payload), path, [id] if several else id)) for id in (new_id(), kept)]
                    unknown, foreign = (told(carnet, cookies, name, want, id) for id, want in wants)
                    assert foreign == unknown, name
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
            said = []
            for id in (new_id(), camille.things[sort]):
                said.append(shown(carnet, cookies, address.format(id), id))
            if said[0] != said[1]:
                seen.add(sort)
    assert seen >= {"document", "appointment", "conversation", "order"}
