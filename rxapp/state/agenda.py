"""State of `/agenda`: list and month of one's own appointments, one of them, and cancelling with ten seconds to come back.

What the address asks for is `agenda_address.py`; the form is `agenda_form.py`, calendars of other programs `agenda_calendars.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

import reflex as rx

from rxapp.agenda import service
from rxapp.agenda.month import DayCell, Foreseen, MonthGrid
from rxapp.agenda.service import Before, Scope
from rxapp.agenda.views import AppointmentDetail, Form, OccurrenceRow
from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Refused
from rxapp.prevention.lifeline import Line
from rxapp.runtime import current
from rxapp.state import agenda_reading as reading
from rxapp.state.agenda_address import CALENDARS, FAMILY, FORESEEN, MONTH, PAGE, PAST, Asked, read
from rxapp.state.agenda_calendars import AgendaCalendarsState
from rxapp.state.agenda_form import AgendaFormState
from rxapp.state.agenda_month import month
from rxapp.state.agenda_reading import Booked, Group
from rxapp.state.handler import PATIENT, handler
from rxapp.state.lifeline import lines
from rxapp.state.prevention_calendar import CalendarState
from rxapp.state.shell import Shell, Words
from rxapp.state.todo import Todo, from_prevention, most_urgent

_NO_ROW = OccurrenceRow(
    **dict.fromkeys(
        (
            *("id", "occurrence", "person_id", "person_label", "title", "with_whom", "place", "begins", "ends", "day"),
            *("last_day", "day_label", "start_label", "hours_label", "relative_label", "when_label", "repeat_label"),
            *("rule", "dose"),
        ),
        "",
    ),
    version=0,
    documents=0,
    **dict.fromkeys(("all_day", "repeats", "secret", "past", "overlaps"), False),
)
NOTHING = AppointmentDetail(_NO_ROW, "", (), "", Form())
NO_MONTH = MonthGrid("", "", "", "", (), ())
NO_DAY = DayCell("", 0, "", False, False, (), "")


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other views from this one."""

    list: str = PAGE
    month: str = f"{PAGE}?vue={MONTH}"
    calendars: str = f"{PAGE}?vue={CALENDARS}"
    foreseen: str = f"{PAGE}?vue={FORESEEN}"
    upcoming: str = PAGE
    past: str = f"{PAGE}?quand={PAST}"
    mine: str = PAGE
    family: str = f"{PAGE}?qui={FAMILY}"
    everything: str = PAGE
    add: str = f"{PAGE}?ajouter=1"
    add_that_day: str = f"{PAGE}?ajouter=1"
    days: str = ""
    previous: str = ""
    following: str = ""
    next_page: str = ""
    first_page: str = ""


