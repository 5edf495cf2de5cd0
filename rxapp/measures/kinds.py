"""What can be measured: its units, its decimals, what is likely at an age and what is possible at all. Pure.

What is likely only asks a question (the bounds are wide and no medical advice); what no body can reach is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rxapp.accounts.birth import months_on
from rxapp.core.i18n import LANGUAGES, _, number, translate

_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: one of it is ``factor`` of the first unit of its kind, in which bounds and charts are."""

    code: str
    label: str
    factor: Decimal = Decimal(1)
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """What is likely under an age in months (None: at any): least and most of each number."""

    under: int | None
    likely: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of measure. ``boxes``: the words of each number it takes; ``possible``: bounds of each, in the first unit."""

    code: str
    title: str
    units: tuple[Unit, ...]
    possible: tuple[tuple[Decimal, Decimal], ...]
    bands: tuple[Band, ...]
    boxes: tuple[str, ...] = (_("Valeur"),)
    hint: str = ""

    @property
    def default(self) -> Unit:
        """The unit that is offered first."""
        return self.units[0]

    def unit(self, code: str) -> Unit | None:
        """A unit by its code."""
        return next((one for one in self.units if one.code == code), None)

    def likely(self, age_months: int) -> tuple[tuple[Decimal, Decimal], ...]:
        """Least and most of each number at an age."""
        return next(band.likely for band in self.bands if band.under is None or age_months < band.under)


def _pairs(*bounds: str) -> tuple[tuple[Decimal, Decimal], ...]:
    numbers = [Decimal(one) for one in bounds]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _bands(*rows: tuple[int | None, str]) -> tuple[Band, ...]:
    return tuple(Band(under, _pairs(*bounds.split())) for under, bounds in rows)


KINDS: tuple[Kind, ...] = (
    Kind(
        "poids",
        _("Poids"),
        (Unit("kg", "kg", decimals=3),),
        _pairs("0.2", "1000"),
        _bands((1, "1.5 6"), (6, "2 11"), (24, "4 18"), (72, "8 40"), (144, "12 90"), (216, "20 150"), (None, "30 250")),
    ),
    Kind(
        "taille",
        _("Taille du corps"),
        (Unit("cm", "cm", decimals=1),),
        _pairs("20", "280"),
        _bands((1, "35 62"), (6, "40 78"), (24, "50 100"), (72, "65 135"), (144, "85 185"), (216, "110 215"), (None, "120 220")),
    ),
    Kind(
        "crane",
        _("Périmètre crânien"),
        (Unit("cm", "cm", decimals=1),),
        _pairs("15", "100"),
        _bands((1, "28 42"), (6, "30 50"), (24, "35 55"), (72, "42 58"), (None, "45 66")),
    ),
    Kind(
        "tension",
        _("Tension artérielle"),
        (Unit("mmHg", "mmHg"),),
        _pairs("40", "350", "20", "250"),
        _bands((144, "60 140 30 90"), (None, "80 200 40 120")),
        (_("Maximale (la première)"), _("Minimale (la seconde)")),
        _("En millimètres de mercure : 130 et 80, et non 13 et 8."),
    ),
    Kind(
        "pouls",
        _("Pouls"),
        (Unit("bpm", _("battements/min")),),
        _pairs("10", "350"),
        _bands((12, "80 190"), (72, "60 160"), (None, "40 180")),
    ),
    Kind("temperature", _("Température"), (Unit("C", "°C", decimals=1),), _pairs("20", "46"), _bands((None, "35 41"))),
    Kind(
        "glycemie",
        _("Glycémie"),
        (Unit("g/L", "g/L", decimals=2), Unit("mmol/L", "mmol/L", Decimal("0.18016"), 1)),
        _pairs("0.05", "20"),
        _bands((None, "0.5 3")),
    ),
    Kind(
        "oxygene",
        _("Oxygène dans le sang"),
        (Unit("pct", "%"),),
        _pairs("20", "100"),
        _bands((None, "90 100")),
        hint=_("Ce que montre l’oxymètre au doigt (SpO2)."),
    ),
    Kind("pas", _("Nombre de pas"), (Unit("pas", _("pas")),), _pairs("0", "300000"), _bands((None, "0 60000"))),
    Kind(
        "douleur",
        _("Douleur"),
        (Unit("sur10", "/10"),),
        _pairs("0", "10"),
        _bands((None, "0 10")),
        hint=_("De 0, aucune douleur, à 10, la pire qu’on puisse imaginer."),
    ),
    Kind(
        "tour_taille",
        _("Tour de taille"),
        (Unit("cm", "cm", decimals=1),),
        _pairs("15", "400"),
        _bands((72, "30 80"), (216, "40 140"), (None, "50 160")),
    ),
)
BY_CODE: Mapping[str, Kind] = {one.code: one for one in KINDS}


def in_default(unit: Unit, value: Decimal) -> Decimal:
    """A number in the first unit of its kind."""
    return value * unit.factor


def is_possible(kind: Kind, unit: Unit, values: Sequence[Decimal]) -> bool:
    """Whether a body can reach it at all."""
    return _inside(kind.possible, unit, values)


def is_likely(kind: Kind, unit: Unit, values: Sequence[Decimal], *, born: date, on: date) -> bool:
    """Whether it is as one expects at that age; else one asks."""
    return _inside(kind.likely(months_on(born, on)), unit, values)


def value_label(kind: Kind, unit: Unit, values: Sequence[Decimal], lang: str) -> str:
    """« 72,5 kg », « 128/82 mmHg », « 7/10 »."""
    said = "/".join(number_label(value, unit, lang) for value in values)
    words = translate(unit.label, lang)
    return f"{said}{words}" if words.startswith("/") else f"{said}{_NO_BREAK}{words}"


def number_label(value: Decimal, unit: Unit, lang: str) -> str:
    """A number as the language writes it, with no more decimals than it has."""
    return number(value, lang, unit.decimals)


def typed_label(value: Decimal, unit: Unit, lang: str) -> str:
    """A number as it is typed in a box: as `fields.parse_number` reads it back, so without groups."""
    said = f"{round(value, unit.decimals):f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return said.replace(".", ",") if lang == "fr" else said


def bounds_label(kind: Kind, unit: Unit, place: int) -> dict[str, str]:
    """From where to where a number may go, in each language."""
    low, high = (bound / unit.factor for bound in kind.possible[place])
    said = {lang: [number(bound, lang, max(unit.decimals, 1)) for bound in (low, high)] for lang in LANGUAGES}
    return {lang: " – ".join(pair) for lang, pair in said.items()}


def _inside(bounds: Sequence[tuple[Decimal, Decimal]], unit: Unit, values: Sequence[Decimal]) -> bool:
    pairs = zip(bounds, values, strict=True)
    return all(low <= in_default(unit, value) <= high for (low, high), value in pairs)
