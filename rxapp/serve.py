"""Serving: one process, one port, Granian in front of the edge."""

from __future__ import annotations

import logging
import os
import re

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from rxapp.core.settings import Settings

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\{.*\}|\[.*\]", re.S)


class Redacting(logging.Filter):
    """Keeps what Reflex and its sockets log to the sentence: every quoted or bracketed value goes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; it always passes."""
        record.msg, record.args = _QUOTED.sub("…", record.getMessage())[:300], ()
        record.exc_text = None
        return True


def quiet_logs() -> None:
    """Put the filter on every logger of the frameworks below us."""
    redacting = Redacting()
    for name in ("reflex", "reflex.app", "reflex_base", "reflex.state", "socketio", "engineio", "_granian"):
        logging.getLogger(name).addFilter(redacting)


def serve(settings: Settings) -> None:
    """Serve until told to stop (Ctrl-C or SIGTERM)."""
    os.environ.setdefault("REFLEX_ENV_MODE", "prod")
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"  # the screens are already built
    os.environ["REFLEX_TELEMETRY_ENABLED"] = "false"
    Granian(
        target="rxapp.rxapp:app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()
