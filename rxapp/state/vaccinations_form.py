"""What the form of `/profil/vaccinations` sends: boxes, and one tick for each disease and each line of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, create_model

from rxapp.prevention import vaccines
from rxapp.prevention.dose_fields import DoseForm
from rxapp.prevention.dose_views import Choice
from rxapp.state.handler import Form

LONGEST_NOTE = 5_000
"""Characters that the box of a note lets in: more than is kept, so that what is too long is refused in words."""
MOST_LINES = 12
"""Lines of the calendar that a form can offer; the rules never come near it."""


class _Boxes(Form):
    """A vaccination as typed; boxes that are not ticked are absent."""

    vaccin: str = ""
    jour: str = ""
    lot: str = ""
    dose: str = ""
    par: str = ""
    lieu: str = ""
    document: str = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    secret: str | None = None

    def typed(self) -> DoseForm:
        """The same for the domain."""
        against = tuple(code for code in vaccines.diseases() if getattr(self, f"maladie_{code}"))
        boxes = (self.vaccin, against, self.jour, self.lot, self.dose, self.par, self.lieu, self.note, self.document)
        return DoseForm(*boxes)

    def counts(self, lines: Sequence[Choice]) -> tuple[str, ...]:
        """The lines that are ticked, among those that were offered in that order."""
        return tuple(one.id for place, one in enumerate(lines[:MOST_LINES]) if getattr(self, f"ligne_{place}"))


def _ticks() -> dict[str, Any]:
    names = [f"maladie_{code}" for code in vaccines.diseases()] + [f"ligne_{place}" for place in range(MOST_LINES)]
    return dict.fromkeys(names, (str, ""))


VaccinForm = create_model("VaccinForm", __base__=_Boxes, **_ticks())
