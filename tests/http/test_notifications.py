"""`/notifications` and the bell as tabs see them: they change by themselves, through the guard, and keep no session alive."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from rxapp.accounts.opening import account_by_login
from rxapp.core import audit
from rxapp.core.clock import DemoClock
from rxapp.notices import lent, service
from rxapp.notices.kinds import KINDS
from rxapp.state.handler import policies
from tests.carnet import ROLES, Carnet, Tab, carnet
from tests.helping import actor_named
from tests.http.test_historique import SHELL, do, vars_of

__all__ = ["carnet"]

STATE = f"{SHELL}.rxapp___state___notifications____notifications_state"
SETTINGS = f"{SHELL}.rxapp___state___parametres____parametres_state"


@pytest.fixture(autouse=True)
def news_of_any_kind(carnet: Carnet) -> Iterator[None]:
    lent.ask(lambda uow, claim: claim.facts.get("nom") != "caduc", "prevention")
    yield
    lent.ask(lambda uow, claim: True, "prevention")


def announce(carnet: Carnet, once: str, *, login: str = "awa.diallo", nom: str = "Rougeole") -> None:
    """Written in a transaction, as rooms do; the dispatcher of the running application is woken by its commit."""
    with carnet.runtime.db.uow() as uow:
        account = account_by_login(uow, login)
        service.announce(
            uow,
            account_id=account.id,
            person_id=account.person_id,
            kind="prevention",
            once=once,
            title="Vaccin",
            text="À faire : {nom}",
            href="/accueil",
            facts={"nom": nom},
            due_at=uow.clock.now(),
            occasion=once,
            topic=once,
        )
        uow.commit()


def opened(carnet: Carnet, cookies: str, path: str = "/notifications") -> tuple[Tab, dict[str, object]]:
    tab = carnet.tab(cookies)
    return tab, vars_of(tab.start(path), STATE if path == "/notifications" else SHELL)


def until_told(page: Tab) -> list[dict[str, object]]:
    """The list, once the dispatcher has told something that is new in it."""
    for _look in range(500):
        seen = vars_of(do(page, f"{STATE}.look_again", {}), STATE).get("notices", [])
        if any(notice["unread"] for notice in seen):
            return seen
    raise AssertionError("nothing was told")


def changed(tab: Tab, sign: str, state: str) -> dict[str, object]:
    return vars_of(tab.until(sign), state)


def test_the_bell_of_an_open_page_counts_by_itself_and_the_list_fills(carnet: Carnet) -> None:
    cookies = carnet.session_of("awa.diallo")
    home, _seen = opened(carnet, cookies, "/accueil")
    page, seen = opened(carnet, cookies)
    do(page, f"{STATE}.read_all", {})
    stranger, _seen = opened(carnet, carnet.session_of("paul.durand"), "/accueil")
    before = seen["notices"]
    announce(carnet, "a1")
    assert changed(home, '"unread_rx_state_":1', SHELL)["unread"] == 1
    shown = changed(page, "Rougeole", STATE)["notices"]
    (fresh,) = [notice for notice in shown if notice["id"] not in {known["id"] for known in before}]
    assert (fresh["text"], fresh["unread"], fresh["stale"]) == ("À faire\u00a0: Rougeole", True, False)
    assert stranger.settle() == []
    do(page, f"{STATE}.read", {"notice_id": fresh["id"]})
    assert changed(home, '"unread_rx_state_":0', SHELL)["unread"] == 0
    for tab in (home, page, stranger):
        tab.close()


def test_what_holds_no_more_says_so(carnet: Carnet) -> None:
    announce(carnet, "a2")
    page, _seen = opened(carnet, carnet.session_of("awa.diallo"))
    assert until_told(page)
    lent.ask(lambda uow, claim: False, "prevention")
    lent.ask(lambda uow, claim: False, "rappel")
    seen = vars_of(do(page, f"{STATE}.read_all", {}), STATE)
    lent.ask(lambda uow, claim: True, "rappel")
    assert {notice["stale"] for notice in seen["notices"]} == {True}
    assert {notice["unread"] for notice in seen["notices"]} == {False}
    page.close()


def test_news_is_no_sign_of_life(carnet: Carnet) -> None:
    """What the application calls by itself is marked so, and a session without a person behind it ends all the same."""
    marked = {name.rpartition(".")[2] for name, policy in policies().items() if policy.by_itself}
    assert marked == {"count_news", "look_again", "look_beside", "looked_at"}
    cookies = carnet.session_of("awa.diallo")
    tab, _seen = opened(carnet, cookies, "/accueil")
    clock = carnet.runtime.clock
    assert isinstance(clock, DemoClock)
    with carnet.later(timedelta(0)):
        for _quarter in range(3):
            clock.travel(timedelta(minutes=6))
            do(tab, f"{SHELL}.count_news", {})
        assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_the_page(carnet: Carnet, role: str) -> None:
    tab, seen = opened(carnet, carnet.session_of(ROLES[role]))
    assert seen is not None
    assert tab.code == 0
    tab.close()


def test_somebody_elses_notice_is_out_of_reach(carnet: Carnet) -> None:
    announce(carnet, "a3")
    hers, _seen = opened(carnet, carnet.session_of("awa.diallo"))
    his, _seen = opened(carnet, carnet.session_of("paul.durand"))
    for wanted in (until_told(hers)[0]["id"], "x"):
        said = vars_of(do(his, f"{STATE}.read", {"notice_id": wanted}), SHELL)
        assert said["words"] == {"kind": "error", "text": "Introuvable."}
    for tab in (hers, his):
        tab.close()


def test_choices_in_the_settings(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.session_of("paul.durand"))
    seen = vars_of(tab.start("/parametres"), SETTINGS)
    assert [kind["code"] for kind in seen["choices"]["kinds"]] == list(KINDS)
    assert [delay["label"] for delay in seen["choices"]["delays"]] == ["7 jours avant", "1 jour avant"]
    assert len(seen["push_key"]) == 87

    def act(name: str, **payload: object) -> tuple[dict, dict]:
        frames = do(tab, f"{SETTINGS}.{name}", payload)
        return vars_of(frames, SETTINGS).get("choices", {}), vars_of(frames, SHELL)

    chosen, said = act("switch_notice", kind="rappel", channel="mail", on=False)
    assert chosen["kinds"][0]["mail"] is False
    assert said["words"] == {"kind": "done", "text": "Rappels de rendez-vous, par e-mail : non"}
    paul = actor_named(carnet, "paul.durand")
    with carnet.runtime.db.read() as uow:
        latest = audit.history_page(uow, actor=paul, person_id=paul.person_id, limit=1)[0]
    assert latest.detail_label == "Rappels de rendez-vous, par e-mail : non"
    assert act("switch_notice", kind="rappel", channel="pigeon", on=False)[1]["words"]["text"] == "Introuvable."
    chosen, said = act("switch_quiet", on=True)
    assert said["words"]["text"] == "Les heures calmes sont en place."
    assert (chosen["quiet_from"], chosen["quiet_to"]) == ("22:00", "07:00")
    same = act("choose_hours", form_data={"debut": "08:00", "fin": "08:00"})[1]
    assert same["errors"] == {"fin": "Choisissez deux heures différentes."}
    wrong = act("choose_hours", form_data={"debut": "x", "fin": "25:00"})[1]
    assert set(wrong["errors"]) == {"debut", "fin"}
    chosen, _said = act("choose_hours", form_data={"debut": "21:00", "fin": "08:00"})
    assert (chosen["quiet_from"], chosen["quiet_to"]) == ("21:00", "08:00")
    assert act("switch_quiet", on=False)[0]["quiet_from"] == ""
    more = act("add_delay", form_data={"nombre": "2", "unite": "heures"})[0]
    assert [delay["label"] for delay in more["delays"]] == ["7 jours avant", "1 jour avant", "2 heures avant"]
    for number, unit in (("0", "jours"), ("-1", "jours"), ("9", "semaines"), ("x", "jours"), ("1", "siècles"), ("²", "jours")):
        assert set(act("add_delay", form_data={"nombre": number, "unite": unit})[1]["errors"]) == {"nombre"}
    again = act("add_delay", form_data={"nombre": "1", "unite": "semaines"})[1]
    assert again["errors"] == {"nombre": "Ce rappel y est déjà."}
    fewer = act("remove_delay", minutes=7 * 1440)[0]
    assert [delay["minutes"] for delay in fewer["delays"]] == [1440, 120]
    refused = act("add_device", endpoint="https://127.0.0.1/x", p256dh="x", auth="x")[1]
    assert refused["words"]["kind"] == "error"
    tab.close()


def test_travelling_makes_what_is_due_leave_at_once(carnet: Carnet) -> None:
    """By the button of the bench: a reminder of an appointment is in the list a moment after, and in the mails."""
    from rxapp.agenda import service as agenda
    from rxapp.agenda.service import Form
    from rxapp.core.i18n import short_date
    from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
    from rxapp.notices.views import departures_page, notices_page

    with carnet.later(timedelta(0)):
        with carnet.runtime.db.uow() as uow:
            account = account_by_login(uow, "camille.martin")
            actor = Actor(account.id, Role.PATIENT, account.person_id, "Camille Martin")
            day = short_date(uow.clock.today() + timedelta(days=14), "fr")
            agenda.add(
                uow, actor=actor, person_id=account.person_id, form=Form(title="Cardiologue", day=day, start="9h30", end="10h")
            )
            uow.commit()
        tab, _seen = opened(carnet, carnet.session_of("camille.martin"), "/accueil")
        carnet.ask("POST", "/demo/voyage", cookies=carnet.session_of("camille.martin"), data={"pas": "semaine"})
        carnet.ask("POST", "/demo/voyage", cookies=carnet.session_of("camille.martin"), data={"pas": "jour"})
        bound = time.monotonic() + 10
        told: list[str] = []
        while not told and time.monotonic() < bound:
            with carnet.runtime.db.read() as uow:
                told = [notice.text for notice in notices_page(uow, actor=actor, lang="fr").items if "Cardiologue" in notice.text]
                mails = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", kind="mail").items
        assert len([text for text in told if "Cardiologue" in text]) == 1
        assert "Cardiologue" not in "".join(mail.body for mail in mails)
        tab.close()
