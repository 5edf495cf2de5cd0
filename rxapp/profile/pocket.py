"""The emergency card as it is kept on a device, with the rest of the profile below it: read there without network or session.

What a minor keeps from their parents is left out, for themself too: whoever unlocks the device reads it. From 18 on it is there.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rxapp.accounts.identity import identity_of
from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.profile import acts, sheets, store
from rxapp.profile.looks import owe_look
from rxapp.profile.store import profile_of

_UNTIL = _("Écrit dans Carnet le {jour}. Ce qui a changé depuis n’est pas ici.")


def gather(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    person_id: str,
    lang: str,
    first: bool = False,
    reader: str = "",
) -> dict[str, object] | None:
    """What a device keeps, as this reader may see it. ``first``: it is kept from now on, which the history says; what is read
    again afterwards is a look like that of the page. ``reader``: the account of a card that is there; None to any other, who
    cannot say whether that account may still read it. Raises DomainError ``introuvable``.
    """
    if reader and reader != actor.account_id:
        return None
    require(actor, "download", profile_of(person_id), context)
    whose = {"actor": actor, "context": context, "person_id": person_id}
    who, today = identity_of(uow, person_id), uow.clock.today()
    if first:
        behalf = who.full_name if actor.person_id != person_id else None
        audit.record(uow, person_id=person_id, actor=actor, action=acts.KEPT_ON_DEVICE, details={}, on_behalf=behalf)
    owe_look(uow, **whose)
    sections = _sections(uow, whose, today, lang)
    return {
        "person": person_id,
        "reader": actor.account_id,
        "lang": lang,
        "title": translate(_("Carte d’urgence"), lang),
        "name": who.full_name,
        "born": translate(_("Naissance : {date}"), lang, date=plain_date(who.birth_date, lang)),
        "made": translate(_UNTIL, lang, jour=plain_date(today, lang)),
        "sections": [
            {"title": one.title, "lines": [[line.name, line.text] for line in one.lines]} for one in sections if one.lines
        ],
    }


def _sections(uow: UnitOfWork, whose: dict[str, Any], today: date, lang: str) -> list[sheets.Section]:
    entries = [one for one in store.entries(uow, **whose) if not one.secret]
    unknown = sheets.days_of(store.nones(uow, **whose))
    sections = [
        sheets.section(code, entries, unknown.get(code), today, lang, brief=False) for code in (*sheets.ON_CARD, *sheets.BESIDE)
    ]
    secrets = not store.is_kept(uow, whose["person_id"], secret=True)
    sections.append(sheets.vaccinations(uow, **whose, lang=lang, secrets=secrets))
    return sections
