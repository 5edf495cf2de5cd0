"""Shuts a process in before it touches a stranger's file: little memory, little time, no files, no network, no programs.

Standard library only. Resource limits hold everywhere; on Linux x86-64 and arm64 a seccomp filter also refuses the system calls
that open files or sockets, start programs or processes, reach another process or the kernel's inner doors, or undo the limits.
Threads stay possible: libraries decode with them. To a confined process every file is absent, so whatever it will need is
loaded before.
"""

from __future__ import annotations

import ctypes
import errno
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
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_LOAD, _EQUAL, _AT_LEAST, _AND_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_CLONE_THREAD = 0x10000

Call = tuple[int | None, int | None]
"""Number of a system call on x86-64 and on arm64; None where the machine has no such call."""

_REFUSED: dict[str, Call] = {
    # network, and handles passed through sockets
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "accept4": (288, 242),
    "recvmmsg": (299, 243),
    "sendmmsg": (307, 269),
    # programs and processes
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # other processes
    "kill": (62, 129),
    "ptrace": (101, 117),
    "rt_sigqueueinfo": (129, 138),
    "tkill": (200, 130),
    "rt_tgsigqueueinfo": (297, 240),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # the file tree
    "truncate": (76, 45),
    "rename": (82, None),
    "mkdir": (83, None),
    "rmdir": (84, None),
    "link": (86, None),
    "unlink": (87, None),
    "symlink": (88, None),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "utime": (132, None),
    "mknod": (133, None),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "utimes": (235, None),
    "mkdirat": (258, 34),
    "mknodat": (259, 33),
    "fchownat": (260, 54),
    "futimesat": (261, None),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "fchmodat": (268, 53),
    "utimensat": (280, 88),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "renameat2": (316, 276),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "fchmodat2": (452, 452),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    # mounts and namespaces
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # the limits set here
    "alarm": (37, None),
    "setitimer": (38, 103),
    "setpriority": (141, 140),
    "sched_setscheduler": (144, 119),
    "prctl": (157, 167),
    "setrlimit": (160, 164),
    "sched_setattr": (314, 274),
    "seccomp": (317, 277),
    # who the process is
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setgroups": (116, 159),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "capset": (126, 91),
    "personality": (135, 92),
    # the kernel's inner doors
    "modify_ldt": (154, None),
    "init_module": (175, 105),
    "io_setup": (206, 0),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "finit_module": (313, 273),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
_ABSENT: dict[str, Call] = {"open": (2, None), "creat": (85, None), "openat": (257, 56), "openat2": (437, 437)}
"""To be told that there is no such file: libraries live with that, whatever they look for."""

_UNKNOWN: dict[str, Call] = {"clone3": (435, 435)}
"""To be told that the kernel is too old: its flags are out of a filter's sight, and libc falls back to `clone`."""


def confine() -> bool:
    """Shut this process in, for good. False when there is no filter here: limits of time and memory hold all the same."""
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
    return filter_calls()


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def filter_calls() -> bool:
    """Put the filter in place; False when the machine is another one or its kernel refuses."""
    machine = _MACHINES.get(platform.machine())
    if platform.system() != "Linux" or machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    code = _filter(*machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, program, 0, 0) == 0


# --- the filter, as classic BPF: 8 bytes a step, jumps counted forward ---------------------------------------------


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


_LET, _DENY = _step(_RETURN, _ALLOW), _step(_RETURN, _ERROR | errno.EPERM)


def _low(argument: int) -> bytes:
    """Load the lower half of an argument of the call, counted from 0."""
    return _step(_LOAD, 16 + 8 * argument)


def _high(argument: int) -> bytes:
    return _step(_LOAD, 20 + 8 * argument)


def _only_null(argument: int) -> bytes:
    return b"".join([_low(argument), _step(_EQUAL, 0, 0, 3), _high(argument), _step(_EQUAL, 0, 0, 1), _LET, _DENY])


def _conditions() -> dict[Call, bytes]:
    """Calls that are needed, but in one way only."""
    return {
        (56, 220): _low(0) + _step(_AND_SET, _CLONE_THREAD, 0, 1) + _LET + _DENY,  # clone: a thread, never a process
        (234, 131): _low(0) + _step(_EQUAL, os.getpid(), 0, 1) + _LET + _DENY,  # tgkill: abort() signals itself
        (44, 206): _only_null(4),  # sendto: what is connected already, no other address
        (302, 261): _only_null(2),  # prlimit64: read a limit, never set one
    }


def _filter(audit_arch: int, column: int) -> bytes:
    steps = [_step(_LOAD, 4), _step(_EQUAL, audit_arch, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    if column == 0:  # the x32 way round the numbers below
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), _DENY]
    answers = {call: _DENY for call in _REFUSED.values()}
    answers |= {call: _step(_RETURN, _ERROR | errno.ENOENT) for call in _ABSENT.values()}
    answers |= {call: _step(_RETURN, _ERROR | errno.ENOSYS) for call in _UNKNOWN.values()}
    answers |= _conditions()
    for call, answer in answers.items():
        if call[column] is not None:
            steps += [_step(_EQUAL, call[column], 0, len(answer) // 8), answer]
    return b"".join([*steps, _LET])
