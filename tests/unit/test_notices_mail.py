"""Where mail goes and what it looks like on the wire."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime

import pytest

from rxapp.notices.mail import Server
from rxapp.notices.parcels import Parcel, next_wait
from rxapp.notices.words import is_address, mail_bytes

URL = "https://carnet.exemple.fr"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("smtp_url", "host", "port", "tls", "starts_tls", "sender"),
    [
        ("smtp://mail.exemple.fr", "mail.exemple.fr", 587, False, True, "carnet@carnet.exemple.fr"),
        ("smtp://a%40exemple.fr:p%2Fw@mail.exemple.fr:25", "mail.exemple.fr", 25, False, True, "a@exemple.fr"),
        ("smtps://moi:x@mail.exemple.fr", "mail.exemple.fr", 465, True, False, "carnet@carnet.exemple.fr"),
        ("smtp://127.0.0.1", "127.0.0.1", 25, False, None, "carnet@carnet.exemple.fr"),
        ("smtp://[::1]:2525", "::1", 2525, False, None, "carnet@carnet.exemple.fr"),
        ("smtp://localhost?from=x@exemple.fr", "localhost", 25, False, None, "x@exemple.fr"),
        ("smtp://127.0.0.1.exemple.fr", "127.0.0.1.exemple.fr", 587, False, True, "carnet@carnet.exemple.fr"),
    ],
)
def test_servers(smtp_url: str, host: str, port: int, tls: bool, starts_tls: bool | None, sender: str) -> None:
    server = Server.from_url(smtp_url, URL)
    assert (server.host, server.port, server.tls) == (host, port, tls)
    assert (server.must_start_tls, server.sender, server.helo) == (starts_tls, sender, "carnet.exemple.fr")
    assert "p/w" not in repr(server)
    if "p%2Fw" in smtp_url:
        assert (server.username, server.password) == ("a@exemple.fr", "p/w")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "x",
        "a@b\r\nBcc: c@d.fr",
        "a b@c.fr",
        "é@c.fr",
        "a@c.fr, b@c.fr",
        "a@" + "c" * 260,
        "a@[127.0.0.1]",
        "a,b@x.org",
        "a>@x.org",
        "a@b,c@d.org",
    ],
)
def test_no_header_can_be_written_by_an_address(wrong: str) -> None:
    assert not is_address(wrong)


@pytest.mark.parametrize("letter", [None, ("Sujet\r\nBcc: x@exemple.fr", "Corps")])
def test_a_mail_has_the_headers_it_needs_and_no_other(letter: tuple[str, str] | None) -> None:
    parcel = Parcel("ab12", "mail", "nadia@exemple.fr", "en", None, 1, letter=letter)
    sent = mail_bytes(parcel, sender="carnet@exemple.fr", public_url=URL, at=AT)
    message = email.message_from_bytes(sent, policy=email.policy.default)
    assert (message["to"], message["from"]) == ("nadia@exemple.fr", "Carnet <carnet@exemple.fr>")
    assert message["message-id"] == "<ab12@carnet.exemple.fr>"
    assert message["date"].datetime == AT
    assert message["bcc"] is None
    assert b"\n" not in sent.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))
    assert sent.isascii()
    assert not message.defects


def test_a_sheet_goes_with_what_a_room_wrote() -> None:
    sheet = b"%PDF-1.7\r\n" + bytes(range(256)) * 40
    parcel = Parcel("ab12", "mail", "nadia@exemple.fr", "fr", None, 1, letter=("Sujet", "Corps"), sheet=sheet)
    sent = mail_bytes(parcel, sender="carnet@exemple.fr", public_url=URL, at=AT)
    message = email.message_from_bytes(sent, policy=email.policy.default)
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "carnet.pdf")
    assert attached.get_content() == sheet
    assert message.get_body().get_content().strip() == "Corps"
    assert all(len(line) <= 998 for line in sent.split(b"\r\n"))
    assert not message.defects
    assert "PDF" not in repr(parcel)


def test_the_waits_grow_and_end() -> None:
    waits = [next_wait(attempts) for attempts in range(1, 11)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
