"""How often one may try: by person, by address and overall. Counted in the database, so a restart forgets nothing.

Nobody can shut the owner out for long. Failures from one address against one identifier fill a bucket that the owner,
elsewhere, does not share, and that tells nobody whether the owner came in; a device that has signed in before has a bucket of
its own, which a stranger cannot fill; and every window is 15 minutes or less, but for codes of a second factor from a device
that never signed in: who fills that one knows the password.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from rxapp.core import limits
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError

from .activation import BETWEEN_REQUESTS

_QUARTER = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_NETWORK_BITS = 64
WARNED_AT = 3
"""How many tries are left when one is told so."""


@dataclass(frozen=True)
class Rule:
    """At most ``limit`` hits of ``key`` in ``window``."""

    key: str
    limit: int
    window: timedelta


def code_request_rules(address: str) -> tuple[Rule, ...]:
    """Asking for a new letter: once in 30 seconds from one place, 20 in a quarter of an hour, 120 a minute overall."""
    return (
        Rule(f"request:{place(address)}", 1, BETWEEN_REQUESTS),
        Rule(f"request-long:{place(address)}", 20, _QUARTER),
        Rule("request", 120, _MINUTE),
    )


def code_check_rules(address: str) -> tuple[Rule, ...]:
    """Typing a letter's code: 20 in a quarter of an hour from one place, 300 a minute overall."""
    return (Rule(f"code:{place(address)}", 20, _QUARTER), Rule("code", 300, _MINUTE))


def opening_rules(ticket: str, address: str) -> tuple[Rule, ...]:
    """Opening an account, which tells whether an identifier is taken.

    20 in a quarter of an hour with one ticket and 60 from one place; 300 a minute overall.
    """
    return (Rule(f"open:{ticket}", 20, _QUARTER), Rule(f"open-from:{place(address)}", 60, _QUARTER), Rule("open", 300, _MINUTE))


def sign_in_rules(login: str, address: str) -> tuple[Rule, ...]:
    """Signing in from a device that is not known.

    5 for one identifier from one place, 50 for one identifier from everywhere and 100 from one place, in a quarter of an
    hour; 600 a minute overall.
    """
    return (
        Rule(f"login:{login}|{place(address)}", 5, _QUARTER),
        Rule(f"login:{login}", 50, _QUARTER),
        Rule(f"address:{place(address)}", 100, _QUARTER),
        Rule("login", 600, _MINUTE),
    )


def known_device_rules(device_id: str, login: str) -> tuple[Rule, ...]:
    """Signing in with one identifier from a device where it has signed in before: 10 in a quarter of an hour, whatever others do.

    ``login``: its index in hexadecimal. Another account signing in on that device gives nothing back.
    """
    return (Rule(f"device:{device_id}|{login}", 10, _QUARTER),)


def password_rules(account_id: str) -> tuple[Rule, ...]:
    """Giving one's present password once signed in, to change it or to close the account: 10 in a quarter of an hour."""
    return (Rule(f"password:{account_id}", 10, _QUARTER),)


def second_factor_rules(account_id: str, device_id: str | None = None) -> tuple[Rule, ...]:
    """Giving a code of the second factor once the password was right: 5 in a quarter of an hour and 20 in a day.

    A device that has signed in before (``device_id``) has a count of its own, that a stranger who knows the password cannot fill;
    so has a link to choose another password (« lien »).
    """
    whose = f"{account_id}|{device_id}" if device_id else account_id
    return (Rule(f"second:{whose}", 5, _QUARTER), Rule(f"second-day:{whose}", 20, _DAY))


def setup_rules(account_id: str) -> tuple[Rule, ...]:
    """Giving the first code of a new authenticator: 10 in a quarter of an hour."""
    return (Rule(f"second-setup:{account_id}", 10, _QUARTER),)


def wrong_code_mail_rules(account_id: str) -> tuple[Rule, ...]:
    """Telling by e-mail that a wrong code followed the right password on an unknown device: once a day."""
    return (Rule(f"second-told:{account_id}", 1, _DAY),)


def help_rules(account_id: str) -> tuple[Rule, ...]:
    """Asking somebody to help: 10 in a day, since each may write to somebody."""
    return (Rule(f"help:{account_id}", 10, _DAY),)


def passkey_rules(address: str) -> tuple[Rule, ...]:
    """Asking to sign in with a passkey: 60 in a quarter of an hour from one place, 600 a minute overall."""
    return (Rule(f"passkey:{place(address)}", 60, _QUARTER), Rule("passkey", 600, _MINUTE))


