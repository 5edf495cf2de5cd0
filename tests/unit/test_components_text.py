"""Every sentence of the screens has its English, and the browser finds it."""

import ast
import json
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
import reflex as rx

from rxapp.components.text import _, _n
from rxapp.core import i18n
from tests.unit.test_core_i18n import NAMES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rxapp/components", "rxapp/pages", "rxapp/state")
WORDS_JS = ROOT / "assets" / "ui" / "i18n.js"
_IN_JS = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
_COUNTED_IN_JS = re.compile(r'\btn\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')
_PLACE = re.compile(r"\{(\w+)\}")


def _python_sentences(path: Path) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "_n"}):
            continue
        needed = 1 if node.func.id == "_" else 2
        words = [argument.value for argument in node.args[:needed] if isinstance(argument, ast.Constant)]
        assert len(words) == needed, f"{path.name}:{node.lineno}: a sentence must be written out to be translated"
        yield tuple(words)


def _uncommented(path: Path) -> str:
    return re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)


def sentences() -> dict[tuple[str, ...], str]:
    """Every French sentence of the screens, singular alone or with its plural, and where it stands."""
    found: dict[tuple[str, ...], str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            found |= {words: path.name for words in _python_sentences(path)}
    for path in sorted((ROOT / "assets" / "ui").glob("*.js")):
        found |= {(words,): path.name for words in _IN_JS.findall(_uncommented(path))}
        found |= dict.fromkeys(_COUNTED_IN_JS.findall(_uncommented(path)), path.name)
    return found


def test_every_sentence_has_its_english() -> None:
    known = i18n.catalogue("en").entries
    missing = [f"{place}: {words[0]}" for words, place in sentences().items() if words[0] not in known]
    assert missing == []


def test_english_keeps_the_places_of_the_values() -> None:
    known = i18n.catalogue("en").entries
    for words in sentences():
        english = known[words[0]]
        forms = english if isinstance(english, tuple) else (english,)
        assert len(forms) == len(words), words[0]
        for form in forms:
            assert set(_PLACE.findall(form)) <= set(_PLACE.findall(" ".join(words))), words[0]
        assert set(_PLACE.findall(words[-1])) == set(_PLACE.findall(forms[-1])), words[0]


def _say(expression: str, catalogue: dict | None = None) -> str:
    """What the browser's own code answers, run by the Node of the environment."""
    before = f"globalThis.__carnet_en = {json.dumps(catalogue)};" if catalogue is not None else ""
    program = f"{before} const {{t, tn}} = await import({json.dumps(WORDS_JS.as_uri())}); console.log({expression})"
    node = Path(sysconfig.get_path("scripts")) / "node"
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.removesuffix("\n")


ENGLISH = {"Bonjour {nom}": "Hello {nom}", "{n} document": ["{n} document", "{n} documents"]}


@pytest.mark.parametrize(
    ("expression", "french", "english"),
    [
        ('t("Bonjour {nom}", {nom: "Léo"})', "Bonjour Léo", "Hello Léo"),
        ('t("Bonjour {nom}", {nom: ""})', "", ""),
        ('t("Inconnu")', "Inconnu", "Inconnu"),
        ('t("Le « b »")', "Le «\u00a0b\u00a0»", "Le «\u00a0b\u00a0»"),
        ('tn("{n} document", "{n} documents", 0)', "0 document", "0 documents"),
        ('tn("{n} document", "{n} documents", 1)', "1 document", "1 document"),
        ('tn("{n} document", "{n} documents", 2)', "2 documents", "2 documents"),
    ],
)
def test_the_browser_speaks_both_languages(expression: str, french: str, english: str) -> None:
    assert _say(expression) == french
    assert _say(expression, ENGLISH) == english


@pytest.mark.parametrize("mark", ["?", "!", ":", ";"])
def test_marks_keep_to_their_words_in_the_browser(mark: str) -> None:
    assert _say(f't("Enfant {mark} {{nom}}", {{nom: "a : b"}})') == f"Enfant\u00a0{mark} a : b"


def test_de_leans_on_a_vowel_in_the_browser_as_on_the_server() -> None:
    names = [name for name, _said in NAMES]
    said = _say(f'JSON.stringify({json.dumps(names)}.map((nom) => t("Agenda de {{nom}}", {{nom}})))')
    assert json.loads(said) == [f"Agenda {words}" for _name, words in NAMES]


def test_a_sentence_is_a_call_in_the_browser() -> None:
    sentence = _("Bonjour {nom}", nom="Léo")
    assert str(sentence) == 't("Bonjour {nom}", ({ ["nom"] : "L\\u00e9o" }))'
    assert dict(sentence._get_all_var_data().imports).keys() == {"$/public/ui/i18n.js"}


def test_a_sentence_carries_the_state_of_its_values() -> None:
    total = rx.Var("total", _var_type=int)
    assert str(_n("{n} document", "{n} documents", total)) == 'tn("{n} document", "{n} documents", total)'
