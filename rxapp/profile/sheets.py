"""What is carried on paper: the summary for a journey or a first visit (two pages at most), and the emergency card.

What is gathered leaves a line in the person's history; what is drawn of it (`summary_pdf`, `card_pdf`) is pure.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

import pikepdf

from rxapp.accounts.identity import Identity, identity_of
from rxapp.core import audit, typeset
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, plural, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.prevention import vaccines
from rxapp.prevention.dose_views import dose_label
from rxapp.prevention.whole import NotedRow, whole
from rxapp.profile import acts, store
from rxapp.profile.over import is_overdue, is_past
from rxapp.profile.parts import BY_CODE, STATE, Box, Field, title_of
from rxapp.profile.store import Entry, NoneKnown, profile_of

SUMMARY, CARD = "resume", "carte"
_ORDER = ("allergies", "traitements", "maladies", "grossesse", "operations", "groupe", "handicap", "famille", "habitudes")
_PEOPLE = ("contacts", "medecin", "confiance", "directives", "don")
_FRONT, _BACK = ("allergies", "groupe", "contacts", "confiance"), ("traitements", "maladies", "grossesse", "handicap", "medecin")
ON_CARD = (*_FRONT, *_BACK)
BESIDE = tuple(code for code in (*_ORDER, *_PEOPLE) if code not in ON_CARD)
"""The parts that the card holds, and the others."""
_ALWAYS = frozenset({"allergies", "traitements"})
"""Parts that are said to be unanswered when they are: that is not the same as nothing known."""
_FITS = ((200, 600, 10.5), (60, 400, 9.5), (25, 200, 9.0), (12, 120, 8.5), (7, 80, 8.0), (4, 60, 8.0), (3, 40, 7.5))
"""Lines of a part, characters of a line and size of the letters, tried one after the other until two pages hold it."""
_CARD_LINES = (
    dict.fromkeys(ON_CARD, 4) | {"allergies": 10, "traitements": 14, "maladies": 8},
    {"allergies": 5, "traitements": 7, "contacts": 3, "maladies": 3},
    {"allergies": 4, "traitements": 5, "contacts": 3, "maladies": 3},
)
"""Lines of a part of the card, tried one after the other as it is drawn; one line where nothing is said."""
_CARD_LINE = 400
"""Characters of a line of the card; where it ends is measured as it is drawn."""
_LISTED = frozenset({"allergies", "traitements", "contacts", "maladies"})
"""Parts whose title stands above their lines on the card; that of another is on the line itself where there is only one."""
_NAMED = frozenset({"pourquoi", "fin", "tabac", "alcool", "activite", "terme", "aide", "source"})
"""Fields whose box is named before their value."""
_LEFT_OUT = frozenset({"depuis", "note", "adresse", "source", "pourquoi", "quand", "lieu"})
"""Fields for which the card has no room."""
_FOOT = _("Ce que la personne dit d’elle-même dans Carnet. Carnet n’est pas un service de l’État.")
_UNANSWERED = _("Non renseigné")
_MORE = _("et {n} autre, à lire dans Carnet"), _("et {n} autres, à lire dans Carnet")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: what it is, and what is said of it."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part on a sheet."""

    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a sheet says of somebody, in its language."""

    who: Identity
    made: date
    lang: str
    sections: tuple[Section, ...]


def gather(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    kind: str,
    lang: str,
    on_screen: bool = False,
) -> Sheet:
    """What a sheet is made of, as this reader may see it; its line is written: that it was taken, or, ``on_screen``, that the
    summary was read. Raises DomainError ``introuvable``.
    """
    require(actor, "download", profile_of(person_id), context)
    audit.tells_all(uow, person_id)
    whose = {"actor": actor, "context": context, "person_id": person_id}
    who, today, entries = identity_of(uow, person_id), uow.clock.today(), store.entries(uow, **whose)
    unknown = days_of(store.nones(uow, **whose))
    codes = (*_ORDER, *_PEOPLE) if kind == SUMMARY else (*_FRONT, *_BACK)
    sections = [section(code, entries, unknown.get(code), today, lang, brief=kind == CARD) for code in codes]
    if kind == SUMMARY:
        sections.insert(len(_ORDER), vaccinations(uow, **whose, lang=lang))
    behalf = who.full_name if actor.person_id != person_id else None
    taken = acts.SUMMARISED if kind == SUMMARY else acts.CARD_MADE
    action = acts.SUMMARY_READ if on_screen else taken
    audit.record(uow, person_id=person_id, actor=actor, action=action, details={}, on_behalf=behalf)
    return Sheet(who, today, lang, tuple(one for one in sections if one.lines))


def summary_pdf(sheet: Sheet) -> bytes:
    """The summary as PDF (A4, two pages at most): where there is more than they hold, it says how much is left out."""
    made = b""
    for lines, letters, size in _FITS:
        sections = [_fitted(one, lines, letters, sheet.lang) for one in sheet.sections]
        made = typeset.pdf(
            _template("summary.typ"), _head(sheet, _("Résumé du profil médical")) | {"size": size, "sections": sections}
        )
        with pikepdf.open(io.BytesIO(made)) as pdf:
            if len(pdf.pages) <= 2:
                break
    return made


def card_pdf(sheet: Sheet) -> bytes:
    """The emergency card as PDF (A4, one page): two faces of a bank card, to cut out and fold."""
    lang, by_code = sheet.lang, {one.code: one for one in sheet.sections}
    faces = {"front": _FRONT, "back": _BACK}
    held = {
        name: [[_small(by_code[code], most, lang) for code in codes if code in by_code] for most in _CARD_LINES]
        for name, codes in faces.items()
    }
    how = translate(_("Découpez le cadre, pliez-le au milieu, et gardez-le avec votre carte d’identité."), lang)
    label = translate(_("Carte d’urgence"), lang)
    return typeset.pdf(_template("card.typ"), _head(sheet, _("Carte d’urgence")) | held | {"how": how, "label": label})


def vaccinations(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str, lang: str, secrets: bool = True) -> Section:
    """The vaccines that were noted, the latest first; ``secrets``: those that a minor keeps too. Raises ``introuvable``."""
    noted = whole(uow, actor=actor, context=context, person_id=person_id, lang=lang).done
    shown = [one for one in noted if one.vaccine and (secrets or not one.secret)]
    return Section("vaccinations", translate(_("Vaccinations"), lang), tuple(_shot(one, lang) for one in reversed(shown)))


def _shot(one: NotedRow, lang: str) -> Line:
    """What it protects against, and the dose that was given: never the line of the calendar, which tells what a series asks."""
    given = (day_label(one.day, lang), one.product, dose_label(one.dose, lang))
    return Line(vaccines.listed(one.against, lang) or one.title, ", ".join(filter(None, given)))


def days_of(nones: Iterable[NoneKnown]) -> dict[str, date]:
    """On which day « rien de connu » was said, by the code of the part."""
    return {one.part: paris_date(one.said_at) for one in nones}


def section(code: str, entries: Sequence[Entry], none: date | None, today: date, lang: str, *, brief: bool) -> Section:
    """One part: what holds now, and what was for illnesses; ``brief``: as the card says it.

    ``none``: the day on which « rien de connu » was said. Without one nothing is said to be none, whatever is over.
    """
    part = BY_CODE[code]
    mine = [one for one in entries if one.part == code]
    now = sorted((one for one in mine if not is_past(one.values, today)), key=lambda one: one.values.get("gravite") != "grave")
    past = [one for one in mine if is_past(one.values, today) and not is_overdue(one.values, today)]
    over = past if code in ("maladies", "grossesse") and not brief else []
    lines = [_line(one, lang, brief=brief) for one in (*now, *over)]
    if not lines and none is not None:
        lines = [Line(translate(part.none, lang), translate(_("dit le {jour}"), lang, jour=plain_date(none, lang)))]
    elif not lines and code in _ALWAYS:
        lines = [Line(translate(_UNANSWERED, lang))]
    return Section(code, translate(part.title, lang), tuple(lines))


def _line(one: Entry, lang: str, *, brief: bool) -> Line:
    part = BY_CODE[one.part]
    left_out = _LEFT_OUT if brief else frozenset()
    beside = [field for field in part.fields if field.code not in part.names and one.values.get(field.code)]
    said = [_said(field, one.values[field.code], lang) for field in beside if field.code not in left_out]
    return Line(title_of(part, one.values, lang) if part.names else "", " · ".join(filter(None, said)))


def _said(field: Field, value: str, lang: str) -> str:
    """A value on one line; with the name of its box where it would not be understood without."""
    if (field.code, value) == (STATE, "en_cours"):
        return ""
    words = ("\u00a0" if field.box is Box.PHONE else " ").join(field.shown(value, lang).split())
    if field.code in _NAMED:
        return translate(_("{qui} : {quoi}"), lang, qui=translate(field.label, lang), quoi=words)
    return f"{translate(field.label, lang)} {words}" if field.code == "depuis" else words


def _fitted(section: Section, lines: int, letters: int, lang: str) -> dict[str, object]:
    left = len(section.lines) - lines
    more = plural(*_MORE, left, lang) if left > 0 else ""
    shown = [{"name": _cut(one.name, letters), "text": _cut(one.text, letters)} for one in section.lines[:lines]]
    return {"title": section.title, "lines": shown, "more": more}


def _small(section: Section, lines: Mapping[str, int], lang: str) -> dict[str, object]:
    most = lines.get(section.code, 1)
    said = [{"name": _cut(one.name, _CARD_LINE), "text": _cut(one.text, _CARD_LINE)} for one in section.lines]
    if len(said) > most:
        left = len(said) - most + 1
        said = [*said[: most - 1], {"name": "", "text": plural(*_MORE, left, lang)}]
    return {"title": section.title, "lines": said, "alone": len(said) == 1 and section.code not in _LISTED}


def _head(sheet: Sheet, title: str) -> dict[str, object]:
    lang = sheet.lang
    born = translate(_("Naissance : {date}"), lang, date=plain_date(sheet.who.birth_date, lang))
    made = translate(_("Fait le {jour}, d’après ce qui était écrit ce jour-là."), lang, jour=plain_date(sheet.made, lang))
    said = {"title": translate(title, lang), "born": born, "made": made, "foot": translate(_FOOT, lang)}
    return {"lang": lang, "name": sheet.who.full_name, **said}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def day_label(iso: str, lang: str) -> str:
    """A day in words, "" for none."""
    return plain_date(date.fromisoformat(iso), lang) if iso else ""


def _template(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()
