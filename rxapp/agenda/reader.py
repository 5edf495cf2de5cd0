"""The server's side of the process that reads a calendar file: one process for each file, gone with it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import rxapp
from rxapp.agenda.reading import Item, Reading
from rxapp.core.errors import DomainError
from rxapp.core.turns import FairPool

MAX_FILE = 2_000_000
"""Largest calendar file, in bytes."""
WALL_SECONDS = 15
_SCRIPT = Path(__file__).with_name("reading_worker.py")
_ROOT = str(Path(rxapp.__file__).resolve().parents[1])

places = FairPool(2, each=1, line=5, name="read-calendar")
"""Where `read` is called from requests: one person never holds every place."""


def read(data: bytes, today: date) -> Reading:
    """A file as it was read. Blocks for at most `WALL_SECONDS`. Raises DomainError ``ics.…`` when none of it can be taken."""
    if len(data) > MAX_FILE:
        raise DomainError("ics.trop_lourd")
    paths = dict.fromkeys([_ROOT, *(path for path in sys.path if Path(path).is_absolute())])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and script, no word of a user's
            [sys.executable, "-I", "-S", "-B", str(_SCRIPT), today.isoformat(), *paths],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={},
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise DomainError("ics.trop_complexe") from None
    if done.returncode:
        raise DomainError("ics.trop_complexe")
    return reading_of(json.loads(done.stdout))


def reading_of(said: dict) -> Reading:
    """What the process, or a waiting import, wrote. Raises the DomainError it tells of."""
    if "refused" in said:
        raise DomainError(said["refused"], **said["params"])
    return Reading([_item(item) for item in said["items"]], [_pair(remark) for remark in said["remarks"]])


def _item(said: dict) -> Item:
    refused = None if said["refused"] is None else _pair(said["refused"])
    return Item(**said | {"remarks": [_pair(remark) for remark in said["remarks"]], "refused": refused})


def _pair(remark: list) -> tuple[str, dict[str, str]]:
    return remark[0], remark[1]
