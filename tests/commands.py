"""The command line as an operator's shell uses it, and a demonstration to use it on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from rxapp.cli.__main__ import main
from rxapp.core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
Demo = Callable[..., None]


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    """The shell's own without what it says of Carnet, and these settings for that data folder."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("RXAPP_")}
    return clean | {"RXAPP_DATA_DIR": str(folder)} | {f"RXAPP_{key}": value for key, value in settings.items()}


@pytest.fixture
def rxapp(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as an operator's shell does; settings are given by their variable without `RXAPP_`."""

    def run(*arguments: str, **settings: str) -> Done:
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", _environment(tmp_path / "data", **settings))
            patch.setattr(sys, "argv", ["rxapp", *arguments])
            with pytest.raises(SystemExit) as end:
                main()
        said = capsys.readouterr()
        return Done(end.value.code or 0, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def first_days(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The folder that `rxapp demo` leaves under some settings, made once for each."""

    @cache
    def made(**settings: str) -> Path:
        folder = tmp_path_factory.mktemp("demonstration")
        command = [sys.executable, "-m", "rxapp.cli", "demo"]
        environment = _environment(folder, DEMO="1", **settings)
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return folder

    return made


@pytest.fixture
def demo(first_days: Callable[..., Path], tmp_path: Path) -> Demo:
    """Puts the demonstration's first day in place, as `rxapp demo` does."""

    def put(**settings: str) -> None:
        shutil.copytree(first_days(**settings), tmp_path / "data")

    return put


def refused(done: Done, *words: str) -> None:
    """One clear refusal: exit code 1 and the words."""
    assert done.returncode == 1, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def settings_of(tmp_path: Path) -> Settings:
    return Settings.from_env({"RXAPP_DATA_DIR": str(tmp_path / "data"), "RXAPP_DEMO": "1"})


@pytest.fixture
def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
