"""`./run` before anything is installed: what a first start that failed half-way leaves must not stop the next one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements-build.lock", "requirements.lock")
# Makes an environment whose Python has pip, and notes it.
PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p .venv/bin
printf '#!/bin/sh\\nexit 0\\n' >.venv/bin/python
chmod +x .venv/bin/python
echo made >>made
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """`run` and empty locks, beside a Python that only makes an environment."""
    shutil.copy(ROOT / "run", tmp_path)
    for name in LOCKS:
        (tmp_path / name).touch()
    program(tmp_path / "python", PYTHON)
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    """`./run help`, which installs like any other command."""
    command, environment = [str(checkout / "run"), "help"], {"PATH": "/usr/bin:/bin", "PYTHON": str(checkout / "python")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def helped(checkout: Path) -> str:
    """What that does to the environment: as many « made » as it was made."""
    done = run(checkout)
    assert (done.returncode, "./run test" in done.stdout) == (0, True), done.stderr
    made = checkout / "made"
    return made.read_text() if made.exists() else ""


def test_the_environment_is_made_once(checkout: Path) -> None:
    assert helped(checkout) == "made\n"
    assert helped(checkout) == "made\n"


@pytest.mark.parametrize("left", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\ncase $2 in *pip*) exit 1 ;; esac\n"], ids=["dead", "no pip"])
def test_one_that_was_left_half_made_is_made_anew(checkout: Path, left: str) -> None:
    program(checkout / ".venv/bin/python", left)
    assert helped(checkout) == "made\n"


def test_an_index_out_of_reach_is_told_with_what_pip_said_and_tried_again(checkout: Path) -> None:
    program(checkout / ".venv/bin/python", '#!/bin/sh\n[ "$2" = pip ] || exit 0\necho no route to the index\nexit 7\n')
    for _time in range(2):
        done = run(checkout)
        assert done.returncode == 1
        assert "no route to the index" in done.stderr
        assert "vérifiez l'accès à l'index" in done.stderr
