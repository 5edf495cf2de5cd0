"""« Mon profil médical » and « Voir comme »: who reads a profile, by which rule, told by the function that enforces."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from rxapp.accounts import emergency_standing, profile_veils
from rxapp.accounts.access_views import accounts_of
from rxapp.accounts.granted import blocked_by, context_of
from rxapp.accounts.professions import LABELS, PROFILE, Profession
from rxapp.accounts.staff import staff_named
from rxapp.accounts.standing import actor_of
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import (
    EVERYBODY,
    NO_CONTEXT,
    VACCINATIONS,
    Actor,
    Context,
    Item,
    Rule,
    can_see,
    of_profession,
    require,
    staff_rule,
)
from rxapp.prevention.store import calendar_of
from rxapp.profile import store
from rxapp.profile.looks import owe_look
from rxapp.profile.parts import BY_CODE
from rxapp.profile.sheets import Section, days_of, section, vaccinations
from rxapp.profile.urgent import WHOLE
from rxapp.record import explaining, lending
from rxapp.record.explaining import Opener
from rxapp.record.lending import Holder

_WHY: Mapping[Rule, str] = {
    Rule.BLOCKED: _("Non : vous bloquez ce professionnel."),
    Rule.HIDDEN: _("Non : vous le masquez à tous."),
    Rule.HIDDEN_FROM_ONE: _("Non : vous le lui masquez."),
    Rule.NOT_ALLOWED: _("Non : vous ne lui permettez pas de lire le dossier."),
    Rule.DOCUMENTS_ALONE: _(
        "Non : votre accord date d’avant et vaut pour les documents. « Autoriser aussi à lire le profil médical », plus haut, "
        "l’ouvre."
    ),
    Rule.HIDDEN_FROM_PROFESSION: _("Non : vous le masquez à cette profession."),
    Rule.NOT_IN_TABLE: _("Non : sa profession n’en ouvre rien."),
    Rule.EMERGENCY: _("Oui : il a ouvert le dossier en urgence, pour une heure."),
    Rule.IN_TABLE: _("Oui, si vous l’autorisez. Ce qui s’ouvre : {parties}."),
}
_ALLOWED = _("Oui : vous l’autorisez. Ce qui s’ouvre : {parties}.")
_ALL = _("tout")
_SHOTS = _("Vaccinations")


@dataclass(frozen=True)
class ProfileOpeners:
    """Who reads a profile and vaccinations. ``everybody``: hidden from all professionals."""

    named: tuple[Opener, ...] = ()
    professions: tuple[Opener, ...] = ()
    everybody: bool = False


def openers(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> ProfileOpeners:
    """Who reads a profile, or its summary through a link, for the person or a parent. Raises DomainError ``introuvable``."""
    require(actor, "allow", Item("access", owner=person_id), context)
    veils, item = profile_veils.veils_of(uow, person_id), replace(store.profile_of(person_id), blocks=blocked_by(uow, person_id))
    marks = [one for one in sorted(veils) if one != EVERYBODY and one not in _MARKS]
    wanted = dict.fromkeys([*accounts_of(uow, person_id), *emergency_standing.readers_of(uow, person_id), *marks])
    named = [one for account in wanted if (one := _named(uow, account, item, veils, lang)) is not None]
    named += [
        _holding(one, lang)
        for one in lending.holders(uow, person_id, lang)
        if can_see(one.actor, item, one.context or NO_CONTEXT)
    ]
    professions = tuple(_profession(uow, one, item, veils, lang) for one in LABELS)
    return ProfileOpeners(tuple(named), professions, EVERYBODY in veils)


def seen_as(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, whom: str, lang: str
) -> tuple[Section, ...]:
    """A profile and vaccinations as one of `record.explaining.watchers` would read them; it is the reader's own look, and shows
    nothing that they do not see themselves. Raises DomainError ``introuvable``.
    """
    if whom not in {one for one, _label in explaining.watchers(uow, actor=actor, person_id=person_id, lang=lang)}:
        raise DomainError("introuvable")
    require(actor, "allow", Item("access", owner=person_id), context)
    whose = {"actor": actor, "context": context, "person_id": person_id}
    owe_look(uow, **whose)
    other, standing = explaining.viewer(uow, person_id=person_id, whom=whom)
    entries = [one for one in store.entries(uow, **whose) if _sees(other, standing, person_id, one.part, secret=one.secret)]
    unknown = days_of(store.nones(uow, **whose))
    codes = [code for code in WHOLE if _sees(other, standing, person_id, code)]
    today, found = uow.clock.today(), list[Section]()
    if entries or unknown.keys() & set(codes):
        found = [section(code, entries, unknown.get(code), today, lang, brief=False) for code in codes]
    shots = replace(calendar_of(person_id), category=VACCINATIONS)
    if can_see(other, shots, standing):
        kept = store.is_kept(uow, person_id, secret=True)
        secrets = can_see(other, replace(shots, hidden=kept), standing)
        found.append(vaccinations(uow, **whose, lang=lang, secrets=secrets))
    return tuple(one for one in found if one.lines)


def parts_label(parts: Collection[str], lang: str) -> str:
    """Parts of a profile, and vaccinations, in words; "" for none."""
    if set(parts) == {*BY_CODE, VACCINATIONS}:
        return translate(_ALL, lang)
    titles = [translate(BY_CODE[code].title, lang) for code in WHOLE if code in parts]
    return ", ".join([*titles, translate(_SHOTS, lang)] if VACCINATIONS in parts else titles)


_MARKS = frozenset(of_profession(one) for one in Profession)


def _sees(other: Actor, standing: Context, person_id: str, part: str, *, secret: bool = False) -> bool:
    return can_see(other, replace(store.profile_of(person_id), category=part, hidden=secret), standing)


def _named(uow: UnitOfWork, account_id: str, item: Item, veils: frozenset[str], lang: str) -> Opener | None:
    who, known = actor_of(uow, account_id), staff_named(uow, {account_id}).get(account_id)
    if who is None or known is None:
        return None
    standing = context_of(uow, who, "screen")
    rule = staff_rule(who, item, standing)
    said = translate(_ALLOWED if rule is Rule.IN_TABLE else _WHY[rule], lang, parties=parts_label(standing.parts, lang))
    return Opener(account_id, known.name, rule.opens, said, account_id in veils)


def _holding(holder: Holder, lang: str) -> Opener:
    """Whoever holds a link to the summary: it ends elsewhere."""
    return Opener("", holder.label, True, translate(explaining.HELD[holder.actor.role], lang), False)


def _profession(uow: UnitOfWork, profession: Profession, item: Item, veils: frozenset[str], lang: str) -> Opener:
    other, standing = explaining.viewer(uow, person_id=item.owner or "", whom=profession.value)
    rule, mark = staff_rule(other, replace(item, blocks=frozenset()), standing), of_profession(profession)
    said = translate(_WHY[rule], lang, parties=parts_label(PROFILE[profession], lang))
    return Opener(mark, translate(LABELS[profession], lang), rule.opens, said, mark in veils)
