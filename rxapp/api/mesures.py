"""Measures as a spreadsheet over plain HTTP.

GET /api/mesures.csv?personne=ID    text/csv, as an attachment; without `personne`, one's own

It is in the history before a byte leaves. Measures one may not see answer exactly like those that do not exist (404).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp.accounts import people
from rxapp.api.request import Requests
from rxapp.core import audit, work
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Refused
from rxapp.measures import whole
from rxapp.record.names import content_disposition

_NO_STORE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
_STATUS = {"session.absente": 401, "second.a_poser": 403}
_NAMES = {"fr": "mesures.csv", "en": "measures.csv"}


class MeasureRoutes:
    """The route of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def sheet(self, request: Request) -> Response:
        """All measures of a person."""
        language = self._requests.visitor(request).language
        try:
            principal = await self._requests.principal(request)
            if principal is None:
                raise DomainError("session.absente")
            actor = self._requests.actor(principal, request)
            person_id = request.query_params.get("personne", actor.person_id or "")
            data = await work.run(self._gathered, actor, person_id, language)
        except DomainError as error:
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, self._requests.db, error)
            said = {"code": error.code, "message": message(error, language)}
            return JSONResponse(said, _STATUS.get(error.code, 404), headers=_NO_STORE)
        headers = {**_NO_STORE, "content-disposition": content_disposition(_NAMES[language])}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    def _gathered(self, actor: Actor, person_id: str, language: str) -> bytes:
        with self._requests.db.uow() as uow:
            context = people.context_for(uow, actor)
            data = whole.as_sheet(uow, actor=actor, context=context, person_id=person_id, lang=language)
            uow.commit()
        return data


def routes(requests: Requests) -> list[Route]:
    """The route of measures."""
    return [Route("/api/mesures.csv", MeasureRoutes(requests).sheet, methods=["GET"])]
