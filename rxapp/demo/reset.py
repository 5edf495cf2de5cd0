"""Starting the demonstration: filling an empty instance, or erasing everything and filling it anew."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel

from rxapp.core.db import Database
from rxapp.core.keys import PersonKeyRow
from rxapp.demo import first_day
from rxapp.demo.access import make_demo_access
from rxapp.demo.appointments import make_demo_appointments
from rxapp.demo.documents import make_demo_documents
from rxapp.demo.measures import make_demo_measures
from rxapp.demo.messages import make_demo_messages
from rxapp.demo.orders import make_demo_orders
from rxapp.demo.people import make_demo
from rxapp.demo.pharmacies import make_demo_pharmacies
from rxapp.demo.prevention import look_on, make_demo_prevention
from rxapp.demo.profiles import make_demo_profiles
from rxapp.record import reading


def fill(database: Database) -> bool:
    """Make the demonstration people, their documents and appointments; False when they are there already."""
    tomorrow = database.clock.today() + timedelta(days=1)
    made = make_demo(database, lambda uow: look_on(uow, tomorrow))
    if made is None:
        return False
    make_demo_profiles(database, made)  # in the order of the days they tell of, which is that of each history
    make_demo_access(database, made)
    make_demo_documents(database, made)
    make_demo_messages(database, made)
    make_demo_prevention(database, made)
    make_demo_measures(database, made)
    make_demo_appointments(database, made)
    make_demo_pharmacies(database, made)
    make_demo_orders(database, made)
    while reading.read_due(database):  # a first day that is put back is not read again each time
        pass
    return True


def start_afresh(database: Database) -> None:
    """Everything away, the first day again: put back as it was kept, or made anew. Refused outside a demonstration."""
    if not database.settings.demo:
        raise PermissionError("only a demonstration can start afresh")
    if database.settings.is_sqlite:
        first_day.put_back(database, fill)
    else:
        erase(database)
        fill(database)


def erase(database: Database) -> None:
    """Erase every row and every document of this demonstration. Refused outside a demonstration."""
    if not database.settings.demo:
        raise PermissionError("only a demonstration can be erased")
    with database.uow() as uow:
        uow.session.execute(sa.delete(PersonKeyRow))  # what was sent stays as long as the key of its person
        for table in reversed(SQLModel.metadata.sorted_tables):
            uow.session.execute(sa.delete(table))
        uow.commit()
    database.settings.ledger_file.unlink(missing_ok=True)  # it tells of people who are no more
    for blob_id in list(database.blobs.ids()):
        database.blobs.delete(blob_id)
