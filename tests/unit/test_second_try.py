"""What fails among the flows has one second try, alone and filmed; it is said, and too much of it is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.second_try import FILMED, MOST, run_twice

ROOT = Path(__file__).parents[2]
UNSTEADY = f"""
import os
import pytest

@pytest.mark.parametrize("which", range(HOW_MANY))
def test_unsteady(which):
    assert "{FILMED}" in os.environ, "la page n’est pas venue"

def test_steady():
    with open("steady", "a") as file:
        file.write("x")
"""
WRONG = """
def test_wrong():
    assert False, "rien à cliquer"
"""


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tests that stand for flows, from which pytest is started."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take longer to come than these tests
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    return tmp_path


def test_what_passes_the_second_time_is_said_aloud(flows: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (flows / "test_some.py").write_text(UNSTEADY.replace("HOW_MANY", "1"))
    assert run_twice("-p", "xdist", "-n", "2", "test_some.py") == 0
    said = capfd.readouterr().err
    assert "1 PARCOURS INSTABLE(S)" in said
    assert "test_some.py::test_unsteady[0]" in said
    assert "la page n’est pas venue" in said
    assert (flows / "steady").read_text() == "x", "what passed is not run again"


def test_what_fails_twice_is_a_failure(flows: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (flows / "test_some.py").write_text(UNSTEADY.replace("HOW_MANY", "1") + WRONG)
    assert run_twice("test_some.py") == 1
    said = capfd.readouterr().err
    assert "1 PARCOURS INSTABLE(S)" in said
    assert "test_wrong\n" not in said


def test_too_many_are_a_failure_whatever_the_second_try_says(flows: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (flows / "test_some.py").write_text(UNSTEADY.replace("HOW_MANY", str(MOST + 1)))
    assert run_twice("test_some.py") == 1
    said = capfd.readouterr().err
    assert f"{MOST + 1} PARCOURS INSTABLE(S)" in said
    assert f"Plus de {MOST} parcours" in said


def test_a_run_that_is_no_failure_of_a_test_stays_what_it_is(flows: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (flows / "test_some.py").write_text("import nothing_of_that_name\n")
    assert run_twice("test_some.py") == 2
    (flows / "test_some.py").write_text(UNSTEADY.replace("HOW_MANY", "0"))
    assert run_twice("test_some.py", "-k", "steady and not unsteady") == 0
    assert run_twice("test_some.py", "-k", "nobody") == 5
    assert "INSTABLE" not in capfd.readouterr().err
