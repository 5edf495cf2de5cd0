"""What a young person of 16 keeps of their profile from their parents: nothing of it in views, counts, lines or refusals."""

from __future__ import annotations

from datetime import datetime

import pytest

from rxapp.core.clock import PARIS
from rxapp.core.policy import Actor, Refused
from rxapp.profile import links, service, views
from rxapp.profile.whole import whole
from tests.accounts import refused
from tests.agenda import Home, home
from tests.profile import Profiles
from tests.service.test_profile import document

__all__ = ["home"]


@pytest.fixture
def profiles(home: Home) -> Profiles:
    return Profiles(home)


def world(profiles: Profiles, actor: Actor) -> dict[str, object]:
    """All that the profile of Zoé tells somebody."""
    person = profiles.zoe.person_id
    seen = profiles.seen(person, actor=actor)
    copied = profiles.home.look(whole, actor=actor, person_id=person)
    said = [profiles.home.look(views.versions, actor=actor, entry_id=one.id) for part in seen.values() for one in part.now]
    return {"seen": seen, "copied": copied, "said": said, "lines": profiles.lines(person)}


def test_what_is_kept_is_nowhere_for_a_parent(profiles: Profiles) -> None:
    open_one = profiles.add("allergies", actor=profiles.zoe, substance="Pollen")
    profiles.home.do(service.say_none, actor=profiles.zoe, person_id=profiles.zoe.person_id, part="maladies")
    paper = document(profiles, profiles.zoe, "Kept", secret=True)
    world(profiles, profiles.nadia)  # her looks are in the history from here on
    before = world(profiles, profiles.nadia)
    kept = profiles.add("traitements", actor=profiles.zoe, secret=True, medicament="Pilule")
    sick = profiles.add("maladies", actor=profiles.zoe, secret=True, maladie="Migraine", etat="en_cours")
    profiles.edit(kept, 1, actor=profiles.zoe, medicament="Pilule", dose="1")
    for kind, other in ((links.ENTRY, kept), (links.DOCUMENT, paper)):
        profiles.home.do(links.link, actor=profiles.zoe, entry_id=open_one, kind=kind, other_id=other)
    assert world(profiles, profiles.nadia) == before
    for verb, read in ((service.remove, {"version": 2}), (service.keep, {}), (service.show, {})):
        with pytest.raises(Exception, match="introuvable") as caught:
            profiles.home.do(verb, actor=profiles.nadia, entry_id=kept, **read)
        assert not isinstance(caught.value, Refused), "a refusal is a line that parents read"
    undo = profiles.remove(sick, actor=profiles.zoe)
    profiles.home.do(service.take_back, actor=profiles.zoe, undo=undo)
    assert world(profiles, profiles.nadia) == before
    assert profiles.titles("traitements", actor=profiles.zoe) == ["Pilule 1"]
    assert [one.title for one in profiles.entry(open_one, actor=profiles.zoe).links] == ["Pilule 1", "Kept"]
    assert profiles.seen(actor=profiles.zoe)["maladies"].none_label == ""
    profiles.home.do(service.say_none, actor=profiles.nadia, person_id=profiles.zoe.person_id, part="traitements")
    assert profiles.titles("traitements", actor=profiles.zoe) == ["Pilule 1"]


def test_a_part_of_one_answer_tells_no_parent_that_one_is_kept(profiles: Profiles) -> None:
    profiles.add("habitudes", actor=profiles.zoe, secret=True, tabac="parfois")
    assert profiles.seen(profiles.zoe.person_id)["habitudes"].may_add
    theirs = profiles.add("habitudes", person=profiles.zoe.person_id, tabac="jamais")
    assert len(profiles.seen(actor=profiles.zoe)["habitudes"].now) == 2
    kept = next(one for one in profiles.seen(actor=profiles.zoe)["habitudes"].now if one.secret)
    assert refused(lambda: profiles.home.do(service.show, actor=profiles.zoe, entry_id=kept.id)).code == "profil.deja_une"
    assert refused(lambda: profiles.home.do(service.keep, actor=profiles.zoe, entry_id=theirs)).code == "profil.secret"


