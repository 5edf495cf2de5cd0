"""The testers' bench, demonstration only: travel in time, start afresh, and the sheets of the letters that left."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp.api.forms import read_form
from rxapp.core import work
from rxapp.core.clock import DemoClock
from rxapp.core.connections import CONNECTIONS
from rxapp.core.errors import DomainError
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.demo import reset
from rxapp.notices import views as notices
from rxapp.notices.service import wake
from rxapp.record.names import content_disposition
from rxapp.runtime import Runtime

STEPS = {"jour": timedelta(days=1), "semaine": timedelta(weeks=1), "six_semaines": timedelta(weeks=6)}
"""Days of the Paris calendar, at the same hour: six weeks are the life of a letter's code, across summer time."""

MOST_TYPED = 20
"""Longest date that stays in its box."""
LAST_YEAR = 2150
"""How far one may travel; the clock itself refuses what is past."""


class DemoRoutes:
    """The bench of one runtime; it exists only when its clock can travel."""

    def __init__(self, runtime: Runtime, clock: DemoClock) -> None:
        self._runtime, self._clock = runtime, clock

    async def travel(self, request: Request) -> Response:
        """POST /demo/voyage: `pas` (jour, semaine, six_semaines), a date as people write it or in ISO, or "present"."""
        wanted = ""
        try:
            wanted = (await read_form(request)).get("pas", "")
            if wanted == "present":
                self._clock.reset()
            else:
                self._clock.travel_to(_near(self._day(wanted)))
        except (ValueError, OverflowError, DomainError):
            return RedirectResponse(_again(wanted), status_code=303)
        CONNECTIONS.end_all()  # sessions of another day are over: their open pages leave at once
        wake()  # what is due there leaves at once
        return RedirectResponse("/demo?dit=voyage", status_code=303)

    def _day(self, wanted: str) -> date:
        return self._clock.today() + STEPS[wanted] if wanted in STEPS else _typed(wanted)

    async def reset(self, _: Request) -> Response:
        """POST /demo/remise: everything away, the demonstration people anew, the present time."""
        self._clock.reset()
        await work.run(reset.start_afresh, self._runtime.db)
        CONNECTIONS.end_all()
        return RedirectResponse("/demo?dit=remise", status_code=303)

    async def sheet(self, request: Request) -> Response:
        """GET /demo/lettre/{id}: the PDF of a letter that left."""
        try:
            pdf = await work.run(self._sheet, request.path_params["departure"])
        except DomainError:
            return Response("Introuvable.", status_code=404, media_type="text/plain")
        return Response(
            pdf,
            media_type="application/pdf",
            headers={"content-disposition": content_disposition("lettre.pdf"), "cache-control": "no-store"},
        )

    def _sheet(self, departure_id: str) -> bytes:
        with self._runtime.db.read() as uow:
            return notices.departure_pdf(uow, actor=SYSTEM_ACTOR, departure_id=departure_id)


def _typed(text: str) -> date:
    """« 4/9/2026 », « 4 9 2026 » or an ISO date. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})", text.strip(), re.ASCII)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)


def _again(wanted: str) -> str:
    """Where a wrong date is said, beside what was typed."""
    typed = "" if wanted in STEPS else wanted.strip()[:MOST_TYPED]
    return "/demo?" + urlencode({"dit": "date"} | ({"jour": typed} if typed else {}))


def _near(day: date) -> date:
    """A day in reach. Raises ValueError for one so far that what is counted from it would fall out of the calendar."""
    if day.year > LAST_YEAR:
        raise ValueError(day.year)
    return day


def routes(runtime: Runtime) -> list[Route]:
    """The bench's routes; none when the clock is the real one."""
    if not isinstance(runtime.clock, DemoClock):
        return []
    own = DemoRoutes(runtime, runtime.clock)
    return [
        Route("/demo/voyage", own.travel, methods=["POST"]),
        Route("/demo/remise", own.reset, methods=["POST"]),
        Route("/demo/lettre/{departure:str}", own.sheet, methods=["GET"]),
    ]
