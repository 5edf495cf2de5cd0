"""The demonstration's directory: an extract of places that do not exist, and the hours of the two pharmacies that sign in.

Numbers begin with 00, which no department has; coordinates are in the ocean.
"""

from __future__ import annotations

from pathlib import Path

from rxapp.core.db import Database
from rxapp.core.policy import SYSTEM_ACTOR, Actor, Role
from rxapp.demo.people import Demo
from rxapp.pharmacy import finess, service
from rxapp.pharmacy.service import HoursForm

EXTRACT = Path(__file__).with_name("finess.csv")
NUMBERS = {"pharmacie.marche": "000000015", "pharmacie.lilas": "000000023"}
_DAY, _LONG = "8h30-12h30, 14h-19h30", "8h30-20h"
_HOURS = {
    "pharmacie.marche": HoursForm(week=(_LONG,) * 5 + ("9h-19h", "")),
    "pharmacie.lilas": HoursForm(week=("14h-19h30", *(_DAY,) * 4, "9h-12h30", "")),
}
_NAMES = {"pharmacie.marche": "Pharmacie du Marché", "pharmacie.lilas": "Pharmacie des Lilas"}


def make_demo_pharmacies(database: Database, demo: Demo) -> int:
    """Load the directory, say who works where and when it is open; returns how many pharmacies there are."""
    loaded = service.load(database, finess.read(EXTRACT.read_bytes()), actor=SYSTEM_ACTOR)
    with database.uow() as uow:
        for login, number in NUMBERS.items():
            account_id = demo.accounts[login].account_id
            service.attach(uow, actor=SYSTEM_ACTOR, account_id=account_id, finess=number)
            actor = Actor(account_id, Role.PHARMACY, None, _NAMES[login])
            service.write_hours(uow, actor=actor, version=1, form=_HOURS[login])
        uow.commit()
    return loaded.added
