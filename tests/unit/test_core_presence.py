"""Who lives and who has died on this machine, whatever the clock says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rxapp.core.presence import Presence

_WORKER = """
import sys
from pathlib import Path
from rxapp.core.presence import Presence
mine = Presence(Path(sys.argv[1]))
print(mine.name, flush=True)
sys.stdin.read()
"""


def test_alive_left_and_unknown(tmp_path: Path) -> None:
    one, two, elsewhere = Presence(tmp_path / "ici"), Presence(tmp_path / "ici"), Presence(tmp_path / "ailleurs")
    assert one.name != two.name
    assert one.is_ours(two.name)
    assert not one.is_ours(elsewhere.name)
    assert not one.is_gone(one.name)
    assert not one.is_gone(two.name)
    two.leave()
    two.leave()
    assert one.is_gone(two.name)
    for presence in (one, elsewhere):
        presence.leave()
    assert [path.name for path in (tmp_path / "ici").iterdir()] == ["place"]


def test_a_killed_process_is_gone_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as worker:
        name = worker.stdout.readline().strip()
        mine = Presence(tmp_path)
        assert mine.is_ours(name)
        assert not mine.is_gone(name)
        worker.kill()
        worker.wait()
        assert mine.is_gone(name)
        assert not (tmp_path / name).exists()
        mine.leave()
