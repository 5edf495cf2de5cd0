"""Where a document comes from, in words: who added it, sent it or made it, or that a copy of another Carnet brought it."""

from __future__ import annotations

from dataclasses import replace

from rxapp.core import origin
from rxapp.core.crypto import PersonKey
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.record.contents import open_field
from rxapp.record.models import Document


def taking_over(actor: Actor) -> Actor:
    """Who brings a copy, as the author of its documents."""
    return replace(actor, account_id=origin.TAKEN_OVER)


def author_label(doc: Document, key: PersonKey, actor: Actor, lang: str) -> str:
    """Where a document comes from, in one line, for a reader."""
    if doc.author_account_id == actor.account_id:
        return translate(_("Ajouté par vous") if doc.sent_mark is None else _("Envoyé par vous"), lang)
    if _is_taken_over(doc):
        return origin.taken_over(lang)
    words = _("Établi par {nom}") if doc.made else _("Ajouté par {nom}") if doc.sent_mark is None else _("Envoyé par {nom}")
    return translate(words, lang, nom=author_name(doc, key, lang))


def author_name(doc: Document, key: PersonKey, lang: str) -> str:
    """Whose name stands for its author."""
    if _is_taken_over(doc):
        return origin.taken_over(lang)
    return open_field(key, doc.person_id, doc.id, "author_label", doc.author_label)


def _is_taken_over(doc: Document) -> bool:
    return origin.is_taken_over(doc.author_account_id) and not doc.made and doc.sent_mark is None
