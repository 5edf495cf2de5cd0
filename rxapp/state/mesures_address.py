"""What the address of `/profil/mesures` says: which kind, over which period, after which measure. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rxapp.core.i18n import _, translate
from rxapp.measures.kinds import BY_CODE
from rxapp.measures.views import PERIODS

PAGE = "/profil/mesures"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One period, its address, and whether it is the one that is shown."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; an empty field asks for everything."""

    kind: str = ""
    period: str = ""
    after: str = ""

    def starting(self, after: str) -> Asked:
        """The same from another measure on."""
        return replace(self, after=after)

    def address(self) -> str:
        """Address of the page that shows exactly this."""
        pairs = (("mesure", self.kind), ("periode", self.period), ("apres", self.after))
        said = urlencode([(name, value) for name, value in pairs if value])
        return f"{PAGE}?{said}" if said else PAGE


def asked(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for. Whatever is not one of ours counts as not asked."""
    kind, period, after = (parameters.get(name, "") for name in ("mesure", "periode", "apres"))
    if kind not in BY_CODE:
        return Asked()
    return Asked(kind, period if period in PERIODS else "", after[:60])


def periods(wanted: Asked, lang: str) -> list[PeriodView]:
    """The periods one may look at, everything first."""
    names = {"": _("Tout"), **{code: words for code, (words, _span) in PERIODS.items()}}
    return [
        PeriodView(translate(words, lang), Asked(wanted.kind, code).address(), code == wanted.period)
        for code, words in names.items()
    ]
