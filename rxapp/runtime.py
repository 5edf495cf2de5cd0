"""What the running application stands on, wired once: state, API and command line take it from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rxapp.core.assembly import database_for
from rxapp.core.clock import Clock
from rxapp.core.db import Database
from rxapp.core.settings import Settings
from rxapp.wiring import join_rooms


class NotADemonstration(Exception):
    """A demonstration command was given to an instance that keeps real people's records."""

    def __str__(self) -> str:
        return (
            "Cette commande efface ou invente des personnes : elle n'existe qu'en démonstration (RXAPP_DEMO=1). "
            "/ This command erases or invents people: it exists in a demonstration only (RXAPP_DEMO=1)."
        )


@dataclass(frozen=True, slots=True)
class Runtime:
    """The wired application; `close` releases the database."""

    settings: Settings
    db: Database

    @property
    def clock(self) -> Clock:
        """The clock everything goes by."""
        return self.db.clock

    def close(self) -> None:
        """Let go of every connection."""
        self.db.dispose()


def build(settings: Settings) -> Runtime:
    """Wire a runtime. Raises MasterKeyMissing or MasterKeyUnusable, which say what to do."""
    join_rooms()
    return Runtime(settings, database_for(settings))


@cache
def current() -> Runtime:
    """The runtime of this process, from the environment."""
    return build(Settings.from_env())
