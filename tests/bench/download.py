"""Download: the 50 MB original, opened as it leaves and written in the history, beside the plain file from a bare route."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlsplit

from tests.bench.figures import Figure, Target, beside, in_turn
from tests.bench.paper import SIZE, scanned
from tests.bench.stand import SESSION, Stand

ROUNDS = 15
_BUFFER = memoryview(bytearray(1 << 20))


def run(stand: Stand) -> list[Figure]:
    """Throughput beside the plain file, to a client that throws away what it reads."""
    file = scanned(stand.floor_folder / "fichier")
    cookie = {"Cookie": f"{SESSION}={stand.carnet.sign_in('camille.martin')}"}
    sent = {**cookie, "Origin": stand.carnet.url, "X-Carnet-Nom": "dossier.pdf"}
    link = _link(stand.carnet.url)
    link.request("POST", "/api/documents", file.read_bytes(), sent)
    document = json.load(link.getresponse())["id"]
    ours, plain = in_turn(
        ROUNDS,
        lambda: SIZE / _fetched(stand.carnet.url, f"/api/documents/{document}", cookie) / 1e6,
        lambda: SIZE / _fetched(stand.floor, "/fichier", {}) / 1e6,
    )
    return [beside("download 50 MB, floor: plain file", ours, plain, "MB/s", Target(least=0.70), digits=0)]


def _link(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=60)


def _fetched(url: str, path: str, headers: dict[str, str]) -> float:
    """Seconds from asking to the last byte."""
    link, read = _link(url), 0
    link.connect()
    begun = time.perf_counter()
    link.request("GET", path, headers=headers)
    answer = link.getresponse()
    while taken := answer.readinto(_BUFFER):
        read += taken
    seconds = time.perf_counter() - begun
    link.close()
    if read != SIZE:
        raise RuntimeError(f"{path} gave {read} bytes")
    return seconds
