"""What is typed about prevention, checked: days as people write them, product, lot, dose. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.prevention import errors as errors  # declares the words
from rxapp.prevention.questions import PREGNANCY_LASTS, Question
from rxapp.record.names import unmarked

MOST_LETTERS = 80
"""Longest product name or lot number, in characters."""
MOST_REASON = 300
MOST_DOSES = 10
TESTS = ("", "cytology", "hpv")
_TYPED = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DoneForm:
    """« C’est fait » as typed. ``dose`` counts from 1, "" for what has none. ``test``: which test a screening was."""

    day: str = ""
    product: str = ""
    lot: str = ""
    dose: str = ""
    test: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The same, checked."""

    day: date
    dose: int | None
    details: dict[str, str]


def read_done(form: DoneForm, *, born: date, today: date, vaccine: bool, dose: int | None = None) -> Noted:
    """What was done. ``dose``: the one of the card, when none is typed.

    Raises FieldErrors (``jour``, ``produit``, ``lot``, ``dose``).
    """
    wrong: dict[str, DomainError] = {}
    day = read_day(form.day, born, today, wrong, "prevention.jour_futur")
    details = {}
    for field, name, typed in (("produit", "product", form.product), ("lot", "lot", form.lot)):
        text = plain_text(typed)
        if len(text) > MOST_LETTERS:
            wrong[field] = DomainError("prevention.texte_long", maximum=MOST_LETTERS)
        elif text and vaccine:
            details[name] = text
    number = dose
    if vaccine and form.dose.strip():
        number = int(form.dose) if re.fullmatch(r"\s*\d{1,2}\s*", form.dose, re.ASCII) else 0
        if not 1 <= number <= MOST_DOSES:
            wrong["dose"] = DomainError("prevention.dose_forme", maximum=MOST_DOSES)
    if form.test in TESTS and form.test:
        details["test"] = form.test
    if wrong or day is None:
        raise FieldErrors(wrong)
    return Noted(day, number, details)


def read_answer_day(question: Question, typed: str, *, born: date, today: date) -> date | None:
    """The day that goes with a yes; None for a question without one. Raises FieldErrors (``jour``)."""
    if not question.day:
        return None
    wrong: dict[str, DomainError] = {}
    day = read_day(typed, born, today, wrong, "prevention.jour_a_venir")
    if day is not None and question.event == "lmp" and today - day > PREGNANCY_LASTS:
        wrong["jour"] = DomainError("prevention.grossesse_finie")
    if wrong:
        raise FieldErrors(wrong)
    return day


def read_reason(typed: str) -> str:
    """Why something is set aside; "" is welcome. Raises FieldErrors (``raison``)."""
    text = plain_text(typed)
    if len(text) > MOST_REASON:
        raise FieldErrors({"raison": DomainError("prevention.texte_long", maximum=MOST_REASON)})
    return text


def read_day(typed: str, born: date, today: date, wrong: dict[str, DomainError], future: str) -> date | None:
    """A day that has come and is not before birth; None, with why in ``wrong``, for anything else."""
    day = parse_day(typed)
    if not typed.strip():
        wrong["jour"] = DomainError("prevention.jour_vide")
    elif day is None:
        wrong["jour"] = DomainError("prevention.jour_forme")
    elif day > today:
        wrong["jour"] = DomainError(future)
    elif day < born:
        wrong["jour"] = DomainError("prevention.jour_naissance", naissance=born)
    return day


def parse_day(typed: str) -> date | None:
    """A day typed as day/month/year, run together, or given by a date field; None when it is none."""
    text = typed.strip()
    for shape in (_TYPED, _RUN_TOGETHER):
        if found := shape.fullmatch(text):
            with suppress(ValueError):
                return date(int(found[3]), int(found[2]), int(found[1]))
    with suppress(ValueError):
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    return None


def plain_text(typed: str) -> str:
    """One line, without what is not seen."""
    return " ".join(unmarked(typed).split())


def plain_lines(typed: str) -> str:
    """Several lines, each without what is not seen."""
    return "\n".join(plain_text(line) for line in typed.strip().splitlines())
