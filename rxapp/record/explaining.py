"""« Qui peut ouvrir ceci ? » and « Voir comme »: what professionals see, told to the person by the function that enforces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import col

from rxapp.accounts import emergency_standing, profile_veils
from rxapp.accounts.access_views import accounts_of
from rxapp.accounts.birth import is_minor
from rxapp.accounts.emergency_rules import consent_of
from rxapp.accounts.granted import context_of
from rxapp.accounts.identity import births_of
from rxapp.accounts.professions import LABELS, PROFILE, TABLE, Profession
from rxapp.accounts.rights import Right, allows
from rxapp.accounts.staff import staff_named
from rxapp.accounts.standing import actor_of
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import (
    ALL_BUT_AUTHOR,
    EVERYBODY,
    NO_CONTEXT,
    Actor,
    Context,
    Item,
    Role,
    Rule,
    can_see,
    of_profession,
    require,
    staff_rule,
)
from rxapp.record import lending
from rxapp.record.categories import category_label
from rxapp.record.contents import key_of
from rxapp.record.lending import Holder
from rxapp.record.models import Document, Status
from rxapp.record.service import document_row, owe_list
from rxapp.record.sight import sight_of
from rxapp.record.veils import item_for, items_for, veils_of
from rxapp.record.views import DocumentRow, row_of

MOST_ROWS = 50
PARENT, PHARMACY = "parent", "pharmacie"
URGENT: Mapping[str, Profession] = {
    "urgence": Profession.DOCTOR,
    "urgence_sage_femme": Profession.MIDWIFE,
    "urgence_infirmier": Profession.NURSE,
    "samu": Profession.REGULATOR,
}
"""Whom an emergency brings (`emergency_rules.CARERS`), by the code under which a record is looked at as they would."""

_WHY: Mapping[Rule, str] = {
    Rule.BLOCKED: _("Non : vous bloquez ce professionnel."),
    Rule.HIDDEN: _("Non : vous masquez ce document à tous."),
    Rule.HIDDEN_FROM_ONE: _("Non : vous lui masquez ce document."),
    Rule.LENT: _("Oui : vous le lui avez envoyé."),
    Rule.AUTHOR: _("Oui : c’est l’auteur de ce document."),
    Rule.NOT_ALLOWED: _("Non : vous ne lui permettez pas de lire le dossier."),
    Rule.SECRET: _("Non : ce document est gardé pour soi."),
    Rule.ONLY_AUTHOR: _("Non : seul son auteur l’ouvre."),
    Rule.HIDDEN_FROM_PROFESSION: _("Non : vous le masquez à cette profession."),
    Rule.NOT_IN_TABLE: _("Non : sa profession n’ouvre pas « {categorie} »."),
    Rule.EMERGENCY: _("Oui : il a ouvert le dossier en urgence, pour une heure."),
    Rule.IN_TABLE: _("Oui, si vous l’autorisez : sa profession ouvre « {categorie} »."),
}
HELD: Mapping[Role, str] = {
    Role.PHARMACY: _("Oui : vous le lui avez envoyé avec une commande. Masquer ne le lui retire pas ; annuler la commande, si."),
    Role.GUEST: _("Oui : vous le montrez par ce lien, à qui en a le code."),
}
_URGENT: Mapping[bool | None, str] = {
    True: _("En urgence, oui, pendant une heure, et vous le sauriez aussitôt : {qui}."),
    False: _("En urgence, non, ce document reste fermé : {qui}."),
    None: _("En urgence, non, c’est refusé : {qui}."),
}
"""Whether it opens, or was refused in advance (None)."""
_NEVER = _("Jamais pour qui est bloqué, ni pour qui ce document est masqué par son nom.")
_IN_URGENCY: Mapping[Profession, str] = {
    Profession.DOCTOR: _("médecin"),
    Profession.MIDWIFE: _("sage-femme"),
    Profession.NURSE: _("infirmier ou infirmière"),
    Profession.REGULATOR: _("médecin du SAMU"),
}
_LOOKING: Mapping[str, str] = {
    "urgence": _("Le médecin des urgences"),
    "urgence_sage_femme": _("La sage-femme, en urgence"),
    "urgence_infirmier": _("L’infirmier ou l’infirmière, en urgence"),
    "samu": _("Le médecin du SAMU, en urgence"),
}
_ALLOWED = _("Oui : vous l’autorisez, et sa profession ouvre « {categorie} ».")


@dataclass(frozen=True)
class Opener:
    """One profession, or one professional, and whether a document opens for them by which rule. ``target``: what hides it from
    them; ``hidden``: it does.
    """

    target: str
    label: str
    opens: bool
    sentence: str
    hidden: bool


@dataclass(frozen=True)
class Openers:
    """Who opens a document. ``everybody``, ``only_author``: it is hidden from all, or from all but its author; ``may_hide``:
    the reader may change that. ``version`` goes back with a change. ``urgent``: who cares in an emergency, in sentences.
    """

    named: tuple[Opener, ...] = ()
    professions: tuple[Opener, ...] = ()
    everybody: bool = False
    only_author: bool = False
    filed: bool = False
    may_hide: bool = False
    version: int = 0
    urgent: str = ""


@dataclass(frozen=True)
class SeenAs:
    """The documents of a record that somebody else would see, the newest first; ``more``: there are others."""

    rows: tuple[DocumentRow, ...]
    more: bool


def openers(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str, lang: str, may_hide: bool
) -> Openers:
    """Who opens a document, for the person or a parent. Raises DomainError ``introuvable``; to a helper ``aide.portee``."""
    document = document_row(uow, actor, "hide", context, document_id)
    item, _lent = item_for(uow, _anybody(""), document, NO_CONTEXT)
    words = {"categorie": category_label(document.category, lang)}
    professions = tuple(_profession(one, item, lang, words) for one in LABELS)
    reader = _Reader(actor, lang, words)
    wanted = [*accounts_of(uow, document.person_id), *emergency_standing.readers_of(uow, document.person_id)]
    wanted += [document.author_account_id, *sorted(item.closed_to)]
    named = [one for account in dict.fromkeys(wanted) if (one := _named(uow, document, account, reader)) is not None]
    known = {one.target for one in named}
    for holder in lending.holders(uow, document.id, lang):
        if holder.actor.account_id not in known and (one := _holding(uow, document, holder, reader)) is not None:
            named.append(one)
    return Openers(
        named=tuple(named),
        professions=professions,
        everybody=EVERYBODY in item.closed_to,
        only_author=ALL_BUT_AUTHOR in item.closed_to,
        filed=item.filed,
        may_hide=may_hide,
        version=document.version,
        urgent=_urgent_words(uow, document.person_id, item, lang),
    )


def targets_of(uow: UnitOfWork, *, actor: Actor, context: Context, document_id: str) -> frozenset[str]:
    """From whom a document is hidden now. Raises DomainError ``introuvable``."""
    document = document_row(uow, actor, "hide", context, document_id)
    return veils_of(uow, [document.id]).get(document.id, frozenset())


def seen_as(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, whom: str, lang: str) -> SeenAs:
    """The list of a record as a professional of a profession would see it once allowed, or as a parent does (`PARENT`); it is the
    reader's own look, and shows nothing that they do not see themselves. Raises DomainError ``introuvable``.
    """
    if whom not in {one for one, _label in watchers(uow, actor=actor, person_id=person_id, lang=lang)}:
        raise DomainError("introuvable")
    require(actor, "allow", Item("access", owner=person_id), context)
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    if whom == PHARMACY:
        return _at_pharmacies(uow, actor, context, person_id, lang)
    other, standing = viewer(uow, person_id=person_id, whom=whom)
    order = (col(Document.act_date).desc(), col(Document.received_at).desc(), col(Document.id).desc())
    wanted = select(Document).where(*sight_of(other, standing, person_id).chosen()).order_by(*order).limit(MOST_ROWS + 1)
    found = uow.session.execute(wanted).scalars().all()
    shown = [document for document, item in items_for(uow, other, person_id, found) if can_see(other, item, standing)]
    key = key_of(uow, person_id)
    return SeenAs(tuple(row_of(document, key, actor, lang) for document in shown[:MOST_ROWS]), len(found) > MOST_ROWS)


def watchers(uow: UnitOfWork, *, actor: Actor, person_id: str, lang: str) -> tuple[tuple[str, str], ...]:
    """As whom a record may be looked at: professions, and for a minor the parents; codes and words for the reader."""
    professions = (
        *((one.value, translate(label, lang)) for one, label in LABELS.items()),
        *((whom, translate(label, lang)) for whom, label in _LOOKING.items()),
        (PHARMACY, translate(_("Ma pharmacie"), lang)),
    )
    born = births_of(uow, [person_id]).get(person_id)
    minor = born is not None and is_minor(born, uow.clock.today())
    parents = _("Mes parents") if actor.person_id == person_id else _("L’autre parent")
    return (*professions, (PARENT, translate(parents, lang))) if minor else professions


def viewer(uow: UnitOfWork, *, person_id: str, whom: str) -> tuple[Actor, Context]:
    """One of `watchers` as `policy` would know them once allowed, or in an emergency; a pharmacy without any order."""
    if whom == PARENT:
        return Actor("?", Role.PATIENT, "?", ""), Context(guardian_of=frozenset({person_id}))
    if whom == PHARMACY:
        return Actor("?", Role.PHARMACY, None, ""), NO_CONTEXT
    standing = _emergency(uow, person_id, URGENT[whom]) if whom in URGENT else _standing(Profession(whom), person_id)
    veiled = frozenset((person_id, mark) for mark in profile_veils.veils_of(uow, person_id))
    return _anybody("?"), replace(standing, veiled=veiled)


def _at_pharmacies(uow: UnitOfWork, actor: Actor, context: Context, person_id: str, lang: str) -> SeenAs:
    """What pharmacies open of a record: what the orders going on need, that the reader sees too."""
    reader, found = _Reader(actor, lang, {}), dict[str, Document]()
    for who, document_id in lending.at_counters(uow, person_id):
        document = uow.session.get(Document, document_id)
        if document is None or document.person_id != person_id or document.status != Status.READY:
            continue
        own, _lent = item_for(uow, actor, document, context)
        there = _told_item(uow, who, document, NO_CONTEXT, reader)
        if can_see(actor, own, context) and can_see(who, there, NO_CONTEXT):
            found[document.id] = document
    shown = sorted(found.values(), key=lambda one: (one.act_date, one.received_at, one.id), reverse=True)
    key = key_of(uow, person_id)
    return SeenAs(tuple(row_of(one, key, actor, lang) for one in shown[:MOST_ROWS]), len(shown) > MOST_ROWS)


def _anybody(account_id: str) -> Actor:
    """A professional whom nobody knows."""
    return Actor(account_id, Role.PROFESSIONAL, None, "")


def _standing(profession: Profession, person_id: str | None) -> Context:
    people = frozenset({person_id}) if person_id else frozenset()
    return Context(allowed_by=people, profession=profession, reads=TABLE[profession], parts=PROFILE[profession])


def _emergency(uow: UnitOfWork, person_id: str, profession: Profession) -> Context:
    """Somebody of a profession who would open a record in an emergency now."""
    people = frozenset({person_id}) if allows(uow, person_id, consent_of(profession)) else frozenset()
    hidden = people if allows(uow, person_id, Right.EMERGENCY_HIDDEN) else frozenset()
    opened = {"reads": TABLE[profession], "parts": PROFILE[profession]}
    return Context(profession=profession, **opened, urgent=people, urgent_hidden=hidden)


def _urgent_words(uow: UnitOfWork, person_id: str, item: Item, lang: str) -> str:
    told: dict[bool | None, list[str]] = {opens: [] for opens in _URGENT}
    for profession in URGENT.values():
        standing = _emergency(uow, person_id, profession)
        opens = staff_rule(_anybody("?"), item, standing).opens if standing.urgent else None
        told[opens].append(translate(_IN_URGENCY[profession], lang))
    said = [translate(_URGENT[opens], lang, qui=", ".join(who)) for opens, who in told.items() if who]
    return " ".join([*said, translate(_NEVER, lang)] if told[True] else said)


def _profession(profession: Profession, item: Item, lang: str, words: dict[str, str]) -> Opener:
    rule = staff_rule(_anybody("?"), item, _standing(profession, item.owner))
    mark = of_profession(profession)
    said = translate(_WHY[rule], lang, **words)
    return Opener(mark, translate(LABELS[profession], lang), rule.opens, said, mark in item.closed_to)


@dataclass(frozen=True)
class _Reader:
    """Who is told, in which language, with the words of the document."""

    actor: Actor
    lang: str
    words: dict[str, str]


def _named(uow: UnitOfWork, document: Document, account_id: str, reader: _Reader) -> Opener | None:
    who, known = actor_of(uow, account_id), staff_named(uow, {account_id}).get(account_id)
    if who is None or known is None:
        return None
    standing = context_of(uow, who, "screen")
    item = _told_item(uow, who, document, standing, reader)
    rule = staff_rule(who, item, standing)
    said = translate(_ALLOWED if rule is Rule.IN_TABLE else _WHY[rule], reader.lang, **reader.words)
    return Opener(account_id, known.name, rule.opens, said, account_id in item.closed_to)


def _holding(uow: UnitOfWork, document: Document, holder: Holder, reader: _Reader) -> Opener | None:
    """Somebody to whom it was lent, as long as it opens for them: a professional, a counter, whoever holds a link."""
    who = holder.actor
    standing = holder.context or context_of(uow, who, "screen")
    item = _told_item(uow, who, document, standing, reader)
    if not can_see(who, item, standing):
        return None
    hideable = who.account_id if who.role in (Role.PROFESSIONAL, Role.ESTABLISHMENT) else ""
    said = translate(HELD.get(who.role, _WHY[Rule.LENT]), reader.lang)
    return Opener(hideable, holder.label, True, said, False)


def _told_item(uow: UnitOfWork, who: Actor, document: Document, standing: Context, reader: _Reader) -> Item:
    """The document as `policy` sees it for this look; what a minor sent in secret is nobody else's to be told."""
    item, lent = item_for(uow, who, document, standing)
    quiet = lent and reader.actor.person_id != document.person_id and lending.is_hushed(uow, who, document.id)
    return replace(item, lent_to=frozenset()) if quiet else item
