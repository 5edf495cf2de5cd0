"""« L’un de mes patients » in `/pro/envoyer`: whom a professional may pick, what it does, and what nobody else may."""

from __future__ import annotations

from rxapp.core.errors import message
from rxapp.state.news import NEWS
from tests import samples
from tests.carnet import carnet
from tests.http.test_acces import Two, two
from tests.http.test_historique import SHELL, do, vars_of
from tests.http.test_pharmacie import go
from tests.http.test_pro_envoyer import PLACE, STATE, hand_over, put

__all__ = ["carnet", "two"]

FORM = {"categorie": "biologie", "date": "20/11/2026", "titre_0": "Bilan"}


def test_one_of_ones_patients_is_picked_and_the_document_arrives(two: Two) -> None:
    tab, seen = two.tab("dr.moreau", f"{PLACE}?pour={two.paul.person_id}")
    assert (vars_of(seen, STATE).get("patients", []), vars_of(seen, STATE).get("picked", "")) == ([], "")
    tab.close()
    two.allow()
    tab, seen = two.tab("dr.moreau", f"{PLACE}?pour={two.paul.person_id}")
    found = vars_of(seen, STATE)
    assert [one["id"] for one in found["patients"]] == ["", two.paul.person_id]
    assert found["picked"] == two.paul.person_id
    received = put(two.carnet, two.carnet.session_of("dr.moreau"), samples.text("Glycémie 0,92 g/L"))
    do(tab, f"{STATE}.added", {"ids": [received["id"]]}, PLACE)
    wrong = do(tab, f"{STATE}.send", {"form_data": FORM | {"patient": "f" * 32, "titre_0": ""}}, PLACE)
    assert vars_of(wrong, SHELL)["errors"].keys() == {"patient", "titre_0"}
    assert vars_of(wrong, SHELL)["errors"]["patient"] == message("envoi.patient", "fr")
    frames = do(tab, f"{STATE}.send", {"form_data": FORM | {"patient": two.paul.person_id}}, PLACE)
    assert any("vue=envois" in frame for frame in frames)
    hand_over(two.carnet)
    rows = vars_of(do(tab, f"{STATE}.look_again", {}, PLACE), STATE)["rows"]
    assert (rows[0]["state"], rows[0]["name"]) == ("delivered", "Paul Durand")
    tab.close()


def test_who_withdraws_leaves_the_list_at_once(two: Two) -> None:
    two.allow()
    tab, seen = two.tab("dr.moreau", f"{PLACE}?pour={two.paul.person_id}")
    assert vars_of(seen, STATE)["picked"] == two.paul.person_id
    two.act("withdraw", account_id=two.moreau.account_id)
    tab.run(NEWS.rest())
    left = vars_of([*tab.settle(), *tab.settle()], STATE)
    assert (left["patients"], left["picked"]) == ([], "")
    tab.close()


def test_nobody_of_the_list_stays_in_the_tab_once_the_page_is_left(two: Two) -> None:
    two.allow()
    tab, seen = two.tab("dr.moreau", f"{PLACE}?pour={two.paul.person_id}")
    assert vars_of(seen, STATE)["patients"]
    left = vars_of(go(tab, "/pro/patients"), STATE)
    assert (left["patients"], left["picked"], left["screen"]) == ([], "", "")
    after = vars_of(do(tab, f"{STATE}.look_again", {}, "/pro/patients"), STATE)
    assert after.get("patients", []) == []
    back = vars_of(go(tab, f"{PLACE}?pour={two.paul.person_id}"), STATE)
    assert ([one["id"] for one in back["patients"]], back["picked"]) == (["", two.paul.person_id], two.paul.person_id)
    tab.close()


def test_whom_one_picks_is_in_the_list(two: Two) -> None:
    two.allow()
    tab, _seen = two.tab("dr.moreau", PLACE)
    for patient, picked in ((two.paul.person_id, two.paul.person_id), ("f" * 32, ""), ("", "")):
        assert vars_of(do(tab, f"{STATE}.pick", {"patient": patient}, PLACE), STATE).get("picked", "") == picked
    tab.close()
    tab, seen = two.tab("chu.valbois", PLACE)
    assert vars_of(seen, STATE).get("patients", []) == []
    tab.close()
