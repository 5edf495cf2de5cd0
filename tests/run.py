"""`./run test` and `./run flows`: get what the tests need on a new machine, build the screens once, hand over to pytest."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from tests.second_try import run, run_twice

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ROOT / "tests" / "browser"
FOLDERS = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/bin", "/usr/bin", "/bin", "/snap/bin"])
"""Where programs are looked for: a bare PATH may leave out where Debian puts them."""
EVIDENCE = ROOT / "test-results"
"""What is kept of a flow that fails."""
MOST_WORKERS = 4
NO_TEST = 5
"""pytest's exit code when nothing was selected."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WINDOWLESS = ("chromium-headless-shell", "chrome-headless-shell")
"""The same Chromium built without windows: a page costs it a third of the processor's time."""


def say(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def browser() -> str:
    """Path of a Chromium: the machine's own, else Debian's package (as root), else the one Playwright brings."""
    if found := _found(BROWSERS) or _debian("chromium", BROWSERS):
        return found
    say("Installation de Chromium (Playwright)…")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def windowless() -> str:
    """Path of a Chromium without windows, found or installed in the same way; a whole one where there is none."""
    return _found(WINDOWLESS) or _debian("chromium-headless-shell", WINDOWLESS) or browser()


def _found(names: Sequence[str]) -> str:
    return next((path for name in names if (path := shutil.which(name, path=FOLDERS))), "")


def _debian(package: str, names: Sequence[str]) -> str:
    """Install one of Debian's packages; "" where one may not, or where it is not to be had."""
    apt = shutil.which("apt-get", path=FOLDERS)
    if os.geteuid() != 0 or not apt:
        return ""
    say(f"Installation de {package} (paquet Debian)…")
    environment = {**os.environ, "PATH": FOLDERS, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        if subprocess.run([apt, *words], env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return ""
    return _found(names)


def browser_checks() -> None:
    """axe-core and Lighthouse, from their npm lock, once per lock."""
    lock, stamp = CHECKS / "package-lock.json", CHECKS / "node_modules" / ".carnet"
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return
    say("Installation d'axe-core et de Lighthouse…")
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]), "PUPPETEER_SKIP_DOWNLOAD": "1"}
    command = [str(Path(scripts) / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=CHECKS, env=environment, check=False).returncode:
        sys.exit("✗ npm n'a pas pu installer axe-core et Lighthouse (voir au-dessus) : vérifiez l'accès à l'index npm.")
    stamp.write_bytes(lock.read_bytes())


def main() -> int:
    """Parse our few options; everything else goes to pytest as it is."""
    parser = argparse.ArgumentParser(prog="./run test", add_help=False)
    parser.add_argument("--flows", action="store_true")
    parser.add_argument("--base-url")
    parser.add_argument("--headed", action="store_true")
    options, rest = parser.parse_known_args()
    os.chdir(ROOT)
    os.environ["CARNET_CHROMIUM"] = browser() if options.headed else windowless()
    browser_checks()
    if options.base_url:
        os.environ["CARNET_BASE_URL"] = options.base_url.rstrip("/")
    else:
        from rxapp.build import build

        build(say)
    if options.headed:
        os.environ["CARNET_HEADED"] = "1"
    if options.flows:
        return flows(*rest)
    if any(Path(word.partition("::")[0]).exists() for word in rest):
        return run(*rest)
    # One after the other: the browser's driver keeps an event loop running in the process it lives in.
    others = run("tests", "--ignore=tests/flows", *together("loadfile"), "--no-loadscope-reorder", *rest)
    return worst(others, flows(*rest))


def flows(*arguments: str) -> int:
    """The flows, each worker with a server and a browser of its own; one after the other on a server that is up, or in sight.

    One that fails has a second try (`second_try.py`).
    """
    shutil.rmtree(EVIDENCE, ignore_errors=True)  # what is kept is of this run
    alone = "CARNET_BASE_URL" in os.environ or "CARNET_HEADED" in os.environ
    return run_twice("tests/flows", *(() if alone else together("load")), *arguments)


def together(dist: str) -> tuple[str, ...]:
    """Options of pytest for as many workers as there are processors, `MOST_WORKERS` at most."""
    return ("-n", str(min(os.cpu_count() or 1, MOST_WORKERS)), "--dist", dist)


def worst(*codes: int) -> int:
    """The exit code of several runs: a failure if one failed, « no test » only if none had any."""
    ran = [code for code in codes if code != NO_TEST] or [NO_TEST]
    return max(ran)


if __name__ == "__main__":
    sys.exit(main())
