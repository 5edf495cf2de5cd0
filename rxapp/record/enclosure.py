"""Shuts in a program of the system that is about to start: it reads the system's files and what is handed to it, and no more.

Standard library only. The program may open files for reading below a few places (Landlock), never write, make or remove one, open
a socket, start another process, or signal, slow down, limit or reach into one that is there (seccomp). Linux on x86-64 and arm64,
from 5.13 on: elsewhere it is not started.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Sequence

from rxapp.record.confinement import give_up_capabilities

CPU_SECONDS = 40
"""Processor time of one run."""
MEMORY = 2 << 30
"""Address space of the program, in bytes."""

_PLACES = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_NO_NEW_PRIVS, _SECCOMP, _MODE_FILTER = 38, 22, 2
_CREATE_RULESET, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION, _BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_DIR = 1, 1 << 2, 1 << 3
_HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""What is refused unless it is allowed, by the version of Landlock from which on."""

_LOAD, _EQUAL, _AT_LEAST, _AND_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_CLONE_THREAD = 0x10000

_REFUSED = {
    "fork": (57, None),
    "vfork": (58, None),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "connect": (42, 203),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "accept4": (288, 242),
    "sendmmsg": (307, 269),
    "ptrace": (101, 117),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265),
    "io_uring_setup": (425, 425),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "fchownat": (260, 54),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
}
"""Calls by their number on x86-64 and on arm64; None where the machine has no such call."""
_ON_ITSELF = {"tgkill": (234, 131), "prlimit64": (302, 261), "sched_setaffinity": (203, 122)}
"""Calls that name a process first: let through for the program itself alone."""
_FCNTL = (72, 25)
_SET_OWNER, _SET_SIGNAL, _SET_OWNER_TOO = 8, 10, 15
"""Ways of having the kernel signal another process when something comes through a pipe."""


def is_possible() -> bool:
    """Whether a program can be shut in on this machine."""
    return platform.system() == "Linux" and platform.machine() in _MACHINES and _version(ctypes.CDLL(None)) > 0


def enclose(program: str) -> bool:
    """Shut this process in, for good, before it becomes ``program``. False when that is not possible here."""
    if not is_possible():
        return False
    for what, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        resource.setrlimit(what, (limit, limit))
    os.nice(10)
    libc = ctypes.CDLL(None, use_errno=True)
    if not give_up_capabilities(libc) or libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return _lock_files(libc, (*_PLACES, program)) and _lock_calls(libc)


def _version(libc: ctypes.CDLL) -> int:
    return libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)


def _lock_files(libc: ctypes.CDLL, readable: Sequence[str]) -> bool:
    version = _version(libc)
    handled = max(bits for since, bits in _HANDLED.items() if since <= version)
    attributes = ctypes.create_string_buffer(struct.pack("=Q", handled), 8)
    rules = libc.syscall(_CREATE_RULESET, attributes, 8, 0)
    if rules < 0:
        return False
    for path in readable:
        if not os.path.exists(path):
            continue
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = _EXECUTE | _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, place), 12)
        if libc.syscall(_ADD_RULE, rules, _BENEATH, rule, 0) != 0:
            return False
        os.close(place)
    locked = libc.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return locked


def _lock_calls(libc: ctypes.CDLL) -> bool:
    code = _filter(*_MACHINES[platform.machine()])
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    return libc.prctl(_SECCOMP, _MODE_FILTER, program, 0, 0) == 0


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _filter(audit_arch: int, column: int) -> bytes:
    deny, let = _step(_RETURN, _ERROR | errno.EPERM), _step(_RETURN, _ALLOW)
    steps = [_step(_LOAD, 4), _step(_EQUAL, audit_arch, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    if column == 0:  # the x32 way round the numbers above
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), deny]
    for call in _REFUSED.values():
        if call[column] is not None:
            steps += [_step(_EQUAL, call[column], 0, 1), deny]
    steps += [_step(_EQUAL, 435, 0, 1), _step(_RETURN, _ERROR | errno.ENOSYS)]  # clone3: libc falls back to clone
    steps += [_step(_EQUAL, (56, 220)[column], 0, 4), _step(_LOAD, 16), _step(_AND_SET, _CLONE_THREAD, 0, 1), let, deny]
    for name, call in _ON_ITSELF.items():
        whose = os.getpid() if name == "tgkill" else 0  # abort() signals itself by its number, the others say 0
        steps += [_step(_EQUAL, call[column], 0, 4), _step(_LOAD, 16), _step(_EQUAL, whose, 0, 1), let, deny]
    steps += [_step(_EQUAL, _FCNTL[column], 0, 6), _step(_LOAD, 24), _step(_EQUAL, _SET_OWNER, 3, 0)]
    steps += [_step(_EQUAL, _SET_SIGNAL, 2, 0), _step(_EQUAL, _SET_OWNER_TOO, 1, 0), let, deny]
    return b"".join([*steps, let])
