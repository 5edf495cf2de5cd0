"""A prescription as data: the lines of a document, typed by the person or by the pharmacy that has it, marked as such.

A line that was dispensed, or is in an order that goes on, changes no more. Those of a prescriber's software have their source.
What a minor had in secret counts for them alone: to a parent the prescription is as if it had not been.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import col

from rxapp.accounts.keeping import may_keep
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, plural, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, Role, require
from rxapp.pharmacy import acts, lines
from rxapp.pharmacy.content import open_prescribed, write_prescribed
from rxapp.pharmacy.handed import Handed, last_handed
from rxapp.pharmacy.life import LIVE
from rxapp.pharmacy.lines import Line, LineForm
from rxapp.pharmacy.looks import note, owe_list
from rxapp.pharmacy.models import Order, OrderLine, PrescriptionLine
from rxapp.pharmacy.sight import orders_of, sees_secrets
from rxapp.record import aside
from rxapp.record import service as record
from rxapp.record.hiding import require_agreed

MOST_LINES = 30
RENEWED_BEFORE = timedelta(days=5)
"""How long before a treatment runs out the next dispensing is proposed. A choice of ours."""
SOURCES = {
    "person": _("Saisie par vous"),
    "relative": _("Saisie par un proche"),
    "pharmacy": _("Saisie par la pharmacie"),
    "prescriber": _("Reçue du prescripteur"),
}
"""In words, for each source of a line; "relative" for what the person's side typed and the reader did not."""


@dataclass(frozen=True)
class PrescribedRow:
    """One line in words. ``left``: how many times it may still be dispensed, this time included; ``due``: an ISO day or "".

    ``left_label`` and ``due_label``: the same in words, of a line that was dispensed. ``last_pharmacy``: the id of the one that
    dispensed it last, "" when none did. ``secret``: a minor's own, for their secret orders alone.
    """

    id: str
    document_id: str
    drug: str
    words: str
    source: str
    source_label: str
    left: int
    left_label: str
    due: str
    due_label: str
    last_pharmacy: str
    version: int
    changeable: bool
    secret: bool
    form: LineForm


def type_line(
    uow: UnitOfWork,
    *,
    actor: Actor,
    context: Context = NO_CONTEXT,
    document_id: str,
    form: LineForm,
    secret: bool = False,
) -> str:
    """Add a line to a prescription of the record; returns its id. ``secret``: for the secret orders of the minor who types it,
    and of whatever they keep.

    Raises DomainError ``introuvable``, ``commande.secret``, ``ordonnance.trop_de_lignes``; FieldErrors.
    """
    paper = record.paper(uow, actor=actor, context=context, document_id=document_id)
    require(actor, "edit", orders_of(paper.person_id), context)
    secret = secret or paper.kept
    if secret and not may_keep(uow, actor, paper.person_id):
        raise DomainError("commande.secret")
    row = insert(uow, actor, paper.person_id, document_id, lines.read(form), source="person", secret=secret)
    _note_typed(uow, actor, row, label=paper.title)
    return row.id


def change_line(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, line_id: str, version: int, form: LineForm
) -> int:
    """Correct a line that one typed; returns its new version.

    Raises DomainError ``introuvable``, ``ordonnance.ligne_perimee``, ``ordonnance.ligne_figee``; FieldErrors.
    """
    row = _own(uow, actor, context, line_id, version)
    write_prescribed(uow, row, lines.read(form))
    row.version += 1
    _note_typed(uow, actor, row)
    return row.version


def remove_line(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, line_id: str, version: int) -> None:
    """Take a line that one typed away. Raises as `change_line`."""
    row = _own(uow, actor, context, line_id, version)
    uow.session.delete(row)
    uow.session.flush()
    _note_typed(uow, actor, row)


def prescription(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, document_id: str, lang: str
) -> tuple[PrescribedRow, ...]:
    """The lines of a prescription. Raises DomainError ``introuvable``."""
    paper = record.paper(uow, actor=actor, context=context, document_id=document_id)
    owe_list(uow, actor=actor, context=context, person_id=paper.person_id)
    secrets = sees_secrets(actor, context, paper.person_id)
    rows = rows_of(uow, document_id, secrets=secrets)
    handed = last_handed(uow, rows, secrets=secrets)
    return tuple(_row(uow, actor, row, lang, handed.get(row.id), secrets=secrets) for row in rows)


def renewals(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str
) -> tuple[PrescribedRow, ...]:
    """Lines that may be dispensed again by now, at most 50: what is proposed as a next order. Raises ``introuvable``."""
    owe_list(uow, actor=actor, context=context, person_id=person_id)
    secrets = sees_secrets(actor, context, person_id)
    due = _due(uow, person_id, secrets=secrets)
    seen = [_row(uow, actor, row, lang, handed, secrets=secrets) for row, handed in due if _sees(uow, actor, context, row)]
    return tuple(seen[:50])


