"""What somebody does before their page has loaded is done once it has: loading wipes no answer away."""

from __future__ import annotations

import json

import pytest

from tests import samples
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


def added(carnet: Carnet, cookies: str, words: str) -> str:
    """A document of the record, by its id."""
    data = samples.text(words)
    headers = {"x-carnet-nom": f"{words}.txt", "content-length": str(len(data))}
    return carnet.ask("POST", "/api/documents", cookies=cookies, headers=headers, content=data).json()["id"]


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


def test_who_moves_on_acts_on_what_was_still_before_them(carnet: Carnet) -> None:
    cookies = carnet.session_of("awa.diallo")
    first, second = (added(carnet, cookies, words) for words in ("premier", "second"))
    tab = carnet.tab(cookies)
    tab.start(f"/dossier/{first}")
    tab.event(f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal", path=f"/dossier/{second}")
    tab.event(f"{SHELL}.rxapp___state___document____document_state.remove", path=f"/dossier/{second}")
    tab.settle()
    tab.close()
    kept = {one: carnet.ask("GET", f"/api/documents/{one}", cookies=cookies).status_code for one in (first, second)}
    assert kept == {first: 404, second: 200}


def test_a_page_that_never_says_it_loads_is_answered(carnet: Carnet) -> None:
    tab = carnet.tab(carnet.visit())
    tab.send("40/_event,")
    tab.event(f"{ACTIVATION}.check", {"form_data": LETTER}, "/activation")
    frames = tab.until("errors_rx_state_")
    tab.close()
    assert last(frames, SHELL, "errors")
