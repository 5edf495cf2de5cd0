"""The attestation of a help between two adults, for either of them.

GET /api/aidants/ID/attestation.pdf    the sheet; 404 for anybody else, as for one that does not exist
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp.accounts import helping_views
from rxapp.api.request import Requests
from rxapp.core import work
from rxapp.core.errors import DomainError
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
            actor = await self._requests.signed_in(request)
            pdf = await work.run(self._sheet, actor, request.path_params["helping_id"], language)
        except DomainError as error:
            return self._requests.refusal(request, error, _STATUS.get(error.code, 404), _NO_STORE)
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
