"""One line of a prescription as it is typed: drug, dose, rhythm, duration, renewals, whether it may be substituted. Pure.

Nothing here is guessed: what is not typed stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.accounts.errors import FieldErrors
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plural, translate
from rxapp.pharmacy.fields import clean_words

LONGEST = 366
"""Days that one dispensing may be for, at most."""
MOST_RENEWALS = 12


@dataclass(frozen=True)
class Line:
    """``days``: how long it is taken, 0 when not said. ``renewals``: how many times it may be dispensed again."""

    drug: str
    dose: str = ""
    rhythm: str = ""
    days: int = 0
    renewals: int = 0
    substitutable: bool = True

    def words(self, lang: str) -> str:
        """« 1 comprimé, matin et soir, pendant 8 jours, 2 renouvellements, non substituable »."""
        said = [self.dose, self.rhythm]
        if self.days:
            said.append(plural(_("pendant {n} jour"), _("pendant {n} jours"), self.days, lang))
        if self.renewals:
            said.append(plural(_("{n} renouvellement"), _("{n} renouvellements"), self.renewals, lang))
        if not self.substitutable:
            said.append(translate(_("non substituable"), lang))
        return ", ".join(part for part in said if part)


@dataclass(frozen=True)
class LineForm:
    """The same as it is typed."""

    drug: str = ""
    dose: str = ""
    rhythm: str = ""
    days: str = ""
    renewals: str = ""
    substitutable: bool = True


def read(form: LineForm) -> Line:
    """The line that was typed. Raises FieldErrors (``drug``, ``days``, ``renewals``)."""
    errors: dict[str, DomainError | str] = {}
    drug = clean_words(form.drug)
    if not drug:
        errors["drug"] = "ligne.medicament_vide"
    numbers = {}
    for name, text, most in (("days", form.days, LONGEST), ("renewals", form.renewals, MOST_RENEWALS)):
        typed = text.strip() or "0"
        if typed.isascii() and typed.isdigit() and int(typed) <= most:
            numbers[name] = int(typed)
        else:
            errors[name] = DomainError("ligne.nombre", maximum=most)
    if errors:
        raise FieldErrors(errors)
    return Line(drug, clean_words(form.dose), clean_words(form.rhythm), **numbers, substitutable=form.substitutable)


def form_of(line: Line) -> LineForm:
    """The form that gives this line."""
    days, renewals = (str(n) if n else "" for n in (line.days, line.renewals))
    return LineForm(line.drug, line.dose, line.rhythm, days, renewals, line.substitutable)
