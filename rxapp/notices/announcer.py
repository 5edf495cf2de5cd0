"""What a room asks of `notices.service` to tell somebody something; who asks for more says so in a protocol of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from rxapp.core.db import UnitOfWork


class Announces(Protocol):
    """Announces what is to be told."""

    def announce(
        self,
        uow: UnitOfWork,
        *,
        account_id: str,
        person_id: str,
        kind: str,
        once: str,
        title: str,
        text: str,
        href: str,
        facts: Mapping[str, object],
        due_at: datetime,
        occasion: str,
        topic: str,
    ) -> object:
        """Tell it at ``due_at``, once for each ``once``; of one ``occasion`` only the latest that is due."""
