"""What the server may write in its log: what happened and where, never a value that a person typed or a browser sent.

Our own loggers are named `carnet…` or `rxapp…` and log no value. The libraries below us do (Reflex logs headers and payloads), so
of their sentences only the beginning is kept, up to the first sign after which a value may stand. Exceptions are told by their
type and the places they went through, without their message.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import PurePath

_OURS = ("carnet", "rxapp")
_VALUE = re.compile(r"['\"`{\[(<:=\n]")
_LONGEST = 120
_PLACES = 8


class SoberFormatter(logging.Formatter):
    """One record, one paragraph: level, logger, words, and for an exception where it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of one record."""
        words = record.getMessage()
        if record.name.partition(".")[0] not in _OURS:
            words = _VALUE.split(words, maxsplit=1)[0].strip()[:_LONGEST]
        lines = [f"[{record.levelname}] {record.name}: {words}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += list(_passage(record.exc_info[1]))
        return "\n".join(lines)


def _passage(error: BaseException):
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"  {type(error).__module__}.{type(error).__qualname__}"
        for frame in traceback.extract_tb(error.__traceback__)[-_PLACES:]:
            yield f"    {'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
        error = error.__cause__ or error.__context__


def write_soberly() -> None:
    """Make every log of this process sober, whoever set it up before us."""
    formatter = SoberFormatter()
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler(sys.stderr))
        root.setLevel(logging.WARNING)
    loggers = [root, *(logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        handler.setFormatter(formatter)
