"""Tables of people, guardianships, accounts, activation codes and sessions.

Columns of type ``Sealed`` hold AES-GCM-SIV under the person's key, or under the instance key for an
account without a person. Blind indexes are keyed HMACs: equal values meet, nothing is read back.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, Text, false, text
from sqlmodel import Field, SQLModel

from rxapp.core.db import UtcDateTime, new_id

_LIVE = text("used_at IS NULL AND voided_at IS NULL")
_GOING_ON = text("ends_on IS NULL")
_PENDING = text("until IS NOT NULL")
_ENDING = text("destroy_at IS NOT NULL")
_UNSETTLED = text("wiped = false")
_ROLES = "('patient', 'professional', 'pharmacy', 'establishment', 'operator')"


class Person(SQLModel, table=True):
    """Someone who has, or may open, a record. Everything that tells who they are is sealed.

    ``identity_index`` is of NIR and birth date together: what a first sign-in asks. Twins share it.
    """

    __tablename__ = "person"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    nir_index: bytes = Field(sa_type=LargeBinary, index=True)
    identity_index: bytes = Field(sa_type=LargeBinary, index=True)
    nir: bytes = Field(sa_type=LargeBinary)
    birth_date: bytes = Field(sa_type=LargeBinary)
    family_name: bytes = Field(sa_type=LargeBinary)
    given_names: bytes = Field(sa_type=LargeBinary)
    sex: bytes = Field(sa_type=LargeBinary)
    postal_address: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class Guardianship(SQLModel, table=True):
    """A parent who acts for a child, from ``starts_on`` (Paris date).

    ``ends_on`` is set when it is ended by someone (``ended_by``). The child's majority ends it without a date here: that
    date, in clear, would tell the child's birth date. ``began_by``: a `relatives.Origin`. ``announced``: the handover before
    the majority was explained; ``settled``: it was ended, and everybody concerned was told; ``of_age``: the child's majority
    was seen to. ``kept``: what the child chose that this parent keeps at their majority, sealed under the child's key.
    ``closes_asked_at``: since when this parent asks that the child's record be closed; ``closes_choices``: of the child's orders,
    as in `AccountClosing`; ``closes_until``: all who act ask, until then orders are waited for; ``closes_on``: not before that
    Paris date, as long as a young person may object; ``closes_refused_on``: the day they did.
    """

    __tablename__ = "guardianship"
    __table_args__ = (
        CheckConstraint("guardian_id <> child_id", name="ck_guardianship_two_people"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_guardianship_days"),
        Index(
            "uq_guardianship_going_on", "guardian_id", "child_id", unique=True, sqlite_where=_GOING_ON, postgresql_where=_GOING_ON
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    guardian_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    child_id: str = Field(foreign_key="person.id", max_length=32, index=True)
    starts_on: date
    ends_on: date | None = None
    began_by: str = Field(default="", sa_type=String(12), sa_column_kwargs={"server_default": ""})
    ended_by: str = Field(default="", sa_type=String(12), sa_column_kwargs={"server_default": ""})
    announced: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    of_age: bool = Field(default=False, sa_column_kwargs={"server_default": false()}, index=True)
    kept: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    closes_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    closes_choices: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    closes_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    closes_on: date | None = None
    closes_refused_on: date | None = None


class Account(SQLModel, table=True):
    """Who signs in. A patient's account has a person; the others a display name in the public directory, professionals a
    ``profession`` (`professions.Profession`). ``address_shared``: a closed account of the family had the same mailbox.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(f"role IN {_ROLES}", name="ck_account_role"),
        CheckConstraint("(role = 'patient') = (person_id IS NOT NULL)", name="ck_account_person"),
        CheckConstraint("language IN ('fr', 'en')", name="ck_account_language"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    role: str = Field(sa_type=String(16))
    person_id: str | None = Field(default=None, foreign_key="person.id", unique=True, max_length=32)
    login_index: bytes = Field(sa_type=LargeBinary, unique=True)
    login: bytes = Field(sa_type=LargeBinary)
    email_index: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, index=True)
    email: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    address_shared: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    password_hash: str
    display_name: str | None = None
    profession: str | None = Field(default=None, sa_type=String(24), nullable=True)
    language: str = Field(default="fr", sa_type=String(2))
    created_at: datetime = Field(sa_type=UtcDateTime)
    password_changed_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class AccountClosing(SQLModel, table=True):
    """A closing that was asked for: it waits until then at most, for orders (``waits_for``, their ids), or it is done.

    ``choices``: what is to become of appointments and drafts then (``id=choice``, several apart by spaces).
    ``reference``: of the receipt. ``receipt_index`` finds it by the token that the browser was given, until ``receipt_until``.
    ``receipt_sheet``: the receipt, sealed under what the token gives. ``destroy``: the record is to be destroyed without waiting
    ten years. ``again_at``: one that failed is left alone until then. ``asked_reference``: the reference of a closing that waits,
    which stays its own; ``asked_token``: what will fetch its receipt, sealed under the person's key until then. Closed by a
    browser all the same, ``browser_index`` finds it by that one's token for a while; ``browser_token`` seals the other under it.
    """

    __tablename__ = "account_closing"
    __table_args__ = (
        CheckConstraint("(until IS NULL) = (reference IS NOT NULL)", name="ck_account_closing_one_end"),
        Index("ix_account_closing_until", "until", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    waits_for: str = Field(default="", sa_type=Text)
    choices: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    again_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    reference: str | None = Field(default=None, sa_type=String(16), nullable=True)
    receipt_index: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, unique=True)
    receipt_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    receipt_sheet: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    asked_reference: str | None = Field(default=None, sa_type=String(16), nullable=True)
    asked_token: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    browser_index: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, index=True)
    browser_token: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    destroy: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class PersonArchive(SQLModel, table=True):
    """A record that was closed: the person's key sealed to the archive key (``sealed``), or what became of it.

    ``destroy_at``: when the sealed key is destroyed; ``asked``: the person asked for that. ``receipt_to``: to whom the receipt of
    the destruction goes, sealed under the instance key; only for who asked. ``letter_until``: the operator brought the key back
    and a letter waits; then it is sealed away again. ``name_index`` tells twins apart meanwhile. ``archived_at``: of the closing.
    ``changed_at``: when any of this last changed, by which it is older or newer than the ledger; ``noted``: the ledger says it.
    ``wiped``: the database's log holds the key no more. ``again_at``: what failed is left alone until then.
    """

    __tablename__ = "person_archive"
    __table_args__ = (
        CheckConstraint("sealed IS NULL OR destroyed_at IS NULL", name="ck_person_archive_one_end"),
        CheckConstraint("(sealed IS NULL) = (destroy_at IS NULL)", name="ck_person_archive_last_day"),
        Index("ix_person_archive_destroy", "destroy_at", sqlite_where=_ENDING, postgresql_where=_ENDING),
        Index("ix_person_archive_unsettled", "wiped", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=32)
    archived_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    name_index: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    reference: str = Field(default="", sa_type=String(16), index=True)
    destroy_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    asked: bool = False
    receipt_to: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    letter_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    reopened_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    destroyed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    again_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    noted: bool = False
    wiped: bool = False


class PersonRights(SQLModel, table=True):
    """What a person allows or refuses of their record, sealed (`rights.py`). No row: nothing was changed."""

    __tablename__ = "person_rights"

    person_id: str = Field(primary_key=True, foreign_key="person.id", max_length=32)
    content: bytes = Field(sa_type=LargeBinary)


class ActivationCode(SQLModel, table=True):
    """One letter's code, kept as HMAC-SHA256 under the pepper: its 75 bits need no slow hash.

    ``asked`` tells a code that somebody asked for from one that the insurance sent of itself.
    ``ticket_index`` is of the ticket given to whoever typed this code right, for the next step.
    """

    __tablename__ = "activation_code"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="ck_activation_code_tries"),
        CheckConstraint("used_at IS NULL OR voided_at IS NULL", name="ck_activation_code_one_end"),
        CheckConstraint(
            "(voided_at IS NULL) = (void_reason IS NULL)",
            name="ck_activation_code_reason",
        ),
        Index(
            "uq_activation_code_one_live",
            "person_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_activation_code_person_sent", "person_id", "sent_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", max_length=32)
    code_index: bytes = Field(sa_type=LargeBinary, unique=True)
    asked: bool = False
    sent_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    void_reason: str | None = Field(default=None, sa_type=String(16), nullable=True)
    ticket_index: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, unique=True)
    ticket_until: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class CodeRequest(SQLModel, table=True):
    """Somebody asked for a new code; ``asked`` (number, birth date, given name) is sealed.

    The row is written whether or not such a person exists, and read later, out of sight of whoever asked:
    the answer cannot tell by its words or by its time. It is deleted once read.
    """

    __tablename__ = "code_request"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    asked: bytes = Field(sa_type=LargeBinary)


