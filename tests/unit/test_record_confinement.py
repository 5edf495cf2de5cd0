"""What a hostile file could try from inside the subprocess: tried for real in a confined process, call by call."""

from __future__ import annotations

import errno
import json
import logging
import os
import platform
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rxapp.core.settings import ROOT
from rxapp.record import confinement, enclosure, frames
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
    "own a socket for another": "fcntl.fcntl(pair[0], fcntl.F_SETOWN, os.getppid())",
    "choose a signal": "fcntl.fcntl(pair[0], 10, signal.SIGKILL)",
    "be told by signal": "fcntl.fcntl(pair[0], fcntl.F_SETFL, os.O_ASYNC)",
    "be told by signal otherwise": "fcntl.ioctl(pair[0], 0x5452, bytes(4))",
    "choose a processor": "os.sched_setaffinity(0, {0})",
    "ask about a file": "os.stat('/etc/passwd')",
    "follow a link": "os.readlink('/proc/self/exe')",
    "go elsewhere": "os.chdir('/tmp')",
    "ask where it is": "os.getcwd()",
    "hurry": "os.setpriority(os.PRIO_PROCESS, 0, 10)",
    "take memory": "bytearray(3 << 30)",
}
_OTHERWISE = {
    **dict.fromkeys(
        (
            "write a file",
            "read a secret",
            "list a folder",
            "ask about a file",
            "follow a link",
            "go elsewhere",
            "ask where it is",
        ),
        "FileNotFoundError",
    ),
    "change a limit": "ValueError: not allowed to raise",
    "stop the clock": "signal.itimer_error: [Errno 1]",
    "take memory": "MemoryError",
}
_BEFORE = """
import ctypes, fcntl, json, os, resource, signal, socket, subprocess, sys, threading
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


ALLOW, KILL, EPERM = confinement._ALLOW, confinement._KILL, confinement._ERROR | errno.EPERM
ENOENT, ENOSYS = (confinement._ERROR | code for code in (errno.ENOENT, errno.ENOSYS))
MACHINES = list(confinement._MACHINES)
MOST = 1_000
"""Far beyond the last system call there is."""


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter of a machine answers to a call: the program run step by step, as the kernel does."""
    wanted, column = confinement._MACHINES[machine]
    code = confinement._filter(wanted, column)
    data = struct.pack("<IIQ6Q", number, wanted if arch is None else arch, 0, *arguments, *[0] * (6 - len(arguments)))
    at = value = 0
    while True:
        what, yes, no, given = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        if what == confinement._RETURN:
            return given
        if what == confinement._LOAD:
            (value,) = struct.unpack_from("<I", data, given)
            continue
        holds = {
            confinement._EQUAL: value == given,
            confinement._AT_LEAST: value >= given,
            confinement._AND_SET: bool(value & given),
        }[what]
        at += yes if holds else no


