"""What the running application stands on, built once: settings, clock, keys, blobs, database.

State, API and command line take it from here; the domain rooms receive what they need as arguments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rxapp.core.blobs import BlobStore
from rxapp.core.clock import Clock, DemoClock, SystemClock
from rxapp.core.crypto import KeyRing, load_master_key
from rxapp.core.db import Database
from rxapp.core.settings import Settings


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
    clock: Clock
    keyring: KeyRing
    blobs: BlobStore
    db: Database

    def close(self) -> None:
        """Let go of every connection."""
        self.db.dispose()


def build(settings: Settings) -> Runtime:
    """Wire a runtime. A missing key file beside an existing database is an error that says what to do."""
    settings.make_data_dir()
    clock: Clock = DemoClock(settings.clock_file, settings.now) if settings.demo else SystemClock()
    fresh = settings.demo and settings.is_sqlite and not settings.sqlite_file.exists()
    keyring = KeyRing(load_master_key(settings.master_key_file, create=fresh))
    blobs = BlobStore(settings.blob_root)
    return Runtime(settings, clock, keyring, blobs, Database(settings, clock, keyring, blobs))


@cache
def current() -> Runtime:
    """The runtime of this process, from the environment."""
    return build(Settings.from_env())
