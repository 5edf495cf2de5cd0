"""The vaccination record as one reader sees it: the vaccines among what the calendar reads. Frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rxapp.accounts.identity import identity_of
from rxapp.accounts.keeping import is_kept
from rxapp.core import origin
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.prevention import counting, doses, law, store, vaccines
from rxapp.prevention.dose_fields import DoseForm
from rxapp.prevention.given import events_of, person_of
from rxapp.prevention.injections import against_of, is_vaccine
from rxapp.prevention.looks import owe_look
from rxapp.prevention.store import Entry, Said
from rxapp.record import views as record

MOST_DOSES = 50
"""Vaccinations on one page."""
MOST_PAPERS = 50
CATEGORY = "vaccination"
"""Of the documents that may prove a dose."""


@dataclass(frozen=True, slots=True)
class DoseView:
    """One vaccination. ``incomplete``: its product or lot is not known; ``document``: the proof, "" for none or one unseen."""

    id: str
    title: str
    against_label: str
    when_label: str
    when_iso: str
    counts: list[str]
    details_label: str
    note: str
    document: str
    document_label: str
    written_label: str
    incomplete: bool
    secret: bool
    version: int
    earlier: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Vaccinations from a place on, the latest first. ``following``: where the next page starts, 0 at the end."""

    rows: list[DoseView] = field(default_factory=list)
    total: int = 0
    start: int = 0
    following: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick."""

    id: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FormView:
    """A vaccination as its form starts; ``version`` is the one that was read, ``lines`` what it may count for."""

    form: DoseForm
    version: int
    said: str
    lines: list[Choice]


def page_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, start: int = 0, lang: str) -> Page:
    """Fifty vaccinations from a place on. Raises DomainError ``introuvable``."""
    held = of_person(uow, actor=actor, context=context, person_id=person_id)
    start = start if 0 <= start < len(held) else 0
    shown = held[start : start + MOST_DOSES]
    papers = {one.details["document"] for one in shown if "document" in one.details}
    titles = record.titles(uow, actor=actor, context=context, document_ids=sorted(papers))
    kept = is_kept(uow, person_id, secret=True)
    rows = [_row(uow, replace(one, secret=one.secret and kept), actor, titles, lang) for one in shown]
    following = start + MOST_DOSES
    return Page(rows, len(held), start, following if following < len(held) else 0)


def of_person(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> list[Entry]:
    """Every vaccination that this reader sees, the latest first. Raises DomainError ``introuvable``."""
    require(actor, "list", doses.record_of(person_id), context)
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    said = store.said(uow, actor=actor, context=context, person_id=person_id)
    return [one for one in reversed(said.done) if is_vaccine(one)]


def form_of(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, entry_id: str, lang: str) -> FormView:
    """A vaccination as its form starts; a proof that is not seen is not named, and stays. Raises DomainError ``introuvable``."""
    row = doses.row_of(uow, actor=actor, action="edit", context=context, entry_id=entry_id)
    owe_look(uow, actor=actor, context=context, person_id=row.person_id)
    one = store.opened(uow, row)
    told = {name: one.details.get(name, "") for name in ("product", "lot", "giver", "place", "note", "document")}
    if not record.titles(uow, actor=actor, context=context, document_ids=[told["document"]] if told["document"] else []):
        told["document"] = ""
    day = f"{one.day:%d/%m/%Y}" if one.day else ""
    form = DoseForm(day=day, dose=str(one.dose or ""), against=against_of(one), **told)
    return FormView(form, row.version, _said(one, lang), _lines_of(uow, actor, context, row.person_id, one, lang))


def lines(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    form: DoseForm,
    entry_id: str = "",
    lang: str,
) -> list[Choice]:
    """The lines of the calendar that a vaccination as typed may count for; in doubt none is ticked. Raises as `doses.add`."""
    where = doses.placed(uow, actor=actor, context=context, person_id=person_id, form=form, entry_id=entry_id)
    return [_choice(rule, where.counted, lang) for rule in where.offered]


def diseases(lang: str) -> list[Choice]:
    """What a vaccine may protect against."""
    return [Choice(code, words.said(lang)) for code, words in vaccines.diseases().items()]


def papers(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, also: str = ""
) -> list[Choice]:
    """What may be the proof of a dose: nothing, or one of the latest documents of its category; ``also`` one that is it already.

    Raises DomainError ``introuvable``.
    """
    page = record.documents_page(
        uow, actor=actor, context=context, person_id=person_id, lang=lang, category=CATEGORY, limit=MOST_PAPERS
    )
    found = {row.id: f"{row.title} ({row.act_date_label})" for row in page.rows}
    more = record.titles(uow, actor=actor, context=context, document_ids=[also] if also and also not in found else [])
    return [Choice("", translate(_("Aucune"), lang)), *(Choice(*one) for one in (found | more).items())]


def _lines_of(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, one: Entry, lang: str) -> list[Choice]:
    said = store.said(uow, actor=actor, context=context, person_id=person_id)
    others = replace(said, done=tuple(other for other in said.done if other.id != one.id))
    offered = _offered(uow, others, person_id, one) if one.day else ()
    return [_choice(rule, one.rules, lang) for rule in dict.fromkeys((*one.rules, *offered)) if law.known(rule)]


def _offered(uow: UnitOfWork, said: Said, person_id: str, one: Entry) -> Iterable[str]:
    who, today = identity_of(uow, person_id), uow.clock.today()
    person = person_of(said, born=who.birth_date, sex=who.sex, today=today)
    told = {"product": one.details.get("product", ""), "against": against_of(one), "day": one.day}
    return counting.place(person, events_of(said, today), **told).offered


def _choice(rule: str, chosen: Iterable[str], lang: str) -> Choice:
    return Choice(rule, law.title(rule, None, lang), rule in chosen)


def _row(uow: UnitOfWork, one: Entry, actor: Actor, titles: Mapping[str, str], lang: str) -> DoseView:
    account = one.account or one.created_by
    who = translate(_("vous"), lang) if account == actor.account_id else one.label
    noted = translate(_("Noté par {qui}"), lang, qui=who) if who else ""
    document = one.details.get("document", "")
    return DoseView(
        id=one.id,
        title=name_of(one, lang),
        against_label=vaccines.listed(against_of(one), lang),
        when_label=plain_date(one.day, lang) if one.day else "",
        when_iso=one.day.isoformat() if one.day else "",
        counts=[law.title(rule, None, lang) for rule in one.rules if law.known(rule)],
        details_label=_details(one, lang),
        note=one.details.get("note", ""),
        document=document if document in titles else "",
        document_label=titles.get(document, ""),
        written_label=origin.taken_over(lang) if origin.is_taken_over(account) else noted,
        incomplete=not ("product" in one.details and "lot" in one.details),
        secret=one.secret,
        version=one.version,
        earlier=[_earlier(before, lang) for before in store.earlier(uow, one.id)] if one.version > 1 else [],
    )


def name_of(one: Entry, lang: str) -> str:
    """Its product; else what the calendar calls it, or what it protects against."""
    product = one.details.get("product", "")
    rule = next(filter(law.known, one.rules), "")
    return product or (law.title(rule, None, lang) if rule else vaccines.listed(against_of(one), lang))


def dose_label(dose: int | None, lang: str) -> str:
    """« dose 1 »; "" for a dose that has no number."""
    return translate(_("dose {dose}"), lang, dose=dose) if dose else ""


def facts_of(one: Entry, lang: str) -> list[str]:
    """Dose, lot, who gave it and where, as far as they were said."""
    lot = one.details.get("lot", "")
    told = (dose_label(one.dose, lang), translate(_("lot {lot}"), lang, lot=lot) if lot else "")
    return [*filter(None, told), *(one.details[name] for name in ("giver", "place") if name in one.details)]


def _details(one: Entry, lang: str) -> str:
    said = " · ".join(facts_of(one, lang))
    return said[:1].upper() + said[1:]


def _said(one: Entry, lang: str) -> str:
    day = plain_date(one.day, lang) if one.day else ""
    return ", ".join(filter(None, (name_of(one, lang), day)))


def _earlier(one: Entry, lang: str) -> str:
    """What it said before, on one line, and when that was written."""
    said = ", ".join((_said(one, lang), *facts_of(one, lang), *filter(None, [one.details.get("note", "")])))
    if one.written_at is None:
        return said
    return translate(_("{quoi} (écrit le {jour})"), lang, quoi=said, jour=date_time(one.written_at, lang))
