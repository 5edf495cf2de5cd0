"""What somebody knows and may not see any more, or not yet: hidden, withdrawn, blocked, not lent, kept by a minor.

Whoever was allowed meets the same as a stranger: in every handler, address and route that names the thing, the answer of an id
of nothing, to the letter, and nothing changes. Each axis first shows that the thing was there to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select, text, update

from rxapp.accounts import allowing
from rxapp.accounts.access_models import RecordAccess
from rxapp.accounts.granted import profession_of
from rxapp.accounts.relatives_models import Helping, HelpPaper
from rxapp.agenda import service as agenda
from rxapp.agenda.service import Form
from rxapp.core.i18n import short_date
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, NO_CONTEXT, Actor, HelpScope, of_profession
from rxapp.record import hiding
from rxapp.record import service as record
from rxapp.record.intake import Intake
from rxapp.record.models import Document
from tests import samples
from tests.carnet import Carnet, carnet
from tests.helping import Help, actor_named
from tests.security.matrix import ADDRESSES, QUERIES, ROUTES, Nothing, changed, handled, naming, rows_of, shown
from tests.security.test_handlers import marked
from tests.security.things import Owner, owner, settled, whole

__all__ = ["carnet"]

READER = "dr.haddad"
"""A professional whom Paul has allowed and who has no conversation with him."""

NOTHING = Nothing()


@dataclass
class Scene:
    """Paul, who decides; his document; and whoever looks."""

    carnet: Carnet
    paul: Owner
    actor: Actor
    reader: Actor
    document: str

    def write(self, act: Callable[..., object], actor: Actor | None = None, **given: object) -> None:
        with self.carnet.runtime.db.uow() as uow:
            act(uow, actor=actor or self.actor, **given)
            uow.commit()

    def decide(self, act: Callable[..., object], **given: object) -> None:
        """What Paul decides about the reader."""
        self.write(act, context=NO_CONTEXT, person_id=self.paul.person_id, account_id=self.reader.account_id, **given)

    def hide_from(self, target: str) -> None:
        self.write(hiding.hide, document_id=self.document, version=self.version(), targets=[target])

    def version(self) -> int:
        with self.carnet.runtime.db.read() as uow:
            return uow.session.execute(select(Document.version).where(Document.id == self.document)).scalar_one()


def _profession(scene: Scene) -> str:
    with scene.carnet.runtime.db.read() as uow:
        return of_profession(profession_of(uow, scene.reader.account_id))


def _past(scene: Scene) -> None:
    with scene.carnet.runtime.db.uow() as uow:
        yesterday = uow.clock.today() - timedelta(days=1)
        uow.session.execute(update(RecordAccess).values(until=yesterday))
        uow.commit()


CLOSED: dict[str, tuple[tuple[str, ...], Callable[[Scene], None]]] = {
    "hidden from everybody": (("document",), lambda scene: scene.hide_from(EVERYBODY)),
    "hidden from one": (("document",), lambda scene: scene.hide_from(scene.reader.account_id)),
    "hidden from a profession": (("document",), lambda scene: scene.hide_from(_profession(scene))),
    "shown to its author alone": (("document",), lambda scene: scene.hide_from(ALL_BUT_AUTHOR)),
    "withdrawn": (("document", "person"), lambda scene: scene.decide(allowing.withdraw)),
    "blocked": (("document", "person"), lambda scene: scene.decide(allowing.block)),
    "over since yesterday": (("document", "person"), _past),
    "deleted": (("document",), lambda scene: scene.write(record.trash, document_id=scene.document)),
}
"""How what a professional was allowed to read is closed to them, and the sorts of thing that are."""


@pytest.fixture(scope="module")
def people(carnet: Carnet) -> Iterator[dict[str, Owner]]:
    with whole(carnet):
        yield {login: owner(carnet, login) for login in ("paul.durand", "camille.martin", "jade.bernard")}


@pytest.fixture
def scene(carnet: Carnet, people: dict[str, Owner]) -> Iterator[Scene]:
    """Dr Haddad may read Paul's record, in which there is a report."""
    paul, data = actor_named(carnet, "paul.durand"), samples.text()
    given = {"actor": paul, "context": NO_CONTEXT, "person_id": paul.person_id, "file_name": "note.txt"}
    with Intake.open(carnet.runtime.db, **given, declared_size=len(data)) as intake:
        intake.feed(data)
        document = intake.finish(title="Compte rendu", category="compte_rendu").id
    settled(carnet)
    made = Scene(carnet, people["paul.durand"], paul, actor_named(carnet, READER), document)
    made.decide(allowing.allow)
    yield made
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(RecordAccess))
        uow.commit()


def places(who: str, sort: str) -> list[tuple[str, str]]:
    """Where somebody of a role may name a thing of a sort by an address or a route: method ("" for a page) and pattern."""
    found = [("", address) for address, (named, whose) in ADDRESSES.items() if named == sort and whose == who]
    for (method, path), (named, ends) in ROUTES.items():
        if named == sort:
            found += [(method, re.sub(r"\{\w+\}", "{}", path) + end) for end in ends]
    return found + [(method, path) for (method, path), named in QUERIES.items() if named == sort and method == "GET"]


