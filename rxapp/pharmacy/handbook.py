"""The life of an order as a page: what `docs/pharmacy-orders.md` holds, written from the table. Pure."""

from __future__ import annotations

from rxapp.pharmacy.life import LIFE, LINE_LIFE, LINE_WORDS, STATE_WORDS, LineState, Side

_HEAD = """# The life of an order

Written by `rxapp pharmacies handbook` from `rxapp/pharmacy/life.py`; a test holds the two together, and triggers of the database
(migration 0007) refuse what is not here, whoever writes. Each move is a row of `order_move`, appended and never changed, with
who, when and the version it makes; a move asked of another version than the last is refused and says what happened meanwhile.
An order never changes person, pharmacy or secrecy. Of lines, the database knows the pairs of states, and the code alone who may.

The sides: **patient** is the person, or a parent of a minor; **pharmacy** is a named member of its staff; **system** is Carnet,
when time or an event decides.
"""


def page() -> str:
    """The whole page in Markdown."""
    return "\n".join(
        [_HEAD, "## Orders", "", *_orders(), "", "## Lines of an order (FHIR MedicationDispense words)", "", *_lines(), ""]
    )


def _orders() -> list[str]:
    rows = [f"| {one.before or '—'} | {one.move} | {one.side} | {one.after} ({STATE_WORDS[one.after]}) |" for one in LIFE]
    return ["| from | move | by | to |", "|---|---|---|---|", *rows]


def _lines() -> list[str]:
    ways: dict[tuple[LineState, LineState], list[Side]] = {}
    for side in Side:
        for before in LineState:
            for after in LineState:
                if (side, before, after) in LINE_LIFE:
                    ways.setdefault((before, after), []).append(side)
    ordered = sorted(ways.items(), key=lambda pair: [list(LineState).index(state) for state in pair[0]])
    rows = [f"| {before} | {after} ({LINE_WORDS[after]}) | {', '.join(sides)} |" for (before, after), sides in ordered]
    return ["| from | to | by |", "|---|---|---|", *rows]