def number(machine: str, call: tuple[int | None, int | None]) -> int:
    found = call[MACHINES.index(machine)]
    assert found is not None
    return found


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_that_is_not_named_is_refused(machine: str) -> None:
    column = MACHINES.index(machine)
    answers = {call[column]: ALLOW for call in confinement._LET_THROUGH.values()}
    answers |= {call[column]: ENOENT for call in confinement._ABSENT.values()}
    answers |= {call[column]: ENOSYS for call in confinement._UNKNOWN.values()}
    conditional = {call[column] for call in confinement._conditional()}
    assert len(confinement._LET_THROUGH) < 60
    for asked in set(range(MOST)) - conditional:
        assert verdict(machine, asked) == answers.get(asked, EPERM), asked
    assert verdict(machine, 0x40000000 + 1) == EPERM
    assert verdict(machine, 1, arch=0x40000003) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_let_through_in_one_way_only(machine: str) -> None:
    own, high = os.getpid(), 1 << 32
    thread = 0x3D0F00  # what pthread_create asks for
    clone, tgkill, sendto = (number(machine, call) for call in ((56, 220), (234, 131), (44, 206)))
    limits, affinity, control = (number(machine, call) for call in ((302, 261), (204, 123), (72, 25)))
    allowed = [
        (clone, thread),
        (tgkill, own, own, 6),
        (sendto, 3, 1, 1, 0, 0, 0),
        (limits, 0, 7, 0, 1),
        (affinity, 0, 8, 1),
        (control, 3, 1),
        (control, 3, 3),
    ]
    refused = [
        (clone, 17),
        (clone, 17 | 0x80000000 << 32),
        *((clone, thread | flag) for flag in (0x20000, 0x2000, 0x8000, *(1 << bit for bit in range(25, 31)))),
        (tgkill, own + 1, own + 1, 9),
        (sendto, 3, 1, 1, 0, 1, 0),
        (sendto, 3, 1, 1, 0, high, 0),
        (limits, 0, 7, 1, 0),
        (limits, 0, 7, high, 0),
        (limits, own + 1, 7, 0, 1),
        (affinity, own + 1, 8, 1),
        *((control, 3, command, own + 1) for command in (0, 2, 4, 8, 10, 15, 1024, 1030, 1033)),
    ]
    assert [call for call in allowed if verdict(machine, *call) != ALLOW] == []
    assert [call for call in refused if verdict(machine, *call) != EPERM] == []


KERNEL_HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_the_kernel_where_its_headers_are(machine: str) -> None:
    headers = Path(KERNEL_HEADERS[machine])
    text = headers.read_text(encoding="ascii") if headers.exists() else ""
    known = {name: int(value) for name, value in re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)", text, re.MULTILINE)}
    other_name = {"newfstatat": "fstatat"}
    listed = confinement._LET_THROUGH | confinement._ABSENT | confinement._UNKNOWN
    for name, call in [*listed.items(), *(enclosure._REFUSED | enclosure._ON_ITSELF | {"fcntl": enclosure._FCNTL}).items()]:
        found = known.get(name, known.get(other_name.get(name, "")))
        if known:
            assert call[MACHINES.index(machine)] == found, name


def test_no_capability_is_left() -> None:
    if not FILTERED:
        return
    code = "import ctypes; print(confinement.give_up_capabilities(ctypes.CDLL(None)), open('/proc/self/status').read())"
    program = f"from rxapp.record import confinement; {code}"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert said.startswith("True")
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert re.search(rf"^{name}:\t0+$", said, re.MULTILINE), name


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
        assert printed("print(filtered, confinement._filter_ready()())") == "True False"


def test_may_still_work() -> None:
    assert printed("pair[0].send(b'45'); print(sum(range(10)), pair[1].recv(9), resource.getrlimit(resource.RLIMIT_CPU))") == (
        "45 b'45' (12, 12)"
    )


def test_may_give_up() -> None:
    assert run_confined("os.abort()").returncode == -signal.SIGABRT


def test_time_runs_out() -> None:
    done = run_confined("while True: pass", before="confinement.WALL_SECONDS = 0.05")
    assert done.returncode == -signal.SIGALRM


def test_the_clock_and_the_filter_wait_for_the_job() -> None:
    before = "shut = confinement.ready(); early = signal.getitimer(signal.ITIMER_REAL)[0]"
    code = """
print(early, resource.getrlimit(resource.RLIMIT_CPU)[0], len(open('/proc/self/status').read()) > 0)
asked = []
signal.setitimer = lambda *given: asked.append(given)
print(shut(), asked == [(signal.ITIMER_REAL, confinement.WALL_SECONDS)])
try:
    open('/etc/passwd')
except FileNotFoundError:
    print('shut')
"""
    done = subprocess.run(
        [sys.executable, "-c", f"{_BEFORE}{before}\n{code}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["0.0", "12", "True", "True", "True", "shut"] or not FILTERED


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
