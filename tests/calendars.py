"""Calendar files written for these tests in the manner of the programs that people use, and hostile ones."""

from __future__ import annotations

CRLF = "\r\n"
ODD_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
NO_SUCH_ZONE = """BEGIN:VTIMEZONE
TZID:Station polaire
BEGIN:STANDARD
DTSTART:20000101T000000
TZOFFSETFROM:+0120
TZOFFSETTO:+0120
END:STANDARD
END:VTIMEZONE"""


def calendar(*components: str, method: str = "", more: str = "", product: str = "-//Essais//FR") -> bytes:
    """A file of these components."""
    lines = ["BEGIN:VCALENDAR", f"PRODID:{product}", "VERSION:2.0", f"METHOD:{method}" if method else "", more]
    text = "\n".join([*lines, *components, "END:VCALENDAR", ""])
    return CRLF.join(line for line in text.split("\n") if line).encode() + CRLF.encode()


def event(uid: str = "u1", *lines: str, start: str = ";TZID=Europe/Paris:20261126T093000", title: str = "Contrôle") -> str:
    """A component that begins at ``start`` (with its parameters)."""
    head = ["BEGIN:VEVENT", f"UID:{uid}" if uid else "", f"DTSTART{start}" if start else "", f"SUMMARY:{title}" if title else ""]
    return "\n".join([*(line for line in head if line), *lines, "END:VEVENT"])


def like_a_booking_site(
    sequence: int = 0, *, cancelled: bool = False, hour: str = "0930", stamp: str = "20261101T080000Z"
) -> bytes:
    """The confirmation one gets by mail after booking a doctor."""
    return calendar(
        ODD_ZONE.format(name="Europe/Paris"),
        event(
            "rdv-4711@reservation.example",
            f"SEQUENCE:{sequence}",
            f"DTSTAMP:{stamp}",
            "DTEND;TZID=Europe/Paris:20261126T120000",
            'ORGANIZER;CN="Dr Moreau":mailto:ne-pas-repondre@reservation.example',
            "LOCATION:12 rue des Lilas\\, 00100 Valbois",
            "DESCRIPTION:Votre rendez-vous avec Dr Moreau\\nMotif : première consultation de ",
            " suivi\\; pensez à votre carte.",
            "STATUS:" + ("CANCELLED" if cancelled else "CONFIRMED"),
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P1D",
            "DESCRIPTION:Rappel",
            "END:VALARM",
            start=f";TZID=Europe/Paris:20261126T{hour}00",
            title="Consultation de suivi",
        ),
        method="CANCEL" if cancelled else "REQUEST",
        product="-//Reservation//Prise de rendez-vous//FR",
    )


def like_google() -> bytes:
    """An export: a series with a moved and a cancelled occurrence, an event in UTC, the zone of the calendar."""
    zone = ";TZID=Europe/Paris:"
    return calendar(
        ODD_ZONE.format(name="Europe/Paris"),
        event(
            "abc123@google.com",
            "DTEND;TZID=Europe/Paris:20261001T100000",
            "RRULE:FREQ=WEEKLY;WKST=MO;UNTIL=20261231T225959Z;INTERVAL=2;BYDAY=TH",
            "EXDATE;TZID=Europe/Paris:20261015T093000",
            "DTSTAMP:20261101T080000Z",
            "SEQUENCE:2",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            start=f"{zone}20261001T093000",
            title="Traitement",
        ),
        event(
            "abc123@google.com",
            "RECURRENCE-ID;TZID=Europe/Paris:20261029T093000",
            "DTEND;TZID=Europe/Paris:20261030T150000",
            "DTSTAMP:20261101T080000Z",
            "SEQUENCE:3",
            start=f"{zone}20261030T140000",
            title="Traitement (décalé)",
        ),
        event(
            "abc123@google.com",
            "RECURRENCE-ID;TZID=Europe/Paris:20261112T093000",
            "STATUS:CANCELLED",
            "DTSTAMP:20261101T080000Z",
            start=f"{zone}20261112T093000",
        ),
        event(
            "xyz789@google.com", "DTEND:20261203T090000Z", "DTSTAMP:20261101T080000Z", start=":20261203T080000Z", title="Dentiste"
        ),
        more="X-WR-CALNAME:Santé\nX-WR-TIMEZONE:Europe/Paris\nCALSCALE:GREGORIAN",
        product="-//Google Inc//Google Calendar 70.9054//EN",
    )


def like_apple() -> bytes:
    """An export: whole days, an attachment, a structured place, folded lines."""
    return calendar(
        event(
            "6F2C0B1E-0000-4000-8000-AAAAAAAAAAAA",
            "DTEND;VALUE=DATE:20261203",
            "DTSTAMP:20261101T080000Z",
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
            "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Clinique:geo:0.0,0.0",
            "ATTACH;FMTTYPE=application/pdf:https://exemple.invalid/convocation.pdf",
            "LOCATION:Clinique du Parc\\n1 allée des Essais",
            start=";VALUE=DATE:20261130",
            title="Hospitalisation",
        ),
        event("anniv", "RRULE:FREQ=YEARLY", "DTSTAMP:20261101T080000Z", start=";VALUE=DATE:20240229", title="Bilan annuel"),
        product="-//Apple Inc.//macOS 26.0//FR",
    )


def like_outlook(zone: str = "Romance Standard Time") -> bytes:
    """An invitation with a Windows zone and HTML beside the text."""
    return calendar(
        ODD_ZONE.format(name=zone),
        event(
            "040000008200E00074C5B7101A82E008",
            f'DTEND;TZID="{zone}":20261126T100000',
            "DTSTAMP:20261101T080000Z",
            "SEQUENCE:1",
            "DESCRIPTION:<html><body><b>Apporter</b> la carte &amp; l’ordonnance</body></html>\\n",
            "X-ALT-DESC;FMTTYPE=text/html:<script>alert(1)</script>",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            "RRULE:FREQ=MONTHLY;COUNT=4;BYDAY=4TH",
            start=f';TZID="{zone}":20261126T093000',
            title="Point mensuel",
        ),
        method="REQUEST",
        product="-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
    )


def deep(depth: int) -> bytes:
    """Components inside components."""
    return calendar(*["BEGIN:X-BOITE"] * depth, event(), *["END:X-BOITE"] * depth)


def many(count: int) -> bytes:
    """As many appointments."""
    return calendar(*(event(f"u{n}") for n in range(count)))