class AgendaState(Shell):
    """What the page shows. ``screen``: "" before the first load, then one of `Asked.screen`; ``address``: the list behind."""

    screen: str = ""
    missing: bool = False
    asked: Asked = Asked()
    ways: Ways = Ways()
    address: str = PAGE
    lines: list[Line] = []
    foreseen: list[Todo] = []
    groups: list[Group] = []
    found_label: str = ""
    added_past: bool = False
    month: MonthGrid = NO_MONTH
    day: DayCell = NO_DAY
    day_rows: list[Booked] = []
    day_foreseen: list[Foreseen] = []
    any_foreseen: bool = False
    detail: AppointmentDetail = NOTHING
    detail_month: str = ""
    choosing: bool = False
    undo_key: str = ""
    undo_text: str = ""
    undo_seconds: int = 0
    _kept: Before | None = None
    _kept_title: str = ""

    @handler(roles=PATIENT)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        (await self.get_state(CalendarState)).dialog = ""
        self.asked, self.missing, self.choosing = read(self.router.url.query_parameters), False, False
        try:
            if self.asked.screen == "form" and self.asked.person not in ("", self.subject):
                raise DomainError("introuvable")
            await self._load()
        except DomainError as error:
            if error.code not in ("introuvable", "rendezvous.annule", "rendezvous.occurrence", "ics.expire"):
                raise
            self.missing = True
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
            if error.code == "ics.expire":
                self._show_error(error)
        finally:
            self.screen = self.asked.screen
        self._offer_undo()

    @handler(roles=PATIENT)
    async def ask_what_to_cancel(self, seen: str):
        """Cancel one appointment; of a series, ask first how much of it."""
        if self.detail.row.repeats:
            self.choosing = True
            return None
        return await self._cancel(Scope.ALL)

    @handler(roles=PATIENT)
    async def keep(self):
        """Cancel nothing after all."""
        self.choosing = False

    @handler(roles=PATIENT)
    async def cancel(self, seen: str, scope: str):
        """Cancel this one, it and the following, or all of a series (`Scope`)."""
        if scope not in set(Scope):
            raise DomainError("introuvable")
        return await self._cancel(Scope(scope))

    @handler(roles=PATIENT)
    async def take_back(self):
        """Put back what was just cancelled."""
        kept, self._kept = self._kept, None
        self._offer_undo()
        if kept is None:
            return
        await work.run(reading.write, service.take_back, self._actor, before=kept)
        if self.asked.screen in ("list", "month"):  # anywhere else nothing of it shows, and what is typed stays
            await self._load()
        self._say(_("« {titre} » est de nouveau dans l’agenda."), titre=self._kept_title)

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer_undo()

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return f"{self.detail.row.id}/{self.detail.row.occurrence}"

    async def _cancel(self, scope: Scope):
        row = self.detail.row
        about = {"appointment_id": row.id, "version": row.version, "occurrence": row.occurrence, "scope": scope}
        self.choosing = False
        self._kept = await work.run(reading.write, service.cancel, self._actor, **about)
        self._kept_title = row.title
        self._offer_undo()
        return rx.redirect(self.address)

    def _offer_undo(self) -> None:
        """Offer what is left of the ten seconds, also after a change of page."""
        kept, now = self._kept, current().clock.now()
        if kept is None or kept.until <= now:
            self._kept, self.undo_text, self.undo_key = None, "", ""
            return
        self.undo_key, self.undo_seconds = f"{kept.appointment_id}.{kept.version}", ceil((kept.until - now).total_seconds())
        self.undo_text = translate(_("« {titre} » est annulé."), self.language, titre=self._kept_title)
        self.words = Words("done", self.undo_text)

    async def _load(self) -> None:
        """Load the screen of the address."""
        self.added_past = False
        match self.asked.screen:
            case "form":
                await (await self.get_state(AgendaFormState))._begin(self.asked, self.address)
            case "one":
                await self._load_one()
            case "import":
                await (await self.get_state(AgendaCalendarsState))._open_import(self.asked.imported)
            case "calendars":
                await (await self.get_state(AgendaCalendarsState))._load_feeds()
                self._ways()
            case "month":
                await self._load_month()
                await self._tell_past({cell.day for week in self.month.weeks for cell in week})
            case "foreseen":
                await self._load_foreseen()
            case _:
                await self._load_list()
                await self._tell_past()

    async def _tell_past(self, days: Collection[str] = ()) -> None:
        """Say where what was just added is when it is past, unless these days or this list show it."""
        told = (await self.get_state(AgendaFormState))._tell_past()
        self.added_past = told not in ("", *days) and self.asked.when != PAST

    async def _load_one(self) -> None:
        self.detail = NOTHING
        asked = self.asked
        self.detail = await work.run(reading.one, self._actor, asked.appointment, asked.occurrence, self.language)
        self.detail_month = self.detail.row.day[:7]
        if self.detail.row.person_id in {person.id for person in self.people}:
            self._open_record(self.detail.row.person_id)

    async def _load_list(self) -> None:
        people = self._people_asked()
        found = await work.run(reading.page, self._actor, people, self.asked, self.language)
        self.lines = await work.run(lines, self._actor, people, self.language)
        self.foreseen = most_urgent(await work.run(from_prevention, self._actor, people, self.language))
        self.groups = [Group(month, list(rows)) for month, rows in groupby(found.rows, key=lambda booked: booked.month)]
        self.found_label = found.label
        self._ways(found.next_cursor)

    async def _load_foreseen(self) -> None:
        """The provisional calendar of the open record, below its life line."""
        self.lines = await work.run(lines, self._actor, [self.subject], self.language)
        await (await self.get_state(CalendarState))._show(self.subject, self.router.url.query_parameters)
        self._ways()

    async def _load_month(self) -> None:
        people = self._people_asked()
        shown = await work.run(month, self._actor, people, self.asked.month, self.language)
        self.month, self.any_foreseen = shown.grid, bool(shown.foreseen)
        cells = [cell for week in self.month.weeks for cell in week]
        wanted = self.asked.day or next((cell.day for cell in cells if cell.is_today), "")
        self.day = next((cell for cell in cells if cell.day == wanted), NO_DAY)
        rows = await work.run(reading.day, self._actor, people, self.day.day, self.language) if self.day.day else []
        self.day_rows, self.day_foreseen = rows, [one for one in shown.foreseen if one.day == self.day.day]
        self._ways()

    def _people_asked(self) -> list[str]:
        """Whose agendas are on screen: the open record's, or everybody's."""
        own = self.subject not in self._helps
        return [person.id for person in self.family] if own and self.asked.who == FAMILY else [self.subject]

    def _ways(self, cursor: str | None = None) -> None:
        asked = self.asked.whole()
        self.address = asked.address()
        bare = Asked(who=asked.who)
        self.ways = Ways(
            list=bare.address(),
            month=bare.but(view=MONTH).address(),
            calendars=bare.but(view=CALENDARS).address(),
            foreseen=Asked(view=FORESEEN).address(),
            upcoming=asked.but(when="").address(),
            past=asked.but(view="", when=PAST, month="", day="").address(),
            mine=asked.but(who="").address(),
            family=asked.but(who=FAMILY).address(),
            everything=asked.but(query="").address(),
            add=bare.but(adding="1").address(),
            add_that_day=bare.but(adding="1", day=self.day.day).address(),
            days=bare.but(view=MONTH, month=self.month.month).address() + "&jour=",
            previous=asked.but(month=self.month.previous, day="").address() if self.month.previous else "",
            following=asked.but(month=self.month.following, day="").address() if self.month.following else "",
            next_page=replace(asked, after=cursor).address() if cursor else "",
            first_page=asked.but().address() if asked.after else "",
        )
