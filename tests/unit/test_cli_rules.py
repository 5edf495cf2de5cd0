"""`rxapp rules …`: the answer of the contract, tables for people, and wrong files refused in both languages."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rxapp.cli.__main__ import main
from rxapp.prevention import handbook, rulebook
from tests.prevention import FOLDER

Said = tuple[int, str, str]
Ask = Callable[..., Said]
CASE = {
    "person": {"birth_date": "2024-05-27", "sex": "F", "conditions": []},
    "events": [{"rule": "vx-menb", "date": "2024-08-28", "dose": 1}],
}


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs `rxapp rules …`; a mapping or a text among the arguments becomes a file."""

    def run(*arguments: object) -> Said:
        words = []
        for number, argument in enumerate(arguments):
            if isinstance(argument, dict | bytes):
                path = tmp_path / f"{number}.json"
                path.write_bytes(argument if isinstance(argument, bytes) else json.dumps(argument).encode())
                argument = str(path)
            words.append(str(argument))
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith("RXAPP_")})
            patch.setattr(sys, "argv", ["rxapp", "rules", *words])
            with pytest.raises(SystemExit) as end:
                main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run


def test_the_calendar_answers_as_the_contract_says(ask: Ask) -> None:
    code, out, err = ask("calendar", CASE, "--as-of", "2024-12-01", "--json")
    lines = json.loads(out)
    assert (code, err) == (0, "")
    assert {tuple(line) for line in lines} == {("rule", "dose", "due_from", "due_to", "status", "obligation", "certificate")}
    assert {
        "rule": "cx-m09",
        "dose": None,
        "due_from": "2025-01-27",
        "due_to": "2025-02-26",
        "status": "upcoming",
        "obligation": "mandatory",
        "certificate": 2,
    } in lines
    assert {line["dose"] for line in lines if line["rule"] == "vx-menb"} == {1, 2, 3}
    assert {line["status"] for line in lines} == {"done", "upcoming", "due", "overdue"}


def test_a_worked_case_can_be_given_as_it_is(ask: Ask) -> None:
    vectors = json.loads((FOLDER / "given_vectors.json").read_text(encoding="utf-8"))["vectors"]
    for vector in vectors[:3]:
        code, out, err = ask("calendar", vector, "--as-of", vector["as_of"], "--json")
        assert (code, err) == (0, "")
        for wanted in vector["expect"]["contains"]:
            same = {key: wanted[key] for key in ("rule", "due_from", "due_to", "status", "obligation") if wanted.get(key)}
            assert any(same.items() <= line.items() for line in json.loads(out)), wanted


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", ("à faire", "Hexavalent", "à vérifier")), ("en", ("due", "Hexavalent", "to be checked"))]
)
def test_the_calendar_is_a_table_for_people(ask: Ask, lang: str, words: tuple[str, ...]) -> None:
    code, out, _ = ask("calendar", CASE, "--as-of", "2024-12-01", "--lang", lang)
    assert code == 0
    for word in words:
        assert word.casefold() in out.casefold()
    starts = [line[:10] for line in out.splitlines()[:-1]]
    assert starts == sorted(starts)


def test_hidden_rules_come_when_asked_for(ask: Ask) -> None:
    for options, shown in ((("--hidden",), True), ((), False)):
        _, out, _ = ask("calendar", CASE, "--as-of", "2024-12-01", "--json", *options)
        assert any(line["rule"] == "sx-3-4" for line in json.loads(out)) is shown


def test_what_is_left_out_is_told_apart_from_the_answer(ask: Ask) -> None:
    odd = {
        "person": {**CASE["person"], "conditions": ["tall"], "name": "x"},
        "events": [{"rule": "yoga", "date": "2024-06-01"}, {"rule": "vx-hexa", "date": "2025-01-01"}],
    }
    code, out, err = ask("calendar", odd, "--as-of", "2024-12-01", "--json")
    assert code == 0
    assert json.loads(out)
    for word in ("tall", "name", "yoga", "vx-hexa", "ignoré", "left out"):
        assert word in err


def person(**changed: object) -> dict[str, object]:
    return {"person": {**CASE["person"], **changed}, "events": []}


def event(**changed: object) -> dict[str, object]:
    return {**CASE, "events": [{**CASE["events"][0], **changed}]}


