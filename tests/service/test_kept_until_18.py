"""What somebody kept from their parents at 16, once they are 18: whoever reads the record reads it as well."""

from __future__ import annotations

from datetime import datetime

import pytest

from rxapp.accounts import allowing
from rxapp.core import audit
from rxapp.core.clock import PARIS
from rxapp.core.policy import Actor, Context, HelpScope, Role
from rxapp.prevention import dose_views, store
from rxapp.prevention import service as prevention
from rxapp.prevention import views as calendar
from rxapp.prevention.fields import DoneForm
from rxapp.profile import pocket, service
from rxapp.profile.whole import whole
from tests.access import Surgery, surgery
from tests.agenda import home
from tests.emergency import Ward, ward
from tests.inbox import post
from tests.measures import Measures
from tests.service.test_profile_allowed import Desk

__all__ = ["home", "post", "surgery", "ward"]

MAJOR = datetime(2028, 5, 4, 9, tzinfo=PARIS)
SHOT = {"rule": "vx-dtcap-11-13", "form": DoneForm(day="01/10/2026", product="Repevax")}


@pytest.fixture
def desk(surgery: Surgery) -> Desk:
    """Zoé keeps an allergy and a vaccination, her mother said that no allergy is known; then she is 18."""
    desk = Desk(surgery)
    zoe, do = surgery.post.home.zoe, surgery.post.home.do
    desk.profiles.add("allergies", actor=zoe, secret=True, substance="Arachide", gravite="grave")
    do(prevention.note_done, actor=zoe, person_id=zoe.person_id, secret=True, **SHOT)
    do(service.say_none, actor=desk.nadia, person_id=zoe.person_id, part="allergies")
    return desk


@pytest.fixture
def zoe(desk: Desk) -> Actor:
    desk.db.clock.set(MAJOR)
    return desk.surgery.post.home.zoe


def test_an_emergency_reads_it(ward: Ward, zoe: Actor) -> None:
    assert ward.open(person=zoe.person_id)
    found = ward.summary(person=zoe.person_id)
    assert [one.name for one in found["allergies"].lines] == ["Arachide"]
    assert "Repevax" in found["vaccinations"].lines[0].text


def test_whom_she_allows_reads_it_and_seen_as_says_so(desk: Desk, zoe: Actor) -> None:
    desk.surgery.decide(allowing.allow, actor=zoe, person=zoe.person_id, until="")
    read = desk.read(person=zoe.person_id)
    assert read["allergies"] == ["Arachide"]
    assert len(read["vaccinations"]) == 1
    assert desk.seen_as("medecin", actor=zoe, person=zoe.person_id) == read


def test_a_device_keeps_it(desk: Desk, zoe: Actor) -> None:
    card = desk.surgery.post.home.do(pocket.gather, actor=zoe, person_id=zoe.person_id, lang="fr")
    told = {one["title"]: one["lines"] for one in card["sections"]}
    assert told["Allergies et intolérances"] == [["Arachide", "Grave"]]
    assert "Repevax" in str(told["Vaccinations"])


def test_her_pages_say_no_more_that_it_is_kept(desk: Desk, zoe: Actor) -> None:
    look = desk.surgery.post.home.look
    (one,) = desk.profiles.seen(actor=zoe)["allergies"].now
    assert (one.secret, one.may_keep) == (False, False)
    (copied,) = look(whole, actor=zoe, person_id=zoe.person_id).entries
    assert not copied.secret
    shots = look(dose_views.page_of, actor=zoe, person_id=zoe.person_id)
    assert [one.secret for one in shots.rows] == [False]


def test_taken_away_it_leaves_no_none_known_of_a_parent(desk: Desk, ward: Ward, zoe: Actor) -> None:
    (one,) = desk.profiles.seen(actor=zoe)["allergies"].now
    desk.profiles.remove(one.id, actor=zoe)
    ward.open(person=zoe.person_id)
    assert set(ward.summary(person=zoe.person_id)) == {"vaccinations"}


def test_a_helper_reads_none_of_it(desk: Desk, zoe: Actor) -> None:
    """Whom she names may be the parent from whom she kept it; the card says so to her."""
    helper, helps = Actor("a" * 32, Role.PATIENT, "b" * 32, "Aide"), frozenset({(zoe.person_id, HelpScope.AGENDA)})
    with desk.db.read() as uow:
        given = {"context": Context(helps=helps), "person_id": zoe.person_id}
        assert store.said(uow, actor=helper, **given).done == ()
        assert len(store.said(uow, actor=zoe, **given).done) == 1
    labels = {one.kept_label for one in cards(desk, zoe) if one.entry}
    assert labels == {"Pas montré à vos aidants"}


def test_before_18_the_card_says_that_it_is_kept(desk: Desk) -> None:
    assert {one.kept_label for one in cards(desk, desk.surgery.post.home.zoe) if one.entry} == {"Gardé pour vous"}


def test_her_acts_are_lines_again(desk: Desk, zoe: Actor) -> None:
    (one,) = [one for one in cards(desk, zoe) if one.entry]
    desk.surgery.post.home.do(prevention.remove, actor=zoe, entry_id=one.entry, version=one.version)
    with desk.db.read() as uow:
        lines = audit.history_page(uow, actor=zoe, person_id=zoe.person_id)
    assert "prevention.retrait" in [line.action for line in lines]


def test_a_measure_says_no_more_that_it_is_kept(surgery: Surgery) -> None:
    home = surgery.post.home
    mine = Measures(home)
    mine.add("poids", "52", actor=home.zoe, secret=True)
    surgery.db.clock.set(MAJOR)
    assert [one.secret for one in mine.rows("poids", actor=home.zoe)] == [False]


def cards(desk: Desk, who: Actor) -> list:
    shown = desk.surgery.post.home.look(calendar.cards, actor=who, person_id=who.person_id)
    return [card for group in shown for card in group.cards]
