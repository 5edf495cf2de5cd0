"""What ends while a file is on its way: a session, a parent's right. Nothing of the file stays, and the answer says why."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from rxapp.accounts import help_papers, service, sessions
from rxapp.accounts.models import Guardianship
from rxapp.accounts.opening import account_by_login
from rxapp.core.policy import Actor, Role
from rxapp.record import attesting
from rxapp.record.models import Document, Status
from tests import samples
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]

DATA = samples.text("mot " * 750_000)  # a text has no thumbnail, drawn after the answer
PARENT = "camille.martin"


def send(carnet: Carnet, cookies: str, *, meanwhile: Callable[[], None], person: str = "") -> httpx.Response:
    """Send a file in three parts; before the last two something happens."""

    async def body() -> AsyncIterator[bytes]:
        yield DATA[:1_000_000]
        meanwhile()
        yield DATA[1_000_000:2_000_000]
        meanwhile()
        yield DATA[2_000_000:]

    path = "/api/documents" + (f"?personne={person}" if person else "")
    headers = {"x-carnet-nom": "a.txt", "content-length": str(len(DATA))}
    return carnet.ask("POST", path, cookies=cookies, headers=headers, content=body())


def test_a_disk_that_fills_meanwhile_is_told_and_keeps_nothing(carnet: Carnet, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person reads that the server has no room, and not that the connection was cut, whatever came after the failure."""
    before, root, write = everything(carnet), str(carnet.runtime.db.blobs.root), os.write

    def full(handle: int, data: bytes) -> int:
        if os.readlink(f"/proc/self/fd/{handle}").startswith(root):
            raise OSError(errno.ENOSPC, "no space left")
        return write(handle, data)

    async def body() -> AsyncIterator[bytes]:
        yield DATA[:400_000]
        monkeypatch.setattr(os, "write", full)
        yield DATA[400_000:1_900_000]
        while everything(carnet)[1] != before[1]:
            await asyncio.sleep(0)
        yield DATA[1_900_000:1_950_000]
        yield DATA[1_950_000:]

    headers = {"x-carnet-nom": "a.txt", "content-length": str(len(DATA))}
    answer = carnet.ask("POST", "/api/documents", cookies=carnet.session_of(PARENT), headers=headers, content=body())
    assert answer.json()["code"] == "stockage.plein"
    assert everything(carnet) == before


@pytest.fixture(scope="module", autouse=True)
def _all_filed(carnet: Carnet) -> None:
    """What other tests left Carnet to file is filed: the files below are of the uploads alone."""
    while help_papers.due(carnet.runtime.db):
        attesting.file_due(carnet.runtime.db)


def everything(carnet: Carnet) -> tuple[list[str], list[str]]:
    """What the parent added, and every file but those of what somebody else, or Carnet itself, filed.

    A cut upload is let go of before its row is taken out; a sweep that comes by just then marks the row and takes it out instead.
    """
    with carnet.runtime.db.read() as uow:
        author = account_by_login(uow, PARENT).id
        known = select(Document.id, Document.blob_id, Document.author_account_id).where(Document.status != Status.ERASED)
        rows = uow.session.execute(known).all()
    others = {blob_id for _id, blob_id, by in rows if by != author}
    files = (path.name for path in carnet.runtime.db.blobs.root.rglob("*") if path.is_file())
    return sorted(one for one, _blob, by in rows if by == author), sorted(name for name in files if name not in others)


def end(carnet: Carnet, cookies: str) -> None:
    token = cookies.partition("=")[2]
    with carnet.runtime.db.uow() as uow:
        sessions.sign_out(uow, token_hash=sessions.hash_token(token))
        uow.commit()


def test_a_session_that_ends_meanwhile_keeps_nothing(carnet: Carnet) -> None:
    cookies, before = carnet.session_of(PARENT), everything(carnet)
    answer = send(carnet, cookies, meanwhile=lambda: end(carnet, cookies))
    assert (answer.status_code, answer.json()["code"]) == (401, "requete.session")
    assert everything(carnet) == before


def test_a_parents_right_that_ends_meanwhile_keeps_nothing(carnet: Carnet) -> None:
    cookies, before = carnet.session_of(PARENT), everything(carnet)
    with carnet.runtime.db.read() as uow:
        parent = account_by_login(uow, PARENT).person_id
        child = min(service.context_for(uow, Actor("x", Role.PATIENT, parent, "x")).guardian_of)

    def until(day: object) -> None:
        with carnet.runtime.db.uow() as uow:
            uow.session.execute(update(Guardianship).where(Guardianship.child_id == child).values(ends_on=day))
            uow.commit()

    try:
        answer = send(carnet, cookies, person=child, meanwhile=lambda: until(carnet.runtime.clock.today()))
    finally:
        until(None)
    assert (answer.status_code, answer.json()["code"]) == (404, "introuvable")
    assert everything(carnet) == before


@pytest.mark.parametrize(("step", "status"), [(timedelta(minutes=10), 201), (timedelta(minutes=16), 401)])
def test_what_arrives_is_a_sign_of_life(carnet: Carnet, step: timedelta, status: int) -> None:
    cookies, before = carnet.session_of(PARENT), everything(carnet)
    try:
        answer = send(carnet, cookies, meanwhile=lambda: carnet.runtime.clock.travel(step))
    finally:
        carnet.runtime.clock.reset()
    assert answer.status_code == status, answer.text
    assert (everything(carnet) == before) is (status == 401)


@pytest.mark.parametrize(("alive", "taken"), [(True, 6), (False, 2)])
def test_a_slow_upload_is_looked_at_as_often_as_a_fast_one(carnet: Carnet, alive: bool, taken: int) -> None:
    """A hundred bytes a minute never fill a block: once the session has ended, the next minute's are the last that are read."""
    cookies, before = carnet.session_of(PARENT), everything(carnet)
    small, read = samples.text("mot " * 150), 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for start in range(0, len(small), 100):
            read += 1
            yield small[start : start + 100]
            if not alive and read == 1:
                end(carnet, cookies)
            carnet.runtime.clock.travel(timedelta(minutes=1))

    assert len(small) == 600
    headers = {"x-carnet-nom": "a.txt", "content-length": str(len(small))}
    try:
        answer = carnet.ask("POST", "/api/documents", cookies=cookies, headers=headers, content=body())
    finally:
        carnet.runtime.clock.reset()
    assert (answer.status_code, read) == (201 if alive else 401, taken)
    assert (everything(carnet) == before) is not alive
