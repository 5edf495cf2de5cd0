"""Upload: 50 MB from a real browser to the real server, checked and sealed, beside the same file sent to a bare route."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.figures import Figure, Target, alone, beside, in_turn
from tests.bench.paper import SIZE, scanned
from tests.bench.stand import Carnet, Stand

ROUNDS = 7
AT_ONCE = 4
_PICKER = "() => { const picker = document.createElement('input'); picker.type = 'file'; document.body.replaceChildren(picker) }"
# what assets/ui/uploader.js does with a file, and for the floor what an HTML form does
_SEND = """([url, asForm]) => new Promise((done, failed) => {
  const file = document.querySelector('input').files[0];
  const request = new XMLHttpRequest();
  let body = file;
  request.open('POST', url);
  if (asForm) (body = new FormData()).append('fichier', file);
  else {
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Carnet-Nom', encodeURIComponent(file.name));
  }
  const begun = performance.now();
  request.onload = () => request.status === 201 ? done((performance.now() - begun) / 1000) : failed(request.responseText);
  request.onerror = () => failed('the connection broke');
  request.send(body);
})"""


def run(stand: Stand) -> list[Figure]:
    """Throughput beside both floors, and what four uploads at once add to the server's memory."""
    file = scanned(stand.folder / "dossier.pdf")
    with stand.browsing("camille.martin") as mine, stand.browsing() as bare:
        page, floor = mine.new_page(), bare.new_page()
        page.goto("/accueil")
        floor.goto(stand.floor)
        four = _four_at_once(stand.carnet, mine.pages[0], file)
        for each in (page, floor):
            _choose(each, file)
        ours, form, raw = in_turn(
            ROUNDS,
            lambda: SIZE / _sent(page, "/api/documents") / 1e6,
            lambda: SIZE / _sent(floor, "/formulaire", as_form=True) / 1e6,
            lambda: SIZE / _sent(floor, "/brut") / 1e6,
        )
    return [
        beside("upload 50 MB, floor: form", ours, form, "MB/s", Target(least=0.90), digits=0),
        beside("upload 50 MB, floor: raw body", ours, raw, "MB/s", Target(least=0.65), digits=0),
        alone("memory added by four uploads at once", four / 2**20, "MB", Target(most=32), digits=0),
    ]


def _choose(page: Page, file: Path) -> None:
    page.evaluate(_PICKER)
    page.set_input_files("input", file)


def _sent(page: Page, url: str, *, as_form: bool = False) -> float:
    """Seconds from sending to the answer, as the browser sees them."""
    return page.evaluate(_SEND, [url, as_form])


def _four_at_once(carnet: Carnet, page: Page, file: Path) -> int:
    _choose(page, file)
    before = carnet.memory()
    page.evaluate(f"send => Promise.all(Array.from({{length: {AT_ONCE}}}, () => ({_SEND})(send)))", ["/api/documents", False])
    time.sleep(0.2)
    return carnet.memory_peak() - before
