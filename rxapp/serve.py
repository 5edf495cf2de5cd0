"""Serving: one process, one port, Granian in front of the edge."""

from __future__ import annotations

import multiprocessing
import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from rxapp.core.settings import Settings


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
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()
