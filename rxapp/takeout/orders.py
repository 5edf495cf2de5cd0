"""Orders at pharmacies into the archive: `commandes.json` and `commandes.html`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rxapp.core.i18n import _
from rxapp.pharmacy import views as pharmacy
from rxapp.pharmacy.order_rows import LineRow, OrderDetail, StepRow
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import Html, facts, leaf, table, tag
from rxapp.takeout.papers import Papers
from rxapp.takeout.reading import Reading

_TOLD = ("question", "generic", "bearer", "note", "refusal_label", "refusal_words", "allergies", "treatments")
_LINE = ("drug", "words", "status", "status_label", "reason_label", "part", "expected", "note", "replacement", "answer")
_STEP = ("move", "state", "state_label", "at", "by", "side")


def orders(papers: Papers, reading: Reading) -> int:
    """Every order, the latest first; returns how many."""
    archive = papers.archive
    read = (papers.unless_gone("order", order_id, partial(_read, reading, order_id)) for order_id in list(_ids(reading)))
    found = [one for one in read if one is not None]
    archive.add("commandes.json", as_json([_told(one) for one in found]))
    empty = tag("p", reading.say(_("Aucune commande.")), kind="soft")
    body = [_article(one, reading) for one in found] or [empty]
    archive.add("commandes.html", leaf(reading.say(_("Commandes en pharmacie")), reading.lang, *body))
    return len(found)


def _ids(reading: Reading) -> Iterator[str]:
    after: str | None = None
    while True:
        with reading.look() as (uow, standing):
            given = {"person_id": reading.person_id, "lang": reading.lang, "after": after, "limit": 50}
            page = pharmacy.orders_page(uow, **standing, **given)
        yield from (row.id for row in page.rows)
        if page.next_cursor is None:
            return
        after = page.next_cursor


def _read(reading: Reading, order_id: str) -> OrderDetail:
    with reading.look() as (uow, standing):
        return pharmacy.order_detail(uow, **standing, order_id=order_id, lang=reading.lang)


def _told(one: OrderDetail) -> dict[str, object]:
    """What an order says, without what only a screen needs; the code for the counter is no part of it."""
    row = one.row
    return {
        "number": row.number,
        "pharmacy": row.pharmacy_name,
        "state": row.state,
        "state_label": row.state_label,
        "placed_at": row.at,
        "moved_at": row.moved,
        "promised_at": row.promised,
        "secret": row.secret,
        "documents": [title for _id, title in one.documents],
        **_named(one, _TOLD),
        "lines": [_named(line, _LINE) for line in one.lines],
        "steps": [_named(step, _STEP) for step in one.steps],
    }


def _named(one: OrderDetail | LineRow | StepRow, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(one, name) for name in names}


def _article(one: OrderDetail, reading: Reading) -> Html:
    row, say = one.row, reading.say
    told = (
        (say(_("État")), row.state_label),
        (say(_("Ordonnances")), ", ".join(title for _id, title in one.documents)),
        (say(_("Question posée")), one.question),
        (say(_("Qui vient la chercher")), one.bearer),
        (say(_("Mot de la pharmacie")), one.note),
        (say(_("Refus")), " ".join(filter(None, (one.refusal_label, one.refusal_words)))),
        (say(_("Allergies dites à la pharmacie")), one.allergies),
        (say(_("Traitements dits à la pharmacie")), one.treatments),
    )
    lines = ((line.drug, line.words, line.status_label, line.note or line.replacement) for line in one.lines)
    steps = ((step.at_label, step.state_label, step.by or step.side_label) for step in one.steps)
    return tag(
        "article",
        tag("h2", say(_("Commande n° {numero}, {pharmacie}"), numero=row.number, pharmacie=row.pharmacy_name)),
        tag("p", row.at_label, kind="soft"),
        facts(told),
        table((say(_("Médicament")), say(_("Posologie")), say(_("État")), say(_("Remarque"))), lines),
        table((say(_("Quand")), say(_("Étape")), say(_("Par"))), steps),
    )
