"""Names inside the archive, and its pages: safe wherever they are unpacked or opened."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.takeout.leaves import Html, facts, leaf, link, table, tag
from rxapp.takeout.paths import MOST_BYTES, Paths, plain_stem, safe_name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("bilan.pdf", "bilan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\radio.jpg", "radio.jpg"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("com1.pdf", "_com1.pdf"),
        ("console.pdf", "console.pdf"),
        ("a.txt...", "a.txt"),
        ("   ", "document"),
        (".htaccess", "htaccess"),
        ("fin\u202egpj.exe", "fingpj.exe"),
        ("👩‍👩‍👧 é.pdf", "👩‍👩‍👧 é.pdf"),
    ],
)
def test_a_name_is_made_safe(raw: str, name: str) -> None:
    assert safe_name(raw) == name


@given(st.text(max_size=400))
def test_whatever_the_name(raw: str) -> None:
    name = safe_name(raw)
    assert 0 < len(name.encode("utf-8", "surrogatepass")) <= MOST_BYTES + 1
    assert not re.search(r'[/\\\x00-\x1f<>:"|?*]', name)
    assert name.strip(". ") not in ("", "..")
    assert not name.endswith((".", " "))


def test_two_of_one_name_get_a_number() -> None:
    paths = Paths()
    given = [paths.of("documents", name) for name in ("Bilan.pdf", "bilan.PDF", "bilan.pdf", "ﬁn.txt", "fin.txt", "nu", "nu")]
    assert given == [
        "documents/Bilan.pdf",
        "documents/bilan (2).PDF",
        "documents/bilan (3).pdf",
        "documents/ﬁn.txt",
        "documents/fin (2).txt",
        "documents/nu",
        "documents/nu (2)",
    ]
    assert paths.of("messages", "Bilan.pdf") == "messages/Bilan.pdf"


@pytest.mark.parametrize(
    ("name", "stem"), [("Léo Martin", "leo-martin"), ("../..", "carnet"), ("李", "carnet"), ("a" * 90, "a" * 40)]
)
def test_the_download_has_a_plain_name(name: str, stem: str) -> None:
    assert plain_stem(name) == stem


def test_nothing_typed_is_markup() -> None:
    evil = '<img src=x onerror="alert(1)">&'
    page = leaf(evil, "fr", tag("p", evil), facts([(evil, evil), ("vide", "")]), table([evil], [[evil]]), link(evil, f"a/{evil}"))
    text = page.decode()
    assert "<img" not in text
    assert "<script" not in text
    assert "vide" not in text
    assert "default-src 'none'" in text
    assert 'href="a/%3Cimg%20src%3Dx%20onerror%3D%22alert%281%29%22%3E%26"' in text


def test_an_empty_table_is_nothing() -> None:
    assert table(["a"], []) == Html("")
