"""What other rooms lend to this one: it calls none of them by name. Given once, where the application is put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from rxapp.core.db import Database, UnitOfWork


@dataclass(frozen=True)
class Reach:
    """How an account is reached: "fr" or "en", and its e-mail or ""."""

    language: str
    email: str


@dataclass(frozen=True)
class Claim:
    """A notice as the room that announced it is asked about it at the moment of telling.

    ``delays``: the reminder delays of the account now, in minutes; None where they do not matter.
    """

    account_id: str
    person_id: str
    kind: str
    facts: Mapping[str, object]
    delays: tuple[int, ...] | None = None


Check = Callable[[UnitOfWork, Claim], bool]
"""Whether it may still be told: it holds, and nobody has refused it."""
Reaching = Callable[[UnitOfWork, str], Reach | None]
"""How an account is reached now; None once it is closed."""
Gathering = Callable[[UnitOfWork, Collection[str]], object]
"""Look up accounts that will each be asked about; the answer is held meanwhile."""
ClaimGathering = Callable[[UnitOfWork, Collection[Claim]], object]
"""Look up at once what a check will be asked about each of these; the answer is held meanwhile."""
DelaysChanged = Callable[[UnitOfWork, str], None]
"""An account (its id) chose other delays than the ones it had."""
Chore = Callable[[Database], bool]
"""Does a little of what is to be done; whether some of it is left."""

_checks: dict[str, Check] = {}
_claim_gathering: dict[str, ClaimGathering] = {}
_for_all: list[Check] = []
_reaching: list[Reaching] = []
_gathering: list[Gathering] = []
_delays: list[DelaysChanged] = []
_before: dict[str, Chore] = {}
_asked = [0]


def ask(check: Check, kind: str = "", gathering: ClaimGathering = lambda uow, claims: None) -> None:
    """Ask this check before telling a notice of a kind; of any kind when none is given. Replaces the one given before.

    ``gathering``: spares the check of a kind a look at the database for each of many.
    """
    if kind:
        _checks[kind], _claim_gathering[kind] = check, gathering
    else:
        _for_all[:] = [check]


def reach_by(reaching: Reaching, gathering: Gathering) -> None:
    """Find people by this from now on."""
    _reaching[:], _gathering[:] = [reaching], [gathering]


def gather(uow: UnitOfWork, account_ids: Collection[str]) -> object:
    """Have these accounts at hand as long as the answer is held."""
    return [gathering(uow, account_ids) for gathering in _gathering]


def gather_claims(uow: UnitOfWork, claims: Collection[Claim]) -> object:
    """Have at hand what `holds` will be asked about these, as long as the answer is held."""
    by_kind = {kind: [claim for claim in claims if claim.kind == kind] for kind in {claim.kind for claim in claims}}
    return [_claim_gathering[kind](uow, some) for kind, some in by_kind.items() if kind in _claim_gathering]


def tell_delays(listener: DelaysChanged) -> None:
    """Call this when an account chooses other reminder delays, in that act's transaction."""
    _delays[:] = [listener]


def first_do(name: str, chore: Chore) -> None:
    """Do this now and then before looking at what is due: what brings new notices near enough to be announced."""
    _before[name] = chore


def ask_to_prepare() -> None:
    """Have the dispatchers of this process do so at their next pass."""
    _asked[0] += 1


def asked_to_prepare() -> int:
    """How many times that was asked for."""
    return _asked[0]


def holds(uow: UnitOfWork, claim: Claim) -> bool:
    """Whether a notice may be told now."""
    own = _checks.get(claim.kind)
    return all(check(uow, claim) for check in _for_all) and (own is None or own(uow, claim))


def theirs(uow: UnitOfWork, account_id: str, person_id: str, kind: str) -> bool:
    """Whether an account may still read what it was told of a person, news of that kind."""
    return all(check(uow, Claim(account_id, person_id, kind, {})) for check in _for_all)


def reach(uow: UnitOfWork, account_id: str) -> Reach | None:
    """How an account is reached now; None once it is closed, or where nobody lent the way."""
    return _reaching[0](uow, account_id) if _reaching else None


def delays_changed(uow: UnitOfWork, account_id: str) -> None:
    """Tell whoever plans by the delays."""
    for listener in _delays:
        listener(uow, account_id)


def do_first(database: Database) -> bool:
    """A little of what `first_do` was given; whether some of it is left."""
    return any([chore(database) for chore in _before.values()])
