"""What a minor keeps secret: to a parent the world is exactly the one in which it never happened.

Two worlds start from one database. In one Zoé acts in secret, in the other she does nothing; in both the same open acts are done
and the same nights pass. Whatever a parent can look at must be the same, day after day.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.blobs import BlobStore
from rxapp.core.clock import FixedClock
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor
from rxapp.prevention import campaign, for_operator, mailbox, messages, moved, service, views
from rxapp.prevention.fields import DoneForm
from rxapp.prevention.foreseen import foreseen
from rxapp.prevention.models import PreventionWatch
from tests.accounts import Town, refused
from tests.agenda import Home, home
from tests.conftest import settings_in
from tests.family import Health, Outbox, health

__all__ = ["health", "home"]

VACCINES = ("vx-hpv-catchup", "vx-menacwy-teen", "vx-menb-15-24", "vx-dtcap-11-13", "vx-mmr-catchup")
OTHERS = ("dx-mtdents", "cx-15-16")
ANSWERS = ("pregnant", "immunosuppressed", "pneumo_risk", "postpartum")


@pytest.fixture
def twin(health: Health, tmp_path: Path) -> Iterator[Health]:
    """The same people, days and keys, in another database."""
    settings = settings_in(tmp_path / "twin")
    settings.make_data_dir()
    with health.database.uow() as uow:
        uow.commit()
    health.database.dispose()  # so that the file holds everything
    for path in health.database.settings.sqlite_file.parent.glob(health.database.settings.sqlite_file.name + "*"):
        shutil.copy(path, settings.sqlite_file.parent / path.name)
    database = Database(settings, FixedClock(health.clock.now()), health.database.keyring, BlobStore(settings.blob_root))
    theirs = Home(Town(database), health.nadia, health.zoe, health.stranger, health.leo)
    yield Health(theirs, Outbox())
    database.dispose()


def _act_in_secret(health: Health, dice: random.Random) -> None:
    """Something Zoé does and keeps to herself; what makes no sense is refused and changes nothing."""
    day = (health.clock.today() - timedelta(days=dice.randrange(1, 400))).strftime("%d/%m/%Y")
    given = {"actor": health.zoe, "person_id": health.zoe.person_id}
    acts = (
        lambda: health.do(
            service.note_done,
            rule=dice.choice(VACCINES),
            dose=dice.choice((1, 2, None)),
            form=DoneForm(day=day),
            secret=True,
            **given,
        ),
        lambda: health.do(service.note_done, rule=dice.choice(OTHERS), form=DoneForm(day=day), secret=True, **given),
        lambda: health.do(
            service.answer, code=dice.choice(ANSWERS), said=dice.choice(("yes", "no")), day=day, secret=True, **given
        ),
        lambda: health.do(service.set_aside, rule=dice.choice(VACCINES), reason="je ne veux pas", **given),
        lambda: health.do(service.refuse, campaign=dice.choice(("", "vaccins-enfant", "depistages")), **given),
        lambda: health.do(service.take_back, actor=health.zoe, undo=health.do(service.refuse, campaign="dentaire", **given)),
    )
    try:
        dice.choice(acts)()
    except DomainError:
        return


def _act_openly(health: Health, dice: random.Random) -> None:
    """Something the mother notes for her daughter, the same in both worlds."""
    day = (health.clock.today() - timedelta(days=dice.randrange(1, 60))).strftime("%d/%m/%Y")
    try:
        health.done(health.zoe.person_id, dice.choice(OTHERS), day)
    except DomainError:
        return


def _seen_by(health: Health, parent: Actor) -> dict[str, object]:
    """Everything a parent can look at about Zoé, without the ids that nobody can compare."""
    zoe = health.zoe.person_id

    def plain(views_of: object) -> object:
        return [{name: value for name, value in asdict(one).items() if name not in ("id", "entry")} for one in views_of]

    page = health.look(mailbox.messages_page, actor=parent, person_id=zoe)
    with health.database.read() as uow:
        context = health.home.context(uow, parent)
        lines = audit.history_page(uow, actor=parent, person_id=zoe, context=context, limit=200)
        looks = select(PreventionWatch.look_on).where(PreventionWatch.account_id == parent.account_id)
        watched = list(uow.session.execute(looks.order_by(PreventionWatch.person_id)).scalars())
    groups = health.look(views.cards, actor=parent, person_id=zoe)
    told = [
        {**{name: one[name] for name in ("title", "text", "due_at", "person_id")}, "campagne": one["facts"]["campagne"]}
        for one in health.outbox.of(parent)
    ]
    return {
        "cards": [(group.code, group.total, plain(group.cards)) for group in groups],
        "marks": plain(health.look(views.marks, actor=parent, person_id=zoe)),
        "foreseen": plain(health.look(foreseen, actor=parent, people=[zoe], first=date(2026, 1, 1), last=date(2028, 12, 31))),
        "urgent": plain(health.look(views.urgent, actor=parent, person_id=zoe)),
        "questions": plain(health.look(views.questions, actor=parent, person_id=zoe)),
        "messages": sorted(map(str, (*plain(page.now), *plain(page.before)))),
        "refusals": plain(health.look(mailbox.refusals, actor=parent, person_id=zoe)),
        "changes": plain(health.look(moved.changes, actor=parent, person_id=zoe)),
        "history": [(one.action, one.detail_label, one.actor_label, one.at_iso) for one in lines],
        "bell": sorted(map(str, told)),
        "watched": watched,
    }


@pytest.mark.parametrize("seed", range(8))
def test_a_parent_sees_the_world_in_which_it_never_happened(health: Health, twin: Health, seed: int) -> None:
    first, second, secret_dice = (random.Random(place) for place in (seed, seed, seed + 1000))  # noqa: S311 - dice
    for _night in range(6):
        for world, dice in zip((health, twin), (first, second), strict=True):
            messages.join(world.outbox)
            if world is health:
                for _act in range(3):
                    _act_in_secret(world, secret_dice)
            _act_openly(world, dice)
            world.clock.advance(timedelta(days=dice.randrange(3, 90)))
            campaign.run(world.database)
        assert _seen_by(health, health.nadia) == _seen_by(twin, twin.nadia)


def test_the_world_is_another_one_to_her(health: Health, twin: Health) -> None:
    zoe = health.zoe.person_id
    health.done(zoe, "vx-hpv-catchup", "12/11/2026", actor=health.zoe, dose=1, secret=True)
    assert _seen_by(health, health.nadia) == _seen_by(twin, twin.nadia)
    assert health.groups(zoe, actor=health.zoe)["done"]
    assert not twin.groups(zoe, actor=twin.zoe)["done"]
    assert not health.groups(zoe)["done"]
    mine = [card for card in health.cards(zoe, actor=health.zoe).values() if card.entry]
    assert [card.kept_label for card in mine] == ["Gardé pour vous"]
    assert refused(health.do, service.remove, entry_id=mine[0].entry, version=1).code == "introuvable"


def test_a_full_secret_calendar_leaves_a_parents_room(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rxapp.prevention.store.MOST_ENTRIES", 1)
    zoe = health.zoe.person_id
    health.done(zoe, "dx-mtdents", "12/11/2026", actor=health.zoe, secret=True)
    health.done(zoe, "dx-mtdents", "12/11/2026")
    given = {"person_id": zoe, "rule": "dx-mtdents", "form": DoneForm(day="13/11/2026")}
    assert refused(health.do, service.note_done, actor=health.zoe, secret=True, **given).code == "prevention.trop"


def test_only_a_minor_keeps_their_own_secret(health: Health) -> None:
    given = {"rule": "dx-adult", "form": DoneForm(day="12/11/2026"), "secret": True}
    me, zoe = health.nadia.person_id, health.zoe.person_id
    assert refused(health.do, service.note_done, person_id=me, **given).code == "prevention.secret"
    assert refused(health.do, service.note_done, person_id=zoe, **given).code == "prevention.secret"
    given = {"code": "pregnant", "said": "no", "secret": True}
    assert refused(health.do, service.answer, person_id=zoe, **given).code == "prevention.secret"


def test_her_secret_answer_and_her_mothers_open_one_live_side_by_side(health: Health) -> None:
    zoe = health.zoe.person_id
    health.do(service.answer, person_id=zoe, code="pregnant", said="no")
    secret = {"actor": health.zoe, "person_id": zoe, "code": "pregnant", "secret": True}
    health.do(service.answer, said="yes", day="01/10/2026", **secret)
    health.do(service.answer, person_id=zoe, code="pregnant", said="no")
    hers = {one.code: one.said for one in health.look(views.questions, actor=health.zoe, person_id=zoe)}
    mothers = {one.code: one.said for one in health.look(views.questions, person_id=zoe)}
    assert (hers["pregnant"], mothers["pregnant"]) == ("yes", "no")
    health.do(service.answer, said="", **secret)
    assert {one.code: one.said for one in health.look(views.questions, actor=health.zoe, person_id=zoe)}["pregnant"] == "no"


def test_what_she_shows_takes_the_place_of_what_she_hid(health: Health) -> None:
    """The box of the form comes ticked; emptied, she sees the same as her mother from then on."""
    zoe = health.zoe.person_id
    hers = {"actor": health.zoe, "person_id": zoe, "code": "pregnant"}
    health.do(service.answer, said="yes", day="01/09/2026", secret=True, **hers)
    health.do(service.answer, said="yes", day="02/09/2026", **hers)
    for reader in (health.zoe, health.nadia):
        seen = {one.code: (one.said, one.day, one.secret) for one in health.look(views.questions, actor=reader, person_id=zoe)}
        assert seen["pregnant"] == ("yes", "02/09/2026", False)


def test_the_operator_explains_as_if_nothing_had_been_kept_secret(health: Health) -> None:
    zoe = health.zoe.person_id
    health.do(service.answer, actor=health.zoe, person_id=zoe, code="pregnant", said="yes", day="01/09/2026")
    explained = []
    for _time in range(2):
        with health.database.uow() as uow:
            explained.append(for_operator.explained(uow, person_id=zoe, rule="px-1", as_of=uow.clock.today()))
        health.do(service.answer, actor=health.zoe, person_id=zoe, code="pregnant", said="no", secret=True)
    assert explained[0] == explained[1]
    assert explained[0].lines
