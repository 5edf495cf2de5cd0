"""What a device keeps of a profile: the card first, nothing that a minor keeps, a line when it begins and looks afterwards."""

from __future__ import annotations

import pytest

from rxapp.core.policy import Actor, Refused
from rxapp.prevention import service as prevention
from rxapp.prevention.fields import DoneForm
from rxapp.profile import pocket
from tests.agenda import Home, home
from tests.profile import Profiles

__all__ = ["home"]


@pytest.fixture
def profiles(home: Home) -> Profiles:
    return Profiles(home)


def kept(profiles: Profiles, *, actor: Actor | None = None, person: str = "", first: bool = False, lang: str = "fr") -> dict:
    who = actor or profiles.nadia
    return profiles.home.do(pocket.gather, actor=who, person_id=person or who.person_id, first=first, lang=lang)


def said(card: dict) -> dict[str, list[str]]:
    return {one["title"]: [" | ".join(filter(None, line)) for line in one["lines"]] for one in card["sections"]}


def test_the_card_comes_first_then_the_rest(profiles: Profiles) -> None:
    profiles.add("allergies", substance="Arachide", gravite="grave")
    profiles.add("operations", acte="Appendicite", quand="1999")
    form = DoneForm(day="01/10/2026", product="Repevax")
    whose = {"actor": profiles.nadia, "person_id": profiles.nadia.person_id}
    profiles.home.do(prevention.note_done, **whose, rule="vx-dtcap-25", form=form)
    card = kept(profiles)
    told = said(card)
    assert list(told)[:2] == ["Allergies et intolérances", "Traitements"]
    assert told["Allergies et intolérances"] == ["Arachide | Grave"]
    assert "Repevax" in told["Vaccinations"][0]
    assert any("Appendicite" in line for lines in told.values() for line in lines)
    assert card["name"] == "Nadia Petit"
    assert card["made"].startswith("Écrit dans Carnet le")
    assert kept(profiles, lang="en")["title"] == "Emergency card"


def test_what_a_minor_keeps_is_on_no_device(profiles: Profiles) -> None:
    zoe = profiles.zoe
    profiles.home.do(
        prevention.note_done,
        actor=zoe,
        person_id=zoe.person_id,
        rule="vx-dtcap-11-13",
        form=DoneForm(day="01/10/2026"),
        secret=True,
    )
    profiles.add("maladies", actor=zoe, secret=True, maladie="Asthme", etat="en_cours")
    assert "Asthme" not in str(kept(profiles, actor=zoe))
    assert "Vaccinations" not in said(kept(profiles, actor=zoe))


def test_the_history_says_once_that_it_is_kept(profiles: Profiles) -> None:
    kept(profiles, first=True)
    kept(profiles)
    kept(profiles)
    assert [line[0] for line in profiles.lines()] == ["Carte d’urgence gardée sur un appareil"]
    with pytest.raises(Refused):
        kept(profiles, actor=profiles.home.stranger, person=profiles.nadia.person_id)
