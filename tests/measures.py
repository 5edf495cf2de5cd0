"""A family with measures, on a real database, and the verbs a test of measures needs."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import Actor
from rxapp.measures import service, views
from rxapp.measures.service import Form, Undo
from rxapp.measures.views import MeasureView
from tests.agenda import Home


class Measures:
    """A `Home` (Nadia, her son Léo, her daughter Zoé of 16, a stranger) whose people measure."""

    def __init__(self, home: Home) -> None:
        self.home, self.nadia, self.zoe, self.stranger, self.leo = home, home.nadia, home.zoe, home.stranger, home.leo
        self.db = home.town.database

    def add(
        self,
        kind: str,
        value: str,
        value2: str = "",
        *,
        actor: Actor | None = None,
        person: str | None = None,
        sure: bool = False,
        secret: bool = False,
        **form: str,
    ) -> str:
        who = actor or self.nadia
        given = {"person_id": person or who.person_id, "kind": kind, "sure": sure, "secret": secret}
        return self.home.do(service.add, actor=who, form=Form(value, value2, **form), **given)

    def edit(self, measure_id: str, version: int, value: str, *, actor: Actor | None = None, **form: str) -> None:
        self.home.do(service.edit, actor=actor, measure_id=measure_id, version=version, form=Form(value, **form))

    def remove(self, measure_id: str, version: int = 1, *, actor: Actor | None = None) -> Undo:
        return self.home.do(service.remove, actor=actor, measure_id=measure_id, version=version)

    def page(self, kind: str, person: str | None = None, *, actor: Actor | None = None, **given: str) -> views.Page:
        who = actor or self.nadia
        return self.home.look(views.page_of, actor=who, person_id=person or who.person_id, kind=kind, **given)

    def rows(self, kind: str, person: str | None = None, *, actor: Actor | None = None, **given: str) -> list[MeasureView]:
        return self.page(kind, person, actor=actor, **given).rows

    def values(self, kind: str, person: str | None = None, *, actor: Actor | None = None, **given: str) -> list[str]:
        return [one.value_label.replace("\u00a0", " ") for one in self.rows(kind, person, actor=actor, **given)]

    def lines(self, person: str | None = None, lang: str = "fr") -> list[tuple[str, str, str]]:
        """What the history says of measures, the oldest first: act, about what, on whose behalf."""
        whose = person or self.nadia.person_id
        with self.db.read() as uow:
            of_measures = select(AuditEntry.seq).where(AuditEntry.person_id == whose, AuditEntry.action.startswith("mesure."))
            numbers = set(uow.session.execute(of_measures).scalars())
            actor = self.nadia if whose != self.zoe.person_id else self.zoe
            context = self.home.context(uow, actor)
            page = audit.history_page(uow, actor=actor, person_id=whose, limit=200, lang=lang, context=context)
        shown = [one for one in reversed(page) if one.seq in numbers]
        return [(one.action_label, one.detail_label.replace("\u00a0", " "), one.on_behalf_label) for one in shown]
