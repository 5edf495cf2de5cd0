"""The floors: the barest server that does the same job with the same Granian, without checking, sealing or keeping anything.

python -m tests.bench.floors PORT FOLDER

POST /formulaire   a multipart form, its file copied plain to a new file, which is left to the kernel
POST /formulaire/durable   the same, and on the disk (fsync) before it answers
POST /brut         the raw body, written plain to a new file as it comes
GET  /fichier      the plain file FOLDER/fichier
/_event            a python-socketio server that sends back what it gets
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import socketio
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route

_FOLDER = "CARNET_BENCH_FLOOR"


def build() -> Starlette:
    """The application, for Granian."""
    folder = Path(os.environ[_FOLDER])

    async def page(_: Request) -> Response:
        return HTMLResponse("<!doctype html><title>floor</title>")

    async def form(request: Request, finish: Callable[[BinaryIO], None] = lambda _kept: None) -> Response:
        async with request.form() as fields:
            with _received(folder) as kept:
                await run_in_threadpool(shutil.copyfileobj, fields["fichier"].file, kept, 1 << 20)
                await run_in_threadpool(finish, kept)
        return Response(status_code=201)

    async def durable(request: Request) -> Response:
        return await form(request, _durable)

    async def raw(request: Request) -> Response:
        with _received(folder) as kept:
            async for chunk in request.stream():
                kept.write(chunk)
        return Response(status_code=201)

    async def plain(_: Request) -> Response:
        return FileResponse(folder / "fichier", media_type="application/pdf")

    return Starlette(
        routes=[
            Route("/", page),
            Route("/formulaire", form, methods=["POST"]),
            Route("/formulaire/durable", durable, methods=["POST"]),
            Route("/brut", raw, methods=["POST"]),
            Route("/fichier", plain),
            Mount("/", app=_echo()),
        ]
    )


def _received(folder: Path) -> BinaryIO:
    return tempfile.NamedTemporaryFile(dir=folder, delete=False)


def _durable(kept: BinaryIO) -> None:
    kept.flush()
    os.fsync(kept.fileno())


def _echo() -> socketio.ASGIApp:
    server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*", namespaces=["/_event"])

    @server.on("event", namespace="/_event")
    async def event(sid: str, data: object) -> None:
        await server.emit("event", data, to=sid, namespace="/_event")

    return socketio.ASGIApp(server, socketio_path="_event")


if __name__ == "__main__":
    os.environ[_FOLDER] = sys.argv[2]
    Granian(
        target="tests.bench.floors:build",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()
