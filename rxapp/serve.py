"""Serving: one process, one port, Granian in front of the edge."""

from __future__ import annotations

import multiprocessing
import os
import resource

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from rxapp.core.settings import Settings

CONNECTIONS = 8192
"""Connections held at once: every socket and request that `api.crowd` lets in, and as much again that browsers keep for later.

Granian counts connections, not requests, against its `backpressure`, and takes no more beyond: nobody is answered then.
"""
FILES = 1024
"""Open files for everything else: documents, previews, the database."""
BACKLOG = 4096


def serve(settings: Settings) -> None:
    """Serve until told to stop (Ctrl-C or SIGTERM)."""
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"  # the screens are already built
    os.environ["REFLEX_TELEMETRY_ENABLED"] = "false"
    os.environ["RXAPP_PUBLIC_URL"] = settings.public_url  # read again by rxconfig.py: one origin, whatever it was derived from
    # A forked worker would inherit the locks, but not the threads, of whatever the start has used (the letters' typesetter
    # waits for ever then): it begins from nothing instead.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        target="rxapp.rxapp:served",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        backlog=BACKLOG,
        backpressure=_connections(),
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


def _connections() -> int:
    """How many connections this process may hold: it asks for as many open files as it needs, and takes what it gets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(FILES // 2, min(CONNECTIONS, soft - FILES))
