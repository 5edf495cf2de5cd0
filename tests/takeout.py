"""Somebody who takes everything along: the family of `Post` with real sessions, and what they do."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from rxapp.accounts.identity import seal_account
from rxapp.accounts.models import Account
from rxapp.accounts.sessions import check_session, hash_token, start_session
from rxapp.core.chain import AuditEntry
from rxapp.core.keys import person_key
from rxapp.core.policy import Actor
from rxapp.record.contents import Content
from rxapp.record.intake import Intake
from rxapp.takeout import making, service, views
from rxapp.takeout.age import open_age
from rxapp.takeout.models import Takeout
from rxapp.takeout.views import TakeoutView
from tests import samples
from tests.inbox import Post, home, post

__all__ = ["home", "post"]

PHRASE = "quatre moules jaunes au vent"


class Box:
    """An archive opened as any program would."""

    def __init__(self, data: bytes) -> None:
        self.zip = ZipFile(io.BytesIO(data))
        assert self.zip.testzip() is None

    @property
    def names(self) -> list[str]:
        return self.zip.namelist()

    def read(self, path: str) -> bytes:
        return self.zip.read(path)

    def text(self, path: str) -> str:
        return self.read(path).decode()

    def json(self, path: str):
        return json.loads(self.text(path))

    def everything(self) -> bytes:
        return b"\n".join(self.read(path) for path in self.names) + "\n".join(self.names).encode()

    def documents(self) -> list[dict]:
        return self.json("documents.json")

    def check(self) -> None:
        """Each file has the size and SHA-256 that the manifest says, and none is left out."""
        told = {one["path"]: one for one in self.json("manifest.json")["files"]}
        assert set(told) == set(self.names) - {"manifest.json", "SHA256SUMS"}
        for path, one in told.items():
            data = self.read(path)
            assert (len(data), hashlib.sha256(data).hexdigest()) == (one["size"], one["sha256"]), path
        sums = dict(reversed(line.split("  ", 1)) for line in self.text("SHA256SUMS").splitlines())
        assert {path: one["sha256"] for path, one in told.items()}.items() <= sums.items()
        assert sums["manifest.json"] == hashlib.sha256(self.read("manifest.json")).hexdigest()


@dataclass
class Traveller:
    """A `Post` whose people take copies."""

    post: Post

    @property
    def database(self):
        return self.post.database

    @property
    def clock(self):
        return self.database.clock

    def signed_in(self, actor: Actor) -> Actor:
        """The same with a session of their own."""
        with self.database.uow() as uow:
            account = uow.session.get(Account, actor.account_id)
            if not account.login:
                place = {"account_id": account.id, "person_id": account.person_id}
                account.login = seal_account(person_key(uow, account.person_id), "login", actor.label, **place)
            token = start_session(uow, account=account, label=actor.label, address="192.0.2.1", device="essai").token
            uow.commit()
        with self.database.read() as uow:
            return replace(actor, session_id=check_session(uow, hash_token(token)).session_id)

    def ask(self, actor: Actor, person: str | None = None, **given) -> str:
        """Ask for a copy and wait until it is made."""
        takeout_id, done = self.begin(actor, person, **given)
        done.result(60)
        return takeout_id

    def begin(self, actor: Actor, person: str | None = None, *, lang: str = "fr", **given):
        with self.database.read() as uow:
            context = self.post.context(uow, actor)
        return service.ask(self.database, actor=actor, context=context, person_id=person or actor.person_id, lang=lang, **given)

    def view(self, actor: Actor, person: str | None = None, lang: str = "fr") -> TakeoutView:
        with self.database.read() as uow:
            context = self.post.context(uow, actor)
            return views.takeout_of(uow, actor=actor, context=context, person_id=person or actor.person_id, lang=lang)

    def given(self, actor: Actor, takeout_id: str) -> views.Given:
        with self.database.read() as uow:
            return views.given(uow, actor=actor, takeout_id=takeout_id)

    def bytes_of(self, actor: Actor, takeout_id: str) -> bytes:
        found = self.given(actor, takeout_id)
        with Content(self.database.blobs, found.blob, found.size) as content:
            return b"".join(content.pieces())

    def box(self, actor: Actor, person: str | None = None, *, phrase: str = "", **given) -> Box:
        """A whole archive, made, taken and opened."""
        locked = {"locked": True, "passphrase": phrase, "again": phrase} if phrase else {}
        data = self.bytes_of(actor, self.ask(actor, person, **locked, **given))
        return Box(b"".join(open_age(phrase, [data])) if phrase else data)

    def file(self, name: str = "bilan.txt", data: bytes = b"", *, actor: Actor, person: str | None = None, **given) -> str:
        """A document in a record, by the door of all documents."""
        data = data or samples.text()
        with self.database.read() as uow:
            context = self.post.context(uow, actor)
        who = {"actor": actor, "context": context, "person_id": person or actor.person_id}
        with Intake.open(self.database, **who, file_name=name, declared_size=len(data)) as intake:
            intake.feed(data)
            return intake.finish(**given).id

    def acts(self, person: str, prefix: str = "") -> list[str]:
        with self.database.read() as uow:
            wanted = select(AuditEntry.action).where(AuditEntry.person_id == person).order_by(AuditEntry.seq)
            return [act for act in uow.session.execute(wanted).scalars() if act.startswith(prefix)]

    def rows(self) -> list[Takeout]:
        with self.database.read() as uow:
            return list(uow.session.execute(select(Takeout)).scalars())

    def files(self) -> set[str]:
        return {path.name for path in self.database.blobs.root.rglob("*") if path.is_file()}


@pytest.fixture
def traveller(post: Post) -> Traveller:
    return Traveller(post)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Holds the making of copies before their first document, until it is opened."""
    opened, reached = Event(), Event()
    write = making.contents.write

    def held(*given):
        reached.set()
        assert opened.wait(30)
        return write(*given)

    monkeypatch.setattr(making.contents, "write", held)
    opened.reached = reached
    yield opened
    opened.set()
