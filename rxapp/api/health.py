"""`GET /healthz`: one line per part, for the operator; nothing personal, nothing about the machine."""

from __future__ import annotations

import os

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from rxapp.core import work
from rxapp.runtime import Runtime


def _check(runtime: Runtime) -> dict[str, str]:
    parts: dict[str, str] = {}
    try:
        with runtime.db.read() as uow:
            uow.session.execute(sa.text("SELECT 1"))
        parts["database"] = "ok"
    except sa.exc.SQLAlchemyError:
        parts["database"] = "unreachable"
    parts["blobs"] = "ok" if os.access(runtime.db.blobs.root, os.W_OK | os.X_OK) else "not writable"
    return parts


def routes(runtime: Runtime) -> list[Route]:
    """The health route."""

    async def healthz(_: Request) -> JSONResponse:
        parts = await work.run(_check, runtime)
        good = all(value == "ok" for value in parts.values())
        body = {"status": "ok" if good else "degraded", **parts}
        return JSONResponse(body, status_code=200 if good else 503, headers={"cache-control": "no-store"})

    return [Route("/healthz", healthz, methods=["GET"])]
