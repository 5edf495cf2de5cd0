"""Every code that the room raises has words in both languages."""

import ast
from pathlib import Path

import pytest

from rxapp.accounts import acts, errors, nir
from rxapp.core import i18n
from rxapp.core.audit import declared_actions
from rxapp.core.errors import declared

ROOM = Path(nir.__file__).parent
_PREFIXES = ("nir", "naissance", "prenoms", "nom", "sexe", "code", "activation", "identifiant", "courriel", "mot_de_passe")
PREFIXES = {*_PREFIXES, "connexion", "csv", "formulaire"}


def codes_in(path: Path) -> set[str]:
    """Strings that look like one of the room's codes."""
    strings = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    texts = (text for text in strings if isinstance(text, str) and text.count(".") == 1 and text.isidentifier() is False)
    return {text for text in texts if text.partition(".")[0] in PREFIXES and text.replace(".", "").isidentifier()}


def test_no_code_is_without_words_and_no_words_without_code() -> None:
    raised = set().union(*(codes_in(path) for path in ROOM.glob("*.py") if path.name not in ("errors.py", "acts.py")))
    ours = codes_in(Path(errors.__file__))
    assert raised - set(declared()) - {"person.nir"} == set()
    built = {"nom.vide", "prenoms.vide", "formulaire.a_revoir"}
    assert ours - raised - built == set()


@pytest.mark.parametrize("code", sorted(codes_in(Path(errors.__file__))))
def test_every_answer_is_in_english(code: str) -> None:
    assert declared()[code] in i18n.catalogue("en").entries


def test_every_act_is_in_english() -> None:
    ours = {value for name, value in vars(acts).items() if name.isupper()}
    assert len(ours) > 10
    for act in ours:
        assert declared_actions()[act] in i18n.catalogue("en").entries
