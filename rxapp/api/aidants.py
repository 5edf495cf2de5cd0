"""The attestation of a help between two adults, for either of them.

GET /api/aidants/ID/attestation.pdf    the sheet; 404 for anybody else, as for one that does not exist
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rxapp.accounts import helping_views
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor
from rxapp.record.names import content_disposition

_NO_STORE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
_NAMES = {"fr": "attestation-aide.pdf", "en": "helper-certificate.pdf"}
_STATUS = {"session.absente": 401, "second.a_poser": 403}


class HelpRoutes:
    """The route of one runtime."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def attestation(self, request: Request) -> Response:
        """The sheet, in the language of who asks."""
        language = self._requests.visitor(request).language
        try:
            principal = await self._requests.principal(request)
            if principal is None:
                raise DomainError("session.absente")
            actor = self._requests.actor(principal, request)
            pdf = await work.run(self._sheet, actor, request.path_params["helping_id"], language)
        except DomainError as error:
            said = {"code": error.code, "message": message(error, language)}
            return JSONResponse(said, _STATUS.get(error.code, 404), headers=_NO_STORE)
        headers = {**_NO_STORE, "content-disposition": content_disposition(_NAMES[language])}
        return Response(pdf, media_type="application/pdf", headers=headers)

    def _sheet(self, actor: Actor, helping_id: str, language: str) -> bytes:
        database = self._requests.db
        given = {"helping_id": helping_id, "public_url": database.settings.public_url, "lang": language}
        with database.read() as uow:
            return helping_views.attestation(uow, actor=actor, **given)


def routes(requests: Requests) -> list[Route]:
    """The route of attestations."""
    return [Route("/api/aidants/{helping_id}/attestation.pdf", HelpRoutes(requests).attestation, methods=["GET"])]
