"""File names: what is shown and given back is safe whatever came in."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.record.details import MAX_NOTE, checked_note, checked_title
from rxapp.record.names import MAX_NAME, clean_line, clean_name, content_disposition, graphemes, title_from


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\scan.pdf", "scan.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200eb\u200fc\u2066d.pdf", "abcd.pdf"),
        ("re\u0301sultat.pdf", "résultat.pdf"),
        ("ordonnance 👩‍⚕️.pdf", "ordonnance 👩‍⚕️.pdf"),
        ("a\x00b\nc\td.pdf", "ab c d.pdf"),
        ('<b>"x"|y?*:.pdf', "_b__x__y___.pdf"),
        ("..", "document"),
        ("", "document"),
        (".htaccess", "htaccess"),
        ("fin. . ", "fin"),
    ],
)
def test_names(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("é" * 300 + ".pdf")
    assert len(graphemes(name)) == MAX_NAME
    assert name.endswith("….pdf")


def test_an_emoji_family_is_one_sign() -> None:
    assert graphemes("👨‍👩‍👧‍👦a🇫🇷👍🏽e\u0301") == ["👨‍👩‍👧‍👦", "a", "🇫🇷", "👍🏽", "e\u0301"]
    assert clean_line("👨‍👩‍👧‍👦" * 5, 3) == "👨‍👩‍👧‍👦" * 3


MARKS = "e" + "\u0301\u0323\u200d" * 20_000
"""One letter, to a person; sixty thousand code points, to a header."""


@pytest.mark.parametrize("stem", [MARKS, MARKS * 2, "é\u0323" * 60_000, "👨🏽‍👩🏽‍👧🏽‍👦🏽" * 600, "e" + "\u200d" * 60_000])
def test_a_limit_in_signs_bounds_code_points_too(stem: str) -> None:
    name = clean_name(stem + ".pdf")
    assert name.endswith(".pdf")
    assert len(name) <= 4 * MAX_NAME
    assert len(content_disposition(name)) < 8_192
    assert clean_name(name) == name
    assert len(title_from(name)) <= 4 * MAX_NAME
    assert len(checked_title(stem)) <= 800
    assert len(checked_note(f"{stem}\n" * 3)) <= 4 * MAX_NOTE


def test_what_people_write_is_left_whole() -> None:
    for written in ("👨🏽‍👩🏽‍👧🏽‍👦🏽" * 40, "ผู้ป่วย" * 20, "Nguyễn Thị Ngọc Ánh", "שָׁלוֹם", "हिन्दी में" * 10):
        whole = unicodedata.normalize("NFC", written)
        assert clean_line(written, 200) == whole
        assert clean_name(f"{written}.pdf") == f"{whole}.pdf"


def test_a_title_comes_from_the_name() -> None:
    assert title_from("Compte_rendu_2024.pdf") == "Compte rendu 2024"
    assert title_from(".pdf") == ".pdf"


@given(st.text())
def test_any_name_is_safe(raw: str) -> None:
    name = clean_name(raw)
    assert name
    assert not set(name) & set('/\\<>:"|?*\x00\n\r\t')
    assert name not in (".", "..")
    assert len(graphemes(name)) <= MAX_NAME
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2069" for c in name)
    assert clean_name(name) == name


@given(st.text(min_size=1))
def test_any_name_fits_a_header_and_comes_back(raw: str) -> None:
    name = clean_name(raw)
    header = content_disposition(name)
    header.encode("ascii")
    assert "\n" not in header
    assert header.startswith("attachment; ")
    assert unquote(header.split("filename*=UTF-8''")[1]) == name
