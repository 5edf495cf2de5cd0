"""A vaccination as it is typed, checked. Pure: which lines of the calendar it counts for is `counting.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.prevention import vaccines
from rxapp.prevention.fields import MOST_DOSES, MOST_LETTERS, parse_day, plain_lines, plain_text, read_day

MOST_NOTE = 500
SAME_DAY, TOO_SOON, WHICH_LINE = "prevention.meme_jour", "prevention.trop_tot", "prevention.quelle_ligne"
DOUBTS = frozenset({SAME_DAY, TOO_SOON, WHICH_LINE})
"""Asked, not refused: the same sent again, and sure, is kept."""
SHORTEST = timedelta(days=21)
"""Two doses against the same disease nearer than this are asked about: no schedule has any, but for rabies after a bite."""


@dataclass(frozen=True, slots=True)
class DoseForm:
    """As typed. ``against``: diseases ticked, needed when the product is none we know; ``document``: the id of a proof, or ""."""

    product: str = ""
    against: tuple[str, ...] = ()
    day: str = ""
    lot: str = ""
    dose: str = ""
    giver: str = ""
    place: str = ""
    note: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """The same, checked. ``details``: product, lot, giver, place, note, document; those that were said."""

    day: date
    dose: int | None
    against: tuple[str, ...]
    details: dict[str, str] = field(default_factory=dict)

    @property
    def product(self) -> str:
        """Its name, "" when nobody said."""
        return self.details.get("product", "")


def read(form: DoseForm, *, born: date, today: date) -> Dose:
    """A vaccination. Raises FieldErrors (``vaccin``, ``maladies``, ``jour``, ``lot``, ``dose``, ``par``, ``lieu``, ``note``)."""
    wrong: dict[str, DomainError] = {}
    day = read_day(form.day, born, today, wrong, "prevention.jour_futur_vaccin")
    details = {}
    for box, name, typed in (
        ("vaccin", "product", form.product),
        ("lot", "lot", form.lot),
        ("par", "giver", form.giver),
        ("lieu", "place", form.place),
    ):
        text = plain_text(typed)
        if len(text) > MOST_LETTERS:
            wrong[box] = DomainError("prevention.texte_long", maximum=MOST_LETTERS)
        elif text:
            details[name] = text
    note = plain_lines(form.note)
    if len(note) > MOST_NOTE:
        wrong["note"] = DomainError("prevention.texte_long", maximum=MOST_NOTE)
    details |= {name: text for name, text in (("note", note), ("document", form.document)) if text}
    if "product" in details:
        details["product"] = vaccines.name_of(details["product"])
    against = _against(form, details.get("product", ""), wrong)
    number = _number(form.dose, wrong)
    if wrong or day is None:
        raise FieldErrors(wrong)
    return Dose(day, number, against, details)


def occasion(form: DoseForm) -> str:
    """What decides which lines of the calendar are offered: the day and the diseases. The same, and the offer stands."""
    against = vaccines.against_of(plain_text(form.product)) or tuple(sorted(form.against))
    return f"{parse_day(form.day)}|{','.join(against)}"


def only_doubts(error: FieldErrors) -> bool:
    """Whether nothing is wrong: one is only asked whether it is so."""
    return DOUBTS.issuperset(error.errors.values())


def _against(form: DoseForm, product: str, wrong: dict[str, DomainError]) -> tuple[str, ...]:
    known = vaccines.against_of(product)
    against = known or tuple(code for code in vaccines.diseases() if code in form.against)
    if not against and "vaccin" not in wrong:
        if product:
            wrong["maladies"] = DomainError("prevention.maladies_vides")
        else:
            wrong["vaccin"] = DomainError("prevention.vaccin_vide")
    return against


def _number(typed: str, wrong: dict[str, DomainError]) -> int | None:
    if not typed.strip():
        return None
    number = int(typed) if re.fullmatch(r"\s*\d{1,2}\s*", typed, re.ASCII) else 0
    if not 1 <= number <= MOST_DOSES:
        wrong["dose"] = DomainError("prevention.dose_forme", maximum=MOST_DOSES)
    return number