WRONG = [
    (b"{", "JSON"),
    (b"\xff\xfe", "JSON"),
    (b"[]", "person"),
    (b'{"person": 3}', "person"),
    (b"[" * 100_000, "JSON"),
    (person(birth_date="27/05/2024"), "person.birth_date"),
    (person(birth_date="2023-02-29"), "person.birth_date"),
    (person(birth_date=20240527), "person.birth_date"),
    (person(birth_date="2031-01-01"), "naissance"),
    (person(birth_date="1890-01-01"), "naissance"),
    (person(sex="X"), "sexe"),
    (person(sex=1), "person.sex"),
    (person(conditions="pregnant"), "person.conditions"),
    ({"person": {"sex": "F"}}, "person.birth_date"),
    (event(date="2024-05-26"), "avant la naissance"),
    (event(date=None), "events[1].date"),
    (event(rule=""), "events[1].rule"),
    (event(dose="1"), "events[1].dose"),
    (event(dose=True), "events[1].dose"),
    (event(dose=0), "dose"),
    ({**CASE, "events": [3]}, "events[1]"),
    ({**CASE, "events": [{"rule": "vx-hexa"}]}, "events[1].date"),
    ({**CASE, "events": {}}, "events"),
]


@pytest.mark.parametrize(("file", "word"), WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_a_wrong_file_is_refused_in_both_languages(ask: Ask, file: object, word: str) -> None:
    code, out, err = ask("calendar", file, "--as-of", "2026-11-23", "--json")
    assert (code, out) == (1, "")
    french, english = err.splitlines()
    assert word in french
    assert french != english
    assert "Traceback" not in err


@pytest.mark.parametrize("day", ["23/11/2026", "2026-02-30", "20261123", "demain", "2026-W01-1"])
def test_a_day_that_is_none_is_refused(ask: Ask, day: str) -> None:
    code, _, err = ask("calendar", CASE, "--as-of", day)
    assert code == 1
    assert day in err


def test_rules_are_checked(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("check")
    assert code == 0
    assert "80" in out
    bad = tmp_path / "bad.toml"
    bad.write_text("schema_version = 1\n\n[[rule]]\ncolour = 3\n", encoding="utf-8")
    code, _, err = ask("check", bad)
    assert code == 1
    assert "bad.toml, ligne 4" in err
    assert "bad.toml, line 4" in err


def test_bad_rules_stop_every_command_and_the_start(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.toml").write_text("schema_version = 1\nrules = 3\n", encoding="utf-8")
    monkeypatch.setattr(rulebook, "FOLDER", tmp_path)
    rulebook.book.cache_clear()
    try:
        code, _, err = ask("calendar", CASE)
    finally:
        monkeypatch.undo()
        rulebook.book.cache_clear()
    assert code == 1
    assert "bad.toml, ligne 2" in err


def test_a_date_is_explained(ask: Ask) -> None:
    code, out, _ = ask("explain", CASE, "vx-menb", "--as-of", "2024-12-01")
    assert code == 0
    for word in ("en vigueur ce jour-là", "2024-08-28 + 2 mois = 2024-10-28", "[MEN25]", "birth_date 2024-05-27"):
        assert word in out
    code, out, _ = ask("explain", CASE, "sc-breast", "--as-of", "2024-12-01", "--lang", "en")
    assert "2024-05-27 + 50 years = 2074-05-27" in out
    code, out, _ = ask("explain", {**CASE, "person": {**CASE["person"], "sex": "M"}}, "sc-breast", "--lang", "en")
    assert "It is not for this sex." in out
    code, _, err = ask("explain", CASE, "vx-moon")
    assert code == 1
    assert "vx-moon" in err


def test_changes_are_told(ask: Ask) -> None:
    code, out, _ = ask("diff", "2024-06-03", "2026-11-23")
    assert code == 0
    for word in ("nouvelle  cx-y07", "finie     cx-lt1m", "changée   dx-mtdents", "prise en charge"):
        assert word in out
    assert ask("diff", "2026-11-23", "2026-11-23")[1] == ""


def test_the_page_is_written_again(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handbook, "PLACE", tmp_path / "page.md")
    assert ask("docs")[0] == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == handbook.render()
