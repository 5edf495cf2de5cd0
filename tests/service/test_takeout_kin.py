"""Who acts for whom, helps and choices are in a copy; what a young person lets a parent keep is in their own alone."""

from __future__ import annotations

from rxapp.accounts import helping, rights
from rxapp.accounts import service as accounts
from rxapp.accounts.birth import handover_day
from rxapp.accounts.helping import Invitation
from rxapp.accounts.identity import identity_of
from rxapp.accounts.relatives_views import relatives
from tests.accounts import URL
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
        myself = relatives(uow, actor=zoe, lang="fr").myself
        link = next(one for one in myself.guardians if "Nadia" in one.name)
        accounts.keep(uow, actor=zoe, link_id=link.id, scopes=["agenda"], until=myself.first_day)
        uow.commit()
    (own,) = traveller.box(zoe).json("proches.json")["guardians"]
    assert own["keeps_at_18"] == {"scopes": ["agenda"], "until": myself.first_day}
    box = traveller.box(nadia, zoe.person_id)
    assert "keeps_at_18" not in box.json("proches.json")["guardians"][0]
    assert b"agenda, jusqu" not in box.everything()
