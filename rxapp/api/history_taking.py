"""The lines of a history that are looked for, read some at a time as the file leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request

from rxapp.accounts.identity import identity_of
from rxapp.accounts.whereabouts import whereabouts
from rxapp.api.request import Requests
from rxapp.core import audit, history, history_proof, reading
from rxapp.core.audit import HistoryLine, Receipt
from rxapp.core.history_file import json_rows, sheet_head, sheet_rows
from rxapp.core.history_filters import read
from rxapp.core.policy import Actor

PROOF = "preuve"
_AT_ONCE = 200

Batch = tuple[list[tuple[HistoryLine, str]], int]
"""Lines with where they came from, and the number to go on before, 0 at the end."""


class Taking:
    """One file: whose lines, which, and for whom. Who they are and what they may see is asked again for each batch."""

    def __init__(self, requests: Requests, request: Request, actor: Actor, person_id: str, lang: str) -> None:
        self._db, self._actor, self._person, self._lang = requests.db, actor, person_id, lang
        self._standing = requests.standing(request, actor)
        self._filters = read(request.query_params)

    def begin(self) -> Batch:
        """Write that lines are taken, then read the first ones. Raises DomainError ``introuvable``."""
        self._write()
        return self._batch(self._filters.before)

    def _write(self) -> None:
        with self._db.uow() as uow:
            audit.tells_all(uow, self._person)
            audit.require_history(uow, actor=self._actor, person_id=self._person, context=self._standing(uow))
            other = self._actor.person_id != self._person
            behalf = identity_of(uow, self._person).full_name if other else None
            audit.record(uow, person_id=self._person, actor=self._actor, action=audit.TAKEN, details={}, on_behalf=behalf)
            uow.commit()

    def begin_proof(self) -> tuple[Receipt, dict[str, str], str]:
        """Write that the history is taken with its proof; returns where it ends. Raises DomainError ``introuvable``."""
        self._write()
        with self._db.read() as uow:
            audit.tells_all(uow, self._person)
            head = history_proof.head_of(uow, actor=self._actor, person_id=self._person, context=self._standing(uow))
            return *head, history_proof.point_of(uow, self._person)

    async def proof(self, first: tuple[Receipt, dict[str, str], str]) -> AsyncIterator[bytes]:
        """The whole history and all that proves it, up to the line that was the last when it was asked for."""
        seen, head, point = first
        yield history_proof.file_begins(head, point)
        for after in range(0, seen.seq, _AT_ONCE):
            lines = await reading.whole.run(self._actor.account_id, self._proven, after, seen.seq)
            yield history_proof.file_rows(lines, first=not after)
        yield history_proof.FILE_ENDS

    def _proven(self, after: int, last: int) -> list[str]:
        with self._db.read() as uow:
            audit.tells_all(uow, self._person)
            whose = {"actor": self._actor, "person_id": self._person, "context": self._standing(uow)}
            return history_proof.lines_until(uow, **whose, after=after, last=last, limit=_AT_ONCE)

    async def sheet(self, first: Batch) -> AsyncIterator[bytes]:
        """As CSV."""
        yield sheet_head(self._lang)
        async for lines in self._all(first):
            yield sheet_rows(lines, self._lang)

    async def data(self, first: Batch) -> AsyncIterator[bytes]:
        """As a JSON list."""
        before = "[\n"
        async for lines in self._all(first):
            for row in json_rows(lines):
                yield (before + row).encode()
                before = ",\n"
        yield ("[]\n" if before == "[\n" else "\n]\n").encode()

    async def _all(self, batch: Batch) -> AsyncIterator[list[tuple[HistoryLine, str]]]:
        while True:
            lines, following = batch
            yield lines
            if not following:
                return
            batch = await reading.whole.run(self._actor.account_id, self._batch, following)

    def _batch(self, before: int) -> Batch:
        with self._db.read() as uow:
            audit.tells_all(uow, self._person)
            whose = {"actor": self._actor, "person_id": self._person, "context": self._standing(uow)}
            wanted = self._filters.wanted(uow.clock.today())
            found = history.find(uow, **whose, wanted=wanted, after=before or None, limit=_AT_ONCE, lang=self._lang)
            places = whereabouts(uow, actor=self._actor, lines=found.lines, lang=self._lang)
        said = [", ".join(word for word in place if word) for place in places]
        return list(zip(found.lines, said, strict=True)), found.following