def test_only_from_16_to_18_and_only_ones_own(profiles: Profiles) -> None:
    given = {"secret": True, "substance": "Pollen"}
    assert refused(lambda: profiles.add("allergies", **given)).code == "profil.secret"
    assert refused(lambda: profiles.add("allergies", person=profiles.leo, **given)).code == "profil.secret"
    assert refused(lambda: profiles.add("allergies", person=profiles.zoe.person_id, **given)).code == "profil.secret"
    profiles.db.clock.set(datetime(2028, 5, 4, 9, tzinfo=PARIS))
    assert refused(lambda: profiles.add("allergies", actor=profiles.zoe, **given)).code == "profil.secret"


def test_keeping_and_showing_later(profiles: Profiles) -> None:
    entry = profiles.add("allergies", actor=profiles.zoe, substance="Pollen")
    profiles.home.do(service.keep, actor=profiles.zoe, entry_id=entry)
    lines = profiles.lines(profiles.zoe.person_id)
    assert profiles.titles("allergies", profiles.zoe.person_id, actor=profiles.nadia) == []
    profiles.edit(entry, 1, actor=profiles.zoe, substance="Latex")
    profiles.edit(entry, 2, actor=profiles.zoe, substance="Latex naturel")
    assert [one for one in profiles.lines(profiles.zoe.person_id) if one not in lines] == [
        ("Profil médical consulté", "", "Zoé Petit"),
    ]
    profiles.home.do(service.show, actor=profiles.zoe, entry_id=entry)
    assert profiles.titles("allergies", profiles.zoe.person_id, actor=profiles.nadia) == ["Latex naturel"]
    said = {
        name: profiles.home.look(views.versions, actor=who, entry_id=entry)
        for name, who in vars(profiles).items()
        if name in ("zoe", "nadia")
    }
    assert [one.title for one in said["zoe"]] == ["Latex naturel", "Latex", "Pollen"]
    assert [one.title for one in said["nadia"]] == ["Latex naturel"], "what it said while it was kept stays so"
    shown = ("N’est plus gardé pour soi dans le profil médical (Allergies et intolérances)", "Latex naturel", "")
    assert profiles.lines(profiles.zoe.person_id)[-1] == shown or shown in profiles.lines(profiles.zoe.person_id)


def test_from_18_on_its_lines_are_written_again(profiles: Profiles) -> None:
    entry = profiles.add("allergies", actor=profiles.zoe, secret=True, substance="Pollen")
    profiles.db.clock.set(datetime(2028, 5, 4, 9, tzinfo=PARIS))
    profiles.edit(entry, 1, actor=profiles.zoe, substance="Latex")
    assert profiles.lines(profiles.zoe.person_id) == [("Modifié dans le profil médical (Allergies et intolérances)", "Latex", "")]
    assert refused(lambda: profiles.titles("allergies", profiles.zoe.person_id, actor=profiles.nadia)).code == "introuvable"


def test_none_known_does_not_come_back_over_what_was_shown(profiles: Profiles) -> None:
    """A parent says that no allergy is known while one is kept from them; shown and taken away later, nothing is said of it."""
    whose = {"person_id": profiles.zoe.person_id, "part": "allergies"}
    entry = profiles.add("allergies", actor=profiles.zoe, secret=True, substance="Latex")
    profiles.home.do(service.say_none, actor=profiles.nadia, **whose)
    profiles.home.do(service.show, actor=profiles.zoe, entry_id=entry)
    undo = profiles.remove(entry, actor=profiles.zoe)
    assert profiles.seen(profiles.zoe.person_id, actor=profiles.zoe)["allergies"].none_label == ""
    profiles.home.do(service.say_none, actor=profiles.nadia, **whose)
    profiles.home.do(service.take_back, actor=profiles.zoe, undo=undo)
    profiles.remove(entry, actor=profiles.zoe)
    assert profiles.seen(profiles.zoe.person_id, actor=profiles.zoe)["allergies"].none_label == ""
