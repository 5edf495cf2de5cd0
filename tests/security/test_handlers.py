"""Every event that Reflex knows, tried by everybody: only marked handlers run, for those they are for, with what they declare."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from rxapp.accounts import views as accounts
from rxapp.accounts.code import new_code
from rxapp.accounts.nir import fictional_nir
from rxapp.api.socket_gate import FRAMES_BURST
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.state.guard import STARTERS
from rxapp.state.handler import EVERYONE, HandlerPolicy, policies
from rxapp.state.news import NEWS
from rxapp.state.steady import FLOOR
from tests.carnet import ROLES, ROOT, Carnet, Tab, carnet, logged

__all__ = ["carnet"]

SHELL = f"{ROOT}.rxapp___state___shell____shell"
CHOOSE = f"{SHELL}.choose_person"
CHECK = f"{SHELL}.rxapp___state___activation____activation_state.check"
OPEN_HOME = f"{SHELL}.rxapp___state___accueil____accueil_state.open"
START_OVER = f"{SHELL}.rxapp___state___activation____activation_state.start_over"
LETTER = {"nir": "1", "naissance": "01/02/1990", "code": "x"}


def marked(carnet: Carnet) -> dict[str, HandlerPolicy]:
    assert carnet.app is not None
    return policies()


def sample(model: type[BaseModel]) -> dict[str, Any]:
    """A payload of the right shape that means nothing."""
    plain = {str: "x", int: 0, bool: False, float: 0.0}

    def value(kind: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return sample(kind)
        if kind in plain:
            return plain[kind]
        inner = [part for part in get_args(kind) if part is not type(None)]
        return [] if getattr(kind, "__origin__", None) is list else value(inner[0])

    return {name: value(field.annotation) for name, field in model.model_fields.items()}


def answer(tab: Tab, name: str, payload: dict[str, Any]) -> str:
    """What comes back, and what the tab is told in consequence; what it was told before is not part of it."""
    tab.settle()
    tab.event(name, payload)
    said = tab.settle()
    tab.run(NEWS.rest())
    return "\n".join([*said, *tab.settle()])


class Everyone(Mapping[str, Tab]):
    """A tab of each role, and of nobody. One that has said half of what a tab may say at once gives way to a fresh one, so that
    no answer depends on how fast this machine is: the gate would end it for a flood."""

    def __init__(self, carnet: Carnet) -> None:
        self._carnet = carnet
        self._cookies = {role: carnet.session_of(login) for role, login in ROLES.items()} | {"nobody": carnet.visit()}
        self._tabs = {who: self._fresh(who) for who in self._cookies}

    def __getitem__(self, who: str) -> Tab:
        if self._tabs[who].sent > FRAMES_BURST // 2:
            self._tabs[who].close()
            self._tabs[who] = self._fresh(who)
        return self._tabs[who]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cookies)

    def __len__(self) -> int:
        return len(self._cookies)

    def _fresh(self, who: str) -> Tab:
        tab = self._carnet.tab(self._cookies[who])
        tab.start()
        return tab


@pytest.fixture(scope="module")
def everyone(carnet: Carnet) -> Everyone:
    return Everyone(carnet)


def test_roles_here_are_all_roles() -> None:
    assert set(ROLES) == {role.value for role in EVERYONE}


def test_what_bears_no_mark_never_runs(carnet: Carnet, everyone: Everyone) -> None:
    """Whatever Reflex would run: setters, client storage, its own helpers."""
    events = set(RegistrationContext.get().event_handlers) - set(marked(carnet)) - set(STARTERS)
    assert {name.rpartition(".")[2] for name in events} >= {"setvar", "update_vars_internal", "handle_frontend_exception"}
    for who in ("nobody", "patient", "operator"):
        for name in events:
            fields = {"var_name": "subject", "value": "x", "vars": {}, "info": "x", "component_stack": "x"}
            tab = everyone[who]
            assert answer(tab, name, fields) == "", (who, name)
            assert tab.code == 0


def test_every_role_at_every_handler(carnet: Carnet, everyone: Everyone, caplog: pytest.LogCaptureFixture) -> None:
    """Refused means: nothing of the state changes. Allowed means: the guard had nothing to say."""
    caplog.set_level(logging.WARNING, logger="carnet.guard")
    for name, policy in marked(carnet).items():
        for who, tab in everyone.items():
            caplog.clear()
            allowed = policy.public or who in {role.value for role in policy.roles}
            said = answer(tab, name, sample(policy.payload))
            refusals = [record for record in caplog.records if record.name == "carnet.guard"]
            assert not tab.code, (who, name)
            if allowed:
                assert not refusals, (who, name)
            elif who == "nobody":
                assert "raison=session" in said, name
                assert '"delta"' not in said.partition("_redirect")[0], name
            else:
                assert refusals or re.search("raison=(patients|pharmacies|professionnels)", said), (who, name)
                assert SHELL not in said, (who, name)


def test_everyone_sees_nothing_before_they_may(everyone: Everyone) -> None:
    for who, tab in everyone.items():
        if who != "patient":
            assert "Awa" not in answer(tab, OPEN_HOME, {}), who


WRONG: list[tuple[str, Any]] = [
    (CHOOSE, {}),
    (CHOOSE, {"person_id": None}),
    (CHOOSE, {"person_id": 7}),
    (CHOOSE, {"person_id": ["x"]}),
    (CHOOSE, {"person_id": {"x": 1}}),
    (CHOOSE, {"person_id": "x", "extra": 1}),
    (CHOOSE, {"person_id": "x" * 2001}),
    (CHOOSE, {"self": "x"}),
    (CHECK, {}),
    (CHECK, {"form_data": None}),
    (CHECK, {"form_data": "nir"}),
    (CHECK, {"form_data": LETTER | {"role": "operator"}}),
    (CHECK, {"form_data": LETTER | {"nir": 1}}),
    (CHECK, {"form_data": LETTER | {"nir": ["1", "2"]}}),
    (CHECK, {"form_data": LETTER | {"code": "x" * 2001}}),
    (CHECK, {"form_data": {"nir": "1", "code": "x"}}),
    (CHECK, {"form_data": LETTER, "ticket": "x"}),
    (CHECK, {"form_data": [["nir", "1"], ["naissance"], 3]}),
    (CHECK, {"form_data": {FORM_DATA_ENTRIES_KEY: [["nir", "1"], ["naissance"], 3]}}),
    (CHECK, {"form_data": {FORM_DATA_ENTRIES_KEY: [[["nir"], "1"]]}}),
    (CHECK, {"form_data": {FORM_DATA_ENTRIES_KEY: 3}}),
    (START_OVER, {"x": 1}),
    (f"{ROOT}.hydrate", {"x": 1}),
    (f"{ROOT}.hydrate_and_load", {"vars": {f"{SHELL}.subject": "x"}}),
    (f"{ROOT}.hydrate_and_load", {"hashes": "x"}),
    (f"{ROOT}.hydrate_and_load", {"hashes": [{"x": 1}]}),
    (f"{ROOT}.set_is_hydrated", {"value": "yes"}),
    (f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal", {"x": 1}),
]


@pytest.mark.parametrize(("name", "payload"), WRONG)
def test_misshapen_payloads_run_nothing(
    everyone: Everyone, caplog: pytest.LogCaptureFixture, name: str, payload: dict[str, Any]
) -> None:
    caplog.set_level(logging.WARNING)
    assert answer(everyone["patient"], name, payload) == ""
    assert [record.getMessage() for record in caplog.records] == [f"refused a malformed payload for {name}"]


def test_half_of_a_surrogate_pair_passes_neither_wall(everyone: Everyone, caplog: pytest.LogCaptureFixture) -> None:
    """The gate drops the frame in silence; the guard would refuse the payload."""
    caplog.set_level(logging.WARNING)
    assert answer(everyone["patient"], CHOOSE, {"person_id": "\ud800"}) == ""
    assert logged(caplog) == []
    assert not policies()[CHOOSE].accepts({"person_id": "\ud800"})
    assert policies()[CHOOSE].accepts({"person_id": "x"})


def test_a_well_shaped_form_runs(everyone: Everyone) -> None:
    """The other side of the refusals above; a page sends the ordered entries of its form."""
    for form in (LETTER, {FORM_DATA_ENTRIES_KEY: [list(pair) for pair in LETTER.items()]}):
        assert "words_rx_state_" in answer(everyone["patient"], CHECK, {"form_data": form})


def test_no_answer_about_a_letter_comes_before_the_floor(carnet: Carnet) -> None:
    """Somebody with a wrong code, nobody, and who has tried too often: all wait, and a check alone takes 3 ms."""
    with carnet.runtime.db.read() as uow:
        known = accounts.waiting_people(uow, actor=SYSTEM_ACTOR, lang="fr")[0]
    nobody = fictional_nir("F", date(1991, 3, 14), 77)
    tab = carnet.tab(carnet.visit())
    tab.start("/activation")
    told = []
    for nir, born in [(known.nir, known.birth_date), *[(str(nobody), "1991-03-14")] * 20]:
        begun = time.monotonic()
        said = answer(tab, CHECK, {"form_data": {"nir": nir, "naissance": born, "code": new_code()}})
        assert time.monotonic() - begun >= FLOOR
        told.append("correspondent" in said)
        assert ("correspondent" in said) != ("Trop d" in said)
    assert told == [True] * 20 + [False]


def test_every_handler_declares_bounded_shapes(carnet: Carnet) -> None:
    """No payload may hold a value of any type: a dict or list without a shape would pass the guard unread."""
    for name, policy in marked(carnet).items():
        schema = json.dumps(policy.payload.model_json_schema())
        properties = json.loads(schema)["properties"].values() if policy.payload.model_fields else []
        assert '"additionalProperties": true' not in schema, name
        assert all("type" in field or "$ref" in field or "anyOf" in field for field in properties), name
        assert '"items": {}' not in schema, name


def test_somebody_elses_tab_token_opens_nothing(carnet: Carnet) -> None:
    cookies = carnet.session_of("awa.diallo")
    hers = carnet.tab(cookies, token="un-onglet")
    assert "Awa Diallo" in "\n".join(hers.start("/accueil"))
    hers.close()
    for other in (carnet.session_of("dr.moreau"), carnet.visit(), carnet.session_of("awa.diallo")):
        stolen = carnet.tab(other, token="un-onglet")
        assert "Awa Diallo" not in "\n".join(stolen.start("/"))
        stolen.close()
    again = carnet.tab(cookies, token="un-onglet")
    assert "Awa Diallo" in "\n".join(again.start("/"))


def test_the_same_tab_after_sign_out_and_another_sign_in(carnet: Carnet) -> None:
    first = carnet.session_of("awa.diallo")
    tab = carnet.tab(first, token="meme-onglet")
    tab.start("/accueil")
    assert carnet.ask("POST", "/session/fin", cookies=first).status_code == 303
    assert (tab.until(), tab.code) == ([], 4401)
    for cookies in (first, f"{first}; {carnet.visit()}", carnet.sign_in("paul.durand")):
        after = carnet.tab(cookies, token="meme-onglet")
        said = "\n".join(after.start("/accueil"))
        whose = cookies.startswith("carnet_session") and cookies != first and ";" not in cookies
        assert ("Paul Durand" in said) == whose
        # Paul may know her: what is his alone is asked of him.
        assert "Awa" not in "".join(re.findall(r'"people[^]]*]', said) if whose else said)


def test_a_tab_is_emptied_when_the_session_behind_it_changes(carnet: Carnet) -> None:
    """The second wall: even where two sessions shared a state, the guard would empty it first."""
    from reflex.istate.manager.token import BaseStateToken
    from reflex.state import State
    from reflex_base.event import Event

    from rxapp.core.connections import CONNECTIONS, REFERENCE_HEADER
    from rxapp.rxapp import app

    tab = carnet.tab(carnet.session_of("awa.diallo"))
    tab.start("/accueil")
    mine = [c for c in CONNECTIONS._by_reference.values()]
    other = carnet.tab(carnet.session_of("dr.moreau"))
    other.start("/")
    (his,) = set(CONNECTIONS._by_reference.values()) - set(mine)
    token = list(app.event_namespace.token_to_sid)[-2]

    async def as_him() -> tuple[str, str]:
        event = Event(name=START_OVER, router_data={"headers": {REFERENCE_HEADER: his.reference}, "pathname": "/"})
        await (await app.event_processor.enqueue(token, event)).wait_all()
        state = await app.state_manager.get_state(BaseStateToken(ident=token, cls=State))
        shell = state.get_substate(SHELL.split("."))
        return shell.account_label, json.dumps(str(shell.dict()))

    label, everything = carnet.run(as_him())
    assert label == ""
    assert "Awa" not in everything


def test_an_ended_session_stops_at_once(carnet: Carnet) -> None:
    """Revoked in the database only: no socket is closed, and yet nothing more is done."""
    from rxapp.accounts import sessions

    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies)
    tab.start("/accueil")
    with carnet.runtime.db.uow() as uow:
        sessions.sign_out(uow, token_hash=sessions.hash_token(cookies.partition("=")[2]))
        uow.commit()
    tab.event(OPEN_HOME)
    (said,) = tab.until("_redirect")
    assert "raison=session" in said
    assert "Awa" not in said


@pytest.mark.parametrize(
    ("steps", "alive"),
    [
        ([timedelta(minutes=14)], True),
        ([timedelta(minutes=15)], False),
        ([timedelta(minutes=14)] * 4, True),
        ([timedelta(minutes=14)] * 34 + [timedelta(minutes=4)], False),
    ],
)
def test_idle_and_absolute_ends(carnet: Carnet, steps: list[timedelta], alive: bool) -> None:
    """15 minutes without a sign of life, 8 hours in all; an event is a sign of life, the start of a page is not."""
    cookies = carnet.session_of("awa.diallo")
    tab = carnet.tab(cookies)
    tab.start("/accueil")
    with carnet.later(timedelta(0)):
        for step in steps[:-1]:
            carnet.runtime.clock.travel(step)
            tab.event(OPEN_HOME)
            tab.settle()
        carnet.runtime.clock.travel(steps[-1])
        tab.event(OPEN_HOME)
        assert ("_redirect" not in "\n".join(tab.settle())) == alive
        assert carnet.ask("POST", "/session/vie", cookies=cookies).status_code == (204 if alive else 401)


@pytest.mark.parametrize(("language", "words"), [("fr", "Une erreur imprévue"), ("en", "Something unforeseen")])
@pytest.mark.parametrize("failures", [1, 2])
def test_what_fails_within_reflex_shows_a_number_once(
    carnet: Carnet,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    failures: int,
    language: str,
    words: str,
) -> None:
    """Reflex would show a toast in English, by a script that our policy forbids; what fails again while told ends there."""
    from reflex.state import BaseState

    caplog.set_level(logging.ERROR)
    tab = carnet.tab(f"{carnet.visit()}; carnet_langue={language}")
    tab.start("/")
    left, over = [ValueError("MARQUE-42")] * failures, threading.Event()
    resolved = BaseState._get_resolved_delta

    async def failing(self: BaseState) -> dict[str, Any]:
        if left:
            failure = left.pop()
            if not left:
                over.set()
            raise failure
        return await resolved(self)

    monkeypatch.setattr(BaseState, "_get_resolved_delta", failing)
    tab.event(START_OVER)
    said = tab.until(words) if failures == 1 else []
    assert over.wait(10)
    said += tab.settle()
    numbers = [record.args[0] for record in caplog.records if record.name == "carnet.incident"]
    assert (left, len(numbers)) == ([], failures)
    assert "MARQUE-42" not in "".join(said)
    assert not [frame for frame in said if "_call" in frame or "toast" in frame]
    assert (numbers[0] in "".join(said)) == (failures == 1)


def test_an_unforeseen_failure_shows_a_number_and_logs_no_value(carnet: Carnet, caplog: pytest.LogCaptureFixture) -> None:
    """The database gone in mid-service: guard and handler both answer in words."""
    caplog.set_level(logging.ERROR)
    tab = carnet.tab(carnet.session_of("awa.diallo"))
    tab.start("/accueil")
    with carnet.runtime.db._reader.begin() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("ALTER TABLE account RENAME TO account_gone")
    try:
        said = answer(tab, CHOOSE, {"person_id": "MARQUE-42"})
    finally:
        with carnet.runtime.db._reader.begin() as connection:
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            connection.exec_driver_sql("ALTER TABLE account_gone RENAME TO account")
    assert "Une erreur imprévue" in said
    assert [record.name for record in caplog.records][:1] == ["carnet.incident"]
    assert "MARQUE-42" not in caplog.text
