"""What staff are told by which channel: each role its own kinds, in the settings and in the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from rxapp.accounts.opening import account_by_login
from rxapp.core.policy import Actor, Role
from rxapp.notices import choices
from rxapp.notices import service as notices
from rxapp.notices.kinds import KINDS, STAFF_KINDS, kinds_for
from rxapp.notices.models import NoticeChoices
from tests.accounts import refused
from tests.carnet import ROLES, Carnet, carnet
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

PAGE = "/parametres"
SETTINGS = f"{SHELL}.rxapp___state___parametres____parametres_state"
STAFF = [role for role in ROLES if role not in ("patient", "operator")]


@pytest.fixture(autouse=True)
def afterwards(carnet: Carnet) -> Iterator[None]:
    yield
    with carnet.runtime.db.uow() as uow:
        theirs = [account_by_login(uow, ROLES[role]).id for role in STAFF]
        uow.session.execute(delete(NoticeChoices).where(NoticeChoices.account_id.in_(theirs)))
        uow.commit()


def account_of(carnet: Carnet, role: str) -> str:
    with carnet.runtime.db.read() as uow:
        return account_by_login(uow, ROLES[role]).id


@pytest.mark.parametrize("role", STAFF)
def test_each_role_chooses_about_what_it_is_told(carnet: Carnet, role: str) -> None:
    tab = carnet.tab(carnet.session_of(ROLES[role]))
    seen = vars_of(tab.start(PAGE), SETTINGS)["choices"]["kinds"]
    told = [code for code in KINDS if code in STAFF_KINDS[Role(role)]]
    assert [kind["code"] for kind in seen] == told != []
    assert all(kind["app"] and kind["mail"] and kind["push"] for kind in seen)
    assert not any(kind["sentence"] == KINDS[kind["code"]].sentence for kind in seen)
    frames = do(tab, f"{SETTINGS}.switch_notice", {"kind": told[-1], "channel": "mail", "on": False}, PAGE)
    assert vars_of(frames, SETTINGS)["choices"]["kinds"][-1]["mail"] is False
    assert vars_of(frames, SHELL)["words"]["kind"] == "done"
    with carnet.runtime.db.read() as uow:
        chosen = choices.choices_of(uow, account_of(carnet, role))
    assert chosen.off == {(told[-1], "mail")}
    quiet = vars_of(do(tab, f"{SETTINGS}.switch_quiet", {"on": True}, PAGE), SETTINGS)["choices"]
    assert quiet["quiet_from"] == "22:00"
    tab.close()


@pytest.mark.parametrize("role", [*STAFF, "operator"])
def test_what_a_role_is_not_told_is_refused(carnet: Carnet, role: str) -> None:
    actor = Actor(account_of(carnet, role), Role(role), None, "x")
    others = [code for code in KINDS if code not in {kind.code for kind in kinds_for(Role(role))}]
    with carnet.runtime.db.uow() as uow:
        for code in others:
            assert refused(notices.switch, uow, actor=actor, kind=code, channel="mail", on=False).code == "introuvable"
    tab = carnet.tab(carnet.session_of(ROLES[role]))
    tab.start(PAGE)
    frames = do(tab, f"{SETTINGS}.switch_notice", {"kind": "rappel", "channel": "mail", "on": False}, PAGE)
    assert vars_of(frames, SHELL).get("words", {}).get("kind", "error") == "error"
    tab.close()


def test_the_operator_is_told_of_nobody_and_has_nothing_to_choose(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of(ROLES["operator"]))
    assert vars_of(tab.start(PAGE), SETTINGS)["choices"]["kinds"] == []
    assert kinds_for(Role.OPERATOR) == ()
    tab.close()


def test_reminders_are_a_patients(carnet: Carnet) -> None:
    for role in STAFF:
        actor = Actor(account_of(carnet, role), Role(role), None, "x")
        with carnet.runtime.db.uow() as uow:
            assert refused(notices.choose_delays, uow, actor=actor, minutes=[60]).code == "introuvable"
