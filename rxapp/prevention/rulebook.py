"""The rule book: every dated version of every rule, frozen, with its words, sources and what is not confirmed.

One rule id has one or several versions; (``id``, ``valid_from``) names one. `book()` reads the files of ``rules/`` once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rxapp.core.i18n import kept_together
from rxapp.prevention.durations import Span
from rxapp.prevention.facts import Obligation

FOLDER = Path(__file__).parent / "rules"
KINDS = ("exam", "vaccine", "dental", "checkup", "screening")
CONFIDENCES = ("v", "d", "bk")
PLACEHOLDERS_BEFORE = date(2019, 1, 1)
"""Dates before this one stand for "older than what the sources tell", except where a source names them."""


AT_ONCE = Span()


class Words(NamedTuple):
    """One sentence in both languages."""

    fr: str
    en: str

    def said(self, lang: str) -> str:
        """The sentence in "fr" or "en"."""
        return self.en if lang == "en" else kept_together(self.fr)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read. ``confidence``: "v" read, "bk" general knowledge to be checked.

    ``title`` is for everybody; ``note`` says how it came to be known, and is for those who keep the rules.
    """

    id: str
    title: str
    url: str
    confidence: str
    note: str = ""

    @property
    def with_note(self) -> str:
        """Its title, then its note."""
        return f"{self.title} — {self.note}" if self.note else self.title


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One campaign, from ``start`` to ``end`` included. ``confidence``: "v" when its dates were read, else a guess.

    ``announced_end``: the last day that was first announced, when it was prolonged later.
    """

    season: str
    start: date
    end: date
    confidence: str
    announced_end: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """A yearly campaign: the rows that are known, and the month and day between which the others are expected."""

    id: str
    title: Words
    sources: tuple[Source, ...]
    expected: tuple[tuple[int, int], tuple[int, int]]
    table: tuple[SeasonRow, ...] = ()
    unconfirmed: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a rule is for. Ages are spans from birth; ``until_age`` is the first birthday that is too late. ``condition``: one
    of them is enough; ``exclude``: one of them (a condition or the code of an event) is enough to be left out."""

    sex: str = "any"
    min_age: Span | None = None
    until_age: Span | None = None
    born_from: date | None = None
    born_to: date | None = None
    condition: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One appointment or dose: a window counted from an anchor ("birth", "prev" dose, "first" dose, "lmp"…).

    ``end`` is exclusive or, with ``through``, inclusive; None: a point age, due until done. ``closes``: nothing is owed any more
    past the window; None: as is usual for its kind. ``after_earlier``: least time after any earlier step of the ``then`` chain.
    """

    n: int = 1
    anchor: str = "birth"
    start: Span = AT_ONCE
    end: Span | None = None
    through: bool = False
    end_anchor: str | None = None
    min_age: Span | None = None
    min_interval: Span | None = None
    after_earlier: Span | None = None
    certificate: int | None = None
    closes: bool | None = None
    product: str | None = None
    first_season: str | None = None
    within_season: str | None = None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The steps for who begins between two ages (``start_until`` excluded)."""

    start_from: Span
    start_until: Span
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Continues:
    """The steps left for who received at least ``doses`` of another rule."""

    rule: str
    doses: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of ages with one test. ``every``: the wait after the 1st, the 2nd… test, the last one for all that follow."""

    phase: str
    start: Span
    until: Span
    every: tuple[Span, ...]
    after_other: Span | None = None


@dataclass(frozen=True, slots=True)
class Defer:
    """An event that puts the next date off."""

    event: str
    by: Span


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What comes again: every so often after the last time, or in each season."""

    every: Span | None = None
    if_never: Span | None = None
    season: str | None = None
    defer: tuple[Defer, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """Other steps or phases for who has a condition."""

    condition: str
    steps: tuple[Step, ...] = ()
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True, slots=True)
class ByBirth:
    """The obligation for those born between two days."""

    obligation: Obligation
    born_from: date | None = None
    born_to: date | None = None


