"""What bore on the safety of an account lately: each with its device and address, for its owner alone, kept 180 days.

A wrong password leaves none: telling it would cost a statement that nobody's identifier costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from rxapp.core.crypto import open_text, seal
from rxapp.core.db import UnitOfWork, new_id
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, date_time, translate
from rxapp.core.policy import Actor

from . import acts
from .identity import account_key, open_session_text
from .models import Account, LoginSession, SecurityEvent
from .places import Visit, device_label, place_label

KEPT = timedelta(days=180)
SHOWN = 20
_TABLE = SecurityEvent.__tablename__

NEW_DEVICE = "session.nouvel_appareil"
FACTOR_REFUSED = "second.refuse_apres"
RECOVERY_USED = "second.secours"
PASSKEY_COPIED = "passe.copie"
LINK_HANDED = "oubli.remis"
"""What only this list tells; the other kinds are acts of the history too."""

WORDS = {
    acts.SIGNED_IN: _("Connexion"),
    NEW_DEVICE: _("Connexion depuis un appareil que Carnet ne connaissait pas"),
    acts.SESSION_ENDED: _("Session terminée à distance"),
    acts.PASSWORD_CHANGED: _("Mot de passe changé"),
    acts.RESET_MAILED: _("Mot de passe oublié : lien envoyé par e-mail"),
    LINK_HANDED: _("Mot de passe oublié : lien remis par l’exploitant"),
    acts.RESET_POSTED: _("Mot de passe oublié : lettre envoyée"),
    acts.PASSWORD_RESET: _("Mot de passe oublié : un nouveau a été choisi"),
    acts.ACCOUNT_HELD: _("Compte mis à l’abri : plus rien ne l’ouvre avant un nouveau mot de passe"),
    acts.FACTOR_ON: _("Second facteur mis en place"),
    acts.FACTOR_OFF: _("Second facteur retiré"),
    acts.FACTOR_CODES: _("Nouveaux codes de secours"),
    acts.PASSKEY_ADDED: _("Clé d’accès ajoutée"),
    acts.PASSKEY_REMOVED: _("Clé d’accès retirée"),
    PASSKEY_COPIED: _("Clé d’accès refusée : peut-être une copie"),
    FACTOR_REFUSED: _("Bon mot de passe, mais code refusé"),
    RECOVERY_USED: _("Code de secours utilisé"),
}
GRAVE = frozenset(
    {
        PASSKEY_COPIED,
        acts.PASSKEY_ADDED,
        NEW_DEVICE,
        acts.RESET_MAILED,
        LINK_HANDED,
        acts.RESET_POSTED,
        acts.PASSWORD_RESET,
        acts.ACCOUNT_HELD,
        acts.FACTOR_OFF,
        acts.FACTOR_CODES,
        FACTOR_REFUSED,
        RECOVERY_USED,
    }
)


@dataclass(frozen=True)
class EventView:
    """One line of « Activité récente ». ``grave``: one to recognise, or to do something about, of which nothing was said yet.

    ``answer_label``: what its owner said of it and when, "" before; ``mine``: that it was them. Either answer can be taken back.
    ``open``: it was not them, and the password has not changed.
    """

    id: str
    label: str
    at_label: str
    device_label: str
    place_label: str
    grave: bool
    answer_label: str
    mine: bool
    open: bool


def note(uow: UnitOfWork, account: Account, kind: str, visit: Visit) -> None:
    """Keep that something happened to an account, and from where."""
    event_id, key = new_id(), account_key(uow, account.person_id)

    def sealed(column: str, text: str) -> bytes:
        return seal(key, text, table=_TABLE, column=column, row=event_id, person=account.person_id)

    device, address = sealed("device", visit.device[:300]), sealed("address", visit.address)
    uow.session.add(
        SecurityEvent(id=event_id, account_id=account.id, at=uow.clock.now(), kind=kind, device=device, address=address)
    )


def note_act(uow: UnitOfWork, actor: Actor, kind: str) -> None:
    """The same for what somebody signed in does, from the device of their session."""
    account = uow.session.get(Account, actor.account_id)
    if account is not None:
        note(uow, account, kind, visit_of(uow, actor))


def visit_of(uow: UnitOfWork, actor: Actor) -> Visit:
    """Where an actor is: their address, the browser of their session."""
    wanted = select(LoginSession.id, LoginSession.device).where(LoginSession.id == (actor.session_id or ""))
    row = uow.session.execute(wanted).first()
    device = "" if row is None else open_session_text(uow.keyring, "device", row.device, row.id)
    return Visit(actor.address, device)


def recent(uow: UnitOfWork, *, actor: Actor, lang: str, limit: int = SHOWN) -> tuple[EventView, ...]:
    """The latest events of the actor's own account, newest first, 50 at most. Raises DomainError ``introuvable``."""
    account = uow.session.get(Account, actor.account_id)
    if account is None:
        raise DomainError("introuvable")
    key = account_key(uow, account.person_id)
    wanted = select(SecurityEvent).where(SecurityEvent.account_id == account.id)
    wanted = wanted.order_by(SecurityEvent.at.desc(), SecurityEvent.id.desc()).limit(min(limit, 50))

    def view(row: SecurityEvent) -> EventView:
        place = {"table": _TABLE, "row": row.id, "person": account.person_id}
        device = open_text(key, row.device, column="device", **place)
        address = open_text(key, row.address, column="address", **place)
        return EventView(
            id=row.id,
            label=translate(WORDS[row.kind], lang),
            at_label=date_time(row.at, lang),
            device_label=device_label(device, lang) if device else "",
            place_label=place_label(address, actor.address, lang) if address else "",
            grave=row.kind in GRAVE and row.mine is None,
            answer_label=_answer_label(row, lang),
            mine=row.mine is True,
            open=row.mine is False and row.answered_at is not None and account.password_changed_at <= row.answered_at,
        )

    return tuple(view(row) for row in uow.session.execute(wanted).scalars())


def _answer_label(row: SecurityEvent, lang: str) -> str:
    if row.answered_at is None:
        return ""
    words = _("C’était vous : dit le {date}") if row.mine else _("Ce n’était pas vous : dit le {date}")
    return translate(words, lang, date=date_time(row.answered_at, lang))


def purge_events(uow: UnitOfWork) -> int:
    """Delete events older than 180 days. Returns how many."""
    old = delete(SecurityEvent).where(SecurityEvent.at < uow.clock.now() - KEPT)
    return uow.session.execute(old).rowcount
