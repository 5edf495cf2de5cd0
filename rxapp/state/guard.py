"""The guard: every event of every tab passes here before Reflex runs anything. What it does not know it refuses.

It reads the session row each time (a revoked session ends with the next event), binds the tab's state to that session, and checks
the payload against what the handler declared. Behind a session that is over stands nobody: the tab is emptied and only what is
public runs. Nothing is logged of a refused payload but the handler's name.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any

import reflex as rx
from pydantic import ConfigDict, Field, create_model
from reflex.middleware import Middleware
from reflex.state import OnLoadInternalState, State, StateUpdate
from reflex_base.event import Event

from rxapp.accounts import sessions
from rxapp.accounts.sessions import Principal
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS, REFERENCE_HEADER, Visitor
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.incident import incident
from rxapp.core.policy import Actor
from rxapp.runtime import current
from rxapp.state import helped, parting
from rxapp.state.handler import PHARMACY, PROFESSIONALS, HandlerPolicy, policies, principal_now, visitor_now
from rxapp.state.shell import Shell, Words, leave_pages

log = logging.getLogger("carnet.guard")

_ROOT = State.get_full_name()
_HYDRATE = f"{_ROOT}.hydrate_and_load"
_ON_LOAD = OnLoadInternalState.get_full_name()
# Reflex's own events that start a page, and what each may carry: never client storage, since Carnet keeps nothing there.
STARTERS: dict[str, dict[str, Any]] = {
    f"{_ROOT}.hydrate": {},
    _HYDRATE: {"hashes": (list[Annotated[str, Field(max_length=64)]] | None, None)},
    f"{_ON_LOAD}.on_load_internal": {},
    f"{_ON_LOAD}.set_is_hydrated": {"value": (bool, ...)},
    f"{_ROOT}.set_is_hydrated": {"value": (bool, ...)},
}
_REFUSED = StateUpdate()
_PAGES_OF = {PHARMACY: "pharmacies", PROFESSIONALS: "professionnels"}
"""Whose a page is, in the address where others are told so."""
ENROLLING_PAGE = "/parametres/second-facteur"
"""All that a session may open whose account owes a second factor."""
MOST_EARLY = 20
"""How often acts are put behind the loading of a page: each is twice or three times, but for one that never loads."""
_PAGE_START = "open"
"""How every page names the handler that loads it."""


class Guard(Middleware):
    """Reflex middleware; the one wall in front of all handlers."""

    def __init__(self) -> None:
        self._policies: dict[str, HandlerPolicy] = {}

    def known(self, name: str) -> bool:
        """Whether an event name may come from a browser at all."""
        if not self._policies:
            self._policies = policies() | {name: _starter(fields) for name, fields in STARTERS.items()}
        return name in self._policies

    async def preprocess(self, app: Any, state: Any, event: Event) -> StateUpdate | None:
        """Let an event pass (None) or answer in its place."""
        try:
            return await self._judge(state, event)
        except Exception as error:
            return await _say_incident(state, incident(event.name, error))

    async def _judge(self, state: Any, event: Event) -> StateUpdate | None:
        if not self.known(event.name):
            log.warning("refused an unknown event")
            return _REFUSED
        visitor = _visitor(state)
        if visitor is None:
            return _REFUSED
        policy = self._policies[event.name]
        principal = await _principal(visitor, acts=event.name not in STARTERS and not policy.by_itself)
        visitor_now.set(visitor)
        principal_now.set(principal)
        shell = await state.get_state(Shell)
        identity = f"s:{principal.session_id}" if principal else f"v:{visitor.visit}"
        if shell._bound_to != identity:
            if shell._bound_to:  # what was bound to nobody is new, and empty: nothing runs before this
                state._get_root_state().reset()
            shell._bound_to = identity
        parted = principal is not None and await parting.is_parted(principal, shell._lent)
        if parted:
            state._get_root_state().reset()
            shell._bound_to = identity
        await _begin(state, shell, event)
        if shell.language != visitor.language:
            shell.language = visitor.language
        if parted or shell._parted:
            # What starts a page starts it empty; the page itself is then another one, which says why.
            shell._parted = event.name in STARTERS
            if not shell._parted and not parting.loads_the_page(event.name, shell.router.url.path):
                return await parting.emptied(state, _leave(parting.PAGE))
        if not policy.public and (principal is None or principal.role not in policy.roles):
            closed = principal is None and await _is_closed(visitor)
            return _turn_away(event.name, principal, policy, closed=closed)
        if principal is not None and principal.enrolling and not (policy.public or policy.early):
            return _leave(ENROLLING_PAGE) if _starts_page(event.name) else _REFUSED
        if not policy.accepts(event.payload):
            log.warning("refused a malformed payload for %s", event.name)
            return _REFUSED
        if principal is not None and shell._looked_into and await _help_is_over(shell, principal.actor(address=visitor.address)):
            return await _let_go(state, shell, identity)
        return _behind_loading(state, shell, event, policy)


def _starter(fields: dict[str, Any]) -> HandlerPolicy:
    return HandlerPolicy(frozenset(), create_model("Starter", __config__=ConfigDict(strict=True, extra="forbid"), **fields))


def _behind_loading(state: Any, shell: Shell, event: Event, policy: HandlerPolicy) -> StateUpdate | None:
    """What is done on a page that has just been built and has not loaded goes to the end of the queue: loading would wipe its
    answer away. Not when one moves within: there the page before still shows a record, and the act is about that.
    """
    loads = policy.by_itself or event.name in STARTERS or _starts_page(event.name)
    if loads or state._get_root_state().is_hydrated or not shell._early:
        return None
    shell._early -= 1
    return StateUpdate(events=[event])


async def _begin(state: Any, shell: Shell, event: Event) -> None:
    """Of a page that begins: all that the tab holds is sent to it, so no record is among it. It says what it was built with; one
    whose network is back does not.
    """
    if event.name.startswith(f"{_ROOT}.hydrate"):
        await leave_pages(state)
    if event.name == _HYDRATE:
        shell._came_back = not event.payload.get("hashes")
        shell._early = 0 if shell._came_back else MOST_EARLY
    elif _starts_page(event.name):
        shell._early = 0


async def _say_incident(state: Any, error: DomainError) -> StateUpdate:
    shell = await state.get_state(Shell)
    shell._show_error(error)
    root = state._get_root_state()
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)


async def _help_is_over(shell: Shell, actor: Actor) -> bool:
    """Whether somebody whose record this tab showed is helped no more: their own end, its last day, a closed account."""
    now = await work.run(helped.scopes_now, actor, shell._looked_into)
    return any(not scopes for scopes in now.values())


async def _let_go(state: Any, shell: Shell, identity: str) -> StateUpdate:
    """Nothing of that record stays in the tab, which goes on with one's own; the event that came is not run."""
    root, language = state._get_root_state(), shell.language
    root.reset()
    shell._bound_to, shell.language = identity, language
    shell._news = Words("info", translate(_("Cette aide a pris fin : votre propre dossier est ouvert."), language))
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta, events=Event.from_event_type(rx.redirect("/accueil", replace=True)))


