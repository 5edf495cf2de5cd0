"""Professionals who open records in an emergency, with the family and the professionals of `tests.access`."""

from __future__ import annotations

import pytest

from rxapp.accounts import emergency, emergency_views, rights
from rxapp.accounts.emergency_views import EmergencyRow
from rxapp.core.policy import Actor
from rxapp.profile.sheets import Section
from rxapp.profile.urgent import urgent_summary
from tests.access import Surgery
from tests.inbox import MOREAU

REASON = "Personne inconsciente, arrivée par les pompiers"


class Ward:
    """The verbs that a test of emergencies needs; Dr Moreau, a doctor, opens Nadia's record when nobody is named."""

    def __init__(self, surgery: Surgery) -> None:
        self.surgery, self.db, self.nadia = surgery, surgery.db, surgery.nadia

    def open(self, who: Actor = MOREAU, person: str = "", reason: str = REASON) -> bool:
        with self.db.uow() as uow:
            done = emergency.open_record(uow, actor=who, person_id=person or self.nadia.person_id, reason=reason)
            uow.commit()
        return done

    def choose(self, right: str, allowed: bool, actor: Actor | None = None, person: str | None = None) -> None:
        actor = actor or self.nadia
        context = self.surgery.context(actor)
        with self.db.uow() as uow:
            rights.choose(uow, actor=actor, context=context, person_id=person, right=right, allowed=allowed)
            uow.commit()

    def rows(self, actor: Actor | None = None, person: str = "") -> list[EmergencyRow]:
        actor = actor or self.nadia
        given = {"actor": actor, "context": self.surgery.context(actor), "person_id": person or self.nadia.person_id}
        with self.db.read() as uow:
            return list(emergency_views.emergency_rows(uow, **given, lang="fr"))

    def dispute(self, actor: Actor | None = None, person: str = "", emergency_id: str = "") -> None:
        actor = actor or self.nadia
        with self.db.uow() as uow:
            given = {"actor": actor, "context": self.surgery.context(actor)}
            emergency.dispute(uow, **given, emergency_id=emergency_id or self.rows(person=person)[0].id)
            uow.commit()

    def reading(self, who: Actor = MOREAU) -> list[str]:
        """Whose records somebody reads so now."""
        with self.db.read() as uow:
            return [one.person_id for one in emergency_views.open_records(uow, actor=who, lang="fr")]

    def summary(self, who: Actor = MOREAU, person: str = "") -> dict[str, Section]:
        given = {"actor": who, "context": self.surgery.context(who), "person_id": person or self.nadia.person_id}
        with self.db.uow() as uow:
            found = urgent_summary(uow, **given, lang="fr")
            uow.commit()
        return {one.code: one for one in found}


@pytest.fixture
def ward(surgery: Surgery) -> Ward:
    return Ward(surgery)
