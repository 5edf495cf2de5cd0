"""Pages: Lighthouse with its mobile defaults, and axe-core, on the demonstration's own pages.

Signed in, Lighthouse visits with a real cookie in the browser's own jar; each report is read for where it ended, so that a page
that sent it to sign in is never measured in place of itself.
"""

from __future__ import annotations

import json
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rxapp.api.visitor import SHARE_COOKIE
from tests.bench import one_record
from tests.bench.figures import Figure, Target, alone
from tests.bench.stand import SESSION, Stand
from tests.flows import axe
from tests.flows.browsers import CHROMIUM_FLAGS
from tests.flows.server import free_port
from tests.run import CHECKS

VISITS = 3
PAGES = {
    "": ("/", "/activation", "/exploitant"),
    "camille.martin": (
        *("/accueil", "/dossier", "/agenda", "/prevention", "/messages", "/pharmacie", "/recherche", "/historique"),
        *("/profil", "/profil/mesures", "/profil/vaccinations", "/dossier/partager", "/dossier/partages"),
        *("/parametres", "/parametres/acces", "/parametres/aidants", "/parametres/proches", "/parametres/emporter"),
        *("/parametres/second-facteur", "/parametres/fermer", "/notifications"),
    ),
    "pharmacie.marche": ("/officine",),
    "dr.moreau": ("/pro", "/pro/patients", "/pro/envoyer", "/pro/urgence"),
}
"""By who visits them; "" is anyone."""
_LIGHTHOUSE = CHECKS / "node_modules" / "lighthouse" / "cli" / "index.js"
_CATEGORIES = "performance,accessibility,best-practices"
_PUBLIC_TARGETS = {"performance": 0.98, "first paint": 1.8, "largest paint": 2.0, "transferred": 190.0}
_SIGNED_TARGETS = {"performance": 0.95, "first paint": 2.0, "largest paint": 2.5, "transferred": 230.0}
_UNITS = {"first paint": "s", "largest paint": "s", "transferred": "KiB", "blocked": "ms"}
_WHOLE = {"transferred", "blocked", "processor"}


def run(stand: Stand) -> list[Figure]:
    """The numbers of docs/design/screens.md, page by page."""
    figures = []
    for login, pages in PAGES.items():
        figures += judged(stand, login, {path: path for path in pages})
    figures += of_records(stand)
    for login, pages in PAGES.items():
        figures += [
            alone(f"{path}: axe violations, 2 themes, 2 languages", [_broken(stand, login, path)], "", Target(most=0), digits=0)
            for path in pages
        ]
    return figures


def of_records(stand: Stand) -> list[Figure]:
    """The pages that are about one thing: a document, a patient's record, what a link shows before and after its code."""
    shown = one_record.made(stand.carnet)
    figures = []
    for login, pages in shown.pages.items():
        figures += judged(stand, login, pages)
    figures += judged(stand, "", {"/partage/… asks for the code": shown.link})
    with _chromium(stand, {"name": SHARE_COOKIE, "value": shown.visit, "path": shown.link}) as port:
        for name, path in shown.through.items():
            figures += _visited(stand, port, name, path, _PUBLIC_TARGETS)
    return figures


def judged(stand: Stand, login: str, pages: Mapping[str, str]) -> list[Figure]:
    """What Lighthouse finds on the pages of one person; ``pages``: name in the table and address."""
    cookie = {"name": SESSION, "value": stand.carnet.sign_in(login), "path": "/"} if login else {}
    figures = []
    with _chromium(stand, cookie) as port:
        for name, path in pages.items():
            figures += _visited(stand, port, name, path, _SIGNED_TARGETS if login else _PUBLIC_TARGETS)
    return figures


def _visited(stand: Stand, port: int, name: str, path: str, targets: dict[str, float]) -> list[Figure]:
    return _judged(name, [_visit(stand.carnet.url + path, port, stand.folder) for _ in range(VISITS)], targets)


@contextmanager
def _chromium(stand: Stand, cookie: Mapping[str, str]) -> Iterator[int]:
    """A Chromium of its own that Lighthouse alone talks to, with the cookie (name, value, path) in its jar, if there is one;
    gives its debugging port.

    What drives browsers is gone before the visits: what it puts into each page would be measured with the page.
    """
    port, profile = free_port(), stand.folder / f"profile-{free_port()}"
    flags = [*CHROMIUM_FLAGS, "--headless=new", "--lang=fr-FR", f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
    flags.append("about:blank")  # a new tab's own page now and then never answers the first that speaks to it
    process = subprocess.Popen([stand.browser, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        driven = stand.playwright.chromium.connect_over_cdp(_debugger(port, process))
        if cookie:
            jar = {**cookie, "domain": "localhost", "httpOnly": True, "sameSite": "Strict"}
            driven.contexts[0].add_cookies([jar])
        driven.close()
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _debugger(port: int, process: subprocess.Popen[bytes]) -> str:
    """Where it is spoken to, once it answers."""
    address, bound = f"http://127.0.0.1:{port}", time.monotonic() + 30
    while process.poll() is None and time.monotonic() < bound:
        try:
            with urllib.request.urlopen(f"{address}/json/version", timeout=2):  # noqa: S310 - our own loopback address
                return address
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Chromium did not start")


def _visit(url: str, port: int, folder: Path) -> dict[str, float]:
    report = folder / "lighthouse.json"
    command = [Path(sysconfig.get_path("scripts")) / "node", _LIGHTHOUSE, url, f"--port={port}", "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={_CATEGORIES}"]
    subprocess.run(command, check=True, timeout=120)
    made = json.loads(report.read_text())
    shown = made["finalDisplayedUrl"]
    if (shown if "?" in url else shown.partition("?")[0]) != url:
        raise RuntimeError(f"Lighthouse was sent from {url} to {shown}")
    audits = made["audits"]
    return {
        **{name: made["categories"][name]["score"] for name in _CATEGORIES.split(",")},
        "first paint": audits["first-contentful-paint"]["numericValue"] / 1000,
        "largest paint": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "blocked": audits["total-blocking-time"]["numericValue"],
        "processor": made["environment"]["benchmarkIndex"],  # Lighthouse slows it down four times, whatever it is
        "layout shift": audits["cumulative-layout-shift"]["numericValue"],
        "transferred": sum(one.get("transferSize") or 0 for one in audits["network-requests"]["details"]["items"]) / 1024,
    }


def _judged(page: str, visits: list[dict[str, float]], targets: dict[str, float]) -> list[Figure]:
    bounds = {
        "performance": Target(least=targets["performance"]),
        "accessibility": Target(least=1.0),
        "best-practices": Target(least=1.0),
        "layout shift": Target(most=0.02),
        **{name: Target(most=targets[name]) for name in _UNITS if name in targets},
        "blocked": None,
        "processor": None,
    }
    return [
        alone(f"{page}: {name}", [visit[name] for visit in visits], _UNITS.get(name, ""), bound, 0 if name in _WHOLE else 2)
        for name, bound in bounds.items()
    ]


def _broken(stand: Stand, login: str, path: str) -> int:
    found = 0
    for theme in ("light", "dark"):
        for language in ("fr", "en"):
            with stand.browsing(login, color_scheme=theme, viewport={"width": 390, "height": 844}) as context:
                context.add_cookies([{"name": "carnet_langue", "value": language, "url": stand.carnet.url}])
                page = context.new_page()
                page.goto(path)
                page.wait_for_load_state("networkidle")
                found += len(axe.violations(page))
    return found
