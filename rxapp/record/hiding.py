"""From whom a person hides one document: everybody, one professional, a profession, all but its author. One verb, one line
for each mark that it puts or takes away.

Hidden from everybody, it is closed to whoever filed it, to whom it was sent before, to earlier links; a pharmacy
keeps what its orders need. What is sent on purpose afterwards opens for whom it was sent to.
"""

from __future__ import annotations

from collections.abc import Collection

from rxapp.accounts.granted import readers_of
from rxapp.accounts.marks import label_of
from rxapp.accounts.professions import Profession
from rxapp.accounts.staff import staff_named
from rxapp.core import lookers
from rxapp.core.audit import declare_actions
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import ALL_BUT_AUTHOR, EVERYBODY, NO_CONTEXT, Actor, Context, Item, can_act, of_profession
from rxapp.record.lending import held_by
from rxapp.record.service import document_row, write_line
from rxapp.record.veils import put_veils, veils_of

MOST = 40
"""From how many professionals and professions one document may be hidden."""
HIDDEN, SHOWN = "document.masque_a", "document.demasque_a"
PROFESSION_MARKS = {of_profession(one): one for one in Profession}

declare_actions(
    {
        HIDDEN: _("Document masqué : {qui}"),
        SHOWN: _("Document montré de nouveau : {qui}"),
        "document.masque": _("Document masqué à des professionnels"),  # lines of before, which name nobody
        "document.demasque": _("Document montré de nouveau aux professionnels"),
    }
)


def require_agreed(actor: Actor, context: Context, person_id: str, *, agreed: bool, otherwise: str) -> None:
    """For whoever sends what is hidden, which opens it for whom it is sent to: whoever may hide it was asked and agrees.

    Raises DomainError ``aide.portee`` to somebody who may not decide that, a helper; ``otherwise`` (a question) until agreed.
    """
    if not can_act(actor, "hide", Item("document", owner=person_id), context):
        raise DomainError("aide.portee")
    if not agreed:
        raise DomainError(otherwise)


def hide(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    document_id: str,
    version: int,
    targets: Collection[str],
) -> int:
    """Hide a document from these and from nobody else; returns its new version. The same again changes nothing.

    ``targets``: accounts of professionals, `of_profession` marks, `EVERYBODY`, `ALL_BUT_AUTHOR`. The person decides, or a
    parent; a helper does not. Raises DomainError ``introuvable``, ``document.perime``.
    """
    document = document_row(uow, actor, "hide", context, document_id)
    if document.version != version:
        raise DomainError("document.perime")
    wanted, before = frozenset(targets), veils_of(uow, [document.id]).get(document.id, frozenset())
    named = [one for one in wanted if one not in PROFESSION_MARKS and one not in (EVERYBODY, ALL_BUT_AUTHOR)]
    known = staff_named(uow, named) if named else {}
    if len(wanted) > MOST or any(known.get(one) is None for one in named):
        raise DomainError("introuvable")
    if wanted == before:
        return document.version
    put_veils(uow, document, wanted)
    document.version += 1
    uow.session.add(document)
    for action, marks in ((HIDDEN, wanted - before), (SHOWN, before - wanted)):
        for mark in sorted(marks):
            write_line(uow, actor, document, action, qui=label_of(uow, mark) or "…")
    lookers.look_again(uow, {document.author_account_id, *readers_of(uow, document.person_id), *held_by(uow, document.id)})
    return document.version
