"""Shuts a process in before it touches a stranger's file: little memory, little time, no files, no network, no programs.

Standard library only. Resource limits hold everywhere; on Linux x86-64 and arm64 a seccomp filter also refuses the system
calls that open sockets, start programs, open files for writing or change the file tree.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct

CPU_SECONDS = 12
"""Processor time one document may cost."""

WALL_SECONDS = 20
"""Time one document may take; the kernel ends the process then."""

EXTRA_MEMORY = 1 << 30
"""Address space above what the process holds when it is shut in, in bytes."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_DUMPABLE, _MODE_FILTER = 38, 22, 4, 2
_LOAD, _EQUAL, _AND_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # EPERM
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# name: (x86-64, arm64); None where the machine has no such call
_REFUSED = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "kill": (62, 129),
    "truncate": (76, 45),
    "rename": (82, None),
    "mkdir": (83, None),
    "creat": (85, None),
    "link": (86, None),
    "unlink": (87, None),
    "symlink": (88, None),
    "chmod": (90, None),
    "chown": (92, None),
    "ptrace": (101, 117),
    "mount": (165, 40),
    "mkdirat": (258, 34),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "fchmodat": (268, 53),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "renameat2": (316, 276),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "tkill": (200, 130),
    "io_uring_setup": (425, 425),
    "openat2": (437, 437),
}
_OPEN = {"open": (2, None, 1), "openat": (257, 56, 2)}  # with the place of the flags among the arguments
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


def confine() -> None:
    """Shut this process in, for good."""
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)
    held = _address_space() + EXTRA_MEMORY
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, held),
    ):
        resource.setrlimit(what, (limit, limit))
    os.nice(5)
    _refuse_calls()


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def _refuse_calls() -> None:
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    code = _filter(*machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # a kernel without seccomp says no here: the resource limits still hold
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, program, 0, 0)


def _filter(audit_arch: int, column: int) -> bytes:
    """The filter as classic BPF: 8 bytes per step, jumps counted forward."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    steps = [step(_LOAD, 4), step(_EQUAL, audit_arch, 1, 0), step(_RETURN, _KILL), step(_LOAD, 0)]
    if column == 0:  # the x32 way round the numbers below
        steps += [step(0x35, 0x40000000, 0, 1), step(_RETURN, _REFUSE)]
    for row in _REFUSED.values():
        if row[column] is not None:
            steps += [step(_EQUAL, row[column], 0, 1), step(_RETURN, _REFUSE)]
    for row in _OPEN.values():
        if row[column] is not None:
            flags = 16 + 8 * row[2]
            steps += [
                step(_EQUAL, row[column], 0, 4),
                step(_LOAD, flags),
                step(_AND_SET, _WRITING, 0, 1),
                step(_RETURN, _REFUSE),
                step(_RETURN, _ALLOW),
            ]
    return b"".join([*steps, step(_RETURN, _ALLOW)])
