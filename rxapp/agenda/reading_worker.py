"""The process that reads one calendar file: shut in, bounded in time and memory, gone afterwards.

A file may define zones that the library remembers, or rules that never end: none of it reaches the server.

    python -I -S reading_worker.py TODAY PATH…    the file on standard input, JSON on standard output
"""

from __future__ import annotations

import json
import sys


def main(argv: list[str]) -> None:
    """Read the file and answer; what the libraries need is loaded before the process is shut in."""
    sys.path[:] = argv[2:]
    from dataclasses import asdict
    from datetime import date

    from rxapp.agenda import reading
    from rxapp.core.errors import DomainError
    from rxapp.record import confinement

    _warm()
    confinement.confine()
    try:
        found = asdict(reading.read_file(sys.stdin.buffer.read(), date.fromisoformat(argv[1])))
    except DomainError as error:
        found = {"refused": error.code, "params": error.params}
    except MemoryError:
        found = {"refused": "ics.trop_complexe", "params": {}}
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()


def _warm() -> None:
    """Load all zones, encodings and parts of the libraries: to a confined process every file is absent."""
    import warnings
    from datetime import date

    from rxapp.agenda import reading, zones

    zones.prepare()
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        "é".encode(encoding).decode(encoding)
    warnings.simplefilter("ignore")
    reading.read_file(_SAMPLE, date(2026, 1, 1))


_SAMPLE = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:Warm\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T020000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;TZID=Warm:20260101T100000\r
DURATION:PT1H\r
RRULE:FREQ=WEEKLY\r
EXDATE;TZID=Warm:20260108T100000\r
END:VEVENT\r
END:VCALENDAR\r
"""


if __name__ == "__main__":
    main(sys.argv)
