"""The receipt of a history over plain HTTP: a small text file that a person keeps.

    GET /api/historique/recu?personne=ID    text/plain, as an attachment; without `personne`, one's own

Refusals are JSON {"code", "message"}. A history one may not see answers exactly like one that does not exist.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from rxapp.accounts import service as accounts
from rxapp.accounts import views
from rxapp.api.request import Requests
from rxapp.core import audit, work
from rxapp.core.clock import paris_date
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Refused
from rxapp.core.receipts import receipt_text

_NO_STORE = {"cache-control": "private, no-store"}


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

    def _receipt(self, actor: Actor, person_id: str, language: str) -> tuple[str, str]:
        """Name and text of the file. Raises DomainError for a history that is not there for the actor."""
        with self._requests.db.read() as uow:
            audit.require_history(uow, actor=actor, person_id=person_id, context=accounts.context_for(uow, actor))
            people = views.my_people(uow, actor=actor, lang=language)
            whose = next((person.name for person in people if person.id == person_id), None)
            if whose is None:
                raise DomainError("introuvable")
            receipt = audit.receipt(uow, person_id)
        return f"carnet-recu-{paris_date(receipt.at).isoformat()}.txt", receipt_text(receipt, whose, language)


def _refusal(error: DomainError, status: int, language: str) -> Response:
    return JSONResponse({"code": error.code, "message": message(error, language)}, status, headers=_NO_STORE)


def routes(requests: Requests) -> list[Route]:
    """The history routes."""
    return [Route("/api/historique/recu", HistoryRoutes(requests).receipt, methods=["GET"])]
