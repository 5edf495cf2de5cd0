"""What people type, cleaned; links in it made safe; words that call for a telephone. Whatever is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rxapp.core.errors import DomainError
from rxapp.inbox import text as text_room
from rxapp.inbox.emergencies import Emergency, emergencies_in, notices_for
from rxapp.inbox.links import parts_of
from rxapp.inbox.text import (
    MOST_BYTES,
    MOST_SIGNS,
    MOST_SUBJECT,
    clean_draft,
    clean_message,
    clean_subject,
    clean_words,
    without_trailing,
)
from tests.accounts import refused

NAUGHTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE conversation_message; --",
    "{{7*7}} ${7*7} #{7*7} %s %n {0} {nom}",
    "👩‍👩‍👧‍👦 👍🏽 🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Ω≈ç√∫˜µ≤≥÷ ﷽ ｆｕｌｌ",
    "مرحبا دكتور، كيف الحال؟",
    "می‌خواهم",
    "田中さんにあげて下さい",
    "../../etc/passwd\\..\\x",
    "NULL undefined None NaN -1e400 1/0",
    "a\u0000b",
    "‮gnp.exe⁦x⁩",
    "T̸̡̛͓̦͗o̴͙̅ ȉ̵̪n̷͇̈́v̴̘̈o̸̱͝k̷̫̈e̶͖͘",
    "\ud800seul",
    "ligne 1\r\nligne 2\rligne 3\u2028ligne 4",
    "ﬁn de l’œuvre",
    "\ufeffmarque",
    "e\u0301te\u0301",
)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def cleaned(raw: str) -> str:
    """What is kept, or the code of the refusal."""
    try:
        return clean_message(raw)
    except DomainError as error:
        return error.code


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
@example("e" + "\u0301" * 300)
@example("\ud800")
@example("\u3164" * 10)
def test_whatever_is_typed_is_kept_clean_or_refused_in_words(raw: str) -> None:
    text = cleaned(raw)
    if text == "message.vide":
        return
    assert clean_message(text) == text
    assert text == text.strip() == unicodedata.normalize("NFC", text)
    text.encode()
    assert not [char for char in text if unicodedata.category(char) in HIDDEN and char not in "\n\t\u200c\u200d"]


@pytest.mark.parametrize("raw", NAUGHTY)
def test_naughty_strings_are_text(raw: str) -> None:
    text = clean_message(raw)
    assert text
    assert "".join(part.text for part in parts_of(text)) == text
    assert not [part for part in parts_of(text) if part.href]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list(" \t\n\u00a0\u2003\u3000ab\x1c")), max_size=60))
def test_spaces_at_the_ends_of_lines_go_and_no_others(raw: str) -> None:
    assert without_trailing(raw) == re.sub(r"[^\S\n]+$", "", raw, flags=re.MULTILINE)


@pytest.mark.parametrize("clean", [clean_message, clean_words])
def test_a_text_is_measured_before_it_is_looked_at(clean: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(*_given: object) -> str:
        raise AssertionError("looked at a text that is far too long")

    monkeypatch.setattr(text_room, "_seen", looked)
    assert refused(clean, "a" + " " * MOST_BYTES + "b").code == "message.trop_lourd"


def test_a_message_of_spaces_between_two_signs_is_kept_at_once() -> None:
    """Each space is looked at once: a pattern that began anew at each of them took half a minute."""
    assert clean_message("a" + " " * 19_000 + "b") == "a" + " " * 19_000 + "b"
    assert clean_message("a" + (" " * 9_000 + "\n") * 11 + "b") == "a\n\n\nb"


def test_what_nobody_sees_is_taken_out_and_the_rest_stays() -> None:
    assert clean_message("‮abc⁦ d\u200ee\u0000") == "abc de"
    assert clean_message("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert clean_message("a\n\n\n\n\n\nb  \nc") == "a\n\n\nb\nc"
    assert clean_message("<b>gras</b> & co") == "<b>gras</b> & co"
    assert clean_message("می\u200cخواهم") == "می\u200cخواهم"
    assert len(clean_message("e" + "\u0301" * 5000)) <= 16
    assert clean_message("e\u0301") == "é"


@pytest.mark.parametrize("raw", ["", "   ", "\n\t\r\n", "\u00a0\u2003", "\u200b\u200b", "\u0301", "\u3164", "\u2800\u2800", "‮⁦"])
def test_a_message_without_ink_is_empty(raw: str) -> None:
    assert refused(clean_message, raw).code == "message.vide"
    assert refused(clean_subject, raw).code == "message.objet_vide"
    assert clean_words(raw) == ""


def test_a_message_is_bounded_in_signs_and_in_bytes() -> None:
    assert len(clean_message("a" * MOST_SIGNS)) == MOST_SIGNS
    error = refused(clean_message, "a" * (MOST_SIGNS + 3))
    assert (error.code, error.params["n"]) == ("message.trop_long", 3)
    assert refused(clean_message, "a" * 1_000_000).code == "message.trop_lourd"
    assert refused(clean_message, "😀" * (MOST_BYTES // 4 + 1)).code == "message.trop_lourd"
    assert len(clean_message("😀" * MOST_SIGNS)) == MOST_SIGNS
    assert refused(clean_message, "e" + "\u0301" * 600_000).code == "message.trop_lourd"
    assert refused(clean_draft, " " * 1_000_000).code == "message.trop_lourd"
    assert len(clean_subject("é" * 5_000)) == MOST_SUBJECT


def test_a_draft_is_kept_as_it_is_typed() -> None:
    assert clean_draft("  à suivre… \n\n\n\n\n ") == "  à suivre… \n\n\n\n\n "
    assert clean_draft("a\0b\ud800") == "ab"


@pytest.mark.parametrize(
    ("text", "href", "host"),
    [
        ("https://www.ameli.fr", "https://www.ameli.fr", "www.ameli.fr"),
        ("HTTPS://Ameli.FR/assure?x=1#y", "https://ameli.fr/assure?x=1#y", "ameli.fr"),
        ("http://sante.gouv.fr:8080/a_(b)", "http://sante.gouv.fr:8080/a_(b)", "sante.gouv.fr"),
        ("https://santé.fr/vaccin", "https://xn--sant-epa.fr/vaccin", "santé.fr"),
    ],
)
def test_a_link_shows_where_it_leads(text: str, href: str, host: str) -> None:
    (part,) = parts_of(text)
    assert (part.text, part.href, part.host) == (text, href, host)
    before, link, after = parts_of(f"Voyez « {text} ».")
    assert (before.text, link.href, after.text) == ("Voyez « ", href, " ».")
    assert [one.text for one in parts_of(f"({text}).")] == ["(", text, ")."]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "ftp://ameli.fr",
        "www.ameli.fr",
        "https://ameli.fr@evil.example.com",
        "https://user:pass@ameli.fr/",
        "https://ameli.fr%40evil.com/",
        "https://аmeli.fr",
        "https://аррӏе.com",
        "https://ɑmeli.fr",
        "https://xn--meli-43d.fr",
        "https://ameli．fr",
        "https://localhost/",
        "http://127.0.0.1:3000/",
        "http://[::1]/",
        "http://10.0.0.1/admin",
        "http://2130706433/",
        "https://routeur.local/",
        "https://ameli.fr\\@evil.com",
        "https://",
        "https://.fr",
        "https://-a.fr",
        "http://ameli.fr:99999/",
        "https://ameli.fr." + "a" * 3000,
        "https://amel\u0131.fr",
        "https://" + "é" * 60 + ".fr",
        "https://www." + "éàç" * 20 + ".santé.fr/",
        "https://intranet.lan/",
        "https://x.home.arpa/",
    ],
)
def test_what_hides_where_it_leads_stays_text(text: str) -> None:
    assert not [part for part in parts_of(f"voir {text} !") if part.href]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("htps:/.@%aé\\ \n()[]<>»а1-_?#&")), max_size=120) | st.text(max_size=120))
def test_the_pieces_give_the_text_back_and_a_link_is_what_it_says(text: str) -> None:
    parts = parts_of(text)
    assert "".join(part.text for part in parts) == text
    for part in parts:
        if part.href:
            assert part.href.startswith(("http://", "https://"))
            assert part.href.isascii() or part.text.partition("//")[2].partition("/")[0].isascii()
            assert "@" not in part.href.partition("//")[2].partition("/")[0]
            assert part.host


def test_a_sentence_of_closing_marks_after_a_link_stays_text() -> None:
    (link, after) = parts_of("https://ameli.fr/a_(b)" + ")" * 5_000 + "." * 5_000)
    assert (link.href, after.text) == ("https://ameli.fr/a_(b)", ")" * 5_000 + "." * 5_000)


def test_a_heap_of_links_ends() -> None:
    parts = parts_of("https://a.fr " * 500)
    assert len([part for part in parts if part.href]) == 200
    assert "".join(part.text for part in parts) == "https://a.fr " * 500


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("J'ai des idées noires", Emergency.SUICIDE),
        ("je veux MOURIR", Emergency.SUICIDE),
        ("Je pense au suicide", Emergency.SUICIDE),
        ("j’ai envie d’en finir", Emergency.SUICIDE),
        ("I want to die", Emergency.SUICIDE),
        ("I might kill myself", Emergency.SUICIDE),
        ("une douleur  dans\nla poitrine", Emergency.VITAL),
        ("Mon père a fait un A.V.C ? un AVC !", Emergency.VITAL),
        ("Il est inconscient", Emergency.VITAL),
        ("elle est INCONSCIENTE", Emergency.VITAL),
        ("j’ai du mal à respirer", Emergency.VITAL),
        ("chest pain since this morning", Emergency.VITAL),
        ("I think it is a stroke", Emergency.VITAL),
    ],
)
def test_words_of_an_emergency_are_found_without_accent_or_case(text: str, code: Emergency) -> None:
    assert code in emergencies_in(text)


@pytest.mark.parametrize(
    "text",
    ["", "Bonjour docteur", "Je renouvelle mon ordonnance", "avcenture", "heat stroke advice leaflet", "la poitrine de poulet"],
)
def test_ordinary_words_meet_no_notice(text: str) -> None:
    assert emergencies_in(text) == ()


def test_a_notice_says_whom_to_call_in_the_readers_language() -> None:
    (notice,) = notices_for("je veux mourir", "fr")
    assert notice.numbers == ("3114", "15", "112")
    assert "3114" in notice.text
    (english,) = notices_for("je veux mourir", "en")
    assert "listens to you" in english.text
    both = notices_for("envie de mourir, et une douleur dans la poitrine", "fr")
    assert [one.code for one in both] == ["suicide", "vital"]
