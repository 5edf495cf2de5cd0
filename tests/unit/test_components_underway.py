"""Messages on their way (`assets/ui/underway.js`), run by Node: when leaving asks, and what an answer ends."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

UNDERWAY = Path(__file__).resolve().parents[2] / "assets" / "ui" / "underway.js"
BROWSER = """
const heard = {};
globalThis.window = globalThis;
globalThis.document = { documentElement: { hidden: false } };
globalThis.addEventListener = (name, act) => (heard[name] = act);
const submitted = (action) => heard.submit({ target: { getAttribute: () => action } });
"""
SENT = """
const sent = (place, key, before) => held.set(place, { values: { texte: key }, base: 1, pending: trying(key, before) });
const trying = (key, before) => ({ key, at: Date.now() - before });
"""
LONG = "AGAIN * TRIES + 1"


def run(story: str, result: str) -> object:
    node = Path(sysconfig.get_path("scripts")) / "node"
    begin = f"const {{ AGAIN, answered, held, isUnderWay, mayAsk, TRIES }} = await import({json.dumps(UNDERWAY.as_uri())});"
    code = "\n".join([BROWSER, begin, SENT, story, f"console.log(JSON.stringify({result}));"])
    command = [node, "--no-warnings", "--input-type=module", "-e", code]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(
    ("story", "asks"),
    [
        ('sent("a", "k", 0)', [True, True]),
        (f'sent("a", "k", {LONG})', [False, True]),
        (f'sent("a", "k", {LONG}); sent("b", "l", 0)', [True, True]),
        ('held.set("a", { values: {}, base: 1 })', [False, False]),
        ('sent("a", "k", 0); answered({ key: "k", done: true })', [False, False]),
        ('sent("a", "k", 0); answered({ key: "k", done: false })', [False, False]),
        ('sent("a", "k", 0); answered({ key: "l", done: true })', [True, True]),
    ],
)
def test_leaving_asks_while_a_message_may_be_on_its_way(story: str, asks: list[bool]) -> None:
    """With the network, and without it."""
    told = run(story, "[isUnderWay(false), isUnderWay(true)].map(Boolean)")
    assert told == asks


def test_an_answer_ends_what_was_sent_elsewhere() -> None:
    story = 'sent("a", "k", 0); sent("b", "l", 0); const from = answered({ key: "k", done: %s });'
    assert run(story % "true", "[from, [...held.keys()]]") == ["a", ["b"]]
    refused = run(story % "false", '[from, held.get("a")]')
    assert refused == ["a", {"values": {"texte": "k"}, "base": 1}], "what was typed is still there"


def test_signing_out_and_the_end_of_a_session_are_held_up_by_nothing() -> None:
    assert run("", "mayAsk()") is True
    assert run('submitted("/session/fin")', "mayAsk()") is False
    assert run('submitted("/session/fin"); submitted("/autre")', "mayAsk()") is True
    assert run("document.documentElement.hidden = true", "mayAsk()") is False