def has_renewals(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> bool:
    """Whether `renewals` may have something to propose: no more is told. Raises DomainError ``introuvable``."""
    require(actor, "list", orders_of(person_id), context)
    due = _due(uow, person_id, secrets=sees_secrets(actor, context, person_id))
    return any(_sees(uow, actor, context, row) for row, _handed in due)


def may_be_renewed(uow: UnitOfWork, line_id: str, times_before: int, *, secret: bool) -> bool:
    """Whether a line may be dispensed again, and was not since it had been so many times, nor ordered."""
    row = uow.session.get(PrescriptionLine, line_id)
    if row is None or times(row, secrets=secret) != times_before:
        return False
    return is_left(uow, row, secrets=secret) and not is_ordered(uow, row, secrets=secret)


def _due(uow: UnitOfWork, person_id: str, *, secrets: bool) -> list[tuple[PrescriptionLine, Handed]]:
    """The lines of a person that may be dispensed again by now."""
    had = col(PrescriptionLine.dispensed) > 0
    wanted = select(PrescriptionLine).where(PrescriptionLine.person_id == person_id)
    if secrets:
        wanted = wanted.where(had | (col(PrescriptionLine.dispensed_secretly) > 0))
    else:
        wanted = wanted.where(had, col(PrescriptionLine.secret).is_(False))
    wanted = wanted.order_by(col(PrescriptionLine.dispensed_on).desc(), col(PrescriptionLine.id)).limit(200)
    rows = list(uow.session.execute(wanted).scalars())
    left = [row for row in rows if is_left(uow, row, secrets=secrets)]
    handed, today = last_handed(uow, left, secrets=secrets), uow.clock.today()
    found = [(row, handed[row.id], due) for row in left if (due := due_on(handed.get(row.id), line_of(uow, row))) is not None]
    ordered = sorted(found, key=lambda one: (one[2], one[0].id))
    return [(row, last) for row, last, due in ordered if due <= today and not is_ordered(uow, row, secrets=secrets)]


def require_may_leave(papers: Iterable[record.Paper], actor: Actor, context: Context, *, secret: bool, agreed: bool) -> None:
    """Raise DomainError ``ordonnance.gardee``, ``ordonnance.masquee``, ``aide.portee`` unless these may be sent.

    ``secret``: parents do not read where they go. ``agreed``: whoever may hide them lets this pharmacy see what is hidden.
    """
    for paper in papers:
        if paper.kept and not secret:
            raise DomainError("ordonnance.gardee")
        if paper.hidden:
            require_agreed(actor, context, paper.person_id, agreed=agreed, otherwise="ordonnance.masquee")


def insert(
    uow: UnitOfWork, actor: Actor, person_id: str, document_id: str, line: Line, *, source: str, secret: bool = False
) -> PrescriptionLine:
    """Put a line behind the others of its prescription. Raises DomainError ``ordonnance.trop_de_lignes``."""
    mine = PrescriptionLine.document_id == document_id
    last = uow.session.execute(select(func.max(PrescriptionLine.position)).where(mine)).scalar_one()
    held = select(func.count()).where(mine, PrescriptionLine.secret == secret)
    if uow.session.execute(held).scalar_one() >= MOST_LINES:
        raise DomainError("ordonnance.trop_de_lignes", maximum=MOST_LINES)
    row = PrescriptionLine(
        id=new_id(),
        person_id=person_id,
        document_id=document_id,
        position=0 if last is None else last + 1,
        source=source,
        typed_by=actor.account_id,
        typed_at=uow.clock.now(),
        secret=secret,
        content=b"",
    )
    write_prescribed(uow, row, line)
    uow.session.flush()
    return row


def rows_of(uow: UnitOfWork, document_id: str, *, secrets: bool) -> list[PrescriptionLine]:
    """The lines of a prescription, in its order; ``secrets``: those of a minor's secret orders too."""
    wanted = select(PrescriptionLine).where(PrescriptionLine.document_id == document_id)
    if not secrets:
        wanted = wanted.where(col(PrescriptionLine.secret).is_(False))
    return list(uow.session.execute(wanted.order_by(col(PrescriptionLine.position))).scalars())


def line_of(uow: UnitOfWork, row: PrescriptionLine) -> Line:
    """The line in clear."""
    return open_prescribed(uow, row)


def forget(uow: UnitOfWork, document_id: str) -> None:
    """The document is destroyed: so are the lines written out of it. What was sent in an order stays in that order."""
    uow.session.execute(delete(PrescriptionLine).where(col(PrescriptionLine.document_id) == document_id))


def times(row: PrescriptionLine, *, secrets: bool) -> int:
    """How many times it was dispensed, as far as the one who asks may know."""
    return row.dispensed + row.dispensed_secretly if secrets else row.dispensed


def is_left(uow: UnitOfWork, row: PrescriptionLine, *, secrets: bool) -> bool:
    """Whether it may still be dispensed: once, and once more for each renewal."""
    return times(row, secrets=secrets) <= line_of(uow, row).renewals


def is_ordered(uow: UnitOfWork, row: PrescriptionLine, *, secrets: bool) -> bool:
    """Whether it is in an order that goes on."""
    live = (
        select(OrderLine.id)
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .where(OrderLine.line_id == row.id, col(Order.state).in_(LIVE))
    )
    if not secrets:
        live = live.where(col(Order.secret).is_(False))
    return uow.session.execute(live.limit(1)).first() is not None


def due_on(handed: Handed | None, line: Line) -> date | None:
    """From which day it may be dispensed again; None when it never was, or when nobody said for how long it lasts."""
    if handed is None or not line.days:
        return None
    return handed.day + timedelta(days=line.days) - min(RENEWED_BEFORE, timedelta(days=line.days // 2))


def dispensed(uow: UnitOfWork, line_id: str, *, secret: bool = False) -> bool:
    """A line was handed over once more, today; what a minor keeps from their parents changes nothing that a parent could see.

    Returns whether it may be dispensed again, as the counter knows it.
    """
    row = uow.session.get(PrescriptionLine, line_id)
    if row is None:
        return False
    if secret:
        row.dispensed_secretly += 1
    else:
        row.dispensed += 1
        row.dispensed_on = uow.clock.today()
        row.version += 1
    uow.session.add(row)
    return is_left(uow, row, secrets=True)


def _note_typed(uow: UnitOfWork, actor: Actor, row: PrescriptionLine, **details: object) -> None:
    """One line in the person's history; none for what a minor keeps secret, since a parent reads that history."""
    if not row.secret and not aside.is_kept(uow, row.document_id):
        note(uow, actor, row.person_id, acts.LINES_TYPED, item=row.document_id, **details)


def _own(uow: UnitOfWork, actor: Actor, context: Context, line_id: str, version: int) -> PrescriptionLine:
    """A line that the patient's side typed and that nothing holds yet."""
    row = uow.session.get(PrescriptionLine, line_id)
    if row is None or actor.role is not Role.PATIENT:
        raise DomainError("introuvable")
    require(actor, "edit", orders_of(row.person_id), context)
    record.paper(uow, actor=actor, context=context, document_id=row.document_id)
    secrets = sees_secrets(actor, context, row.person_id)
    if row.secret and not secrets:
        raise DomainError("introuvable")
    if row.version != version:
        raise DomainError("ordonnance.ligne_perimee")
    if not _changeable(uow, row, secrets=secrets):
        raise DomainError("ordonnance.ligne_figee")
    return row


def _changeable(uow: UnitOfWork, row: PrescriptionLine, *, secrets: bool) -> bool:
    return row.source == "person" and not times(row, secrets=secrets) and not is_ordered(uow, row, secrets=secrets)


def _sees(uow: UnitOfWork, actor: Actor, context: Context, row: PrescriptionLine) -> bool:
    try:
        record.paper(uow, actor=actor, context=context, document_id=row.document_id)
    except DomainError:
        return False
    return True


def _row(
    uow: UnitOfWork, actor: Actor, row: PrescriptionLine, lang: str, handed: Handed | None, *, secrets: bool
) -> PrescribedRow:
    line = line_of(uow, row)
    due, left = due_on(handed, line), max(0, 1 + line.renewals - times(row, secrets=secrets))
    again = left > 0 and times(row, secrets=secrets) > 0
    source = "relative" if row.source == "person" and row.typed_by != actor.account_id else row.source
    return PrescribedRow(
        id=row.id,
        document_id=row.document_id,
        drug=line.drug,
        words=line.words(lang),
        source=row.source,
        source_label=translate(SOURCES[source], lang),
        left=left,
        left_label=plural(_("encore {n} délivrance"), _("encore {n} délivrances"), left, lang) if again else "",
        due=due.isoformat() if due else "",
        due_label=translate(_("à partir du {jour}"), lang, jour=plain_date(due, lang)) if due and again else "",
        last_pharmacy=handed.pharmacy_id if handed else "",
        version=row.version,
        changeable=_changeable(uow, row, secrets=secrets),
        secret=row.secret,
        form=lines.form_of(line),
    )
