"""How the server is started: room for everybody whom the edge lets in."""

from __future__ import annotations

import resource
from typing import Any

import pytest

from rxapp import serve
from rxapp.api import crowd
from rxapp.core.settings import Settings

MUCH = 1 << 20


class Started:
    """Stands in Granian's place and keeps what it is given."""

    given: dict[str, Any]

    def __init__(self, **given: Any) -> None:
        Started.given = given

    def serve(self) -> None:
        return None


def started(monkeypatch: pytest.MonkeyPatch, settings: Settings, limits: tuple[int, int]) -> tuple[int, list[tuple[int, int]]]:
    """How many connections are held under these limits of open files (soft, hard), and what the process asked for."""
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(serve, "Granian", Started)
    monkeypatch.setattr(serve.multiprocessing, "set_start_method", lambda *_given, **_more: None)
    monkeypatch.setattr(resource, "getrlimit", lambda _which: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _which, wanted: asked.append(wanted))
    for name in ("REFLEX_ENV_MODE", "__REFLEX_SKIP_COMPILE", "REFLEX_TELEMETRY_ENABLED", "RXAPP_PUBLIC_URL"):
        monkeypatch.setenv(name, "")  # put back afterwards
    serve.serve(settings)
    return Started.given["backpressure"], asked


@pytest.mark.parametrize(
    ("limits", "held", "asked"),
    [
        ((1024, MUCH), serve.CONNECTIONS, [(serve.CONNECTIONS + serve.FILES, MUCH)]),
        ((1024, resource.RLIM_INFINITY), serve.CONNECTIONS, [(serve.CONNECTIONS + serve.FILES, resource.RLIM_INFINITY)]),
        ((MUCH, MUCH), serve.CONNECTIONS, []),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), serve.CONNECTIONS, []),
        ((1024, 4096), 4096 - serve.FILES, [(4096, 4096)]),
        ((256, 1024), serve.FILES // 2, [(1024, 1024)]),
    ],
)
def test_as_many_connections_as_open_files_allow(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, limits: tuple[int, int], held: int, asked: list[tuple[int, int]]
) -> None:
    assert started(monkeypatch, settings, limits) == (held, asked)


def test_whom_the_edge_lets_in_finds_a_connection() -> None:
    assert serve.CONNECTIONS > crowd.MAX_SOCKETS + crowd.MAX_REQUESTS