def _visitor(state: Any) -> Visitor | None:
    headers = state._get_root_state().router_data.get("headers", {})
    return CONNECTIONS.visitor(headers.get(REFERENCE_HEADER, ""))


async def _principal(visitor: Visitor, *, acts: bool) -> Principal | None:
    """Who is behind the cookie now. `acts`: a person did something, which counts as a sign of life."""
    if visitor.token_hash is None:
        return None
    glance = current().db.glance()
    if glance is not None:
        principal = sessions.check_session(glance, visitor.token_hash)
    else:
        principal = await work.run(_check, visitor.token_hash)
    if acts and principal is not None and principal.needs_touch(current().clock.now()):
        principal = await work.run(_touch, visitor.token_hash)
    return principal


def _check(token_hash: bytes) -> Principal | None:
    with current().db.read() as uow:
        return sessions.check_session(uow, token_hash)


def _touch(token_hash: bytes) -> Principal | None:
    with current().db.uow() as uow:
        principal = sessions.touch(uow, token_hash=token_hash)
        uow.commit()
    return principal


async def _is_closed(visitor: Visitor) -> bool:
    return visitor.token_hash is not None and await work.run(_ended_by_closing, visitor.token_hash)


def _ended_by_closing(token_hash: bytes) -> bool:
    with current().db.read() as uow:
        return sessions.ended_by_closing(uow, token_hash)


def _turn_away(name: str, principal: Principal | None, policy: HandlerPolicy, *, closed: bool) -> StateUpdate:
    """Whose session is over goes to sign in; who opens a page of another role goes to their own; any other call is refused."""
    if principal is None:
        return _leave("/?raison=ferme" if closed else "/?raison=session")
    if _starts_page(name):
        return _leave("/parametres?raison=" + _PAGES_OF.get(policy.roles, "patients"))
    log.warning("refused %s for this role", name)
    return _REFUSED


def _starts_page(name: str) -> bool:
    return name.rpartition(".")[2] == _PAGE_START


def _leave(where: str) -> StateUpdate:
    """Send the page elsewhere. The sign-in page loads itself anew when one comes from within, so nothing of the tab survives."""
    return StateUpdate(events=Event.from_event_type(rx.redirect(where, replace=True)))
