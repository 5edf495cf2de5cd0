"""`/parametres` as tabs see it: every role has it, sessions end at once wherever they are open, the password changes."""

from __future__ import annotations

import pytest

from rxapp.accounts import sessions
from rxapp.accounts.events import NEW_DEVICE, note
from rxapp.accounts.opening import account_by_login
from rxapp.accounts.places import Visit
from rxapp.demo.people import PASSWORD
from rxapp.state.parametres import NEWEST
from tests.carnet import ROLES, Carnet, Tab, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___parametres____parametres_state"
NEW = "quatre moules jaunes"


def opened(carnet: Carnet, cookies: str) -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(cookies)
    return tab, vars_of(tab.start("/parametres"), STATE)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_the_page(carnet: Carnet, role: str) -> None:
    tab, seen = opened(carnet, carnet.session_of(ROLES[role]))
    assert (seen["account"]["role"], seen["account"]["login"]) == (role, ROLES[role])
    assert [session["is_current"] for session in seen["sessions"]][:1] == [True]
    tab.close()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "patient"])
@pytest.mark.parametrize("page", ["/accueil", "/dossier", "/historique"])
def test_who_has_no_such_page_is_led_here(carnet: Carnet, role: str, page: str) -> None:
    tab = carnet.tab(carnet.session_of(ROLES[role]))
    assert '"path":"/parametres?raison=patients"' in "\n".join(tab.start(page))
    tab.close()
    there = carnet.tab(carnet.session_of(ROLES[role]))
    assert vars_of(there.start("/parametres?raison=patients"), STATE)["turned_away"] is True
    there.close()


def test_a_session_ended_elsewhere_closes_its_tabs(carnet: Carnet) -> None:
    lost = carnet.session_of("paul.durand")
    tabs = [carnet.tab(lost) for _tab in range(2)]
    for tab in tabs:
        tab.start("/historique")
    mine, seen = opened(carnet, carnet.session_of("paul.durand"))
    with carnet.runtime.db.read() as uow:
        theirs = sessions.check_session(uow, sessions.hash_token(lost.partition("=")[2])).session_id
    assert theirs in {session["id"] for session in seen["sessions"]}
    do(mine, f"{STATE}.end_session", {"session_id": theirs})
    for tab in tabs:
        tab.until()
        assert tab.code == 4401
    again = carnet.tab(lost)
    said = "\n".join(again.start("/historique"))
    assert '"path":"/?raison=session"' in said
    assert "Paul" not in said


def test_somebody_elses_session_is_out_of_reach(carnet: Carnet) -> None:
    victim, seen = opened(carnet, carnet.session_of("paul.durand"))
    tab, _seen = opened(carnet, carnet.session_of("awa.diallo"))
    for wanted in (seen["sessions"][0]["id"], "x"):
        said = vars_of(do(tab, f"{STATE}.end_session", {"session_id": wanted}), SHELL)
        assert said["words"] == {"kind": "error", "text": "Introuvable."}
    assert victim.settle() == []
    assert victim.code == 0


def test_all_others_end_and_this_one_stays(carnet: Carnet) -> None:
    others = [carnet.session_of("pharmacie.lilas") for _session in range(3)]
    theirs = [carnet.tab(cookies) for cookies in others]
    for tab in theirs:
        tab.start("/parametres")
    mine, _seen = opened(carnet, carnet.session_of("pharmacie.lilas"))
    after = vars_of(do(mine, f"{STATE}.end_others", {}), STATE)
    assert [session["is_current"] for session in after["sessions"]] == [True]
    for tab in theirs:
        tab.until()
        assert tab.code == 4401


def change(tab: Tab, current: str, new: str) -> list[str]:
    return do(tab, f"{STATE}.change_password", {"form_data": {"mot_de_passe_actuel": current, "mot_de_passe": new}})


def test_a_new_password_ends_the_other_sessions(carnet: Carnet) -> None:
    lost = carnet.tab(carnet.session_of("pharmacie.marche"))
    lost.start("/parametres")
    mine, _seen = opened(carnet, carnet.session_of("pharmacie.marche"))
    wrong = vars_of(change(mine, "faux", "court"), SHELL)
    assert set(wrong["errors"]) == {"mot_de_passe_actuel", "mot_de_passe"}
    assert lost.settle() == []
    assert lost.code == 0
    try:
        said = vars_of(change(mine, PASSWORD, NEW), SHELL)
        assert said["words"]["kind"] == "done"
        lost.until()
        assert lost.code == 4401
        fields = {"identifiant": "pharmacie.marche", "mot_de_passe": NEW}
        assert carnet.ask("POST", "/session", data=fields).headers["location"] == "/officine"
    finally:
        change(mine, NEW, PASSWORD)


def test_too_many_wrong_passwords_are_said_beside_the_box(carnet: Carnet) -> None:
    tab, _seen = opened(carnet, carnet.session_of("dr.haddad"))
    for _try in range(25):
        said = vars_of(change(tab, "faux", NEW), SHELL)["errors"]
        if "Trop d’essais" in said["mot_de_passe_actuel"]:
            break
    assert "Trop d’essais" in said["mot_de_passe_actuel"]
    assert "mot_de_passe" not in said


def test_what_is_folded_away_says_what_of_it_is_to_be_recognised(carnet: Carnet) -> None:
    with carnet.runtime.db.uow() as uow:
        for _time in range(NEWEST + 2):
            note(uow, account_by_login(uow, "paul.durand"), NEW_DEVICE, Visit("192.0.2.9", "essai", None))
        uow.commit()
    tab, seen = opened(carnet, carnet.session_of("paul.durand"))
    graves = [event["grave"] for event in seen["events"]]
    assert len(graves) > NEWEST
    assert (seen["grave_below"], any(graves)) == (sum(graves[NEWEST:]), True)
    tab.close()


def noted(carnet: Carnet, login: str) -> None:
    with carnet.runtime.db.uow() as uow:
        note(uow, account_by_login(uow, login), NEW_DEVICE, Visit("192.0.2.9", "essai", None))
        uow.commit()


def test_it_was_me_and_it_was_not_me(carnet: Carnet) -> None:
    noted(carnet, "pharmacie.lilas")
    lost = carnet.tab(carnet.session_of("pharmacie.lilas"))
    lost.start("/officine")
    mine, seen = opened(carnet, carnet.session_of("pharmacie.lilas"))
    event = next(one for one in seen["events"] if one["grave"])

    def now(said: list[str]) -> dict[str, object]:
        return next(one for one in vars_of(said, STATE)["events"] if one["id"] == event["id"])

    owned = now(do(mine, f"{STATE}.own_event", {"event_id": event["id"]}))
    assert (owned["grave"], owned["answer_label"] != "", lost.settle()) == (False, True, [])
    denied = now(do(mine, f"{STATE}.disown_event", {"event_id": event["id"]}))
    assert (denied["grave"], denied["open"]) == (False, True)
    lost.until()
    assert lost.code == 4401


def test_somebody_elses_event_is_out_of_reach(carnet: Carnet) -> None:
    noted(carnet, "paul.durand")
    victim, seen = opened(carnet, carnet.session_of("paul.durand"))
    tab, _seen = opened(carnet, carnet.session_of("awa.diallo"))
    for verb in ("own_event", "disown_event"):
        said = vars_of(do(tab, f"{STATE}.{verb}", {"event_id": seen["events"][0]["id"]}), SHELL)
        assert said["words"] == {"kind": "error", "text": "Introuvable."}
    assert (victim.settle(), victim.code) == ([], 0)
