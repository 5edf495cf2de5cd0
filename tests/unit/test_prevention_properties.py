"""What holds for everybody: whatever the person, their past and the day asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rxapp.prevention import series
from rxapp.prevention.asked import Asked
from rxapp.prevention.editions import edition
from rxapp.prevention.engine import add_lines, as_shown, calendar
from rxapp.prevention.explain import explain
from rxapp.prevention.facts import Due, Event, Person, Status
from rxapp.prevention.lines import quick
from rxapp.prevention.rulebook import book
from rxapp.prevention.windows import NEVER

FIRST, LAST = date(2019, 6, 1), date(2030, 12, 31)
CODES = sorted(book().codes)
CONDITIONS = ("pregnant", "postpartum", "immunosuppressed", "preterm", "tb_risk", "chronic_resp_or_cardiac", "msm", "brca")
RANK = {Status.UPCOMING: 0, Status.DUE: 1, Status.OVERDUE: 2}
_many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Person, tuple[Event, ...], date]:
    """A person, their past, and a day on which they are alive."""
    as_of = draw(st.dates(FIRST, LAST))
    birth = as_of - timedelta(days=draw(st.one_of(st.integers(0, 1200), st.integers(0, 110 * 365))))
    person = Person(birth, draw(st.sampled_from("FM")), frozenset(draw(st.sets(st.sampled_from(CONDITIONS), max_size=2))))
    lived = (as_of - birth).days
    event = st.builds(
        Event,
        st.sampled_from(CODES),
        st.integers(0, lived).map(lambda days: birth + timedelta(days=days)),
        st.one_of(st.none(), st.integers(1, 4)),
        st.sampled_from([{}, {"result": "negative"}, {"test": "cytology"}, {"product": "RotaTeq"}, {"result": "positive"}]),
    )
    return person, tuple(draw(st.lists(event, max_size=12))), as_of


def key(due: Due) -> tuple[str, int | None, str | None]:
    return due.rule, due.dose, due.detail.get("age")


@_many
@given(cases())
def test_each_line_stands(case: tuple[Person, tuple[Event, ...], date]) -> None:
    person, events, as_of = case
    shelf = book()
    for due in calendar(person, events, as_of):
        rule = shelf.version(due.rule, due.version)
        assert rule.sources
        assert rule.published_on <= as_of
        assert due.due_from is not None
        assert due.due_from >= person.birth_date
        assert due.due_to is None or due.due_from <= due.due_to
        assert rule.audience.sex in ("any", person.sex)
        assert due.facts
        assert due.due_from < NEVER
        match due.status:
            case Status.DONE:
                assert due.done_on is not None
                assert due.done_on <= as_of
            case Status.UPCOMING:
                assert as_of < due.due_from
            case Status.DUE:
                assert due.due_from <= as_of
                assert due.due_to is None or as_of <= due.due_to
            case Status.OVERDUE:
                assert due.due_to < as_of


@_many
@given(cases())
def test_no_step_is_told_twice(case: tuple[Person, tuple[Event, ...], date]) -> None:
    owed = [key(due) for due in calendar(*case) if due.status is not Status.DONE]
    assert len(owed) == len(set(owed))


@_many
@given(cases())
def test_the_version_is_in_force_on_the_day_it_is_about(case: tuple[Person, tuple[Event, ...], date]) -> None:
    person, events, as_of = case
    for due in calendar(person, events, as_of):
        rule = book().version(due.rule, due.version)
        if due.status in (Status.DUE, Status.UPCOMING):
            day = max(as_of, due.due_from)
            end = rule.end_known(as_of)
            assert rule.valid_from <= day
            assert end is None or day <= end


@_many
@given(cases())
def test_the_order_in_which_things_are_told_does_not_matter(case: tuple[Person, tuple[Event, ...], date]) -> None:
    person, events, as_of = case
    one_a_day = {(event.rule, event.date): event for event in events if event.rule not in ("lmp", "pregnancy_start")}
    kept = list(one_a_day.values())
    assert calendar(person, kept, as_of) == calendar(person, kept[::-1], as_of)


@_many
@given(cases())
def test_doing_a_step_never_leaves_it_owed(case: tuple[Person, tuple[Event, ...], date]) -> None:
    """For what is done once: that step is gone. For what comes again: its next day is later than today."""
    person, events, as_of = case
    for due in calendar(person, events, as_of):
        if due.status is Status.DONE or as_of < due.due_from or "after_dose" in due.detail:
            continue
        if due.dose is not None and any(event.date == as_of for event in events):  # two doses of one day are one
            continue
        done = Event(due.rule, as_of, due.dose, {"age": due.detail["age"]} if "age" in due.detail else {})
        again = [line for line in calendar(person, (*events, done), as_of) if line.status is not Status.DONE]
        same = [line for line in again if key(line) == key(due)]
        repeats = book().version(due.rule, due.version).recurrence or book().version(due.rule, due.version).phases
        assert all(repeats and line.due_from > as_of for line in same), (due, same)


@_many
@given(cases(), st.integers(1, 900))
def test_time_alone_only_moves_a_status_forward(case: tuple[Person, tuple[Event, ...], date], days: int) -> None:
    """Without news, upcoming becomes due, due becomes overdue or closes; nothing goes back."""
    person, events, as_of = case
    later = as_of + timedelta(days=days)
    if any(as_of < day <= later for rule in book().versions for day in (rule.published_on, rule.end_published_on) if day):
        return
    before = {key(due): due for due in calendar(person, events, as_of) if due.status is not Status.DONE}
    for due in calendar(person, events, later):
        was = before.get(key(due))
        rule = book().version(due.rule, due.version)
        if was is None or due.status is Status.DONE or rule.recurrence or rule.catch_up or was.version != due.version:
            continue
        assert RANK[due.status] >= RANK[was.status], (was, due)
        assert due.due_from == was.due_from or rule.phases or rule.steps[0].first_season, (was, due)


@_many
@given(cases())
def test_what_is_shown_is_part_of_what_is_due(case: tuple[Person, tuple[Event, ...], date]) -> None:
    dues = calendar(*case)
    assert set(map(key, as_shown(dues, case[2]))) <= set(map(key, dues))


@_many
@given(cases())
def test_the_quick_way_says_the_same_as_the_long_one(case: tuple[Person, tuple[Event, ...], date]) -> None:
    person, events, as_of = case
    known = edition(book(), as_of)
    asked = Asked(person, events, as_of, known.book.seasons)
    plain = [entry for entry in known.entries if entry.quick is not None]
    assert len(plain) > 20
    for entry in plain:
        long_way: list[Due] = []
        series.lines(entry, asked, known.by_id, long_way)
        line = quick(entry, entry.quick, asked)
        assert ([line] if line is not None else []) == long_way


@_many
@given(cases())
def test_rules_left_out_by_age_or_sex_had_nothing_to_say(case: tuple[Person, tuple[Event, ...], date]) -> None:
    person, events, as_of = case
    known = edition(book(), as_of)
    asked = Asked(person, events, as_of, known.book.seasons)
    everything: list[Due] = []
    for entry in known.entries:
        if not entry.hidden and entry.sex in (None, person.sex):
            add_lines(entry, asked, known.by_id, everything)
    assert calendar(person, events, as_of) == tuple(everything)


@_many
@given(cases(), st.sampled_from(book().ids))
def test_every_line_is_explained(case: tuple[Person, tuple[Event, ...], date], rule: str) -> None:
    """A window told by an explanation's sums is the line's own, unless another sum or a version moves it."""
    person, events, as_of = case
    found = explain(person, events, rule, as_of)
    assert found.lines == tuple(due for due in calendar(person, events, as_of, include_hidden=True) if due.rule == rule)
    assert len(found.sums) == len(found.lines)
    owed = [due for due in found.lines if due.status is not Status.DONE]
    assert bool(found.reasons) <= (not owed)
    for due, sums in zip(found.lines, found.sums, strict=True):
        if due.status is Status.DONE or due.detail.get("season") or due.detail.get("phase"):
            continue
        days = {one.result for one in sums} | {one.result - timedelta(days=1) for one in sums}
        moved = book().version(rule, due.version)
        earlier = {version.valid_from for version in book().by_id[rule]}
        assert due.due_from in days | earlier or moved.gives_way_to or moved.then, (due, sums)
        assert due.due_to is None or due.due_to in days | {moved.valid_to} or "lmp" in str(due.facts), (due, sums)


@_many
@given(cases())
def test_a_dose_noted_twice_is_one_dose(case: tuple[Person, tuple[Event, ...], date]) -> None:
    """Whoever notes an injection again, with its number or without: no line goes, and no number more is done."""
    person, events, as_of = case
    doses = [event for event in events if (rule := book().by_id.get(event.rule)) and len(rule[-1].steps) > 1]
    again = [replace(event, dose=None) for event in doses]
    assert set(map(said, calendar(person, (*events, *again), as_of))) == set(map(said, calendar(person, events, as_of)))


def said(due: Due) -> tuple[str, int | None, Status, date | None]:
    return due.rule, due.dose, due.status, due.done_on
