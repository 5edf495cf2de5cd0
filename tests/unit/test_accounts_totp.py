"""Codes of an authenticator: the vectors of RFC 6238, clocks that are off, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.accounts import totp

SECRET = b"12345678901234567890"
NOON = datetime(2026, 11, 26, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1: eight digits there, the last six here."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_of(SECRET, totp.step_at(at)) == code[-6:]


@pytest.mark.parametrize("off", [-60, -31, -1, 0, 1, 31, 60])
def test_a_clock_off_by_a_minute_opens(off: int) -> None:
    shown = totp.step_at(NOON + timedelta(seconds=off))
    assert totp.matching_step(SECRET, totp.code_of(SECRET, shown), at=NOON, after=0) == shown


@pytest.mark.parametrize("off", [-120, 120, 3600])
def test_a_clock_off_by_more_does_not(off: int) -> None:
    shown = totp.step_at(NOON + timedelta(seconds=off))
    assert totp.matching_step(SECRET, totp.code_of(SECRET, shown), at=NOON, after=0) is None


def test_no_code_nor_an_earlier_one_is_taken_again() -> None:
    here = totp.step_at(NOON)
    for step in (here - 2, here - 1, here):
        assert totp.matching_step(SECRET, totp.code_of(SECRET, step), at=NOON, after=here) is None
    assert totp.matching_step(SECRET, totp.code_of(SECRET, here + 1), at=NOON, after=here) == here + 1


@pytest.mark.parametrize("typed", ["", "0", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.matching_step(SECRET, typed.encode("ascii", "replace").decode(), at=NOON, after=0) is None


@pytest.mark.parametrize(
    ("typed", "bare"), [(" 123 456 ", "123456"), ("123-456", "123456"), ("１２３４５６", "123456"), ("12.34\u201356", "123456")]
)
def test_typed_as_people_do(typed: str, bare: str) -> None:
    assert totp.digits(typed) == bare


@given(st.binary(min_size=20, max_size=20))
def test_the_secret_as_text_is_the_secret(secret: bytes) -> None:
    text = totp.secret_text(secret)
    assert totp.secret_of(text) == totp.secret_of(text.lower().replace(" ", "")) == secret
    assert {len(group) for group in text.split()} == {4}


def test_what_is_no_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="no secret"):
        totp.secret_of("018!")


def test_what_the_square_says() -> None:
    said = urlsplit(totp.uri(SECRET, "nadia petit@x"))
    assert (said.scheme, said.netloc, unquote(said.path)) == ("otpauth", "totp", "/Carnet:nadia petit@x")
    assert parse_qs(said.query) == {"secret": [totp.secret_text(SECRET).replace(" ", "")], "issuer": ["Carnet"]}


def test_secrets_are_160_bits_and_differ() -> None:
    secrets = {totp.new_secret() for _number in range(50)}
    assert len(secrets) == 50
    assert {len(secret) for secret in secrets} == {20}
