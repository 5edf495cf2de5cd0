"""The second factor: an authenticator (`totp.py`) and ten recovery codes, asked for after the password.

Setting one up takes two steps, so that nobody is shut out by a telephone that never read the QR code: a secret waits
(``pending``) until a code of it is given. An authenticator that is on is replaced by the same steps, and asked for until the new
one is confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, func, or_, select, update

from rxapp.core import audit
from rxapp.core.crypto import open_sealed, seal
from rxapp.core.db import Database, UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time
from rxapp.core.policy import Actor, Role

from . import acts, events, limits, mails, totp, young
from .code import in_groups, new_code, parse_code
from .errors import FieldErrors
from .identity import account_key, keyed, open_account_text
from .models import Account, LoginSession, Passkey, PasskeyChallenge, RecoveryCode, SecondFactor
from .opening import account_row
from .proof import prove_password
from .sessions import end_other_sessions

REQUIRED = frozenset({Role.PROFESSIONAL, Role.ESTABLISHMENT, Role.PHARMACY, Role.OPERATOR})
"""Roles that work in a real instance only with a second factor (docs/decisions/051-second-factor.md)."""
RECOVERY_CODES = 10
SETUP_LIFE = timedelta(minutes=30)
"""How long a secret waits for the first code of it."""
KEY_ANSWERS = timedelta(minutes=15)
"""How long signing in with a passkey is an answer where a code is asked for."""
_TABLE = SecondFactor.__tablename__
_ON = (_("Second facteur en place"), _("Votre compte Carnet demande désormais un code en plus du mot de passe."))
_OFF = (_("Second facteur retiré"), _("Votre compte Carnet ne demande plus de code en plus du mot de passe."))
_CODES = (_("Nouveaux codes de secours"), _("De nouveaux codes de secours remplacent les anciens de votre compte Carnet."))
_USED = (_("Un code de secours a servi"), _("Un code de secours vient d’ouvrir votre compte Carnet. Il ne servira plus."))


@dataclass(frozen=True)
class Setup:
    """A secret being set up: as text to type, and as what the QR code says."""

    text: str
    uri: str


@dataclass(frozen=True)
class SecondFactorView:
    """How an account stands. ``app``: with an authenticator, since ``since_label``; ``on``: with that or a passkey.

    ``required``: its role works only with one. ``left``: recovery codes that still open.
    ``key``: with a passkey; ``key_answers``: one has just opened the session, so no code is asked for.
    ``way_back``: what alone brings a forgotten password back before 18 (`young.way_back`), "" where a letter does too.
    """

    on: bool
    app: bool
    since_label: str
    left: int
    required: bool
    enrolling: bool
    key: bool = False
    key_answers: bool = False
    way_back: str = ""


def owes(uow: UnitOfWork, account: Account, *, demo: bool) -> bool:
    """Whether an account must set one up before it may do anything else. A demonstration only insists."""
    return not demo and Role(account.role) in REQUIRED and not is_on(uow, account.id)


def has_app(uow: UnitOfWork, account_id: str) -> bool:
    """Whether an account has an authenticator."""
    app = select(SecondFactor.account_id).where(SecondFactor.account_id == account_id, SecondFactor.secret.is_not(None))
    return uow.session.execute(app).first() is not None


def has_key(uow: UnitOfWork, account_id: str) -> bool:
    """Whether an account has a passkey."""
    return bool(uow.session.execute(select(exists().where(Passkey.account_id == account_id))).scalar())


def is_on(uow: UnitOfWork, account_id: str) -> bool:
    """Whether signing in to an account asks for a code."""
    app = exists().where(SecondFactor.account_id == account_id, SecondFactor.secret.is_not(None))
    return bool(uow.session.execute(select(or_(app, exists().where(Passkey.account_id == account_id)))).scalar())


def second_factor_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> SecondFactorView:
    """How the actor's own account stands. Raises DomainError ``introuvable``."""
    account = account_row(uow, actor.account_id)
    row = uow.session.get(SecondFactor, account.id)
    unused = select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    enrolling = select(LoginSession.enrolling).where(LoginSession.id == (actor.session_id or ""))
    app, on = row is not None and row.secret is not None, is_on(uow, account.id)
    return SecondFactorView(
        on=on,
        app=app,
        since_label=date_time(row.confirmed_at, lang) if app else "",
        left=uow.session.execute(unused).scalar_one() if on else 0,
        required=Role(account.role) in REQUIRED,
        enrolling=bool(uow.session.execute(enrolling).scalar()),
        key=has_key(uow, account.id),
        key_answers=key_answers(uow, actor),
        way_back=young.way_back(uow, account, factor=on),
    )


