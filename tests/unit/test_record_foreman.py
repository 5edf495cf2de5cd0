"""One child of the limited subprocess waits for its job: what becomes of it, step by step, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from rxapp.core.settings import ROOT
from rxapp.record.rendition import Workshop
from rxapp.record.sniff import Kind

_BEFORE = """
import json, os, resource, signal, socket, types
from rxapp.record import confinement, frames, rendition_worker
from rxapp.record.rendition_worker import Foreman

now = [0.0]
rendition_worker.time = types.SimpleNamespace(monotonic=lambda: now[0])
control, server = socket.socketpair()
elsewhere = [server]  # what the server holds is in another process
os.register_at_fork(after_in_child=lambda: [sock.close() for sock in elsewhere])
rendition_worker._prepare()
foreman = Foreman(control)

def begun():
    "A job as the server hands it over, and who took it."
    ours, theirs = socket.socketpair()
    elsewhere.append(ours)
    with theirs:
        socket.send_fds(server, [b"j"], [theirs.fileno()])
    assert foreman._take_job()
    return ours, list(foreman._at_work)[-1]

def answer(sock):
    frames.send(sock, b"J", json.dumps({"task": "inspect", "kind": "txt", "size": 7}).encode())
    frames.receive(sock)
    frames.send_block(sock, b"bonjour")
    return json.loads(frames.receive(sock)[1])["inspection"]["preview"]

def end(pid):
    "How it ended; it stays to be reaped."
    found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return found.si_status

def tell(**said):
    print(json.dumps(said))
"""


def told(code: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE + code], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_child_that_waits_takes_one_job_and_ends() -> None:
    said = told("""
foreman._make_spare()
spare = foreman._spare.pid
sock, first = begun()
said = answer(sock), end(first)
left = foreman._spare
other, second = begun()
tell(is_spare=first == spare, said=said, left=left, is_same=second == first, then=answer(other))
""")
    assert said == {"is_spare": True, "said": ["text", 0], "left": None, "is_same": False, "then": "text"}


@pytest.mark.parametrize("noticed", ["", "foreman._reap()"])
def test_a_child_that_died_waiting_loses_no_document(noticed: str) -> None:
    said = told(f"""
foreman._make_spare()
dead = foreman._spare.pid
os.kill(dead, signal.SIGKILL)
end(dead)
{noticed}
sock, pid = begun()
tell(is_dead=pid == dead, said=answer(sock))
""")
    assert said == {"is_dead": False, "said": "text"}


def test_a_child_that_dies_waiting_is_not_replaced_over_and_over() -> None:
    said = told("""
foreman._make_spare()
os.kill(foreman._spare.pid, signal.SIGKILL)
end(foreman._spare.pid)
foreman._reap()
before = foreman._spare is None, foreman._is_spare_due
sock, pid = begun()
tell(before=before, then=foreman._is_spare_due)
""")
    assert said == {"before": [True, False], "then": True}


def test_time_counts_from_the_job() -> None:
    said = told("""
foreman._make_spare()
now[0] = 10_000.0
foreman._reap()
sock, pid = begun()
now[0] += confinement.WALL_SECONDS + 2
foreman._reap()
kill, killed = os.kill, []
os.kill = lambda *asked: killed.append(asked) or kill(*asked)
foreman._reap()
before = len(killed)
now[0] += 0.1
foreman._reap()
tell(before=before, killed=killed == [(pid, signal.SIGKILL)], heard=sock.recv(1).hex())
""")
    assert said == {"before": 0, "killed": True, "heard": ""}


def test_one_is_ready_again_once_a_job_is_done() -> None:
    said = told("""
import threading
done = []
def ask():
    for _ in range(3):
        ours, theirs = socket.socketpair()
        elsewhere.append(ours)
        with theirs:
            socket.send_fds(server, [b"j"], [theirs.fileno()])
        done.append(answer(ours))
    server.close()
thread = threading.Thread(target=ask)
thread.start()
foreman.serve()
thread.join()
tell(done=done)
""")
    assert said == {"done": ["text"] * 3}


def test_when_the_server_goes_those_who_wait_and_work_go() -> None:
    said = told("""
sock, working = begun()
foreman._make_spare()
waiting = foreman._spare.pid
server.close()
foreman.serve()
tell(ends=[end(working), end(waiting)])
""")
    assert said == {"ends": [9, 9]}


def test_one_that_waits_ends_when_its_maker_is_no_more() -> None:
    said = told("""
child = foreman._forked()
child.link.close()
tell(end=end(child.pid))
""")
    assert said == {"end": 3}


def test_another_subprocess_is_started_when_it_was_killed() -> None:
    workshop = Workshop()
    workshop.start()
    for _ in range(2):
        assert workshop.inspect(Kind.TEXT, 1, lambda _offset, _length: b"x").preview == "text"
        assert workshop._process is not None
        workshop._process.kill()
        workshop._process.wait()
    assert workshop.inspect(Kind.TEXT, 1, lambda _offset, _length: b"x").preview == "text"
    workshop.close()
