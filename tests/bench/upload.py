"""Upload: 50 MB from a real browser to the real server, beside the same file from the same browser to a bare route.

The floors write a new plain file each time and leave it to the kernel, but for one that is durable too; Carnet answers once the
file has been checked whole, is sealed and durable on the disk (fsync), and is written in the history.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.bench.figures import Figure, Target, alone, in_turn, round_by_round
from tests.bench.paper import SIZE, scanned
from tests.bench.stand import Carnet, Stand

ROUNDS = 31
"""Enough for medians to hold still: on virtual machines an upload takes one of two times, by whether memory was lent already."""
AT_ONCE = 4
_PICKER = """() => {
  const picker = Object.assign(document.createElement('input'), {type: 'file', id: 'bench'});
  document.documentElement.append(picker);
}"""
# what assets/ui/uploader.js does with a file, and for the floor what an HTML form does
_SEND = """([url, asForm]) => new Promise((done, failed) => {
  const file = document.querySelector('#bench').files[0];
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
    """Throughput beside both floors, and what four uploads at once add to the memory of a server that has received none."""
    file = scanned(stand.folder / "dossier.pdf")
    with stand.browsing("camille.martin") as mine, stand.browsing() as bare:
        page, floor = _holding(file, mine, "/accueil"), _holding(file, bare, stand.floor)
        four = _four_at_once(stand.carnet, page)

        def sent(tab: Page, url: str, *, as_form: bool = False) -> float:
            seconds = tab.evaluate(_SEND, [url, as_form])
            for folder in (stand.carnet.folder, stand.floor_folder):
                _leave_memory(folder)
            return SIZE / seconds / 1e6

        ours, form, durable, raw = in_turn(
            ROUNDS,
            lambda: sent(page, "/api/documents"),
            lambda: sent(floor, "/formulaire", as_form=True),
            lambda: sent(floor, "/formulaire/durable", as_form=True),
            lambda: sent(floor, "/brut"),
        )
    return [
        round_by_round("upload 50 MB, floor: form", ours, form, "MB/s", Target(least=0.90), digits=0),
        round_by_round("upload 50 MB, floor: form, on the disk (fsync)", ours, durable, "MB/s", digits=0),
        round_by_round("upload 50 MB, floor: raw body", ours, raw, "MB/s", Target(least=0.65), digits=0),
        alone("memory added by four uploads at once", [four / 2**20], "MB", Target(most=32), digits=0),
    ]


def _holding(file: Path, browser: BrowserContext, url: str) -> Page:
    """A quiet tab in which the file has been chosen."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.evaluate(_PICKER)
    page.set_input_files("#bench", file)
    return page


def _four_at_once(carnet: Carnet, page: Page) -> int:
    before = carnet.memory()
    page.evaluate(f"send => Promise.all(Array.from({{length: {AT_ONCE}}}, () => ({_SEND})(send)))", ["/api/documents", False])
    return carnet.memory_peak() - before


def _leave_memory(folder: Path) -> None:
    """Put what was received on the disk and out of memory: every upload then finds the pages the one before it used.

    Without this the figures fall by half once the kernel runs out of pages it has used before, whoever writes then.
    """
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size > SIZE // 2:
            with path.open("rb") as received:
                os.fsync(received.fileno())
                os.posix_fadvise(received.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
