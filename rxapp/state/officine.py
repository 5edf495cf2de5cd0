"""State of `/officine`: the counter's board, alive, and what opens from it.

What the address asks for is `officine_address.py`; the board in words `officine_board.py`; one order `officine_order.py`; the
hours `officine_hours.py`. An order that comes in rings whatever screen of the page is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rxapp.core import audit, work
from rxapp.core.errors import DomainError
from rxapp.core.policy import Refused
from rxapp.pharmacy import service
from rxapp.pharmacy.service import State
from rxapp.runtime import current
from rxapp.state import orders
from rxapp.state.handler import PHARMACY, handler
from rxapp.state.news import NEWS
from rxapp.state.officine_address import HOURS, PAGE, Asked, read
from rxapp.state.officine_board import Board, Came, Column, Ended, board, came
from rxapp.state.officine_hours import OfficineHoursState
from rxapp.state.officine_order import OfficineOrderState
from rxapp.state.shell import Shell

MOVES = {"receive": service.receive, "prepare": service.prepare, "ready": service.make_ready}
"""What a card may do at once."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other views from this one."""

    board: str = PAGE
    hours: str = f"{PAGE}?vue={HOURS}"
    everything: str = PAGE
    whole: str = PAGE
    first: str = ""


class OfficineState(Shell):
    """What the page shows. ``screen``: "" before the first load, then one of `Asked.screen`; ``unattached``: of no pharmacy.

    ``rings``: how often something came in since the page is open; ``heard``: the latest of it in words; ``fresh``: how many of
    them nobody opened here yet. ``first``: the column to begin with where one shows at a time.
    """

    screen: str = ""
    unattached: bool = False
    asked: Asked = Asked()
    ways: Ways = Ways()
    sent: Column = Column()
    received: Column = Column()
    preparing: Column = Column()
    ready_column: Column = Column()
    collected: Column = Column()
    ended: list[Ended] = []
    total: int = 0
    first: str = ""
    found: str = ""
    no_match: bool = False
    rings: int = 0
    heard: str = ""
    fresh: int = 0
    _fresh: frozenset[str] = frozenset()
    _known: frozenset[str] | None = None
    _since: datetime | None = None

    @handler(roles=PHARMACY)
    async def open(self):
        """Load what the address asks for."""
        await self._open_shell()
        NEWS.attend(self.router.session.client_token, self._principal.account_id, f"{OfficineState.get_full_name()}.look_again")
        self.asked = read(self.router.url.query_parameters)
        self._ways()
        try:
            await self._listen()
            await self._load(opening=True)
            self.unattached = False
        except DomainError as error:
            if error.code != "introuvable":
                raise
            await self._detach()
            if isinstance(error, Refused):
                work.spawn(audit.note_refusal, current().db, error)
        finally:
            self.screen = self.asked.screen

    @handler(roles=PHARMACY, by_itself=True)
    async def look_again(self):
        """Something moved: of one's own, of a colleague, of a patient. What is being typed stays."""
        await self._count()
        if self.screen and not self.unattached:
            try:
                await self._listen()
                await self._load()
            except DomainError as error:
                if error.code != "introuvable":
                    raise
                await self._detach()

    @handler(roles=PHARMACY)
    async def advance(self, order_id: str, version: int, move: str):
        """The next move of a card, as it was seen."""
        verb = MOVES.get(move)
        if verb is None:
            raise DomainError("commande.interdit")
        try:
            await orders.act(verb, self._actor, order_id=order_id, version=version)
        finally:
            self._forget(order_id)
            await self._load()

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Find out what came in since the page was opened."""
        now = current().clock.now()
        heard: Came = await work.run(came, self._actor, self._since or now, self._known)
        self._known, self._since = heard.known, now
        if not heard.new:
            return
        self._fresh |= set(heard.new)
        self.fresh = len(self._fresh)
        self.rings += 1
        self.heard = heard.words(self.language)

    async def _detach(self) -> None:
        """The account works at no counter, or no longer: nothing of one stays here."""
        self.unattached = True
        self.sent = self.received = self.preparing = self.ready_column = self.collected = Column()
        self.ended, self.total, self.found, self.no_match, self.heard, self.fresh = [], 0, "", False, "", 0
        self._fresh, self._known = frozenset(), None
        (await self.get_state(OfficineOrderState))._forget()

    def _forget(self, order_id: str) -> None:
        self._fresh -= {order_id}
        self.fresh = len(self._fresh)

    async def _load(self, *, opening: bool = False) -> None:
        """Load the screen of the address; the hours only when they are opened, since they are being typed."""
        if opening and not self.asked.order:
            (await self.get_state(OfficineOrderState))._forget()
        match self.asked.screen:
            case "hours":
                if opening:
                    await (await self.get_state(OfficineHoursState))._begin()
            case "board":
                self._show(await work.run(board, self._actor, self.asked, self._fresh, self.language))
            case _:
                self._forget(self.asked.order)
                order = await self.get_state(OfficineOrderState)
                await order._load(self.asked.order, self.ways.board, opening=opening)

    def _show(self, shown: Board) -> None:
        """Put on screen what changed, column by column: the others are not sent again."""
        columns = shown.columns
        new = {
            "sent": columns[State.SENT],
            "received": columns[State.RECEIVED],
            "preparing": columns[State.PREPARING],
            "ready_column": columns[State.READY],
            "collected": columns[State.COLLECTED],
            "ended": shown.ended,
            "total": shown.total,
            "first": shown.first,
            "found": shown.found,
            "no_match": shown.no_match,
        }
        for name, value in new.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        here = {card.id for card in columns[State.SENT].cards}
        gone = self._fresh - here if not columns[State.SENT].more and not self.asked.query and not self.asked.column else set()
        if gone:  # taken by a colleague, or given up
            self._fresh -= gone
            self.fresh = len(self._fresh)

    def _ways(self) -> None:
        asked = self.asked.board()
        self.ways = Ways(
            board=asked.address(),
            everything=asked.but(query="").address(),
            whole=asked.but(column="").address(),
            first=asked.but().address() if asked.after else "",
        )