def key_answers(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the actor's session was opened with a passkey a quarter of an hour ago at most, and the account has one still."""
    recent = LoginSession.created_at > uow.clock.now() - KEY_ANSWERS
    mine = (
        LoginSession.id == (actor.session_id or ""),
        LoginSession.account_id == actor.account_id,
        LoginSession.ended_at.is_(None),
    )
    opened = select(LoginSession.id).where(*mine, LoginSession.with_key.is_(True), recent)
    return uow.session.execute(opened.where(exists().where(Passkey.account_id == actor.account_id))).first() is not None


def begin(database: Database, *, actor: Actor, password: str, code: str = "") -> Setup:
    """A new secret for the actor's authenticator; ``code``: of the one that is on, if any. Call from the hash pool.

    Raises FieldErrors (``mot_de_passe_actuel``, ``code``).
    """
    kept = prove_password(database, actor, password)
    with database.read() as uow:
        on = is_on(uow, actor.account_id)
    if on:
        require_code(database, actor, code)
    secret = totp.new_secret()
    with database.uow() as uow:
        account = _unchanged(uow, actor, kept)
        row = uow.session.get(SecondFactor, account.id) or SecondFactor(account_id=account.id)
        row.pending, row.pending_at = _sealed(uow, account, "pending", secret), uow.clock.now()
        row.pending_session = actor.session_id
        uow.session.add(row)
        login = open_account_text(uow, account, "login")
        uow.commit()
    return Setup(totp.secret_text(secret), totp.uri(secret, login))


def confirm(uow: UnitOfWork, *, actor: Actor, code: str, public_url: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """The first code of a secret that waits: from now on it is asked for, and the actor's other sessions end.

    Returns ten recovery codes when the account had none left, to be shown once, and the hashes of the sessions ended. Raises
    FieldErrors (``code``; a wrong one counts, and commits), DomainError ``second.a_refaire`` when nothing that this session began
    waits any more.
    """
    account = account_row(uow, actor.account_id)
    row = uow.session.get(SecondFactor, account.id)
    now = uow.clock.now()
    if row is None or row.pending is None or now - row.pending_at >= SETUP_LIFE or row.pending_session != actor.session_id:
        raise DomainError("second.a_refaire")
    secret = _opened(uow, account, "pending", row.pending)
    digits, rules = _six_digits(code), limits.setup_rules(account.id)
    if (wait := limits.take(uow, rules)) is not None:
        raise FieldErrors({"code": DomainError("second.patienter", attente=wait)})
    step = totp.matching_step(secret, digits, at=uow.clock.outside(), after=0)
    if step is None:
        uow.commit()
        raise FieldErrors({"code": DomainError("second.premier_refuse", limits.warning(uow, rules))})
    row.secret, row.confirmed_at, row.last_step = _sealed(uow, account, "secret", secret), now, step
    row.pending = row.pending_at = row.pending_session = None
    uow.session.add(row)
    limits.give_back(uow, rules)
    codes = enrolled(uow, account)
    _tell(uow, account, actor, acts.FACTOR_ON, _ON, public_url)
    return codes, end_other_sessions(uow, actor=actor)


def enrolled(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    """Another factor was just added: what the account owed is done. Returns ten recovery codes when it had none left.

    Those on paper serve for any factor: they stay until others are asked for (`renew_codes`).
    """
    rest = update(LoginSession).where(LoginSession.account_id == account.id)
    uow.session.execute(rest.values(enrolling=False))
    left = select(RecoveryCode.id).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return () if uow.session.execute(left).first() else _fresh_codes(uow, account)


def renew_codes(database: Database, *, actor: Actor, code: str) -> tuple[str, ...]:
    """Ten new recovery codes in place of the others, to be shown once.

    Raises FieldErrors (``code``), DomainError ``introuvable`` without a second factor.
    """
    _require_on(database, actor)
    require_code(database, actor, code)
    with database.uow() as uow:
        account = account_row(uow, actor.account_id)
        codes = _fresh_codes(uow, account)
        _tell(uow, account, actor, acts.FACTOR_CODES, _CODES, database.settings.public_url)
        uow.commit()
    return codes


def turn_off(database: Database, *, actor: Actor, password: str, code: str) -> tuple[bytes, ...]:
    """Ask for no code any more; the actor's other sessions end. Call from the hash pool.

    Returns the hashes of the sessions ended. Raises FieldErrors (``mot_de_passe_actuel``, ``code``), DomainError
    ``second.obligatoire`` for a role that needs one.
    """
    if actor.role in REQUIRED:
        raise DomainError("second.obligatoire")
    _require_on(database, actor)
    kept = prove_password(database, actor, password)
    require_code(database, actor, code)
    with database.uow() as uow:
        account = _unchanged(uow, actor, kept)
        ended = gone(uow, account, actor, database.settings.public_url)
        uow.commit()
    return ended


def gone(uow: UnitOfWork, account: Account, actor: Actor, public_url: str) -> tuple[bytes, ...]:
    """The last factor of an account goes: told everywhere, and the actor's other sessions end. Returns their hashes."""
    remove(uow, account)
    _tell(uow, account, actor, acts.FACTOR_OFF, _OFF, public_url)
    return end_other_sessions(uow, actor=actor)


def remove(uow: UnitOfWork, account: Account) -> None:
    """Forget authenticator, passkeys and recovery codes, for the verb that says why; nothing half added is left either."""
    uow.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.account_id == account.id))
    uow.session.execute(delete(Passkey).where(Passkey.account_id == account.id))
    uow.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def require_code(database: Database, actor: Actor, code: str) -> None:
    """A code of the actor's own second factor, which is used up, or none right after signing in with a passkey.

    Raises FieldErrors (``code``); a wrong one counts as a try.
    """
    if not code.strip():
        with database.read() as uow:
            if key_answers(uow, actor):
                return
    form = code_form(code)
    rules = limits.second_factor_rules(actor.account_id, actor.session_id)
    if (wait := limits.count(database, rules)) is not None:
        raise FieldErrors({"code": DomainError("second.patienter", attente=wait)})
    with database.uow() as uow:
        account = account_row(uow, actor.account_id)
        if not use(uow, account, form, public_url=database.settings.public_url):
            raise FieldErrors({"code": DomainError("second.refuse", limits.warning(uow, rules))})
        limits.give_back(uow, rules)
        uow.commit()


def wrong_code(database: Database, actor: Actor, code: str, *, spend: bool) -> DomainError | None:
    """What is wrong with the code, if one is asked for. It is used up (``spend``) once nothing else is wrong."""
    with database.read() as uow:
        if not is_on(uow, actor.account_id) or (not code.strip() and key_answers(uow, actor)):
            return None
    try:
        code_form(code)
        if spend:
            require_code(database, actor, code)
    except FieldErrors as wrong:
        return wrong.causes["code"]
    return None


def code_form(code: str) -> str:
    """What was typed, as six digits or as a recovery code. Raises FieldErrors (``code``) for what can be neither."""
    bare = totp.digits(code)
    if not bare:
        raise FieldErrors({"code": "second.code_vide"})
    if bare.isascii() and bare.isdigit():
        return _six_digits(code)
    try:
        return parse_code(code)
    except DomainError:
        raise FieldErrors({"code": "second.secours_forme"}) from None


def use(uow: UnitOfWork, account: Account, form: str, *, public_url: str) -> bool:
    """Whether a code (`code_form`) opens an account now; it never will again. The owner is told of a recovery code."""
    if len(form) == totp.DIGITS:
        return _use_digits(uow, account, form)
    mine = (RecoveryCode.account_id == account.id, RecoveryCode.code_index == keyed(uow, "recovery", form))
    spent = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=uow.clock.now())
    if uow.session.execute(spent).rowcount != 1:
        return False
    mails.warn(uow, account, *_USED, public_url=public_url)
    return True


