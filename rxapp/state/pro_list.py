"""State of the list of conversations on `/pro`, beside whatever is open."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core import work
from rxapp.core.i18n import _
from rxapp.state import pro_reading as reading
from rxapp.state.handler import PROFESSIONALS, handler
from rxapp.state.pro_address import ARCHIVED, MINE, PAGE, SETTINGS, UNREAD, Asked
from rxapp.state.pro_reading import Choice, Line
from rxapp.state.shell import Shell


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the other views from this one."""

    everything: str = PAGE
    unread: str = f"{PAGE}?vue={UNREAD}"
    mine: str = f"{PAGE}?vue={MINE}"
    archived: str = f"{PAGE}?vue={ARCHIVED}"
    settings: str = f"{PAGE}?vue={SETTINGS}"
    whole: str = PAGE
    following: str = ""
    first: str = ""


class ProListState(Shell):
    """The list. ``waiting``: conversations to read. ``narrowed``: it is not the whole of them; ``listed``: it was read once."""

    view: str = ""
    ways: Ways = Ways()
    lines: list[Line] = []
    people: list[Choice] = []
    waiting: int = 0
    partial: bool = False
    narrowed: bool = False
    listed: bool = False
    _seen: dict[str, str] = {}
    _asked: Asked = Asked()

    @handler(roles=PROFESSIONALS, by_itself=True)
    async def look_again(self):
        """After the open conversation, which is shown first: the list beside it."""
        came = await self._load(self._asked)
        if came:
            self._say(_("Nouveau message de {nom}"), nom=came)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _load(self, asked: Asked) -> str:
        """Show the list of an address; returns whose message came in since the last look, "" when none did."""
        self._asked = asked
        shown = await work.run(reading.listed, self._actor, asked, self.language)
        here = asked.listed(after="", view="" if asked.view == SETTINGS else asked.view)
        new = {
            "view": here.view,
            "ways": _ways(here, asked, shown.following),
            "lines": shown.lines,
            "people": shown.people,
            "waiting": shown.waiting,
            "partial": shown.partial,
            "narrowed": here != Asked(),
            "listed": True,
            "unread": shown.unread,
            "new_messages": shown.waiting,
        }
        for name, value in new.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
        rows = [line.row for line in shown.lines]
        came = [row.by for row in rows if row.unread and self._seen and self._seen.get(row.id, "") < row.at]
        self._seen = {"": "", **{row.id: row.at for row in rows}}
        return next(iter(came), "")


def _ways(here: Asked, asked: Asked, following: str) -> Ways:
    return Ways(
        everything=here.but(view="").address(),
        unread=here.but(view=UNREAD).address(),
        mine=here.but(view=MINE).address(),
        archived=here.but(view=ARCHIVED).address(),
        following=following,
        first=here.address() if asked.after else "",
    )
