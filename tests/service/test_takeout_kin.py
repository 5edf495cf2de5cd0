"""Who acts for whom, helps and choices are in a copy; what a young person lets a parent keep is in their own alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rxapp.accounts import helping, relatives, rights
from rxapp.accounts import service as accounts
from rxapp.accounts.birth import handover_day
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of
from rxapp.accounts.models import Guardianship
from rxapp.accounts.relatives_views import relatives as relatives_of
from tests.accounts import URL
from tests.service.test_takeout_bringing import archive_of, bring, changed
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


def test_helps_and_their_attestations_are_in_both_copies(traveller: Traveller) -> None:
    home, db = traveller.post.home, traveller.database
    nadia, stranger = traveller.signed_in(home.nadia), traveller.signed_in(home.stranger)
    with db.uow() as uow:
        born = identity_of(uow, stranger.person_id).birth_date.isoformat()
        last = helping.latest_day(uow.clock.today()).isoformat()
        row = helping.invite(uow, actor=nadia, invitation=Invitation("personne.ici", born, ["voir"], last))
        uow.commit()
    told = traveller.box(nadia).json("proches.json")
    assert [(one["name"], one["accepted"]) for one in told["helpers"]] == [("personne.ici", False)]
    assert "attestation" not in told["helpers"][0]
    with db.uow() as uow:
        waiting = uow.session.get(helping.Helping, row)
        waiting.helper_id = stranger.person_id
        uow.session.flush()
        helping.accept(uow, actor=stranger, helping_id=row, public_url=URL)
        rights.choose(uow, actor=nadia, right="professionnels", allowed=False)
        uow.commit()
    for actor, side in ((nadia, "helpers"), (stranger, "helped")):
        box = traveller.box(actor)
        box.check()
        (one,) = box.json("proches.json")[side]
        assert box.read(one["attestation"]).startswith(b"%PDF")
        assert one["scopes"] == "voir les documents"
        assert "proches.html" in box.text("index.html")
        assert one["name"] in box.text("proches.html")
    chosen = {one["right"]: one["allowed"] for one in traveller.box(nadia).json("proches.json")["rights"]}
    assert (chosen["professionnels"], chosen["hors_soin"], chosen["urgence"]) == (False, False, True)


def test_what_a_parent_keeps_is_in_the_young_person_s_copy_alone(traveller: Traveller) -> None:
    home, db = traveller.post.home, traveller.database
    with db.read() as uow:
        soon = handover_day(identity_of(uow, home.zoe.person_id).birth_date)
    traveller.clock.set(traveller.clock.now().replace(year=soon.year, month=soon.month, day=soon.day))
    zoe, nadia = traveller.signed_in(home.zoe), traveller.signed_in(home.nadia)
    with db.uow() as uow:
        myself = relatives_of(uow, actor=zoe, lang="fr").myself
        link = next(one for one in myself.guardians if "Nadia" in one.name)
        accounts.keep(uow, actor=zoe, link_id=link.id, scopes=["agenda"], until=myself.first_day)
        uow.commit()
    (own,) = traveller.box(zoe).json("proches.json")["guardians"]
    assert own["keeps_at_18"] == {"scopes": ["agenda"], "until": myself.first_day}
    box = traveller.box(nadia, zoe.person_id)
    assert "keeps_at_18" not in box.json("proches.json")["guardians"][0]
    assert b"agenda, jusqu" not in box.everything()


def test_a_parent_s_copy_says_whom_they_act_for_since_when_and_by_what_right(traveller: Traveller) -> None:
    home = traveller.post.home
    nadia = traveller.signed_in(home.nadia)
    box = traveller.box(nadia)
    told, page = box.json("proches.json"), box.text("proches.html")
    by = "par l’exploitant de ce Carnet"
    assert told["acts_for"] == [
        {"name": "Zoé Petit", "since": "23 novembre 2026", "by": by, "until": "4 mai 2028"},
        {"name": "Léo Petit", "since": "23 novembre 2026", "by": by, "until": "4 mai 2036"},
    ]
    assert (told["guardians"], told["acted_for"]) == ([], [])
    for words in ("Pour qui j’agis, comme parent", "Zoé Petit", "Léo Petit", "4 mai 2036", by):
        assert words in page
    assert f"Proches et choix</a> ({2 + len(told['rights'])})" in box.text("index.html")
    child = traveller.box(nadia, home.leo)
    assert child.json("proches.json")["acts_for"] == []
    assert b"Zo\xc3\xa9" not in child.everything(), "a brother's copy does not speak of his sister"
    assert [one["name"] for one in child.json("proches.json")["guardians"]] == ["Nadia Petit"]


def test_whom_a_parent_acted_for_lately_is_in_their_copy(traveller: Traveller) -> None:
    home, db = traveller.post.home, traveller.database
    tomorrow = traveller.clock.today() + timedelta(days=1)
    with db.uow() as uow:
        relatives.stop_acting(uow, actor=home.nadia, child_id=home.leo, day=f"{tomorrow:%d/%m/%Y}")
        uow.commit()
    nadia = traveller.signed_in(home.nadia)
    assert traveller.box(nadia).json("proches.json")["acts_for"][1]["until"] == "24 novembre 2026"
    traveller.clock.advance(timedelta(days=1))
    box = traveller.box(traveller.signed_in(home.nadia))
    told = box.json("proches.json")
    assert [one["name"] for one in told["acts_for"]] == ["Zoé Petit"]
    (words,) = told["acted_for"]
    assert words.startswith("Vous n’agissez plus pour Léo Petit depuis le 24 novembre 2026")
    assert words in box.text("proches.html")


def _as_before(files: dict[str, bytes]) -> None:
    told = json.loads(files["proches.json"])
    files["proches.json"] = json.dumps({name: told[name] for name in told if not name.startswith("act")}).encode()


def _without(files: dict[str, bytes]) -> None:
    del files["proches.json"]


@pytest.mark.parametrize("change", [lambda files: None, _as_before, _without], ids=["with", "as before", "without"])
def test_another_carnet_takes_the_copy_and_lets_nobody_act(
    traveller: Traveller, change: Callable[[dict[str, bytes]], None]
) -> None:
    nadia, db = traveller.signed_in(traveller.post.home.nadia), traveller.database
    traveller.file(actor=nadia)
    counted = select(func.count()).select_from(Guardianship)
    with db.read() as uow:
        before = uow.session.execute(counted).scalar_one()
    assert bring(traveller, changed(archive_of(traveller, nadia), change)).taken == 1
    with db.read() as uow:
        assert uow.session.execute(counted).scalar_one() == before