def _use_digits(uow: UnitOfWork, account: Account, form: str) -> bool:
    row = uow.session.get(SecondFactor, account.id)
    if row is None or row.secret is None:
        return False
    secret = _opened(uow, account, "secret", row.secret)
    step = totp.matching_step(secret, form, at=uow.clock.outside(), after=row.last_step)
    if step is None:
        return False
    later = update(SecondFactor).where(SecondFactor.account_id == account.id, SecondFactor.last_step < step)
    return uow.session.execute(later.values(last_step=step)).rowcount == 1  # where the database has many writers


def _six_digits(code: str) -> str:
    bare = totp.digits(code)
    if not bare:
        raise FieldErrors({"code": "second.code_vide"})
    if not (bare.isascii() and bare.isdigit() and len(bare) == totp.DIGITS):
        raise FieldErrors({"code": "second.chiffres"})
    return bare


def _fresh_codes(uow: UnitOfWork, account: Account) -> tuple[str, ...]:
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes, now = [new_code() for _number in range(RECOVERY_CODES)], uow.clock.now()
    rows = [RecoveryCode(account_id=account.id, code_index=keyed(uow, "recovery", code), made_at=now) for code in codes]
    uow.session.add_all(rows)
    return tuple(in_groups(code) for code in codes)


def _require_on(database: Database, actor: Actor) -> None:
    with database.read() as uow:
        if not is_on(uow, actor.account_id):
            raise DomainError("introuvable")


def _unchanged(uow: UnitOfWork, actor: Actor, kept: str) -> Account:
    """The account, unless its password changed since it was proven."""
    account = account_row(uow, actor.account_id)
    if account.password_hash != kept:
        raise FieldErrors({"mot_de_passe_actuel": "mot_de_passe.actuel"})
    return account


def _tell(uow: UnitOfWork, account: Account, actor: Actor, act: str, words: tuple[str, str], public_url: str) -> None:
    """In the person's history, in the list of events, and by e-mail."""
    if actor.person_id is not None:
        audit.record(uow, person_id=actor.person_id, actor=actor, action=act, details={})
    events.note_act(uow, actor, act)
    mails.warn(uow, account, *words, public_url=public_url)


def _sealed(uow: UnitOfWork, account: Account, column: str, secret: bytes) -> bytes:
    key = account_key(uow, account.person_id)
    return seal(key, secret, table=_TABLE, column=column, row=account.id, person=account.person_id)


def _opened(uow: UnitOfWork, account: Account, column: str, blob: bytes) -> bytes:
    key = account_key(uow, account.person_id)
    return open_sealed(key, blob, table=_TABLE, column=column, row=account.id, person=account.person_id)
