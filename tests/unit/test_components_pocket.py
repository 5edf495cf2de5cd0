"""The emergency card on a device (`assets/ui/pocket.js`), run by the Node of the environment: what goes, what stays, and when."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path

import pytest

POCKET = Path(__file__).resolve().parents[2] / "assets" / "ui" / "pocket.js"
LEO, ZOE, NADIA = "leo", "zoe", "compte-nadia"

BROWSER = """
const stores = new Map();
globalThis.caches = {
  match: async (place, { cacheName }) => stores.get(cacheName)?.get(place)?.clone(),
  open: async (name) => {
    if (!stores.has(name)) stores.set(name, new Map());
    return { put: async (place, answer) => void stores.get(name).set(place, answer) };
  },
  delete: async (name) => stores.delete(name),
};
Object.defineProperty(globalThis, "navigator", { value: LOCKS ? { locks: globalThis.navigator.locks } : {} });
const server = { account: "compte-nadia", may: ["leo", "zoe"], version: 1, asked: [], held: null };
globalThis.fetch = async (address) => {
  const query = new URL(address, "http://ici").searchParams;
  server.asked.push(query.get("personne"));
  const { account, may, version } = server;
  await server.held;
  if (query.has("lecteur") && query.get("lecteur") !== account) return new Response(null, { status: 204 });
  if (!may.includes(query.get("personne"))) return new Response("{}", { status: 404 });
  return Response.json({ person: query.get("personne"), reader: account, version });
};
async function during(change) {
  let answer;
  server.held = new Promise((done) => (answer = done));
  const late = pocket.refresh("leo");
  while (server.asked.length < 2) await new Promise((on) => setImmediate(on));
  server.held = null;
  await change();
  answer();
  await late;
}
"""


def run(story: str, *, locks: bool = True) -> dict[str, object]:
    """The card that is kept after a story, and whose was asked for."""
    lines = [
        BROWSER.replace("LOCKS", json.dumps(locks)),
        f"const pocket = await import({json.dumps(POCKET.as_uri())});",
        story,
        "console.log(JSON.stringify({ card: await pocket.kept(), asked: server.asked }));",
    ]
    node = Path(sysconfig.get_path("scripts")) / "node"
    command = [node, "--no-warnings", "--input-type=module", "-e", "\n".join(lines)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def card(person: str, reader: str = NADIA, version: int = 1) -> dict[str, object]:
    return {"person": person, "reader": reader, "version": version}


STORIES = {
    "kept": ('await pocket.keep("leo")', card(LEO)),
    "replaced": ('await pocket.keep("leo"); await pocket.keep("zoe")', card(ZOE)),
    "forgotten": ('await pocket.keep("leo"); await pocket.forget()', None),
    "none is asked for when none is kept": ('await pocket.refresh("leo")', None),
    "fetched anew": ('await pocket.keep("leo"); server.version = 2; await pocket.refresh("leo")', card(LEO, version=2)),
    "fetched anew whoever is shown": (
        'await pocket.keep("zoe"); server.version = 2; await pocket.refresh("leo")',
        card(ZOE, version=2),
    ),
    "gone once it may be read no more, whoever is shown": (
        'await pocket.keep("zoe"); server.may = ["leo"]; await pocket.refresh("leo")',
        None,
    ),
    "another account takes nothing away": (
        'await pocket.keep("zoe"); server.account = "compte-autre"; server.may = ["leo"]; await pocket.refresh("leo")',
        card(ZOE),
    ),
    "another account that opens the same person, who may see more than its reader": (
        'await pocket.keep("leo"); server.account = "compte-autre"; server.version = 2; await pocket.refresh("leo")',
        card(LEO),
    ),
    "the switch turned off while it is fetched": ('await pocket.keep("leo"); await during(() => pocket.forget())', None),
    "another kept while it is fetched": ('await pocket.keep("leo"); await during(() => pocket.keep("zoe"))', card(ZOE)),
    "another kept while it turns out to be lost": (
        'await pocket.keep("leo"); server.may = ["zoe"]; await during(() => pocket.keep("zoe"))',
        card(ZOE),
    ),
    "one that is refused leaves what is kept": (
        'await pocket.keep("leo"); server.may = ["leo"]; await pocket.keep("zoe").catch(() => {})',
        card(LEO),
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_the_card_that_is_kept(story: str) -> None:
    told, wanted = STORIES[story]
    assert run(told)["card"] == wanted


def test_a_browser_without_locks_keeps_the_order_of_one_page() -> None:
    assert run('await pocket.keep("leo"); await during(() => pocket.forget())', locks=False)["card"] is None


def test_a_card_that_names_no_reader_is_asked_for_with_its_person_alone() -> None:
    before = 'await (await caches.open("carnet-carte")).put("/carte-gardee.json", Response.json({ person: "zoe" }));'
    assert run(f'{before} await pocket.refresh("leo")') == {"card": {"person": ZOE}, "asked": []}
    assert run(f'{before} await pocket.refresh("zoe")') == {"card": card(ZOE), "asked": [ZOE]}
