"""The vaccinations on paper, to show: each dose under each disease it protects against, in French or English, as PDF.

It is what the person declared, and says so: no health professional signed it, and no border takes it for a certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import resources

from rxapp.accounts.identity import Identity, identity_of
from rxapp.core import audit, typeset
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.prevention import acts, doses, store, vaccines
from rxapp.prevention.dose_views import name_of
from rxapp.prevention.injections import against_of, is_vaccine
from rxapp.prevention.store import Entry

_HEAD = (_("Date"), _("Vaccin"), _("Lot"), _("Fait par"))
_WHAT = _(
    "Relevé de ce que la personne a noté elle-même dans Carnet. Ce n’est pas un certificat officiel\u00a0:"
    " un voyage peut demander le carnet international signé d’un centre agréé."
)
_NONE = _("Aucune vaccination n’est notée.")
_FOOT = _("Carnet n’est pas un service de l’État.")


@dataclass(frozen=True, slots=True)
class Group:
    """The doses against one disease, the oldest first: day, vaccine, lot, who gave it and where."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that the sheet says, in its language."""

    who: Identity
    made: date
    lang: str
    groups: tuple[Group, ...]


def gather(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> Certificate:
    """What the sheet is made of, as this reader may see it; its line is written. Raises DomainError ``introuvable``."""
    require(actor, "download", doses.record_of(person_id), context)
    audit.tells_all(uow, person_id)
    who = identity_of(uow, person_id)
    said = store.said(uow, actor=actor, context=context, person_id=person_id)
    groups = grouped([one for one in said.done if is_vaccine(one)], lang)
    behalf = who.full_name if actor.person_id != person_id else None
    audit.record(uow, person_id=person_id, actor=actor, action=acts.CERTIFIED, details={}, on_behalf=behalf)
    return Certificate(who, uow.clock.today(), lang, groups)


def grouped(shots: list[Entry], lang: str) -> tuple[Group, ...]:
    """The doses under each disease, in the order of `vaccines.diseases`; those of no disease we know are last, under nothing."""
    held = {code: [one for one in shots if code in against_of(one)] for code in vaccines.diseases()}
    groups = [Group(vaccines.diseases()[code].said(lang), _rows(found, lang)) for code, found in held.items() if found]
    others = [one for one in shots if not against_of(one)]
    return (*groups, *([Group("", _rows(others, lang))] if others else []))


def pdf(sheet: Certificate) -> bytes:
    """The sheet as PDF (A4)."""
    lang = sheet.lang
    said = {"title": _("Relevé de vaccinations"), "what": _WHAT, "foot": _FOOT, "none": _NONE}
    named = {
        "born": translate(_("Naissance : {date}"), lang, date=plain_date(sheet.who.birth_date, lang)),
        "made": translate(_("Fait le {jour}, d’après ce qui était écrit ce jour-là."), lang, jour=plain_date(sheet.made, lang)),
    }
    groups = [{"title": group.title, "rows": [list(row) for row in group.rows]} for group in sheet.groups]
    data = {name: translate(words, lang) for name, words in said.items()} | named
    head = [translate(words, lang) for words in _HEAD]
    template = resources.files(__package__).joinpath("certificate.typ").read_bytes()
    return typeset.pdf(template, data | {"lang": lang, "name": sheet.who.full_name, "head": head, "groups": groups})


def _rows(shots: list[Entry], lang: str) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(_row(one, lang) for one in shots)


def _row(one: Entry, lang: str) -> tuple[str, str, str, str]:
    day = plain_date(one.day, lang) if one.day else ""
    name = name_of(one, lang)
    if one.dose:
        name = translate(_("{titre}, dose {dose}"), lang, titre=name, dose=one.dose)
    by = ", ".join(one.details[part] for part in ("giver", "place") if part in one.details)
    return day, name, one.details.get("lot", ""), by
