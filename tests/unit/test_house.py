"""The rules of the house, asked of the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruff import find_ruff_bin

import rxapp.rxapp  # noqa: F401 - every page, state and room, so that every sentence is declared
from rxapp.core import errors

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "rxapp"
ROOMS = ("accounts", "record", "agenda", "prevention", "measures", "profile", "pharmacy", "inbox", "notices")
ROOMS += ("sharing", "takeout")
FURNITURE = ("models.py", "service.py", "views.py", "__init__.py")
TELLS_TIME = {"rxapp/core/clock.py"}
"""Modules that may ask the machine what time it is."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "node_modules" not in path.parts)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


OURS = modules(CODE)
ALL = [*modules(CODE, ROOT / "tests"), ROOT / "rxconfig.py", ROOT / "alembic" / "env.py"]


def test_rooms_import_only_what_they_may(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    kept = lint_imports(str(ROOT / "pyproject.toml"), cache_dir=None)
    said = capsys.readouterr().out
    assert kept, said
    assert f"{len(contracts)} kept, 0 broken" in said
    assert len(contracts) >= 6


@pytest.mark.parametrize("wanted", [("check",), ("format", "--check")], ids=lambda wanted: wanted[0])
def test_the_code_is_written_one_way(wanted: tuple[str, ...]) -> None:
    done = subprocess.run([find_ruff_bin(), *wanted, "--no-cache", "."], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_names_the_extras_that_are_asked_of_it(lock: str) -> None:
    """Without them older pips look beyond the lock as soon as a newer release of that library exists, and refuse to install."""
    pins = set(re.findall(r"^([A-Za-z0-9._-]+(?:\[[^]]+\])?)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    bare = {pin for pin in pins if "[" not in pin}
    here = {canonicalize_name(one.name): one.requires or () for one in distributions()}
    asked = [Requirement(text) for pin in pins for text in here.get(pin.partition("[")[0], ())]
    missing = {f"{one.name}[{extra}]" for one in asked for extra in one.extras if one.name in bare and _applies(one)}
    assert missing == set()


def _applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


@pytest.mark.parametrize("path", OURS, ids=name)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", OURS, ids=name)
def test_functions_stay_small(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, node.name


@pytest.mark.parametrize("path", OURS, ids=name)
def test_each_module_and_public_function_says_what_it_is_for(path: Path) -> None:
    if not path.read_text(encoding="utf-8").strip():
        return
    assert ast.get_docstring(tree(path)), "the module has no docstring"
    for node in tree(path).body:
        public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
        assert not public or ast.get_docstring(node), node.name


def test_nothing_is_called_utils_and_alembic_is_no_package() -> None:
    assert not [path for path in ALL if re.search(r"(^|_)(utils?|helpers?|misc|common)$", path.stem)]
    assert not list((ROOT / "alembic").rglob("__init__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_its_furniture(room: str) -> None:
    missing = [piece for piece in FURNITURE if not (CODE / room / piece).is_file()]
    assert not missing


@pytest.mark.parametrize("path", OURS, ids=name)
def test_only_the_clock_asks_the_time(path: Path) -> None:
    if name(path) in TELLS_TIME:
        return
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"now", "utcnow", "today", "time", "time_ns", "localtime"}:
            asked = ast.unparse(call.func)
            assert not re.fullmatch(r"(datetime|date|time|dt|_time)(\.datetime|\.date)?\.\w+", asked), (
                f"line {call.lineno}: {asked}"
            )


@pytest.mark.parametrize("path", OURS, ids=name)
def test_nothing_is_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError|\bbreakpoint\(|^\s*print\(", text, re.M)


@pytest.mark.parametrize("path", [path for path in modules(ROOT / "tests") if "bench" not in path.parts], ids=name)
def test_tests_do_not_skip_or_sleep(path: Path) -> None:
    for call in calls(path):
        said = ast.unparse(call.func)
        if ast.unparse(call) == "asyncio.sleep(0)":  # lets the others go on; waits for nothing
            continue
        assert said not in {"time.sleep", "asyncio.sleep", "pytest.skip", "pytest.xfail"}, f"line {call.lineno}"
        assert "mock" not in said.lower(), f"line {call.lineno}"


def test_every_refusal_has_its_words_in_both_languages() -> None:
    """Each code that the code raises is declared; each sentence declared has its English."""
    from rxapp.api import assemble as _api  # noqa: F401 - the rooms and the edge declare theirs
    from rxapp.cli import errors as _cli  # noqa: F401 - the command line declares its own
    from rxapp.core import i18n

    raised = {
        (name(path), call.args[0].value)
        for path in OURS
        for call in calls(path)
        if ast.unparse(call.func).endswith("DomainError") and call.args and isinstance(call.args[0], ast.Constant)
    }
    written = {node.value for path in OURS for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)}
    declared = {code: words for code, words in errors.declared().items() if code in written}  # other tests declare their own
    assert len(raised) > 30
    assert not {(where, code) for where, code in raised if code not in declared}
    english = i18n.catalogue("en").entries
    sentences = [part for words in declared.values() for part in ((words,) if isinstance(words, str) else words[:1])]
    assert not [sentence for sentence in sentences if sentence not in english]


def test_pages_states_and_tests_bear_one_name() -> None:
    """A page's handler lives in the state of the same name, or in one that starts with it."""
    from rxapp.pages import ROUTES

    assert len({route.path for route in ROUTES}) == len(ROUTES)
    for route in ROUTES:
        page = route.page.__module__.rpartition(".")[2]
        handlers = route.on_load if isinstance(route.on_load, list) else [route.on_load]
        for handler in handlers:
            if handler is not None:
                assert handler.fn.__module__ == f"rxapp.state.{page}", route.path


def test_vars_hold_views_only() -> None:
    """A table's row in a var would ship its columns to the browser: no state names a table."""
    from reflex.state import State
    from sqlmodel import SQLModel

    def states(kind: type[State]) -> Iterator[type[State]]:
        yield kind
        for child in kind.get_substates():
            yield from states(child)

    for state in states(State):
        for field in state.get_fields().values():
            assert not _names_a_table(field.outer_type_, SQLModel), (state, field)


def _names_a_table(kind: object, base: type) -> bool:
    inner = getattr(kind, "__args__", ())
    return (isinstance(kind, type) and issubclass(kind, base)) or any(_names_a_table(part, base) for part in inner)


def test_nothing_of_this_machine_is_committed() -> None:
    """No path of a developer's machine, no registry address, no key."""
    private = re.compile(
        r"/work/main|/home/[a-z]|/root/|BEGIN [A-Z ]*PRIVATE KEY|--(extra-)?index-url|https?://[^\s\"']*(nexus|artifactory|devpi)"
    )
    others = (
        *ROOT.glob("requirements*.lock"),
        *ROOT.glob("*.toml"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "reflex.lock").iterdir(),
    )
    looked = {*ALL, *others, ROOT / "run"} - {Path(__file__).resolve()}
    assert not [name(path) for path in looked if private.search(path.read_text(encoding="utf-8"))]
