"""Where the lines of a history came from, in words; devices as long as sessions are kept (30 days)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from rxapp.core.audit import HistoryLine
from rxapp.core.db import UnitOfWork
from rxapp.core.policy import Actor

from .identity import open_session_text
from .models import LoginSession
from .places import device_label, network_label, place_label


def whereabouts(uow: UnitOfWork, *, actor: Actor, lines: Sequence[HistoryLine], lang: str) -> list[tuple[str, str]]:
    """Device and place of each line, "" when unknown.

    Of others the kind of network alone: an address may say where they live.
    """
    devices = _devices(uow, actor, {line.session_id for line in lines if line.account_id == actor.account_id}, lang)
    return [
        (devices.get(line.session_id, ""), place_label(line.address, actor.address, lang) if line.address else "")
        if line.account_id == actor.account_id
        else ("", network_label(line.address, actor.address, lang) if line.address else "")
        for line in lines
    ]


def _devices(uow: UnitOfWork, actor: Actor, sessions: set[str], lang: str) -> dict[str, str]:
    """Words for the devices of the actor's own sessions."""
    columns = (LoginSession.id, LoginSession.device)
    query = select(*columns).where(LoginSession.account_id == actor.account_id, LoginSession.id.in_(sessions - {""}))
    rows = uow.session.execute(query).all()
    return {row.id: device_label(open_session_text(uow.keyring, "device", row.device, row.id), lang) for row in rows}
