"""The first page of a document, in the answer that brings its page: who opens an address sees it before any script has run.

The rights are those of the picture itself, asked of the same session; a document that has none, or that is not for them, leaves
the page as it is for everybody. See docs/decisions/127.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from rxapp.accounts import service as accounts
from rxapp.accounts import sessions
from rxapp.core import work
from rxapp.core.connections import Visitor
from rxapp.core.errors import DomainError
from rxapp.record import previews
from rxapp.runtime import Runtime

FirstPicture = Callable[[Visitor, str], Awaitable[str]]
"""The address of the picture that a page begins with, by who asks and the page's route; "" for none."""

_DOCUMENT = re.compile(r"/dossier/([0-9a-f]{32})")


def finder(runtime: Runtime) -> FirstPicture:
    """Looks into the record of whoever asks."""

    def shows_a_picture(visitor: Visitor, document_id: str) -> bool:
        with runtime.db.read() as uow:
            principal = sessions.check_session(uow, visitor.token_hash)
            if principal is None or principal.person_id is None:
                return False
            actor = principal.actor()
            whose = {"actor": actor, "context": accounts.context_for(uow, actor)}
            try:
                return previews.original(uow, **whose, document_id=document_id).preview == "image"
            except DomainError:
                return False

    async def first_picture(visitor: Visitor, route: str) -> str:
        document = _DOCUMENT.fullmatch(route)
        if document is None or not await work.run(shows_a_picture, visitor, document[1]):
            return ""
        return f"/api/documents/{document[1]}?apercu=1&page=1"

    return first_picture
