"""The growth tables of the WHO (standards of 2006, reference of 2007), when the operator has installed their package.

Carnet ships no copy of them and never runs that package: it opens three of its files. Absent, or no longer in the shape known
here, there is no curve, and `doctor` says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from rxapp.measures.growth import Growth, Row, growth_of

PACKAGE = "rcpchgrowth"
FILES = ("who_infants.json", "who_children.json", "who_2007_children.json")
"""From birth to 2 years, to 5 years and a month, to 19 years."""
MOST_BYTES = 8_000_000
"""A file beyond this is not read: the largest has a little over one million."""
_NAMES = {"poids": "weight", "taille": "height", "crane": "ofc"}
_SEXES = {"M": "male", "F": "female"}
_log = logging.getLogger("carnet.growth")


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables by kind of measure and sex ("M", "F"). ``source``: their package; ``trouble``: why it was not understood."""

    held: Mapping[tuple[str, str], Growth] = field(default_factory=dict)
    source: str = ""
    trouble: str = ""


@cache
def tables() -> Tables:
    """What is installed, read once; empty when nothing is."""
    folder = _folder()
    if folder is None:
        return Tables()
    try:
        return Tables(_read(folder), f"{PACKAGE} {_version()}".strip())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        _log.warning("growth tables not understood: %s", type(error).__name__)
        return Tables(trouble=type(error).__name__)


def _folder() -> Path | None:
    """Where the files are; the package itself is not run."""
    try:
        spec = find_spec(PACKAGE)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.origin:
        return None
    return Path(spec.origin).parent / "data_tables" / "who"


def _version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def _read(folder: Path) -> dict[tuple[str, str], Growth]:
    parts = [_file(folder / name) for name in FILES]
    held = {}
    for kind, name in _NAMES.items():
        for sex, called in _SEXES.items():
            rows = [_rows(part[name][called]) for part in parts]
            held[kind, sex] = growth_of([one for one in rows if one])
    return held


def _file(path: Path) -> dict[str, dict[str, list[dict[str, float]]]]:
    """The measures of one file."""
    with path.open("rb") as source:
        text = source.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError("too large")
    return json.loads(text)["measurement"]


def _rows(told: list[dict[str, float]]) -> list[Row]:
    return [Row(*(float(one[name]) for name in ("decimal_age", "L", "M", "S"))) for one in told]
