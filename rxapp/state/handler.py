"""The mark that makes a state method callable from a browser, and everything that mark promises.

Reflex exposes every public method of every state. Here only methods decorated with `@handler` pass the guard; the decorator says
who may call it and which payload it takes (pydantic, strict, nothing extra), and turns errors into words on the screen.

A handler that takes `seen` does something to what the page drew: the page gives the id of that, and the handler runs as long as
that is what the state answers to (`_in_sight`). After a change of page the browser still draws the page before for a moment.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, get_type_hints

import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import form_data_as_dict

from rxapp.accounts.sessions import Principal
from rxapp.core import audit, work
from rxapp.core.connections import Visitor
from rxapp.core.errors import DomainError
from rxapp.core.incident import incident
from rxapp.core.policy import Refused, Role
from rxapp.runtime import current
from rxapp.state.news import NEWS

PATIENT = frozenset({Role.PATIENT})
PHARMACY = frozenset({Role.PHARMACY})
PROFESSIONALS = frozenset({Role.PROFESSIONAL, Role.ESTABLISHMENT})
EVERYONE = frozenset(Role) - {Role.SYSTEM, Role.GUEST}
SEEN = "seen"
AGAIN = 3.0
"""Seconds in which the same press again, for what is in sight no more, is a second press and not an act."""
_MARK, _BESIDE, _EARLY = "__carnet_policy__", "__carnet_beside__", "__carnet_early__"

principal_now: ContextVar[Principal | None] = ContextVar("principal_now", default=None)
visitor_now: ContextVar[Visitor | None] = ContextVar("visitor_now", default=None)


class Form(BaseModel):
    """Base of every form a browser may send: text only, bounded, no unknown field."""

    model_config = ConfigDict(strict=True, extra="forbid", str_max_length=2000, frozen=True)


@dataclass(frozen=True, slots=True)
class HandlerPolicy:
    """Who may call a handler and what it takes. roles empty: anyone, signed in or not.

    by_itself: the application calls it, so that it is no sign of life of a person. early: see `early`.
    """

    roles: frozenset[Role]
    payload: type[BaseModel]
    by_itself: bool = False
    early: bool = False

    @property
    def public(self) -> bool:
        """Callable without a session."""
        return not self.roles

    @property
    def on_what_is_seen(self) -> bool:
        """Whether it runs only for the thing that the page drew."""
        return SEEN in self.payload.model_fields

    def accepts(self, payload: Mapping[str, Any]) -> bool:
        """Whether the payload has exactly the declared arguments with exactly the declared types."""
        try:
            # A submitted form travels as its ordered [name, value] entries; anything misshapen is no payload at all.
            self.payload.model_validate({name: form_data_as_dict(value) for name, value in payload.items()})
        except (ValidationError, ValueError, TypeError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Press:
    """What was asked, as a number that tells nothing of it, and when."""

    asked: int
    at: float

    @classmethod
    def of(cls, function: Callable, arguments: Mapping[str, Any]) -> Press:
        """This press, now (seconds of this process)."""
        return cls(hash((function.__qualname__, repr(arguments))), time.monotonic())

    def repeats(self, done: Press | None) -> bool:
        """Whether the same was done a moment ago."""
        return done is not None and done.asked == self.asked and self.at - done.at < AGAIN


def handler(
    *, roles: frozenset[Role] = PATIENT, public: bool = False, form: type[Form] | None = None, by_itself: bool = False
) -> Callable:
    """Mark an async state method as callable from the screens.

    roles: who may call it. public: anyone may, even without a session. form: the shape of its `form_data` argument; the method
    receives the validated form in its place. by_itself: see `HandlerPolicy`; what is on screen of earlier acts stays. DomainError
    becomes words beside the field or in the status region; anything unexpected becomes an incident number.
    """

    def mark(function: Callable) -> Any:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"{function.__qualname__}: handlers are plain coroutines")
        early = getattr(function, _EARLY, False)
        policy = HandlerPolicy(frozenset() if public else roles, _payload_model(function, form), by_itself, early)

        @wraps(function)
        async def guarded(self: Any, **arguments: Any) -> Any:
            try:
                if by_itself:
                    NEWS.answered(self.router.session.client_token)
                return await _run(self, function, policy, arguments, form)
            except DomainError as error:
                if isinstance(error, Refused):
                    work.spawn(audit.note_refusal, current().db, error)
                self._show_error(error)
            except Exception as error:
                self._show_error(incident(function.__qualname__, error))
            return None

        setattr(guarded, _MARK, policy)
        return rx.event(guarded)

    return mark


async def _run(self: Any, function: Callable, policy: HandlerPolicy, arguments: dict[str, Any], form: type[Form] | None) -> Any:
    """Run a handler, if what it names is in sight; the words of earlier acts go first."""
    press = Press.of(function, arguments) if policy.on_what_is_seen else None
    elsewhere = press is not None and arguments[SEEN] != await self._in_sight()
    if elsewhere and press.repeats(self._done):
        return None  # a nervous finger: what the first press did stands, and so do its words
    if not (policy.by_itself or getattr(function, _BESIDE, False)):
        self._clear_words()
    if elsewhere:
        raise DomainError("page.changee")
    if form is not None:
        arguments["form_data"] = form.model_validate(dict(arguments["form_data"]))
    answer = await function(self, **arguments)
    if press is not None:
        self._done = press
    return answer


def beside(function: Callable) -> Callable:
    """For a method under `handler`: it answers while one types, and what is on screen of earlier acts stays."""
    setattr(function, _BESIDE, True)
    return function


def early(function: Callable) -> Callable:
    """For a method under `handler`: also for a session that has a second factor to set up before anything else."""
    setattr(function, _EARLY, True)
    return function


def _payload_model(function: Callable, form: type[Form] | None) -> type[BaseModel]:
    hints = get_type_hints(function)
    fields: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        kind = form if (form is not None and name == "form_data") else hints[name]
        required = parameter.default is inspect.Parameter.empty
        fields[name] = (kind, ... if required else parameter.default)
    config = ConfigDict(strict=True, extra="forbid", str_max_length=2000)
    return create_model(f"{function.__qualname__}Payload", __config__=config, **fields)


def policies() -> dict[str, HandlerPolicy]:
    """Every marked handler by its full event name, read from Reflex's own registry."""
    found = {}
    for name, registered in RegistrationContext.get().event_handlers.items():
        policy = getattr(registered.handler.fn, _MARK, None)
        if isinstance(policy, HandlerPolicy):
            found[name] = policy
    return found
