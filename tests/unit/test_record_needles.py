"""What a search has opened: kept apart for each account, opened again where it changed, let go in time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxapp.record.needles import AT_ONCE, IDLE, Needles, Said

PLACE = datetime(2026, 11, 26, tzinfo=UTC)
ANNE, PAUL = "compte-anne", "compte-paul"


class Book:
    """Documents with their marks and words, and how often they were opened."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.marks: dict[str, tuple[int, str]] = {}
        self.opened: list[str] = []
        self.now = 0.0
        self.needles = Needles(most_bytes=10_000, clock=lambda: self.now)

    def write(self, one: str, words: str) -> None:
        self.words[one], self.marks[one] = words, (self.marks.get(one, (0, ""))[0] + 1, "done")

    def search(self, account: str = ANNE, person: str = "p", only: frozenset[str] | None = None) -> dict[str, str]:
        marks = {one: mark for one, mark in self.marks.items() if only is None or one in only}
        seen: list[str] = []
        places = self.needles.places((account, person, "fr"), marks, self._open, lambda words: seen.append(words) or True)
        assert sorted(seen) == sorted(self.words[place[2]] for place in places)
        return {place[2]: self.words[place[2]] for place in places}

    def _open(self, ids: list[str]) -> Iterator[tuple[str, Said]]:
        for one in ids:
            self.opened.append(one)
            yield one, Said(self.words[one], (PLACE.date(), PLACE, one))


def test_what_is_opened_once_is_not_opened_again() -> None:
    book = Book()
    book.write("a", " kyste")
    book.write("b", " foie")
    assert book.search() == book.search() == book.words
    assert sorted(book.opened) == ["a", "b"]
    book.write("a", " rein")
    assert book.search()["a"] == " rein"
    assert book.opened[2:] == ["a"]


def test_each_account_has_its_own_and_its_sign_out_takes_it_along() -> None:
    book = Book()
    book.write("a", " kyste")
    book.search()
    book.search(PAUL)
    book.needles.forget(ANNE)
    book.search(PAUL)
    assert len(book.opened) == 2
    book.search()
    assert len(book.opened) == 3


def test_a_record_that_is_destroyed_is_let_go_for_everybody() -> None:
    book = Book()
    book.write("a", " kyste")
    book.search()
    book.search(PAUL)
    book.needles.forget_record("p")
    assert book.needles.weight == 0


def test_what_nobody_uses_is_let_go() -> None:
    book = Book()
    book.write("a", " kyste")
    book.search()
    book.now = IDLE - 1
    book.needles.sweep()
    assert book.needles.weight > 0
    book.search()
    book.now += IDLE
    book.needles.sweep()
    assert book.needles.weight == 0


def test_memory_is_bounded() -> None:
    book = Book()
    for number in range(10):
        book.write(f"d{number}", " mot" * 50)
    for person in ("p", "q", "r"):
        assert len(book.search(person=person)) == 10
        assert book.needles.weight <= 10_000
    book.write("grand", "x" * 20_000)
    assert book.search()["grand"] == "x" * 20_000
    assert book.needles.weight <= 10_000


def test_those_that_do_not_fit_leave_the_others_here() -> None:
    book = Book()
    for number in range(40):
        book.write(f"d{number}", "x" * 500)
    book.search()
    assert 8_000 < book.needles.weight <= 10_000
    book.opened.clear()
    assert len(book.search()) == 40
    assert 20 < len(book.opened) < 40


def test_a_search_never_holds_the_words_of_a_whole_record() -> None:
    needles = Needles(most_bytes=1 << 20)
    marks = {f"d{number}": (1, "done") for number in range(400)}

    def opened(ids: list[str]) -> Iterator[tuple[str, Said]]:
        assert len(ids) <= AT_ONCE
        for one in ids:
            yield one, Said(f"{one} " + "x" * 100_000, (PLACE.date(), PLACE, one))

    tracemalloc.start()
    try:
        places = needles.places((ANNE, "p", "fr"), marks, opened, lambda words: words.startswith("d39 "))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [place[2] for place in places] == ["d39"]
    assert peak < 3 << 20, "40 MB of words"


@pytest.mark.parametrize("let_go", [lambda needles: needles.forget_record("p"), lambda needles: needles.forget(ANNE)])
def test_a_search_under_way_puts_nothing_back(let_go: Callable[[Needles], None]) -> None:
    needles = Needles()

    def opened(ids: list[str]) -> Iterator[tuple[str, Said]]:
        for one in ids:
            yield one, Said(" kyste", (PLACE.date(), PLACE, one))
            let_go(needles)

    assert len(needles.places((ANNE, "p", "fr"), {"a": (1, "done"), "b": (1, "done")}, opened, bool)) == 2
    assert needles.weight == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y"]), st.frozensets(st.sampled_from("abc")))))
def test_a_search_always_sees_what_the_documents_say_now(steps: list[tuple[str, str, frozenset[str]]]) -> None:
    book = Book()
    for one, words, only in steps:
        book.write(one, words)
        assert book.search(only=only) == {name: said for name, said in book.words.items() if name in only}
