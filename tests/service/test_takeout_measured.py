"""Measures in a copy: as data and as a page; what a minor keeps is in their own copy alone."""

from __future__ import annotations

from rxapp.measures import service as measures
from tests.takeout import Traveller, home, post, traveller

__all__ = ["home", "post", "traveller"]


def test_a_copy_holds_every_measure(traveller: Traveller) -> None:
    nadia = traveller.signed_in(traveller.post.nadia)
    assert traveller.box(nadia).json("mesures.json") == []
    form = measures.Form("130", "82", note="<b>assise", day="20/11/2026", hour="9h")
    traveller.post.home.do(measures.add, actor=nadia, person_id=nadia.person_id, kind="tension", form=form)
    box = traveller.box(nadia)
    box.check()
    (one,) = box.json("mesures.json")
    del one["id"]
    assert one == {
        "kind": "tension",
        "values": ["130", "82"],
        "unit": "mmHg",
        "at": "2026-11-20T08:00:00+00:00",
        "note": "<b>assise",
        "by": nadia.label,
        "secret": False,
    }
    page = box.text("mesures.html")
    assert "130/82\u00a0mmHg" in page
    assert "<b>assise" not in page
    assert "Mesures</a> (1)" in box.text("index.html")
    assert "Blood pressure" in traveller.box(nadia, lang="en").text("mesures.html")


def test_a_childs_copy_for_a_parent_holds_nothing_that_is_kept(traveller: Traveller) -> None:
    nadia = traveller.signed_in(traveller.post.nadia)
    zoe = traveller.signed_in(traveller.post.home.zoe)
    given = {"person_id": zoe.person_id, "kind": "poids", "form": measures.Form("54", note="Zyxelquart"), "secret": True}
    traveller.post.home.do(measures.add, actor=zoe, **given)
    assert b"Zyxelquart" in traveller.box(zoe).everything()
    assert b"Zyxelquart" not in traveller.box(nadia, zoe.person_id).everything()
