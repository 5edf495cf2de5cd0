"""A history over plain HTTP: the receipt that a person keeps, and its lines as files.

    GET /api/historique/recu?personne=ID          text/plain, as an attachment; without `personne`, one's own
    GET /api/historique/preuve.json?personne=ID   the whole history with all that proves it, to verify away from Carnet
    GET /api/historique/verifier-historique.py    the program that does, for everybody
    GET /api/historique/lignes.csv?personne=ID&…  the lines that the page shows with the same filters, all of them; it is in the
    GET /api/historique/lignes.json?personne=ID&… history before a byte leaves

Refusals are JSON {"code", "message"}. A history one may not see answers exactly like one that does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from rxapp.accounts import service as accounts
from rxapp.accounts import views
from rxapp.api.history_taking import PROOF, Taking
from rxapp.api.request import Requests
from rxapp.core import audit, checkpoints, reading, work
from rxapp.core.clock import paris_date
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Refused
from rxapp.core.receipts import receipt_text
from rxapp.record.names import content_disposition

_NO_STORE = {"cache-control": "private, no-store"}
_STATUS = {"session.absente": 401, "second.a_poser": 403, "demandes.trop": 429}
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", PROOF: "application/json"}
_PROGRAM = Path(__file__).with_name("verifier_historique.py")
_NAMES = {"fr": "historique", "en": "history"}


class HistoryRoutes:
    """The history routes of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def receipt(self, request: Request) -> Response:
        """The head of the chain now, as a file to keep."""
        language = self._requests.visitor(request).language
        principal = await self._requests.principal(request)
        if principal is None:
            return _refusal(DomainError("session.absente"), 401, language)
        actor = self._requests.actor(principal, request)
        wanted = request.query_params.get("personne", actor.person_id or "")
        try:
            name, text = await work.run(self._receipt, actor, wanted, language)
        except DomainError as error:
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, self._requests.db, error)
            return _refusal(DomainError("introuvable"), 404, language)
        return PlainTextResponse(text, headers={**_NO_STORE, "content-disposition": f'attachment; filename="{name}"'})

    async def program(self, _request: Request) -> Response:
        """What verifies a downloaded history without Carnet: one file, the standard library alone."""
        headers = {"content-disposition": 'attachment; filename="verifier-historique.py"', "x-content-type-options": "nosniff"}
        return FileResponse(_PROGRAM, media_type="text/x-python; charset=utf-8", headers=headers)

    def taking(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        """The route of one sort of file: "csv" or "json"."""

        async def route(request: Request) -> Response:
            return await self._lines(request, kind)

        return route

    async def _lines(self, request: Request, kind: str) -> Response:
        """The lines that are looked for, as they come: a whole history is never in memory."""
        language = self._requests.visitor(request).language
        try:
            principal = await self._requests.principal(request)
            if principal is None:
                raise DomainError("session.absente")
            actor = self._requests.actor(principal, request)
            wanted = request.query_params.get("personne", actor.person_id or "")
            taking = Taking(self._requests, request, actor, wanted, language)
            first = await reading.whole.run(actor.account_id, taking.begin_proof if kind == PROOF else taking.begin)
        except DomainError as error:
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, self._requests.db, error)
                error = DomainError("introuvable")
            return _refusal(error, _STATUS.get(error.code, 404), language)
        pieces = {"csv": taking.sheet, "json": taking.data, PROOF: taking.proof}[kind](first)
        name = content_disposition(f"carnet-{_NAMES[language]}.json" if kind == PROOF else f"{_NAMES[language]}.{kind}")
        return StreamingResponse(pieces, media_type=_TYPES[kind], headers={**_NO_STORE, "content-disposition": name})

    def _receipt(self, actor: Actor, person_id: str, language: str) -> tuple[str, str]:
        """Name and text of the file. Raises DomainError for a history that is not there for the actor."""
        with self._requests.db.read() as uow:
            audit.require_history(uow, actor=actor, person_id=person_id, context=accounts.context_for(uow, actor))
            people = views.my_people(uow, actor=actor, lang=language)
            whose = next((person.name for person in people if person.id == person_id), None)
            if whose is None:
                raise DomainError("introuvable")
            receipt, key = audit.receipt(uow, person_id), checkpoints.public_key(uow.keyring)
        return f"carnet-recu-{paris_date(receipt.at).isoformat()}.txt", receipt_text(receipt, whose, key, language)


def _refusal(error: DomainError, status: int, language: str) -> Response:
    return JSONResponse({"code": error.code, "message": message(error, language)}, status, headers=_NO_STORE)


def routes(requests: Requests) -> list[Route]:
    """The history routes."""
    here = HistoryRoutes(requests)
    given = {"recu": here.receipt, "preuve.json": here.taking(PROOF), "verifier-historique.py": here.program}
    given |= {f"lignes.{kind}": here.taking(kind) for kind in ("csv", "json")}
    return [Route(f"/api/historique/{name}", route, methods=["GET"]) for name, route in given.items()]
