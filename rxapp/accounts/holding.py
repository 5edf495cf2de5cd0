"""An account that somebody else may have taken over is held: nothing that opened it does any more, its owner's means included.

What gives without a session stops too: addresses of calendars, browsers that show notifications. Their owner makes them anew.

It opens nothing to who asks for it. Whoever took the account would end the owner's letters by signing in and keep links away with
a second factor of their own; once nobody can sign in, a link or a letter gives the account back to its owner.
"""

from __future__ import annotations

import secrets

from rxapp.core import audit
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _
from rxapp.core.policy import Actor, require

from . import acts, events, farewell, mails, passwords, second_factor
from .opening import account_by_login
from .people import OPERATING
from .places import Visit
from .sessions import end_all_sessions
from .sign_in import forget_steps

_HELD = (
    _("Votre compte Carnet est mis à l’abri"),
    _(
        "Bonjour,\n\nL’exploitant de ce Carnet a mis votre compte à l’abri : l’ancien mot de passe, le second facteur et les "
        "clés d’accès n’ouvrent plus rien, toutes les sessions sont terminées, les adresses de calendrier et les appareils qui "
        "montraient vos notifications n’en donnent plus.\n"
        "Pour y revenir, choisissez un nouveau mot de passe, par e-mail ou par lettre : {adresse}"
    ),
)


def hold_account(uow: UnitOfWork, *, actor: Actor, login: str, public_url: str) -> tuple[bytes, ...]:
    """Nobody signs in to an account, a patient's or another, until another password is chosen; it is told by e-mail.

    Takes 60 ms of hashing. Returns the hashes of the sessions ended. Raises DomainError ``introuvable`` for an actor who may not,
    or an identifier that nobody bears.
    """
    require(actor, "issue", OPERATING)
    account = account_by_login(uow, login)
    if account is None:
        raise DomainError("introuvable")
    # A password that nobody knows, ours included: signing in takes the same time and is refused in the same words.
    account.password_hash = passwords.hash_password(uow.keyring.pepper, secrets.token_urlsafe(32))
    account.password_changed_at = uow.clock.now()
    uow.session.add(account)
    ended = end_all_sessions(uow, account_id=account.id)
    second_factor.remove(uow, account)
    forget_steps(uow, account.id)
    farewell.hold(uow, account.id)
    if account.person_id is not None:
        audit.record(uow, person_id=account.person_id, actor=actor, action=acts.ACCOUNT_HELD, details={})
    events.note(uow, account, acts.ACCOUNT_HELD, Visit())
    mails.write(uow, account, *_HELD, adresse=f"{public_url}/mot-de-passe-oublie")
    return ended
