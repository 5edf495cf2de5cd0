"""Calendar files as they come: what is taken of each program's, and the sentence for each that is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from rxapp.agenda import reader
from rxapp.agenda.reading import MOST_EVENTS, Item, Reading
from rxapp.agenda.series import Series, words_of
from rxapp.core.errors import message
from tests import calendars
from tests.accounts import refused
from tests.calendars import NO_SUCH_ZONE, ODD_ZONE, calendar, event

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 23)
FROM, TO = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)


def read(data: bytes) -> Reading:
    return reader.read(data, TODAY)


def one(data: bytes) -> Item:
    (item,) = read(data).items
    for code, params in [*item.remarks, *([item.refused] if item.refused else [])]:
        assert message(code, "en", **params) != message(code, "fr", **params)
    return item


def starts(item: Item) -> list[str]:
    return [f"{at.start:%d/%m/%y %H:%M}" for at in Series.parse(item.text).between(FROM, TO)]


def codes(item: Item) -> list[str]:
    return [code for code, _params in item.remarks]


def test_a_booking_site() -> None:
    item = one(calendars.like_a_booking_site(3))
    words = words_of(Series.parse(item.text).master)
    assert (words.title, words.with_whom, words.place) == (
        "Consultation de suivi",
        "Dr Moreau",
        "12 rue des Lilas, 00100 Valbois",
    )
    assert words.notes.endswith("Motif : première consultation de suivi; pensez à votre carte.")
    assert (item.uid, item.sequence, item.stamp) == ("rdv-4711@reservation.example", 3, "2026-11-01T08:00:00+00:00")
    assert (starts(item), codes(item)) == (["26/11/26 09:30"], ["ics.remarque.rappels"])
    assert one(calendars.like_a_booking_site(cancelled=True)).cancelled


def test_google() -> None:
    series, single = read(calendars.like_google()).items
    assert starts(series) == ["01/10/26 09:30", "30/10/26 14:00", "26/11/26 09:30", "10/12/26 09:30", "24/12/26 09:30"]
    assert (starts(single), single.remarks) == (["03/12/26 08:00"], [])
    assert Series.parse(single.text).start.utcoffset() == timedelta(0)


def test_apple() -> None:
    stay, yearly = read(calendars.like_apple()).items
    assert [(at.start, at.end) for at in Series.parse(stay.text).between(FROM, TO)] == [(date(2026, 11, 30), date(2026, 12, 3))]
    assert codes(stay) == ["ics.remarque.pieces"]
    assert words_of(Series.parse(stay.text).master).place == "Clinique du Parc 1 allée des Essais"
    later = Series.parse(yearly.text).between(datetime(2028, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
    assert [at.start for at in later] == [date(2028, 2, 29)]


@pytest.mark.parametrize("zone", ["Romance Standard Time", "(UTC+01:00) Brussels\\, Madrid\\, Paris", "Heure du CHU"])
def test_outlook_with_known_and_odd_zone_names(zone: str) -> None:
    item = one(calendars.like_outlook(zone))
    assert starts(item) == ["26/11/26 09:30", "24/12/26 09:30", "28/01/27 09:30", "25/02/27 09:30"]
    assert Series.parse(item.text).start.tzinfo == PARIS
    assert words_of(Series.parse(item.text).master).notes.startswith("<html><body><b>Apporter</b> la carte &amp; l’ordonnance")
    assert "script" not in item.text
    assert item.remarks == []


def test_times_without_a_zone_are_read_as_in_paris() -> None:
    item = one(calendar(event(start=":20261126T093000")))
    assert Series.parse(item.text).start == datetime(2026, 11, 26, 9, 30, tzinfo=PARIS)
    assert codes(item) == ["ics.remarque.fuseau_absent"]


def test_or_as_the_calendar_says() -> None:
    item = one(calendar(event(start=":20261126T093000"), more="X-WR-TIMEZONE:America/New_York"))
    assert Series.parse(item.text).start.utcoffset() == timedelta(hours=-5)
    assert item.remarks == []


def test_a_zone_nobody_knows() -> None:
    item = one(calendar(event(start=";TZID=Mars/Olympe:20261126T093000")))
    assert Series.parse(item.text).start == datetime(2026, 11, 26, 9, 30, tzinfo=PARIS)
    assert item.remarks == [("ics.remarque.fuseau_inconnu", {"fuseau": "Mars/Olympe"})]


def test_a_zone_of_the_file_that_is_like_no_other_is_converted() -> None:
    item = one(calendar(NO_SUCH_ZONE, event(start=";TZID=Station polaire:20261126T093000")))
    assert Series.parse(item.text).start == datetime(2026, 11, 26, 9, 10, tzinfo=PARIS)
    assert codes(item) == ["ics.remarque.fuseau_converti"]


def test_a_file_cannot_redefine_a_known_zone_nor_be_remembered() -> None:
    liar = ODD_ZONE.format(name="Europe/Paris").replace("+0100", "+0900").replace("+0200", "+1000")
    assert starts(one(calendar(liar, event()))) == ["26/11/26 09:30"]
    one(calendar(NO_SUCH_ZONE, event(start=";TZID=Station polaire:20261126T093000")))
    again = one(calendar(event(start=";TZID=Station polaire:20261126T093000")))
    assert codes(again) == ["ics.remarque.fuseau_inconnu"]


def test_dates_added_and_left_out() -> None:
    item = one(
        calendar(
            event(
                "u",
                "RRULE:FREQ=DAILY;COUNT=4",
                "RDATE;TZID=Europe/Paris:20261224T170000,20261225T170000",
                "EXDATE:20261127T083000Z",
                "EXDATE;VALUE=DATE:20261128",
            )
        )
    )
    assert starts(item) == ["26/11/26 09:30", "29/11/26 09:30", "24/12/26 17:00", "25/12/26 17:00"]


def test_one_occurrence_of_a_series_that_is_elsewhere() -> None:
    item = one(
        calendar(event("u", "RECURRENCE-ID;TZID=Europe/Paris:20261126T093000", start=";TZID=Europe/Paris:20261127T100000"))
    )
    assert (item.occurrence, item.begins) == ("20261126T083000Z", "2026-11-27T10:00:00+01:00")


def test_latin_1_is_read_with_a_remark_and_utf_16_too() -> None:
    latin = read(calendar(event(title="Échographie")).decode().encode("latin-1"))
    assert (latin.items[0].title, latin.remarks) == ("Échographie", [("ics.remarque.encodage", {})])
    wide = read(calendar(event(title="Échographie")).decode().encode("utf-16"))
    assert (wide.items[0].title, wide.remarks) == ("Échographie", [])
    assert read(b"\xef\xbb\xbf" + calendar(event())).items[0].title == "Contrôle"


def test_what_is_no_appointment_is_left_out_with_a_remark() -> None:
    found = read(calendar("BEGIN:VTODO\nUID:t\nSUMMARY:Acheter\nEND:VTODO", event()))
    assert ([item.uid for item in found.items], found.remarks) == (["u1"], [("ics.remarque.autres", {})])


def test_without_an_identifier_the_same_is_known_again() -> None:
    first, again = (one(calendar(event(""))) for _ in range(2))
    assert first.uid == again.uid
    assert codes(first) == ["ics.remarque.sans_identifiant"]
    assert one(calendar(event("", title="Autre"))).uid != first.uid


def test_long_and_hostile_texts() -> None:
    item = one(calendar(event(title="x" * 5000)))
    words = words_of(Series.parse(item.text).master)
    assert (len(words.title), words.title[-1], codes(item)) == (120, "…", ["ics.remarque.coupe"])
    assert one(calendar(event(title="a\u202eb\\nc"))).title == "ab c"
    assert one(calendar(event(title=""))).title == "Rendez-vous"
    assert one(calendar(event(title="<img src=x onerror=alert(1)>"))).title == "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ics.vide"),
        (b" \r\n ", "ics.vide"),
        (b"%PDF-1.7", "ics.pas_un_calendrier"),
        (b"<html>BEGIN:VCALENDAR</html>", "ics.pas_un_calendrier"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "ics.pas_un_calendrier"),
        (bytes(range(256)) * 40, "ics.pas_un_calendrier"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY", "ics.sans_rendezvous"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nEND:VCALENDAR", "ics.illisible"),
        (calendar(), "ics.sans_rendezvous"),
        (calendars.many(MOST_EVENTS + 1), "ics.trop_de_rendezvous"),
        (calendars.deep(20_000), "ics.trop_complexe"),
        (b"x" * (reader.MAX_FILE + 1), "ics.trop_lourd"),
    ],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    error = refused(read, data)
    assert error.code == code
    assert message(error, "en") != message(error, "fr")


@pytest.mark.parametrize(
    ("lines", "start", "code"),
    [
        ((), "", "ics.sans_date"),
        ((), ":20261350T990000", "ics.sans_date"),
        ((), ":demain", "ics.sans_date"),
        ((), ";VALUE=DATE:18990101", "ics.date_loin"),
        ((), ";VALUE=DATE:99990101", "ics.date_loin"),
        (("RRULE:FREQ=SECONDLY",), None, "ics.trop_frequent"),
        (("RRULE:FREQ=HOURLY;COUNT=99999999",), None, "ics.trop_frequent"),
        (("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3",), None, "ics.trop_frequent"),
        (("RRULE:FREQ=DAILY;COUNT=1001",), None, "ics.trop_de_fois"),
        (("RRULE:FREQ=DAILY;INTERVAL=1000000000",), None, "ics.regle"),
        (("RRULE:FREQ=DAILY;INTERVAL=0",), None, "ics.regle"),
        (("RRULE:FREQ=PARFOIS",), None, "ics.regle"),
        (("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), None, "ics.regle"),
        (("RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"), None, "ics.regle"),
        (("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",), None, "ics.sans_fin"),
        (("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",), None, "ics.sans_fin"),
        (("RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",), ";TZID=Europe/Paris:20260228T093000", "ics.sans_fin"),
        (("RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20261127T083000Z"] * 401)), None, "ics.trop_d_exceptions"),
        (("DTEND:20291126T100000Z",), None, "rendezvous.trop_long"),
    ],
)
def test_appointments_that_are_refused(lines: tuple[str, ...], start: str | None, code: str) -> None:
    given = {} if start is None else {"start": start}
    begun = monotonic()
    item = one(calendar(event("u", *lines, **given), method=""))
    assert item.refused is not None
    assert (item.refused[0], item.text) == (code, "")
    assert monotonic() - begun < 10


def test_one_bad_appointment_spoils_no_other() -> None:
    good, bad = read(calendar(event("bon"), event("mauvais", "RRULE:FREQ=SECONDLY"))).items
    assert (good.refused, bad.refused) == (None, ("ics.trop_frequent", {}))


def test_many_costly_rules_end_with_the_file_refused_in_bounded_time() -> None:
    begun = monotonic()
    bombs = (event(f"u{n}", f"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY={30 + n % 2}") for n in range(200))
    assert refused(read, calendar(*bombs)).code == "ics.trop_complexe"
    assert monotonic() - begun < reader.WALL_SECONDS + 5


def test_an_end_before_the_beginning_is_ignored_with_a_remark() -> None:
    item = one(calendar(event("u", "DTEND;TZID=Europe/Paris:20261126T083000")))
    assert codes(item) == ["ics.remarque.fin_ignoree"]
    assert Series.parse(item.text).between(FROM, TO)[0].end == datetime(2026, 11, 26, 9, 30, tzinfo=PARIS)


def test_a_length_instead_of_an_end() -> None:
    item = one(calendar(event("u", "DURATION:PT45M")))
    assert Series.parse(item.text).between(FROM, TO)[0].end == datetime(2026, 11, 26, 10, 15, tzinfo=PARIS)
