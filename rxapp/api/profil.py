"""What a profile gives to carry, over plain HTTP.

GET /api/profil/resume.pdf?personne=ID&langue=en    the summary; without `personne` one's own, without `langue` the reader's
GET /api/profil/carte.pdf?personne=ID&langue=en     the emergency card
GET /api/profil/vaccinations.pdf?personne=ID&langue=en    the vaccinations
GET /api/profil/carte.json?personne=ID&garder=1    what a device keeps to be read without network; `garder` when it begins to;
    with `lecteur` (the card's `reader`) another account learns nothing of it (204)

Made for patients alone. Each is in the history before a byte leaves.
A profile one may not see answers exactly like one that does not exist (404).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp.accounts import people
from rxapp.api.request import Requests
from rxapp.core import audit, work
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import LANGUAGES
from rxapp.core.policy import Actor, Refused, Role
from rxapp.prevention import certificate
from rxapp.profile import pocket, sheets
from rxapp.record.names import content_disposition

_NO_STORE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
_STATUS = {"session.absente": 401, "second.a_poser": 403}
_SHOTS = "vaccinations"
_MADE: dict[str, tuple[Callable[..., Any], Callable[[Any], bytes]]] = {
    sheets.SUMMARY: (partial(sheets.gather, kind=sheets.SUMMARY), sheets.summary_pdf),
    sheets.CARD: (partial(sheets.gather, kind=sheets.CARD), sheets.card_pdf),
    _SHOTS: (certificate.gather, certificate.pdf),
}
"""What gathers a sheet within a transaction, and what draws it afterwards."""
_NAMES = {
    (sheets.SUMMARY, "fr"): "resume-medical.pdf",
    (sheets.SUMMARY, "en"): "medical-summary.pdf",
    (sheets.CARD, "fr"): "carte-urgence.pdf",
    (sheets.CARD, "en"): "emergency-card.pdf",
    (_SHOTS, "fr"): "vaccinations.pdf",
    (_SHOTS, "en"): "vaccinations-statement.pdf",
}


class ProfileRoutes:
    """The routes of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def sheet(self, request: Request, *, kind: str) -> Response:
        """One of the sheets."""
        asked = request.query_params.get("langue", "")
        language = asked if asked in LANGUAGES else self._requests.visitor(request).language
        told = await self._asked(request, _MADE[kind][0], language)
        if isinstance(told, Response):
            return told
        pdf = await work.run(_MADE[kind][1], told)
        headers = {**_NO_STORE, "content-disposition": content_disposition(_NAMES[kind, language])}
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def card(self, request: Request) -> Response:
        """What a device keeps."""
        asked = {"first": request.query_params.get("garder") == "1", "reader": request.query_params.get("lecteur", "")}
        told = await self._asked(request, partial(pocket.gather, **asked), self._requests.visitor(request).language)
        if told is None:
            return Response(status_code=204, headers=_NO_STORE)
        return told if isinstance(told, Response) else JSONResponse(told, headers=_NO_STORE)

    async def _asked(self, request: Request, gather: Callable[..., Any], language: str) -> Any:
        """What is gathered of the person who is named, or the answer that says no."""
        try:
            principal = await self._requests.principal(request)
            if principal is None:
                raise DomainError("session.absente")
            actor = self._requests.actor(principal, request)
            if actor.role is not Role.PATIENT:
                raise DomainError("introuvable")
            person_id = request.query_params.get("personne", actor.person_id or "")
            return await work.run(self._gathered, actor, person_id, gather, language)
        except DomainError as error:
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, self._requests.db, error)
            said = {"code": error.code, "message": message(error, self._requests.visitor(request).language)}
            return JSONResponse(said, _STATUS.get(error.code, 404), headers=_NO_STORE)

    def _gathered(self, actor: Actor, person_id: str, gather: Callable[..., Any], language: str) -> Any:
        with self._requests.db.uow() as uow:
            context = people.context_for(uow, actor)
            told = gather(uow, actor=actor, context=context, person_id=person_id, lang=language)
            uow.commit()
        return told


def routes(requests: Requests) -> list[Route]:
    """The routes of the profile."""
    own = ProfileRoutes(requests)
    sheets_of = [Route(f"/api/profil/{kind}.pdf", partial(own.sheet, kind=kind), methods=["GET"]) for kind in _MADE]
    return [*sheets_of, Route("/api/profil/carte.json", own.card, methods=["GET"])]
