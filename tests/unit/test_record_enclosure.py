"""What a program that is shut in could try on the server: each call made for real, before and from inside."""

from __future__ import annotations

import errno
import json
import platform
import subprocess
import sys

import pytest

from rxapp.core.settings import ROOT
from rxapp.record import enclosure

pytestmark = pytest.mark.skipif(not enclosure.is_possible(), reason="no program is shut in on this machine")

_NUMBERS = {name: call[platform.machine() == "aarch64"] for name, call in (enclosure._REFUSED | enclosure._ON_ITSELF).items()}
ON_THE_SERVER = {
    "tgkill": "server, server, 0",
    "rt_sigqueueinfo": "server, 0, queued",
    "rt_tgsigqueueinfo": "server, server, 0, queued",
    "prlimit64": "server, 4, None, None",
    "setpriority": "0, server, libc.getpriority(0, server)",
    "ioprio_set": "1, server, 0",
    "sched_setaffinity": "server, 128, processors",
}
ON_ITSELF = {
    "tgkill": "os.getpid(), threading.get_native_id(), 0",
    "prlimit64": "0, 4, None, None",
    "sched_setaffinity": "0, 128, processors",
}
_BEFORE = """
import ctypes, fcntl, json, os, threading
from rxapp.record import enclosure
libc = ctypes.CDLL(None, use_errno=True)
server = os.getppid()
queued = ctypes.create_string_buffer(bytes(8) + b"\\xff" * 4, 128)
processors = ctypes.create_string_buffer(128)
libc.sched_getaffinity(0, 128, processors)
pipe = os.pipe()
def call(number, *arguments):
    ctypes.set_errno(0)
    return 0 if libc.syscall(number, *arguments) >= 0 else ctypes.get_errno()
def control(*arguments):
    try:
        fcntl.fcntl(pipe[0], *arguments)
    except OSError as failure:
        return failure.errno
    return 0
"""


def said(code: str) -> list[int]:
    """What a call answers outside, then from inside: 0, or why not."""
    program = f"{_BEFORE}\nfound = [{code}]\nassert enclosure.enclose('/bin/true')\nprint(json.dumps([*found, {code}]))"
    given = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert given.returncode == 0, given.stderr
    return json.loads(given.stdout)


@pytest.mark.parametrize("name", ON_THE_SERVER)
def test_a_program_that_is_shut_in_reaches_no_other_process(name: str) -> None:
    assert said(f"call({_NUMBERS[name]}, {ON_THE_SERVER[name]})") == [0, errno.EPERM]


@pytest.mark.parametrize("name", ["process_madvise", "process_mrelease"])
def test_nor_through_a_handle_on_one(name: str) -> None:
    outside, inside = said(f"call({_NUMBERS[name]}, -1, None, 0, 0, 0)")
    assert outside != errno.EPERM
    assert inside == errno.EPERM


@pytest.mark.parametrize("command", ["fcntl.F_SETOWN, server", "10, 9", "15, b'\\x01' + bytes(7)"])
def test_nor_by_a_pipe_that_would_signal_it(command: str) -> None:
    assert said(f"control({command})")[1] == errno.EPERM
    assert said("control(fcntl.F_GETFL)") == [0, 0]


@pytest.mark.parametrize("name", ON_ITSELF)
def test_it_may_do_to_itself_what_its_libraries_do(name: str) -> None:
    assert said(f"call({_NUMBERS[name]}, {ON_ITSELF[name]})") == [0, 0]
