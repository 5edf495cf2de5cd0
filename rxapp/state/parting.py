"""A tab that shows somebody for whom its account may act no more: it is emptied before anything else, and the page says why.

The majority of a child needs no act of anybody, so nothing but the date tells it: the guard asks at each event of such a tab, the
one by which a live page is told included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reflex.state import StateUpdate

from rxapp.accounts import service as accounts
from rxapp.accounts.sessions import Principal
from rxapp.core import work
from rxapp.runtime import current

PAGE = "/parametres/proches"
"""Where such a tab is sent: it says for whom one acts no more, since when and why."""
_LOOKS = ("open", "look_again")
"""The handlers of that page which load all that it shows."""


async def is_parted(principal: Principal, lent: Mapping[str, date]) -> bool:
    """Whether the account may act no more for one of these children, given with the days on which they are 18."""
    if not lent or principal.person_id is None:
        return False
    glance = current().db.glance()
    if glance is not None:
        return not accounts.acts_for_all(glance, principal.person_id, lent)
    return not await work.run(_acts_for_all, principal.person_id, lent)


def _acts_for_all(person_id: str, lent: Mapping[str, date]) -> bool:
    with current().db.read() as uow:
        return accounts.acts_for_all(uow, person_id, lent)


def loads_the_page(name: str, path: str) -> bool:
    """Whether an event makes the page that says why load all of itself."""
    return path.rstrip("/") == PAGE and name.rpartition(".")[2] in _LOOKS


async def emptied(state: Any, update: StateUpdate) -> StateUpdate:
    """An answer that also takes from the browser all that the tab held; the state was reset before."""
    root = state._get_root_state()
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta, events=update.events)
