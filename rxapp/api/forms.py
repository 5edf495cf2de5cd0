"""Small forms over HTTP, read whole within bounds of size, count and time: nobody fills the memory or holds a place."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from rxapp.core.errors import DomainError, declare
from rxapp.core.i18n import _

MAX_FORM = 16 * 1024
MAX_FIELDS = 12
SECONDS = 20

declare(
    {
        "formulaire.trop_long": _("Ce formulaire est trop long : rien n’a été pris en compte."),
        "formulaire.illisible": _("Ce formulaire n’est pas lisible : rien n’a été pris en compte."),
        "formulaire.trop_lent": _("Ce formulaire n’est pas arrivé à temps : envoyez-le de nouveau."),
    }
)


async def read_form(request: Request, *, most: int = MAX_FIELDS) -> dict[str, str]:
    """Fields of a urlencoded or multipart form, at most so many.

    Raises DomainError `formulaire.trop_long`, `.trop_lent` or `.illisible`.
    """
    bounded = Request(request.scope, _bounded(request.receive))
    try:
        async with asyncio.timeout(SECONDS), bounded.form(max_files=0, max_fields=most, max_part_size=MAX_FORM) as form:
            return {name: value for name, value in form.multi_items() if isinstance(value, str)}
    except TimeoutError:
        raise DomainError("formulaire.trop_lent") from None
    except (MultiPartException, HTTPException):  # the second one inside an application of Starlette
        raise DomainError("formulaire.illisible") from None


def _bounded(receive: Receive) -> Receive:
    """The body, up to the bound, whatever length was announced."""
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_FORM:
            raise DomainError("formulaire.trop_long")
        return message

    return bounded
