"""Growth tables for tests, in the shape of the package an operator may install. Their numbers are made up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rxapp.measures import growth_tables
from rxapp.measures.growth_tables import PACKAGE, Tables, tables

_SIZES = {"weight": ((3.5, 12.5), (12.5, 18.5), (18.5, 31.0)), "height": ((50, 88), (87, 110), (110, 176))}
"""Medians at the ends of each file: birth and nearly 2, 2 and 5, 5 and 10 or 19 years. Girls have one less in each."""
_HEAD = ((34, 48), (48, 51), ())
_ENDS = ((0.0, 1.9986), (2.0014, 5.0815), (5.0, 19.0))


def made_up() -> list[dict[str, object]]:
    """The three files."""
    return [
        {
            "acknowledgement_text": "made up",
            "measurement": {
                name: {sex: _rows(sizes[part], part, name, less) for sex, less in (("male", 0), ("female", 1))}
                for name, sizes in (*_SIZES.items(), ("ofc", _HEAD))
            },
        }
        for part in range(3)
    ]


def _rows(sizes: tuple[float, ...], part: int, name: str, less: int) -> list[dict[str, float]]:
    first, last = _ENDS[part]
    ages = (first, 10.0 if name == "weight" and part == 2 else last)
    skew, spread = (-0.2, 0.12) if name == "weight" else (1.0, 0.04)
    return [{"decimal_age": age, "L": skew, "M": size - less, "S": spread} for age, size in zip(ages, sizes, strict=False)]


def installed(monkeypatch: pytest.MonkeyPatch, folder: Path, files: list[object] | None = None) -> Path:
    """A package with these files, first on the path; who runs it fails. Returns the folder of the files."""
    place = folder / PACKAGE / "data_tables" / "who"
    place.mkdir(parents=True)
    (folder / PACKAGE / "__init__.py").write_text("raise RuntimeError('nobody runs this')\n")
    for name, told in zip(growth_tables.FILES, made_up() if files is None else files, strict=False):
        (place / name).write_text(told if isinstance(told, str) else json.dumps(told))
    monkeypatch.syspath_prepend(str(folder))
    return place


@pytest.fixture
def afresh() -> Iterator[None]:
    """What is installed is looked for anew, and again by who comes after."""
    tables.cache_clear()
    yield
    tables.cache_clear()


@pytest.fixture
def curves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, afresh: None) -> Tables:
    """The made-up tables are installed."""
    installed(monkeypatch, tmp_path)
    return tables()


@pytest.fixture
def no_curves(monkeypatch: pytest.MonkeyPatch, afresh: None) -> None:
    """Nothing is installed."""
    monkeypatch.setitem(sys.modules, PACKAGE, None)