class LoginSession(SQLModel, table=True):
    """A sign-in. The cookie holds a random token; the row holds its SHA-256, read on every event.

    ``id`` names the session on screen and in the history. ``label`` is who is signed in. ``enrolling``: it opens nothing but what
    sets up a second factor, which the account owes. ``with_key``: a passkey opened it.
    """

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_account", "account_id", "ended_at"),)

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    id: str = Field(default_factory=new_id, unique=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    label: bytes = Field(sa_type=LargeBinary)
    device: bytes = Field(sa_type=LargeBinary)
    address: bytes = Field(sa_type=LargeBinary)
    enrolling: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    with_key: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SecondFactor(SQLModel, table=True):
    """An account's authenticator. ``secret`` is sealed; ``pending``: one being set up since ``pending_at`` in the session
    ``pending_session``, not asked for yet.

    ``last_step``: of the last code that was taken; only later ones are.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        CheckConstraint("(secret IS NULL) = (confirmed_at IS NULL)", name="ck_second_factor_confirmed"),
        CheckConstraint("(pending IS NULL) = (pending_at IS NULL)", name="ck_second_factor_pending"),
    )

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    secret: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    last_step: int = Field(default=0, sa_type=BigInteger)
    pending: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    pending_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)
    pending_session: str | None = Field(default=None, max_length=32, nullable=True)


class RecoveryCode(SQLModel, table=True):
    """One code that stands in for the authenticator once, kept as HMAC-SHA256 under the pepper: its 75 bits need no slow hash."""

    __tablename__ = "recovery_code"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32, index=True)
    code_index: bytes = Field(sa_type=LargeBinary, unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class SignInStep(SQLModel, table=True):
    """A sign-in whose password was right and whose second factor is awaited until then; the browser holds the token."""

    __tablename__ = "sign_in_step"

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=32, index=True)
    until: datetime = Field(sa_type=UtcDateTime, index=True)


class ResetRequest(SQLModel, table=True):
    """Somebody forgot a password; ``asked`` is sealed. Written whoever is named and read later, as `CodeRequest` is."""

    __tablename__ = "reset_request"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    asked: bytes = Field(sa_type=LargeBinary)


class PasswordReset(SQLModel, table=True):
    """A link that lets its holder choose another password, once, until then; used or given up, it is over at once.

    ``departure_id``: of the e-mail it left with, whose words are erased with this row. ``without_factor``: using it takes the
    second factor away, which is lost.
    """

    __tablename__ = "password_reset"

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=32, index=True)
    departure_id: str = Field(default="", max_length=32)
    without_factor: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    asked_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime, index=True)


class SecurityEvent(SQLModel, table=True):
    """Something that bears on the safety of an account; from which device and address is sealed.

    ``mine``: whether its owner says that it was them, None until they say (`recognising.py`); ``answered_at``: when they did.
    """

    __tablename__ = "security_event"
    __table_args__ = (Index("ix_security_event_account", "account_id", "at", "id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    kind: str = Field(sa_type=String(24))
    device: bytes = Field(sa_type=LargeBinary)
    address: bytes = Field(sa_type=LargeBinary)
    mine: bool | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Passkey(SQLModel, table=True):
    """A public key of WebAuthn that signs an account in. ``credential_index`` is the SHA-256 of its id, ``sign_count`` what its
    authenticator last said of how often it signed, ``device`` (sealed) the browser it was made on.
    """

    __tablename__ = "passkey"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    account_id: str = Field(foreign_key="account.id", max_length=32, index=True)
    credential_index: bytes = Field(sa_type=LargeBinary, unique=True)
    credential_id: bytes = Field(sa_type=LargeBinary)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(default=0, sa_type=BigInteger)
    device: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime, nullable=True)


class PasskeyChallenge(SQLModel, table=True):
    """What a passkey is asked to sign, once, until then: to be added to an account, or to sign somebody in (no account)."""

    __tablename__ = "passkey_challenge"

    challenge_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=32, nullable=True)
    until: datetime = Field(sa_type=UtcDateTime, index=True)


class ComfortChoice(SQLModel, table=True):
    """How the screens look to an account: values of `comfort.VALUES`."""

    __tablename__ = "comfort"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=32)
    theme: str = Field(default="auto", sa_type=String(8))
    size: str = Field(default="normale", sa_type=String(12))
    contrast: str = Field(default="normal", sa_type=String(8))
    motion: str = Field(default="auto", sa_type=String(8))
    reading: str = Field(default="normale", sa_type=String(8))