class RuleWords(NamedTuple):
    """What screens and messages say of a rule, in one language; "" for what it does not say."""

    title: str
    why: str
    coverage: str
    obligation_note: str
    note: str
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RuleVersion:
    """One rule as one text has it, from ``valid_from`` to ``valid_to`` (included; None: still).

    ``published_on``: the first day it could be known. ``end_published_on``: the first day its end could be known.
    ``surfaced_from``: since when the public calendar shows it; None: never, so it is left out unless asked for.
    ``family``: the id under which the table writes several rules alike. ``file``, ``line``: where it is written.
    Exactly one of ``steps``, ``ages``, ``recurrence``, ``phases`` says when.
    """

    id: str
    family: str
    kind: str
    series: str
    title: Words
    why: Words
    coverage: Words
    audience: Audience
    obligation: Obligation
    sources: tuple[Source, ...]
    published_on: date
    valid_from: date
    confidence: str
    valid_to: date | None = None
    end_published_on: date | None = None
    surfaced_from: date | None = None
    steps: tuple[Step, ...] = ()
    ages: tuple[int, ...] = ()
    recurrence: Recurrence | None = None
    phases: tuple[Phase, ...] = ()
    variants: tuple[Variant, ...] = ()
    catch_up: tuple[CatchUp, ...] = ()
    continues: tuple[Continues, ...] = ()
    counts: tuple[str, ...] = ()
    satisfied_by: tuple[tuple[str, int], ...] = ()
    gives_way_to: str | None = None
    catches_up: str | None = None
    then: str | None = None
    against: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    complete_before: Mapping[str, Span] = field(default_factory=dict)
    lifetime_once: bool = False
    obligation_by_birth: tuple[ByBirth, ...] = ()
    obligation_note: Words | None = None
    note: Words | None = None
    unconfirmed: tuple[Words, ...] = ()
    file: str = ""
    line: int = 0

    def words(self, lang: str) -> RuleWords:
        """Everything it says, in "fr" or "en"."""
        optional = (words.said(lang) if words else "" for words in (self.obligation_note, self.note))
        unconfirmed = tuple(words.said(lang) for words in self.unconfirmed)
        return RuleWords(self.title.said(lang), self.why.said(lang), self.coverage.said(lang), *optional, unconfirmed)

    def obligation_for(self, birth: date) -> Obligation:
        """The obligation for someone born that day."""
        for row in self.obligation_by_birth:
            if (row.born_from is None or row.born_from <= birth) and (row.born_to is None or birth <= row.born_to):
                return row.obligation
        return self.obligation

    def known(self, as_of: date) -> bool:
        """Whether it could be known on ``as_of``."""
        return self.published_on <= as_of

    def end_known(self, as_of: date) -> date | None:
        """Its last day as it could be known on ``as_of``; None when no end was announced."""
        return self.valid_to if self.end_published_on is not None and self.end_published_on <= as_of else None


@dataclass(frozen=True, slots=True, eq=False)
class RuleBook:
    """All versions, in the order of the files; ``by_id`` gives those of one id, oldest first."""

    versions: tuple[RuleVersion, ...]
    sources: Mapping[str, Source]
    seasons: Mapping[str, Season]
    by_id: Mapping[str, tuple[RuleVersion, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every rule id, in the order of the files."""
        return tuple(self.by_id)

    def version(self, rule: str, valid_from: date) -> RuleVersion:
        """The version a `Due` names by its ``rule`` and ``version``. Raises `KeyError`."""
        for version in self.by_id[rule]:
            if version.valid_from == valid_from:
                return version
        raise KeyError((rule, valid_from))

    def words(self, rule: str, valid_from: date, lang: str) -> RuleWords:
        """The words of one version in "fr" or "en". Raises `KeyError`."""
        return self.version(rule, valid_from).words(lang)

    def in_force(self, rule: str, day: date, as_of: date) -> RuleVersion | None:
        """The version of ``rule`` for ``day`` as known on ``as_of``; None when there is none."""
        for version in reversed(self.by_id.get(rule, ())):
            end = version.end_known(as_of)
            if version.known(as_of) and version.valid_from <= day and (end is None or day <= end):
                return version
        return None

    @property
    def codes(self) -> frozenset[str]:
        """Everything an event or a condition may be called: rule ids and the codes the rules refer to."""
        found = {"lmp", "pregnancy_start", "delivery", "pregnancy_end", "pregnant", "postpartum", *self.by_id}
        for rule in self.versions:
            found |= rule.audience.condition | rule.audience.exclude | {variant.condition for variant in rule.variants}
            if rule.recurrence:
                found |= {defer.event for defer in rule.recurrence.defer}
        return frozenset(found)


@cache
def book() -> RuleBook:
    """The rule book of this installation, read and validated once. Raises `RuleFileError` with file and line."""
    from rxapp.prevention.reading import read

    return read(sorted(FOLDER.glob("*.toml")))
