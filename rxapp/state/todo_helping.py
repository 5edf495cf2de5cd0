"""« À vous » : somebody asks to be helped, and waits for an answer."""

from __future__ import annotations

from rxapp.accounts import helping_views
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state.todo import Todo


def from_helping(actor: Actor, language: str) -> list[Todo]:
    """One card for each person who asks the actor to help them."""
    with current().db.read() as uow:
        asked = helping_views.helpers_view(uow, actor=actor, lang=language).asked
    return [
        Todo(
            id=f"aide-{one.id}",
            mark="todo",
            order="00",
            title=translate(_("{nom} vous propose de l’aider"), language, nom=one.name),
            when=translate(_("À accepter jusqu’au {date}"), language, date=one.answer_label),
            state_label=translate(_("Invitation"), language),
            href="/parametres/aidants",
            act_label=translate(_("Répondre"), language),
        )
        for one in asked
    ]
