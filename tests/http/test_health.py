"""`GET /healthz`: what it says of each part, and what it keeps to itself."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from rxapp.api import health
from rxapp.core.db import Database
from rxapp.core.settings import Settings
from rxapp.runtime import Runtime
from tests.carnet import Carnet, carnet

__all__ = ["carnet"]


async def asked(database: Database, settings: Settings) -> httpx.Response:
    app = Starlette(routes=health.routes(Runtime(settings, database)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        return await client.get("/healthz")


@pytest.fixture
def ask(carnet: Carnet, database: Database, settings: Settings):
    return lambda: carnet.run(asked(database, settings))


def test_all_is_well(ask, settings: Settings) -> None:
    settings.blob_root.mkdir(parents=True, exist_ok=True)
    answer = ask()
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "blobs": "ok"})
    assert answer.headers["cache-control"] == "no-store"


def test_the_place_for_documents_is_gone(ask, settings: Settings) -> None:
    if settings.blob_root.exists():
        settings.blob_root.rename(settings.blob_root.with_name("away"))
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["status"] == "degraded"


def test_the_database_is_gone(ask, settings: Settings, database: Database) -> None:
    database.dispose()
    settings.sqlite_file.unlink()
    settings.sqlite_file.mkdir()
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["database"] == "unreachable"


def test_nothing_of_the_machine_is_told(carnet: Carnet) -> None:
    answer = carnet.ask("GET", "/healthz", headers={"host": "evil.example"})
    assert set(answer.json()) == {"status", "database", "blobs"}
    assert str(Path.home()) not in json.dumps(answer.json())
    assert carnet.ask("POST", "/healthz").status_code == 405
    assert carnet.ask("HEAD", "/healthz").content == b""