def answered(carnet: Carnet, cookies: str, place: tuple[str, str], id: str) -> object:
    method, pattern = place
    if not method:
        return shown(carnet, cookies, pattern.format(id), id)
    given = carnet.ask(method, pattern.format(id), cookies=cookies)
    return given.status_code, given.content.replace(id.encode(), b"ID")


def open_places(carnet: Carnet, login: str, who: str, sort: str, id: str) -> list[tuple[str, str]]:
    """Those that tell somebody of a thing what they do not tell of nothing."""
    cookies = carnet.session_of(login)
    return [place for place in places(who, sort) if NOTHING.tells((login, place), partial(answered, carnet, cookies, place), id)]


def telling_handlers(carnet: Carnet, login: str, who: str, sort: str, id: str) -> list[str]:
    """The handlers that answer a thing otherwise than nothing."""
    cookies = carnet.session_of(login)
    theirs = [(name, policy) for name, policy in marked(carnet).items() if who in {role.value for role in policy.roles}]
    return [
        name
        for name, policy in theirs
        for path, named, several in naming(policy)
        if named == sort and NOTHING.tells((login, name, path), handled(carnet, cookies, name, policy, (path, several)), id)
    ]


def nothing_left(carnet: Carnet, login: str, who: str, things: dict[str, str], owners: list[Owner]) -> None:
    before = [rows_of(carnet, one) for one in owners]
    for sort, id in things.items():
        assert open_places(carnet, login, who, sort, id) == [], sort
        assert telling_handlers(carnet, login, who, sort, id) == [], sort
    assert changed(carnet, owners, before) == []


@pytest.mark.parametrize("how", CLOSED)
def test_what_is_closed_to_a_professional_is_nothing(scene: Scene, how: str) -> None:
    sorts, close = CLOSED[how]
    things = {sort: {"document": scene.document, "person": scene.paul.person_id}[sort] for sort in sorts}
    for sort, id in things.items():
        assert open_places(scene.carnet, READER, "professional", sort, id), sort
    close(scene)
    nothing_left(scene.carnet, READER, "professional", things, [scene.paul])


def test_unblocking_opens_nothing_again(scene: Scene) -> None:
    things = {"document": scene.document, "person": scene.paul.person_id}
    scene.decide(allowing.block)
    scene.decide(allowing.unblock)
    nothing_left(scene.carnet, READER, "professional", things, [scene.paul])


LENT = {
    HelpScope.SEE: ("document", "measure", "profile"),
    HelpScope.AGENDA: ("appointment",),
    HelpScope.MESSAGES: ("conversation", "message"),
    HelpScope.PHARMACY: ("order", "line"),
}
"""What each scope of a help shows; `ADD` shows nothing more."""


@pytest.fixture
def help(carnet: Carnet, people: dict[str, Owner]) -> Iterator[Help]:
    yield Help(carnet, actor_named(carnet, "camille.martin"), actor_named(carnet, "awa.diallo"))
    with carnet.runtime.db.uow() as uow:
        uow.session.execute(delete(HelpPaper))
        uow.session.execute(delete(Helping).where(Helping.helper_id.is_not(None)))
        uow.commit()


@pytest.mark.parametrize("lent", [*LENT, None], ids=lambda one: one.value if one else "none")
def test_a_helper_meets_nothing_beyond_what_is_lent(help: Help, people: dict[str, Owner], lent: HelpScope | None) -> None:
    camille = people["camille.martin"]
    own = camille.things | {"document": help.paper()}
    help.begin(lent or HelpScope.SEE)
    if lent is None:
        help.end()
    settled(help.carnet)
    for scope, sorts in LENT.items():
        things = {sort: own[sort] for sort in sorts if sort in own}
        if scope is not lent:
            nothing_left(help.carnet, "awa.diallo", "patient", things, [camille])
        elif lent is not None:
            assert any(open_places(help.carnet, "awa.diallo", "patient", sort, id) for sort, id in things.items())


KEPT = {"document": ("document", "hidden"), "appointment": ("appointment", "secret")}
"""The sorts of thing that a minor of 16 keeps to themself, and where it is written; messages and orders: `test_messages_minor`,
`test_pharmacie_secret`."""


def thing_of(carnet: Carnet, jade: Owner, sort: str) -> str:
    if sort == "document":
        return jade.things["document"]
    with carnet.runtime.db.uow() as uow:
        day = short_date(uow.clock.today() + timedelta(days=14), "fr")
        form = Form(title="Gynécologue", day=day, start="9h30", end="10h")
        made = agenda.add(uow, actor=actor_named(carnet, jade.login), person_id=jade.person_id, form=form)
        uow.commit()
    return made


@pytest.mark.parametrize("sort", KEPT)
def test_a_parent_meets_nothing_of_what_a_minor_keeps(carnet: Carnet, people: dict[str, Owner], sort: str) -> None:
    jade, (table, column) = people["jade.bernard"], KEPT[sort]
    id = thing_of(carnet, jade, sort)
    change = text(f"UPDATE {table} SET {column} = :kept WHERE id = :one")  # noqa: S608 - our own tables

    def say(kept: bool) -> None:
        with carnet.runtime.db.uow() as uow:
            uow.session.execute(change, {"kept": kept, "one": id})
            uow.commit()

    say(False)
    assert open_places(carnet, "sophie.bernard", "patient", sort, id)
    say(True)
    nothing_left(carnet, "sophie.bernard", "patient", {sort: id}, [jade])
    say(False)
