"""The rule book: what is in it, and every way in which a rule file is refused, with its file and line."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from rxapp.prevention.facts import Obligation
from rxapp.prevention.handbook import PLACE, render
from rxapp.prevention.positions import lines
from rxapp.prevention.reading import read
from rxapp.prevention.refusals import RuleFileError
from rxapp.prevention.rulebook import FOLDER, book

SOURCES = """schema_version = 1
[source]
S1 = { title = "Un texte", url = "https://example.org", confidence = "v" }
[season.autumn]
title = { fr = "Automne", en = "Autumn" }
source = ["S1"]
expected = { start = "10-15", end = "01-31" }
"""
RULE = """schema_version = 1

[[rule]]
id = "aa-one"
kind = "exam"
series = "essai"
title = { fr = "Un", en = "One" }
audience = { sex = "any" }
step = [{ anchor = "birth", from = "P2M", until = "P3M" }]
obligation = "mandatory"
coverage = { fr = "Tout", en = "All" }
why = { fr = "Parce que.", en = "Because." }
source = ["S1"]
published_on = 2024-01-01
valid_from = 2024-02-01
surfaced_from = 2024-02-01
confidence = "v"
"""


def test_the_table_is_all_there() -> None:
    shelf = book()
    assert len({(rule.family, rule.file, rule.why, rule.coverage) for rule in shelf.versions}) == 47
    assert len(shelf.ids) == 80
    assert {"cx-lt1m", "vx-menacwy-infant", "sc-cervix", "dx-mtdents", "ck-bilan-70", "px-7", "sx-y12"} <= set(shelf.ids)


def test_every_version_has_words_and_sources() -> None:
    for rule in book().versions:
        assert rule.sources, rule.id
        for lang in ("fr", "en"):
            words = rule.words(lang)
            assert words.title, rule.id
            assert words.why.endswith("."), rule.id
            assert words.coverage, rule.id
        assert rule.words("fr").why != rule.words("en").why
        unsure = rule.confidence == "bk" or any(source.confidence == "bk" for source in rule.sources)
        assert not unsure or rule.unconfirmed or rule.recurrence, rule.id


def test_no_title_counts_the_doses_of_a_series() -> None:
    """A title stands beside one dose that was given, where « 2 doses » would say that both were."""
    titles = [rule.title.said(lang) for rule in book().versions for lang in ("fr", "en")]
    assert not [one for one in titles if re.search(r"\b[2-9]\s+doses\b", one)]


def test_a_version_is_found_by_its_day() -> None:
    shelf = book()
    assert shelf.words("dx-mtdents", date(2025, 4, 1), "en").title.startswith("M’T dents dental examination (every year")
    assert shelf.in_force("vx-menc", date(2026, 1, 1), date(2024, 6, 3)).id == "vx-menc"
    assert shelf.in_force("vx-menc", date(2026, 1, 1), date(2024, 7, 6)) is None
    assert shelf.in_force("vx-menacwy-infant", date(2025, 1, 1), date(2024, 7, 5)) is None
    assert shelf.version("vx-menb", date(2025, 1, 1)).obligation_for(date(2022, 12, 31)) is Obligation.RECOMMENDED
    with pytest.raises(KeyError):
        shelf.version("vx-menb", date(2025, 1, 2))


def test_the_page_of_the_rules_is_the_one_they_write() -> None:
    assert PLACE.read_text(encoding="utf-8") == render()


def test_the_page_names_each_rule_source_and_doubt() -> None:
    page = render()
    shelf = book()
    assert not [key for key in shelf.ids if f"`{key}`" not in page]
    assert not [source for source in shelf.sources.values() if source.title not in page or source.url not in page]
    assert not [words for rule in shelf.versions for words in rule.unconfirmed if words.en not in page]


def made(folder: Path, rule: str = RULE, sources: str = SOURCES) -> list[Path]:
    """A small rule book of two files."""
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "rules.toml").write_text(rule, encoding="utf-8")
    return [folder / "sources.toml", folder / "rules.toml"]


def test_how_a_source_came_to_be_known_is_for_those_who_keep_the_rules() -> None:
    """People are shown the title alone; the page of the rules and the command line keep the note."""
    page, sources = render(), book().sources
    assert not [one.title for one in sources.values() if re.search(r"connu|\blue?\b|presse|repris", one.title)]
    assert sources["MEN25"].note == "connu par Vidal"
    assert all(one.with_note in page for one in sources.values())


def test_a_small_book_is_read(tmp_path: Path) -> None:
    shelf = read(made(tmp_path))
    assert shelf.ids == ("aa-one",)
    assert (shelf.versions[0].file, shelf.versions[0].line) == ("rules.toml", 3)


_STEP = 'step = [{ anchor = "birth", from = "P2M", until = "P3M" }]'
_SECOND = RULE.partition("schema_version = 1\n")[2]
_FAMILY = _SECOND.replace("aa-one", "aa-two").replace(_STEP, 'expand = [\n { id = "aa-one", title = { fr = "U", en = "O" } },\n]')
_ENDED = "valid_to = 2023-01-01\nend_published_on = 2024-01-02\nsurfaced_from"
REFUSED = [
    ("unknown key", 'series = "essai"', 'series = "essai"\ncolour = "red"', 7, "colour"),
    ("unknown key in a step", 'from = "P2M"', 'fro = "P2M"', 9, "fro"),
    ("missing key", 'kind = "exam"\n', "", 3, "kind"),
    ("missing language", ', en = "One"', "", 7, "en"),
    ("empty text", 'fr = "Un"', 'fr = " "', 7, "title.fr"),
    ("wrong type", "valid_from = 2024-02-01", 'valid_from = "2024-02-01"', 15, "valid_from"),
    ("an instant for a day", "valid_from = 2024-02-01", "valid_from = 2024-02-01T00:00:00Z", 15, "valid_from"),
    ("bad duration", 'from = "P2M"', 'from = "2 mois"', 9, "2 mois"),
    ("window backwards", 'until = "P3M"', 'until = "P1M"', 9, "fenêtre"),
    ("empty window", 'until = "P3M"', 'until = "P2M"', 9, "fenêtre"),
    ("two ends", 'until = "P3M"', 'until = "P3M", through = "P4M"', 9, "through"),
    ("bad choice", 'kind = "exam"', 'kind = "examen"', 5, "examen"),
    ("no source", 'source = ["S1"]', "source = []", 13, "source"),
    ("source missing", 'source = ["S1"]\n', "", 3, "source"),
    ("unknown source", 'source = ["S1"]', 'source = ["S1", "S2"]', 13, "S2"),
    ("no schedule", _STEP + "\n", "", 3, "step"),
    ("two schedules", _STEP, _STEP + "\nages = [3]", 3, "ages"),
    ("dates in the wrong order", "surfaced_from", _ENDED, 16, "valid_to"),
    ("an end nobody could know", "surfaced_from", "valid_to = 2025-01-01\nsurfaced_from", 16, "end_published_on"),
    ("a rule that is none", 'obligation = "mandatory"', 'obligation = "mandatory"\nthen = "aa-two"', 11, "aa-two"),
    ("numbers with a gap", _STEP, 'step = [{ n = 1 }, { n = 3 }]', 9, "1, 2, 3"),
    ("not a number", "confidence", "ages_of = 1\nconfidence", 17, "ages_of"),
    ("not a flag", 'until = "P3M"', 'until = "P3M", closes = "oui"', 9, "closes"),
    ("certificate nought", 'until = "P3M"', 'until = "P3M", certificate = 0', 9, "certificate"),
    ("unknown season", 'until = "P3M"', 'until = "P3M", first_season = "hiver"', 9, "hiver"),
    ("unknown top key", "schema_version = 1\n", "schema_version = 1\nversion = 2\n", 2, "version"),
    ("other schema", "schema_version = 1", "schema_version = 2", 1, "schema_version"),
    ("not TOML", 'kind = "exam"', "kind = exam", 5, "TOML"),
    ("versions that overlap", RULE, RULE + _SECOND.replace("2024-02-01", "2025-02-01"), 31, "aa-one"),
    ("the same version twice", RULE, RULE + _SECOND, 31, "aa-one"),
    ("a member that is another rule", RULE, RULE + _FAMILY, 26, "aa-one"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "word"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_doubtful_rule_is_refused_where_it_is_written(tmp_path: Path, old: str, new: str, line: int, word: str) -> None:
    assert old in RULE
    with pytest.raises(RuleFileError) as refused:
        read(made(tmp_path, RULE.replace(old, new, 1)))
    error = refused.value
    assert (error.file, error.line) == ("rules.toml", line), str(error)
    assert word in error.said("fr")
    assert f"rules.toml, ligne {line}" in str(error)
    assert f"rules.toml, line {line}" in str(error)


def test_an_end_known_after_the_next_version_overlaps(tmp_path: Path) -> None:
    ended = RULE.replace("surfaced_from", "valid_to = 2025-01-31\nend_published_on = 2025-06-01\nsurfaced_from")
    with pytest.raises(RuleFileError) as refused:
        read(made(tmp_path, ended + _SECOND.replace("2024-02-01", "2025-02-01")))
    assert refused.value.code == "regles.chevauchement"
    known = ended.replace("2025-06-01", "2024-01-01")
    assert len(read(made(tmp_path, known + _SECOND.replace("2024-02-01", "2025-02-01"))).by_id["aa-one"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('confidence = "v"', 'confidence = "sure"', 3),
        ('start = "10-15"', 'start = "15-10"', 7),
        ('source = ["S1"]', 'source = ["S9"]', 6),
    ],
)
def test_a_doubtful_source_or_season_is_refused(tmp_path: Path, old: str, new: str, line: int) -> None:
    with pytest.raises(RuleFileError) as refused:
        read(made(tmp_path, sources=SOURCES.replace(old, new, 1)))
    assert (refused.value.file, refused.value.line) == ("sources.toml", line)


def test_a_source_is_defined_once_and_a_book_has_rules(tmp_path: Path) -> None:
    paths = made(tmp_path)
    shutil.copy(paths[0], tmp_path / "again.toml")
    with pytest.raises(RuleFileError) as refused:
        read([*paths, tmp_path / "again.toml"])
    assert (refused.value.code, refused.value.file, refused.value.line) == ("regles.source_double", "again.toml", 3)
    with pytest.raises(RuleFileError, match=re.escape("aucune règle")):
        read(paths[:1])


def test_a_file_in_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    paths = made(tmp_path)
    paths[1].write_bytes(RULE.replace("Parce que.", "Déjà.").encode("latin-1"))
    with pytest.raises(RuleFileError) as refused:
        read(paths)
    assert (refused.value.code, refused.value.line) == ("regles.utf8", 12)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_each_key_is_found_at_its_line(path: Path) -> None:
    """Every key of every rule file is where the scan says."""
    text = path.read_text(encoding="utf-8")
    written, found = text.splitlines(), lines(text)

    def walk(value: object, at: tuple[str | int, ...]) -> None:
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in parts:
            here = (*at, key)
            assert here in found, here
            if isinstance(key, str):
                assert key in written[found[here] - 1], here
            walk(part, here)

    walk(tomllib.loads(text), ())


def test_strings_comments_and_dotted_keys_do_not_mislead_the_scan() -> None:
    text = (
        'a.b = """x\n[[rule]]\n"""\n# [c]\n[d."e f"]\nk = [ # c ]\n  "]", \'}\',\n'
        "  { x = 1979-05-27 07:32:00, y = [1,\n 2] },\n]\nz = -1_0.5\n"
    )
    found = lines(text)
    assert tomllib.loads(text)["d"]["e f"]["z"] == -10.5
    assert (found["a", "b"], found["d", "e f"], found["d", "e f", "k", 2, "y", 1], found["d", "e f", "z"]) == (1, 5, 9, 11)
