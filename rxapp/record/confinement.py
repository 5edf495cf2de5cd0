"""Shuts a process in before it touches a stranger's file: little memory, little time, no files, no network, no programs.

Standard library only. Resource limits hold everywhere; on Linux x86-64 and arm64 the process also gives up every capability and
takes a seccomp filter: the few system calls that computing needs are let through, the others are refused, whatever they are.
So no file is opened or even asked about, no socket, program or process made, no other process reached. Threads stay possible:
libraries decode with them. To a confined process every file is absent, so whatever it will need is loaded before.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Callable

CPU_SECONDS = 12
"""Processor time one document may cost."""

WALL_SECONDS = 20
"""Time one document may take; the kernel ends the process then."""

EXTRA_MEMORY = 1 << 30
"""Address space above what the process holds when it is shut in, in bytes."""

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_DUMPABLE, _MODE_FILTER = 38, 22, 4, 2
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_LOAD, _EQUAL, _AT_LEAST, _AND_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_CLONE_THREAD = 0x10000
_CLONE_ELSEWHERE = 0x7E02A000
"""Flags that take a thread into another namespace, into another family, or under a tracer."""
_F_GETFD, _F_GETFL = 1, 3
_CAPABILITIES_3 = 0x20080522

Call = tuple[int | None, int | None]
"""Number of a system call on x86-64 and on arm64; None where the machine has no such call."""

_LET_THROUGH: dict[str, Call] = {
    # what is open already: the way to the server
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "lseek": (8, 62),
    "recvfrom": (45, 207),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "select": (23, None),
    "pselect6": (270, 72),
    "ppoll": (271, 73),
    # memory
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mremap": (25, 216),
    "madvise": (28, 233),
    # threads, and the end
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "set_tid_address": (218, 96),
    "set_robust_list": (273, 99),
    "membarrier": (324, 283),
    "rseq": (334, 293),
    "exit": (60, 93),
    "exit_group": (231, 94),
    # its own signals
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    # time and chance
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrandom": (318, 278),
    # what it is and where
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "getcpu": (309, 168),
    "uname": (63, 160),
    "sysinfo": (99, 179),
}
"""What a library may do to compute: `_conditional` names the few that are let through in one way only."""

_ABSENT: dict[str, Call] = {
    "open": (2, None),
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "creat": (85, None),
    "readlink": (89, None),
    "statfs": (137, 43),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "statx": (332, 291),
    "openat2": (437, 437),
    "faccessat2": (439, 439),
}
"""To be told that there is no such file, whether there is or not: libraries live with that, whatever they look for."""

_UNKNOWN: dict[str, Call] = {"clone3": (435, 435)}
"""To be told that the kernel is too old: its flags are out of a filter's sight, and libc falls back to `clone`."""


def confine() -> bool:
    """Shut this process in, for good. False when there is no filter here: limits of time and memory hold all the same."""
    return ready()()


def ready() -> Callable[[], bool]:
    """Do all that takes time before the job comes: limits, privileges given up, the filter made.

    What is given back starts the clock and puts the filter in place, as `confine` does, and answers alike: to be called when the
    job is there and before any of its bytes is. A process that waits spends no processor time, so `CPU_SECONDS` is the job's.
    """
    held = _address_space() + EXTRA_MEMORY
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, held),
    ):
        resource.setrlimit(what, (limit, limit))
    os.nice(5)
    put_filter = _filter_ready()

    def shut() -> bool:
        signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)
        return put_filter()

    return shut


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def _filter_ready() -> Callable[[], bool]:
    """Give up every privilege and make the filter; what is given back puts it in place."""
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None:
        return _no_filter
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if not give_up_capabilities(libc):
        return _no_filter
    code = _filter(*machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return _no_filter

    def put(_held: object = buffer) -> bool:  # the program has but the buffer's address
        return libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, program, 0, 0) == 0

    return put


def _no_filter() -> bool:
    return False


def give_up_capabilities(libc: ctypes.CDLL) -> bool:
    """Those of root as well: what the filter lets through is then no more than anybody may do."""
    header = struct.pack("Ii", _CAPABILITIES_3, 0)
    return libc.capset(header, bytes(24)) == 0


# --- the filter, as classic BPF: 8 bytes a step, jumps counted forward ---------------------------------------------


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


_LET, _DENY = _step(_RETURN, _ALLOW), _step(_RETURN, _ERROR | errno.EPERM)


def _low(argument: int) -> bytes:
    """Load the lower half of an argument of the call, counted from 0."""
    return _step(_LOAD, 16 + 8 * argument)


def _high(argument: int) -> bytes:
    return _step(_LOAD, 20 + 8 * argument)


def _if_null(argument: int) -> bytes:
    """Go on with the next step when an argument is 0 in both halves; else refuse."""
    return b"".join([_low(argument), _step(_EQUAL, 0, 1, 0), _DENY, _high(argument), _step(_EQUAL, 0, 1, 0), _DENY])


def _if_low(argument: int, *values: int) -> bytes:
    """Go on when the lower half, all that the kernel looks at, is one of the values; else refuse."""
    tests = [_step(_EQUAL, value, len(values) - number, 0) for number, value in enumerate(values)]
    return b"".join([_low(argument), *tests, _DENY])


def _conditional() -> dict[Call, bytes]:
    """Calls that are needed, but in one way only."""
    thread = [_low(0), _step(_AND_SET, _CLONE_THREAD, 1, 0), _DENY, _step(_AND_SET, _CLONE_ELSEWHERE, 0, 1), _DENY, _LET]
    return {
        (56, 220): b"".join(thread),  # clone: a thread, never a process
        (234, 131): _if_low(0, os.getpid()) + _LET,  # tgkill: abort() signals itself
        (44, 206): _if_null(4) + _LET,  # sendto: what is connected already, no other address
        (302, 261): _if_low(0, 0) + _if_null(2) + _LET,  # prlimit64: read its own limit, never set one
        (204, 123): _if_low(0, 0) + _LET,  # sched_getaffinity: how many processors are there for itself
        (72, 25): _if_low(1, _F_GETFD, _F_GETFL) + _LET,  # fcntl: look; setting owner and signal would reach others
    }


def _filter(audit_arch: int, column: int) -> bytes:
    steps = [_step(_LOAD, 4), _step(_EQUAL, audit_arch, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    if column == 0:  # the x32 way round the numbers below
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), _DENY]
    answers = {call: _LET for call in _LET_THROUGH.values()}
    answers |= {call: _step(_RETURN, _ERROR | errno.ENOENT) for call in _ABSENT.values()}
    answers |= {call: _step(_RETURN, _ERROR | errno.ENOSYS) for call in _UNKNOWN.values()}
    answers |= _conditional()
    for call, answer in answers.items():
        if call[column] is not None:
            steps += [_step(_EQUAL, call[column], 0, len(answer) // 8), answer]
    return b"".join([*steps, _DENY])
