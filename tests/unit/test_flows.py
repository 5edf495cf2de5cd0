"""How flows are written: nobody leaves a page, or presses the same name again, before what they pressed shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

FLOWS = sorted((Path(__file__).parents[1] / "flows").glob("*.feature"))
PRESSES = re.compile(r"je (double-)?clique sur |j’appuie sur |je fais avancer ")
LEAVES = re.compile(r"je recharge la page|j’ouvre \"|je reviens en arrière")
_STEP = re.compile(r"\s*(Étant donné|Quand|Alors|Et|Mais)( que | qu’| )(?P<said>.*\S)")


def too_fast(first: str, then: str) -> bool:
    """Whether the second step does not wait for what the first one does."""
    if not PRESSES.match(first):
        return False
    return bool(LEAVES.match(then)) or (then == first and "clique" in first)


def steps(path: Path) -> Iterator[tuple[int, str]]:
    """Number and sentence of each line; a line that is no step has none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = _STEP.match(line)
        yield number, found["said"] if found else ""


@pytest.mark.parametrize(
    ("first", "then", "fast"),
    [
        ('je clique sur "Envoyées"', "je recharge la page", True),
        ('je clique sur "Archiver"', 'j’ouvre "/messages"', True),
        ('je clique sur "Refuser"', 'je clique sur "Refuser"', True),
        ('je clique sur "Refuser"', 'je clique sur "Garder"', False),
        ('je clique sur "Archiver"', 'je vois "La conversation est archivée."', False),
        ('j’appuie sur "j"', 'j’appuie sur "j"', False),
        ('je vois "Archiver"', 'j’ouvre "/messages"', False),
    ],
)
def test_what_is_too_fast(first: str, then: str, fast: bool) -> None:
    assert too_fast(first, then) is fast


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_waits_for_what_it_pressed(path: Path) -> None:
    found = [f"{path.name}:{number} {then}" for (_, first), (number, then) in pairwise(steps(path)) if too_fast(first, then)]
    assert found == []
