"""Quiet hours: when no e-mail and no notification leaves. Wall-clock hours of Paris, summer time or not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from rxapp.core.clock import PARIS


@dataclass(frozen=True)
class QuietHours:
    """From one hour to another, over midnight when the first is later. Equal hours: never quiet."""

    begins: time
    ends: time

    def covers(self, instant: datetime) -> bool:
        """Whether an aware instant is quiet."""
        here = instant.astimezone(PARIS).time()
        if self.begins <= self.ends:
            return self.begins <= here < self.ends
        return here >= self.begins or here < self.ends

    def over_at(self, instant: datetime) -> datetime:
        """When quiet is over (UTC): now when it is not quiet.

        An end that the clocks skip in spring comes an hour later by them; of the two that autumn has, the first still to come.
        """
        if not self.covers(instant):
            return instant.astimezone(UTC)
        day = instant.astimezone(PARIS).date()
        ends = (
            datetime.combine(day + timedelta(days=days), self.ends, PARIS).replace(fold=fold).astimezone(UTC)
            for days in (0, 1)
            for fold in (0, 1)
        )
        return min(end for end in ends if end > instant and not self.covers(end))
