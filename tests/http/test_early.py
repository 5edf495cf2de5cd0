"""What somebody does before their page has loaded is done once it has: loading wipes no answer away."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from pydantic import BaseModel
from reflex_base.event import Event

from rxapp.state.guard import _behind_loading
from rxapp.state.handler import HandlerPolicy
from tests.carnet import ROOT, Carnet, Tab, carnet

__all__ = ["carnet"]

SHELL = f"{ROOT}.rxapp___state___shell____shell"
ACTIVATION = f"{SHELL}.rxapp___state___activation____activation_state"
OUBLI = f"{SHELL}.rxapp___state___oubli____oubli_state"
LETTER = {"nir": "2 91 02", "naissance": "23/02/1991", "code": "AAAA-AAAA-AAAA-AAAA"}


def hello(tab: Tab, path: str) -> None:
    """What a page says first, without waiting for what it gets."""
    place = {"pathname": path, "asPath": path}
    event = {"name": f"{ROOT}.hydrate_and_load", "payload": {"hashes": ["of the build"]}, "router_data": place}
    tab.send("40/_event," + json.dumps({"event": event}))


def last(frames: list[str], state: str, name: str) -> object:
    """The value that the page holds of a var in the end."""
    found = None
    for frame in frames:
        if frame.startswith("42/_event,"):
            delta = json.loads(frame.removeprefix("42/_event,"))[1].get("delta", {})
            found = delta.get(state, {}).get(f"{name}_rx_state_", found)
    return found


@pytest.mark.parametrize(
    ("path", "act", "form", "state", "name"),
    [
        ("/activation", f"{ACTIVATION}.check", LETTER, SHELL, "errors"),
        ("/activation/nouveau", f"{ACTIVATION}.ask", {"nir": "", "naissance": ""}, SHELL, "errors"),
        ("/mot-de-passe-oublie", f"{OUBLI}.ask", {"identifiant": "personne.du.tout"}, OUBLI, "asked"),
    ],
)
def test_its_answer_stays(carnet: Carnet, path: str, act: str, form: dict[str, str], state: str, name: str) -> None:
    tab = carnet.tab(carnet.visit())
    hello(tab, path)
    tab.event(act, {"form_data": form}, path)
    frames = [*tab.until('"is_hydrated_rx_state_":true'), *tab.settle()]
    tab.close()
    assert last(frames, state, name)


def test_what_is_done_goes_in_its_order(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.visit())
    hello(tab, "/activation")
    for number in ("1", "2", "3"):
        tab.event(f"{ACTIVATION}.check", {"form_data": LETTER | {"nir": number * 15}}, "/activation")
    tab.event(f"{ACTIVATION}.check", {"form_data": LETTER}, "/activation")
    frames = [*tab.until('"is_hydrated_rx_state_":true'), *tab.settle()]
    tab.close()
    assert last(frames, ACTIVATION, "attempt") == 4
    assert "vous en avez donné 5" in last(frames, SHELL, "errors")["nir"]


@pytest.mark.parametrize(("left", "hydrated", "waits"), [(2, False, True), (2, True, False), (0, False, False)])
def test_it_waits_for_a_page_just_built_alone(left: int, hydrated: bool, waits: bool) -> None:
    """Who moves on within acts on what is still before them: nothing is left to wait with then (`_early`)."""
    policy = HandlerPolicy(frozenset(), BaseModel)
    root, shell = SimpleNamespace(is_hydrated=hydrated), SimpleNamespace(_early=left)
    event = Event(name=f"{SHELL}.act", payload={})
    told = _behind_loading(SimpleNamespace(_get_root_state=lambda: root), shell, event, policy)
    assert (told is not None, shell._early) == (waits, left - waits)


def test_a_page_that_never_says_it_loads_is_answered(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.visit())
    tab.send("40/_event,")
    tab.event(f"{ACTIVATION}.check", {"form_data": LETTER}, "/activation")
    frames = tab.until("errors_rx_state_")
    tab.close()
    assert last(frames, SHELL, "errors")
