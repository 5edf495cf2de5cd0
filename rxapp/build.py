"""Building the screens: `reflex export` with the Node of the environment, only when what they are made of has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / ".web" / "build" / "client"
STAMP = ROOT / ".web" / "carnet-build.txt"
# What the screens are made of. Domain rooms are not: they run on the server only.
SOURCES = (
    "rxconfig.py",
    "requirements.lock",
    "reflex.lock",
    "assets",
    "rxapp/rxapp.py",
    "rxapp/stand_ins.py",
    "rxapp/plain_elements.py",
    "rxapp/pages",
    "rxapp/components",
    "rxapp/state",
)


_WHAT_TO_DO = (
    "Les écrans n'ont pas pu être construits : vérifiez l'accès à l'index npm et la place sur le disque, puis relancez ./run. "
    "Le journal entier est là. / The screens could not be built: check access to the npm index and the room on the disk, then "
    "start ./run again. Here is the whole log."
)


class BuildFailed(RuntimeError):
    """The screens could not be built; the message says what to do."""


def _files() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def fingerprint() -> str:
    """SHA-256 over names and bytes of everything the screens are made of."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the built screens match their sources."""
    return SCREENS.is_dir() and STAMP.is_file() and STAMP.read_text() == fingerprint()


def _environment() -> dict[str, str]:
    binaries = sysconfig.get_path("scripts")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RXAPP_")}
    environment |= {
        "PATH": os.pathsep.join([binaries, environment.get("PATH", "")]),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "NO_COLOR": "1",
        "CI": "1",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "npm_config_update_notifier": "false",
    }
    if "NPM_CONFIG_REGISTRY" not in environment:
        npm = shutil.which("npm", path=environment["PATH"])
        if npm is None:
            raise BuildFailed("npm is missing from .venv: delete .venv and start ./run again.")
        # Said aloud so that Reflex does not go and measure other registries.
        command = [npm, "config", "get", "registry"]
        asked = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own npm
        environment["NPM_CONFIG_REGISTRY"] = asked.stdout.strip()
    return environment


def _followed(process: subprocess.Popen[bytes], say: Callable[[str], None], every: float = 10) -> int:
    """Wait for the end, saying now and then that it goes on; the exit code. The process does not outlive this one."""
    begun = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=every)
            except subprocess.TimeoutExpired:
                say(f"  {time.monotonic() - begun:.0f} s…")
    finally:
        if process.poll() is None:
            process.terminate()


def build(say: Callable[[str], None] = print) -> bool:
    """Build the screens if they are not current; True when something was built.

    say: receives progress lines. Raises BuildFailed with the end of the log.
    """
    if is_current():
        return False
    say("Construction des écrans… (une à deux minutes) / building the screens… (a minute or two)")
    log = ROOT / ".web-build.log"
    wanted = fingerprint()
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    with log.open("w") as sink:
        told = {"stdout": sink, "stderr": subprocess.STDOUT}
        code = _followed(subprocess.Popen(command, cwd=ROOT, env=_environment(), **told), say)  # noqa: S603 - our own Python
    if code != 0 or not (SCREENS / "index.html").is_file():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise BuildFailed(f"{tail}\n{_WHAT_TO_DO} ({log.name})")
    log.unlink()
    STAMP.write_text(wanted)
    return True
