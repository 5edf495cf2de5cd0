"""The tokens hold what they promise: contrast in both themes, one place for colours, small files."""

import re
from itertools import product
from pathlib import Path

import brotli
import pytest

from rxapp.api import screens

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "assets" / "carnet.css").read_text(encoding="utf-8")
_TOKEN = re.compile(r"--([\w-]+):(#[0-9a-f]{6})")
_DARK = re.findall(r"color-scheme:dark!important;(.*?)\n\}", CSS, re.S)
LIGHT_TOKENS = dict(_TOKEN.findall(CSS.split("color-scheme:light!important;")[1].split("}")[0]))
DARK_TOKENS = dict(_TOKEN.findall(_DARK[-1]))

TEXT = [
    *product(("ink", "soft", "green"), ("paper", "sheet")),
    *product(("ink",), ("green-wash", "coral-wash", "amber-wash")),
    ("green", "green-wash"),
    ("coral", "paper"), ("coral", "sheet"), ("coral", "coral-wash"), ("amber", "amber-wash"),
    ("on-green", "green"), ("paper", "ink"),
]  # fmt: skip
SHAPES = [*product(("edge", "coral-mark", "amber-mark"), ("paper", "sheet"))]


def _luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT_TOKENS, DARK_TOKENS], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT, ids="-on-".join)
def test_text_stands_out(tokens: dict[str, str], front: str, ground: str) -> None:
    assert _contrast(tokens[front], tokens[ground]) >= 7


@pytest.mark.parametrize("tokens", [LIGHT_TOKENS, DARK_TOKENS], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPES, ids="-on-".join)
def test_shapes_stand_out(tokens: dict[str, str], front: str, ground: str) -> None:
    assert _contrast(tokens[front], tokens[ground]) >= 3


def test_the_dark_theme_is_the_same_chosen_or_inherited() -> None:
    inherited, forced = (dict(_TOKEN.findall(block)) for block in _DARK)
    assert inherited == forced
    assert inherited.keys() == LIGHT_TOKENS.keys()


def test_colours_live_in_one_place() -> None:
    rules = CSS.split("*,::before,::after{box-sizing", 1)[1].split("@media print", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{6}\b", rules) == []
    for room in ("rxapp/pages", "rxapp/components"):
        for path in (ROOT / room).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"#[0-9a-fA-F]{6}\b|\bstyle=|rgba?\(", source), path.name


def test_browser_colours_are_the_papers() -> None:
    assert {"clair": LIGHT_TOKENS["paper"], "sombre": DARK_TOKENS["paper"]} == screens.PAPERS


def test_the_first_load_stays_small() -> None:
    font = ROOT / "assets/fonts/atkinson-hyperlegible-next-1.woff2"
    assert font.stat().st_size <= 20_000
    assert (font.parent / "OFL.txt").is_file()
    sent = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)  # the build keeps no comment
    assert len(brotli.compress(sent.encode())) <= 9_300


def test_every_class_of_the_components_is_drawn() -> None:
    used: set[str] = set()
    for path in (ROOT / "rxapp/components").glob("*.py"):
        for words in re.findall(r'class_name="([^"]+)"', path.read_text(encoding="utf-8")):
            used |= set(words.split())
    drawn = set(re.findall(r"\.([a-z][\w-]*)", CSS))
    assert used - drawn == set()
