"""What a hostile file could try from inside the subprocess: tried for real in a confined process, call by call."""

from __future__ import annotations

import errno
import json
import logging
import platform
import signal
import socket
import subprocess
import sys
import threading

import pytest

from rxapp.core.settings import ROOT
from rxapp.record import confinement, frames
from rxapp.record.rendition import Workshop, _tell_no_filter
from rxapp.record.sniff import Kind

FILTERED = platform.system() == "Linux" and platform.machine() in confinement._MACHINES
_TRIES = {
    "write a file": "open('/tmp/carnet-evasion', 'w')",
    "read a secret": "open('/etc/passwd').read()",
    "list a folder": "os.listdir('/tmp')",
    "open a socket": "socket.socket()",
    "open a pair of sockets": "socket.socketpair()",
    "send somewhere else": "pair[0].sendto(b'x', '/tmp/carnet-prise')",
    "pass a handle": "socket.send_fds(pair[0], [b'x'], [0])",
    "start a program": "os.execv('/bin/true', ['true'])",
    "start a program beside": "subprocess.run(['/bin/true'])",
    "start a process": "os.fork()",
    "delete a file": "os.unlink('/tmp/carnet-absent')",
    "make a pipe in the tree": "os.mkfifo('/tmp/carnet-tube')",
    "mark a file": "os.setxattr('/tmp', 'user.carnet', b'x')",
    "signal the server": "os.kill(os.getppid(), 0)",
    "stop the clock": "signal.setitimer(signal.ITIMER_REAL, 0)",
    "change a limit": "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
    "hurry": "os.setpriority(os.PRIO_PROCESS, 0, 10)",
    "take memory": "bytearray(3 << 30)",
}
_OTHERWISE = {
    **dict.fromkeys(("write a file", "read a secret", "list a folder"), "FileNotFoundError"),
    "change a limit": "ValueError: not allowed to raise",
    "stop the clock": "signal.itimer_error: [Errno 1]",
    "take memory": "MemoryError",
}
_BEFORE = """
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
from rxapp.record import confinement
pair = socket.socketpair()
"""


def run_confined(code: str, before: str = "") -> subprocess.CompletedProcess[str]:
    program = f"{_BEFORE}{before}\nfiltered = confinement.confine()\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def printed(code: str) -> str:
    done = run_confined(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", _TRIES)
def test_is_refused(name: str) -> None:
    if not FILTERED and name != "take memory":
        return
    done = run_confined(_TRIES[name])
    assert done.returncode == 1
    said = done.stderr.strip().splitlines()[-1]
    assert said.startswith(_OTHERWISE.get(name, "PermissionError")), done.stderr


def test_every_call_of_the_table_gets_its_answer() -> None:
    """By number, without the libraries that might stop a call before the kernel sees it."""
    if not FILTERED:
        return
    column = confinement._MACHINES[platform.machine()][1]
    wanted = {name: errno.EPERM for name in confinement._REFUSED}
    wanted |= dict.fromkeys(confinement._ABSENT, errno.ENOENT) | dict.fromkeys(confinement._UNKNOWN, errno.ENOSYS)
    calls = confinement._REFUSED | confinement._ABSENT | confinement._UNKNOWN
    numbers = {name: call[column] for name, call in calls.items() if call[column] is not None}
    asked = f"""
libc = ctypes.CDLL(None, use_errno=True)
answers = {{}}
for name, number in {numbers!r}.items():
    done = libc.syscall(number, *[ctypes.c_long(0)] * 6)
    answers[name] = ctypes.get_errno() if done == -1 else "done"
print(json.dumps(answers))
"""
    assert json.loads(printed(asked)) == {name: wanted[name] for name in numbers}


def test_a_thread_may_be_started_but_no_process_that_looks_like_one() -> None:
    if not FILTERED:
        return
    thread = "thread = threading.Thread(target=print, args=('beside',)); thread.start(); thread.join()"
    assert printed(thread) == "beside"
    clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    flags = "signal.SIGCHLD | 0x80000000_00000000"  # flags beyond the filter's sight change nothing
    asked = f"libc = ctypes.CDLL(None, use_errno=True); print(libc.syscall({clone}, ctypes.c_ulong({flags}), 0, 0, 0, 0))"
    assert printed(f"{asked}; print(ctypes.get_errno())").split() == ["-1", str(errno.EPERM)]


def test_a_second_filter_is_refused_and_said() -> None:
    """Which is also how a kernel that has no filter answers."""
    if FILTERED:
        assert printed("print(filtered, confinement.filter_calls())") == "True False"


def test_may_still_work() -> None:
    assert printed("pair[0].send(b'45'); print(sum(range(10)), pair[1].recv(9), resource.getrlimit(resource.RLIMIT_CPU))") == (
        "45 b'45' (12, 12)"
    )


def test_may_give_up() -> None:
    assert run_confined("os.abort()").returncode == -signal.SIGABRT


def test_time_runs_out() -> None:
    done = run_confined("while True: pass", before="confinement.WALL_SECONDS = 0.05")
    assert done.returncode == -signal.SIGALRM


class Elsewhere(Workshop):
    """A workshop whose subprocess says that it has no filter."""

    def _child(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        threading.Thread(target=self._answer, args=(theirs,)).start()
        return ours

    @staticmethod
    def _answer(sock: socket.socket) -> None:
        with sock:
            frames.receive(sock)
            found = {"pages": 1, "preview": "text", "warning": "", "title": "", "act_date": ""}
            frames.send(sock, b"D", json.dumps({"filtered": False, "inspection": found}).encode())
            frames.send(sock, b"P")


def test_the_log_says_once_that_there_is_no_filter(caplog: pytest.LogCaptureFixture) -> None:
    _tell_no_filter.cache_clear()
    workshop = Elsewhere()
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert workshop.inspect(Kind.TEXT, 1, lambda _offset, _length: b"x").preview == "text"
    assert caplog.text.count("no filter of system calls here") == 1
    _tell_no_filter.cache_clear()


def test_the_log_says_nothing_where_there_is_one(caplog: pytest.LogCaptureFixture) -> None:
    workshop = Workshop()
    assert workshop.inspect(Kind.TEXT, 1, lambda _offset, _length: b"x").preview == "text"
    workshop.close()
    assert ("no filter" in caplog.text) is not FILTERED