def reset_request_rules(address: str) -> tuple[Rule, ...]:
    """Saying that a password is forgotten: 10 in a quarter of an hour from one place, 300 a minute overall."""
    return (Rule(f"reset-from:{place(address)}", 10, _QUARTER), Rule("reset", 300, _MINUTE))


def reset_mail_rules(account_id: str) -> tuple[Rule, ...]:
    """Links to choose another password by e-mail: 3 in an hour, the others are not sent. A stranger could fill a day's limit."""
    return (Rule(f"reset-mail:{account_id}", 3, _HOUR),)


def reset_try_rules(token: str, address: str) -> tuple[Rule, ...]:
    """Choosing another password with a link or a letter: 20 in a quarter of an hour with one, 60 from one place."""
    return (Rule(f"reset-with:{token}", 20, _QUARTER), Rule(f"reset-try:{place(address)}", 60, _QUARTER))


def invitation_rules(account_id: str, address: str) -> tuple[Rule, ...]:
    """Inviting another parent: 5 in a day for one account, 20 in a quarter of an hour from one place, 120 a minute overall."""
    return (
        Rule(f"invite:{account_id}", 5, _DAY),
        Rule(f"invite-from:{place(address)}", 20, _QUARTER),
        Rule("invite", 120, _MINUTE),
    )


def place(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of 64 bits that one IPv6 subscriber holds whole."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is None:
            return str(ip_network((ip, _NETWORK_BITS), strict=False))
        ip = ip.ipv4_mapped
    return str(ip)


def take(uow: UnitOfWork, rules: Sequence[Rule]) -> timedelta | None:
    """Count one try against every rule; when one refuses, count nothing and return the longest wait."""
    longest = wait(uow, rules) if len(rules) > 1 else None
    if longest is None:
        for rule in rules:
            refused = limits.hit(uow, rule.key, limit=rule.limit, window=rule.window)
            longest = None if refused is None else refused.at - uow.clock.now()  # one alone was not asked before
    return longest


def wait_ahead(database: Database, rules: Sequence[Rule]) -> timedelta | None:
    """What ``take`` would answer, without counting and without the turn to write, which a crowd must not hold up."""
    with database.read() as uow:
        return wait(uow, rules)


def count(database: Database, rules: Sequence[Rule]) -> timedelta | None:
    """``take`` in a transaction of its own, which nobody over a limit waits for."""
    longest = wait_ahead(database, rules)
    if longest is None:
        with database.uow() as uow:
            longest = take(uow, rules)
            uow.commit()
    return longest


def wait(uow: UnitOfWork, rules: Sequence[Rule], *, more: int = 0) -> timedelta | None:
    """The longest wait that any rule asks for, or would after so many ``more`` tries now; nothing is counted."""
    now = uow.clock.now()
    refusals = (limits.check(uow, rule.key, limit=rule.limit, window=rule.window, more=more) for rule in rules)
    return max((refusal.at - now for refusal in refusals if refusal is not None), default=None)


def warning(uow: UnitOfWork, rules: Sequence[Rule]) -> DomainError | None:
    """What to say after a try that failed: how many are left before a pause, once they are few, or how long it is; else None.

    The pause announced is the one that begins if they are made now: later, the oldest try counts no more and it is shorter.
    """
    if (pause := wait(uow, rules)) is not None:
        return DomainError("essais.pause", attente=pause)
    left = min(rule.limit - limits.counted(uow, rule.key, window=rule.window) for rule in rules)
    pause = wait(uow, rules, more=left) if left <= WARNED_AT else None  # None too when the oldest try is over meanwhile
    return None if pause is None else DomainError("essais.reste", n=left, pause=pause)


def warning_after(database: Database, rules: Sequence[Rule]) -> DomainError | None:
    """``warning`` in a transaction of its own."""
    with database.read() as uow:
        return warning(uow, rules)


def give_back(uow: UnitOfWork, rules: Sequence[Rule]) -> None:
    """Forget what was counted against one person's own rules, after a success.

    Not what was counted against an identifier: whoever else tries it would see from their own count that its owner came in.
    """
    for rule in rules:
        if rule.key.startswith(("device:", "password:", "second:", "second-day:", "second-setup:")):
            limits.forget(uow, rule.key)


def take_back(uow: UnitOfWork, rules: Sequence[Rule]) -> None:
    """The password was right: the try that was just counted against an identifier was none, and those before it stay.

    So a count tells the same of an identifier whose owner comes in as of one that nobody bears.
    """
    for rule in rules:
        if rule.key.startswith("login:"):
            limits.take_back(uow, rule.key)
