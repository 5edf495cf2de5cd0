"""What our own routes ask of a request: who is behind it, and what that person may act for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rxapp.accounts import people, sessions
from rxapp.accounts.sessions import Principal
from rxapp.api import visitor as visitors
from rxapp.core import work
from rxapp.core.clock import Clock
from rxapp.core.connections import Visitor
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError, message
from rxapp.core.policy import Actor, Context
from rxapp.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Requests:
    """The runtime as the routes see it; database work happens in threads."""

    runtime: Runtime

    @property
    def db(self) -> Database:
        """The database."""
        return self.runtime.db

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.runtime.clock

    def visitor(self, request: Request) -> Visitor:
        """What the request brings along."""
        cookies = visitors.Cookies(self.runtime.settings.is_https)
        return cookies.read(request.scope["headers"], request.scope.get("client"))

    async def principal(self, request: Request) -> Principal | None:
        """Who is signed in; the request counts as a sign of life.

        Raises DomainError ``second.a_poser`` for a session that opens nothing before a second factor is set up.
        """
        principal = await self.anyone(request)
        if principal is not None and principal.enrolling:
            raise DomainError("second.a_poser")
        return principal

    async def anyone(self, request: Request) -> Principal | None:
        """The same, with whoever has a second factor to set up first."""
        token_hash = self.visitor(request).token_hash
        return None if token_hash is None else await work.run(self._alive, token_hash)

    def actor(self, principal: Principal, request: Request) -> Actor:
        """The principal as services ask for them."""
        return principal.actor(address=self.visitor(request).address)

    async def signed_in(self, request: Request) -> Actor:
        """Who asks, for what nobody else gets. Raises DomainError ``session.absente``, or as `principal`."""
        principal = await self.principal(request)
        if principal is None:
            raise DomainError("session.absente")
        return self.actor(principal, request)

    def refusal(self, request: Request, error: DomainError, status: int, headers: Mapping[str, str]) -> Response:
        """Why not, in the language of who asks: ``code`` and ``message``."""
        said = {"code": error.code, "message": message(error, self.visitor(request).language)}
        return JSONResponse(said, status, headers=dict(headers))

    async def context(self, actor: Actor) -> Context:
        """The children the actor may act for today."""
        return await work.run(self._context, actor)

    def standing(self, request: Request, actor: Actor) -> Callable[[UnitOfWork], Context]:
        """What asks the same again inside a transaction, at the end of something long: who is there, and for whom they may act.

        It raises `DomainError("requete.session")` when the session is over.
        """
        token_hash = self.visitor(request).token_hash

        def ask(uow: UnitOfWork) -> Context:
            if sessions.check_session(uow, token_hash) is None:
                raise DomainError("requete.session")
            return people.context_for(uow, actor)

        return ask

    def _alive(self, token_hash: bytes) -> Principal | None:
        with self.db.read() as uow:
            principal = sessions.check_session(uow, token_hash)
        if principal is None or not principal.needs_touch(self.clock.now()):
            return principal
        with self.db.uow() as uow:
            principal = sessions.touch(uow, token_hash=token_hash)
            uow.commit()
        return principal

    def _context(self, actor: Actor) -> Context:
        with self.db.read() as uow:
            return people.context_for(uow, actor)
