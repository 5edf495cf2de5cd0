"""« À vous » : somebody reads a record of the family in an emergency, now; and the words that say so on the page that is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rxapp.accounts import service as accounts
from rxapp.accounts.emergency_views import GoingOn, going_on
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.todo import Todo


def from_emergency(actor: Actor, people: Sequence[str], language: str) -> list[Todo]:
    """One card for each access that goes on."""
    return [
        Todo(
            id=f"urgence-{one.id}",
            mark="todo",
            order="0",
            title=_title(one, language),
            when=one.state_label,
            state_label=translate(_("Accès en urgence"), language),
            href=f"/parametres/acces?personne={one.person_id}",
            act_label=translate(_("Lire pourquoi, ou contester"), language),
        )
        for one in _going_on(actor, people, language)
    ]


def new_words(actor: Actor, people: Sequence[str], told: Collection[str], language: str) -> tuple[list[str], str]:
    """The accesses that go on, and what to say of the latest that was not told; "" when there is nothing new."""
    found = _going_on(actor, people, language)
    new = [one for one in found if one.id not in told]
    words = _("{fait}. Voyez « Accès au dossier » pour contester.")
    return [one.id for one in found], translate(words, language, fait=_title(new[0], language)) if new else ""


def _going_on(actor: Actor, people: Sequence[str], language: str) -> list[GoingOn]:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return going_on(uow, actor=actor, context=context, people=people, lang=language)


def _title(one: GoingOn, language: str) -> str:
    if one.first_name:
        return translate(_("{nom} lit en urgence le dossier de {prenom}"), language, nom=one.name, prenom=one.first_name)
    return translate(_("{nom} lit votre dossier en urgence"), language, nom=one.name)
