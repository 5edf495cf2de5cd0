"""What is sealed of an order, of its moves and of its lines, under the key of the person it is for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rxapp.core.crypto import open_sealed, seal
from rxapp.core.db import UnitOfWork
from rxapp.core.keys import person_key
from rxapp.pharmacy.lines import Line
from rxapp.pharmacy.models import Order, OrderLine, OrderMove, PrescriptionLine


@dataclass(frozen=True)
class OrderContent:
    """What the two sides say of an order.

    ``question``, ``generic`` (whether generics suit), ``bearer`` (who else may come for it), ``allergies`` and ``treatments``
    ("" when they are not shared; ``taken_back``: they were, and are no more) are the patient's; ``note``, ``refusal`` (a key of
    `refusals.REASONS`), ``until`` (an ISO day) and ``words`` the pharmacy's. ``code``: the pick-up code, for the patient to show.
    ``titles``: of the documents, as they were when they left, by id.
    """

    question: str = ""
    generic: bool = True
    bearer: str = ""
    note: str = ""
    refusal: str = ""
    until: str = ""
    words: str = ""
    code: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    allergies: str = ""
    treatments: str = ""
    taken_back: bool = False


@dataclass(frozen=True)
class LineContent:
    """What is said of a line in an order: the line as it was sent, and what the pharmacy answers.

    ``reason``: why it waits or is not dispensed (a key of `refusals.HOLDS`). ``part``: what there is of it. ``expected``: an ISO
    instant. ``replacement``: what is proposed instead; ``answer``: "", "accepted" or "declined". ``again``: when it was handed
    over, it could be dispensed once more, a minor's secret orders counted.
    """

    line: Line
    reason: str = ""
    part: str = ""
    expected: str = ""
    note: str = ""
    replacement: str = ""
    answer: str = ""
    again: bool = False


def open_order(uow: UnitOfWork, order: Order) -> OrderContent:
    """What is said of an order."""
    return OrderContent(**_opened(uow, order.content, _place(order.__tablename__, order.id, order.person_id)))


def write_order(uow: UnitOfWork, order: Order, content: OrderContent) -> None:
    """Seal it into the row."""
    order.content = _sealed(uow, asdict(content), _place(order.__tablename__, order.id, order.person_id))
    uow.session.add(order)


def rewrite_order(uow: UnitOfWork, order: Order, **changed: Any) -> OrderContent:
    """Change some of it; returns the whole."""
    content = replace(open_order(uow, order), **changed)
    write_order(uow, order, content)
    return content


def open_line(uow: UnitOfWork, order: Order, row: OrderLine) -> LineContent:
    """What is said of a line of an order."""
    said = _opened(uow, row.content, _place(row.__tablename__, row.id, order.person_id))
    return LineContent(**said | {"line": Line(**said["line"])})


def write_line(uow: UnitOfWork, order: Order, row: OrderLine, content: LineContent) -> None:
    """Seal it into the row."""
    row.content = _sealed(uow, asdict(content), _place(row.__tablename__, row.id, order.person_id))
    uow.session.add(row)


def open_prescribed(uow: UnitOfWork, row: PrescriptionLine) -> Line:
    """A line of a prescription."""
    return Line(**_opened(uow, row.content, _place(row.__tablename__, row.id, row.person_id)))


def write_prescribed(uow: UnitOfWork, row: PrescriptionLine, line: Line) -> None:
    """Seal it into the row."""
    row.content = _sealed(uow, asdict(line), _place(row.__tablename__, row.id, row.person_id))
    uow.session.add(row)


def open_move(uow: UnitOfWork, order: Order, row: OrderMove) -> dict[str, str]:
    """``actor``: the name of who moved; nothing when it was erased."""
    return _opened(uow, row.content, _move_place(order, row)) if row.content else {}


def seal_move(uow: UnitOfWork, order: Order, row: OrderMove, said: dict[str, str]) -> None:
    """Seal who moved into the row of a move."""
    row.content = _sealed(uow, said, _move_place(order, row))


def _move_place(order: Order, row: OrderMove) -> dict[str, str]:
    return _place(row.__tablename__, f"{order.id}/{row.version}", order.person_id)


def _place(table: object, row: str, person: str) -> dict[str, str]:
    return {"table": str(table), "column": "content", "row": row, "person": person}


def _opened(uow: UnitOfWork, blob: bytes, place: dict[str, str]) -> dict[str, Any]:
    return json.loads(open_sealed(person_key(uow, place["person"]), blob, **place))


def _sealed(uow: UnitOfWork, said: object, place: dict[str, str]) -> bytes:
    return seal(person_key(uow, place["person"]), json.dumps(said, ensure_ascii=False), **place)
