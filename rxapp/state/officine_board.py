"""What the board shows, read and put in words: five columns, what came in since it was opened, what ended badly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rxapp.core.clock import PARIS
from rxapp.core.i18n import _, plural, relative_day, time_of_day, translate
from rxapp.core.policy import Actor
from rxapp.pharmacy import views
from rxapp.pharmacy.service import Move, State
from rxapp.pharmacy.views import OrderRow
from rxapp.runtime import current
from rxapp.state.officine_address import COLUMNS, Asked

TOGETHER = 20
"""Most cards of a column beside the others; alone it shows 50."""
ALONE = 50
OVERLAP = timedelta(minutes=1)
"""How far back one looks for what came in: an order is dated a little before it is committed."""
NEXT = {State.SENT: Move.RECEIVE, State.RECEIVED: Move.PREPARE, State.PREPARING: Move.READY, State.READY: Move.HAND_OVER}
"""The move that a card offers; handing over asks for the code, so that its order is opened."""
_ENDS = {State.REFUSED: _("refusée"), State.CANCELLED: _("annulée"), State.EXPIRED: _("expirée")}


@dataclass(frozen=True, slots=True)
class Card:
    """One order on the board. ``since``: how long it stands there. ``move``: what the card offers to do, "" for nothing.

    ``secret``: a minor keeps it from their parents.
    """

    id: str
    version: int
    number: str
    name: str
    since: str
    lines: str
    promised: str
    waiting: str
    asked: bool
    question: bool
    secret: bool
    late: bool
    fresh: bool
    move: str
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``count``: all that it holds; ``href``: the column alone; ``more``: address of what does not show, or ""."""

    count: int = 0
    cards: list[Card] = field(default_factory=list)
    href: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """An order whose bag is to be put back."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole, by column; ``total``: all that the columns hold; ``first``: the word of the first that holds something.

    ``found``: how many a search finds; ``no_match``: none.
    """

    columns: dict[State, Column]
    ended: list[Ended]
    total: int
    first: str
    found: str = ""
    no_match: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """What came in: the ids that are known by now, those that are new, and the number of the latest of these."""

    known: frozenset[str]
    new: tuple[str, ...] = ()
    number: str = ""

    def words(self, lang: str) -> str:
        """What is new, said aloud: the number of the latest, and how many when several came at once."""
        if len(self.new) == 1:
            return translate(_("Nouvelle commande n° {numero}."), lang, numero=self.number)
        one, many = "{n} nouvelle commande, la n° {numero}.", "{n} nouvelles commandes, dont la n° {numero}."
        return plural(one, many, len(self.new), lang, numero=self.number)


def board(actor: Actor, asked: Asked, fresh: Collection[str], lang: str) -> Board:
    """The columns that an address shows; one that is left out has its count alone. Raises DomainError ``introuvable``."""
    with current().db.read() as uow:
        counts, now = views.counts(uow, actor=actor), uow.clock.now()
        columns, found = {}, 0
        for word, state in COLUMNS.items():
            alone = asked.column == word
            cards: list[Card] = []
            more = ""
            if alone or not asked.column:
                limit = ALONE if alone else TOGETHER
                given = {"query": asked.query, "after": asked.after if alone else None, "limit": limit}
                page = views.board(uow, actor=actor, state=state, lang=lang, **given)
                cards = [_card(row, asked, row.id in fresh, now, lang) for row in page.rows]
                found += len(cards)
                more = (
                    asked.but(column=word, after=(page.next_cursor or "") if alone else "").address() if page.next_cursor else ""
                )
            columns[state] = Column(counts[state], cards, asked.but(column=word).address(), more)
        ended = [Ended(number, _ended(state, at, now, lang)) for number, state, at in views.ended_numbers(uow, actor=actor)]
    label = plural("{n} commande trouvée", "{n} commandes trouvées", found, lang) if asked.query else ""
    first = next((word for word, state in COLUMNS.items() if counts[state]), next(iter(COLUMNS)))
    return Board(columns, ended, sum(counts.values()), first, label, bool(asked.query) and not found)


def came(actor: Actor, since: datetime, known: frozenset[str] | None) -> Came:
    """What nobody took yet of what was sent since then; nothing is new for a page that is being opened (``known`` None)."""
    with current().db.read() as uow:
        rows = views.arrivals(uow, actor=actor, since=since - OVERLAP)
    ids = frozenset(one for one, _number in rows)
    if known is None:
        return Came(ids)
    new = tuple(row for row in rows if row[0] not in known)
    return Came(ids, tuple(one for one, _number in new), new[0][1] if new else "")


def moment(instant: datetime, now: datetime, lang: str) -> str:
    """« 9 h 05 » today, « demain, 17 h 00 », « il y a 3 jours, 9 h 05 »."""
    hour, day, today = time_of_day(instant, lang), instant.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    return hour if day == today else f"{relative_day(day, today, lang)}, {hour}"


def standing(instant: datetime, now: datetime, lang: str) -> str:
    """« depuis 9 h 05 », « depuis hier, 9 h 05 », « depuis 9 jours »: how long an order stands where it is."""
    days = (now.astimezone(PARIS).date() - instant.astimezone(PARIS).date()).days
    if days < 2:
        return translate(_("depuis {moment}"), lang, moment=moment(instant, now, lang))
    return plural("depuis {n} jour", "depuis {n} jours", days, lang)


def _card(row: OrderRow, asked: Asked, fresh: bool, now: datetime, lang: str) -> Card:
    return Card(
        id=row.id,
        version=row.version,
        number=row.number,
        name=row.person_name,
        since=standing(datetime.fromisoformat(row.moved), now, lang),
        lines=plural("{n} ligne", "{n} lignes", row.lines, lang) if row.lines else "",
        promised=moment(datetime.fromisoformat(row.promised), now, lang) if row.promised and row.live else "",
        waiting=plural("{n} ligne attend", "{n} lignes attendent", row.waiting, lang) if row.waiting and row.live else "",
        asked=row.asked,
        question=row.question and row.live,
        secret=row.secret,
        late=row.late,
        fresh=fresh,
        move=NEXT.get(State(row.state), ""),
        href=asked.board().but(order=row.id).address(),
    )


def _ended(state: str, at: str, now: datetime, lang: str) -> str:
    return f"{translate(_ENDS[State(state)], lang)}, {moment(datetime.fromisoformat(at), now, lang)}"
