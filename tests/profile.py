"""A family with medical profiles, on a real database, and the verbs a test of the profile needs."""

from __future__ import annotations

from sqlalchemy import select

from rxapp.core import audit
from rxapp.core.chain import AuditEntry
from rxapp.core.policy import Actor
from rxapp.profile import service, views
from rxapp.profile.service import Undo
from rxapp.profile.views import EntryView, PartView
from tests.agenda import Home


class Profiles:
    """A `Home` (Nadia, her son Léo, her daughter Zoé of 16, a stranger) whose people have profiles."""

    def __init__(self, home: Home) -> None:
        self.home, self.nadia, self.zoe, self.stranger, self.leo = home, home.nadia, home.zoe, home.stranger, home.leo
        self.db = home.town.database

    def add(self, part: str, *, actor: Actor | None = None, person: str | None = None, secret: bool = False, **form: str) -> str:
        who = actor or self.nadia
        given = {"person_id": person or who.person_id, "part": part, "form": form, "secret": secret}
        return self.home.do(service.add, actor=who, **given)

    def edit(self, entry_id: str, version: int, *, actor: Actor | None = None, **form: str) -> None:
        self.home.do(service.edit, actor=actor, entry_id=entry_id, version=version, form=form)

    def remove(self, entry_id: str, version: int = 1, *, actor: Actor | None = None) -> Undo:
        return self.home.do(service.remove, actor=actor, entry_id=entry_id, version=version)

    def seen(self, person: str | None = None, *, actor: Actor | None = None, lang: str = "fr") -> dict[str, PartView]:
        """The parts by code."""
        who = actor or self.nadia
        parts = self.home.look(views.profile, actor=who, person_id=person or who.person_id, lang=lang)
        return {part.code: part for part in parts}

    def titles(self, part: str, person: str | None = None, *, actor: Actor | None = None) -> list[str]:
        return [one.title for one in self.seen(person, actor=actor)[part].now]

    def entry(self, entry_id: str, *, actor: Actor | None = None, person: str | None = None) -> EntryView:
        parts = self.seen(person, actor=actor).values()
        return next(one for part in parts for one in (*part.now, *part.past) if one.id == entry_id)

    def lines(self, person: str | None = None, lang: str = "fr") -> list[tuple[str, str, str]]:
        """What the history says of profiles, the oldest first: act, about what, on whose behalf."""
        whose = person or self.nadia.person_id
        with self.db.read() as uow:
            of_profile = select(AuditEntry.seq).where(AuditEntry.person_id == whose, AuditEntry.action.startswith("profil."))
            numbers = set(uow.session.execute(of_profile).scalars())
            actor = self.nadia if whose != self.zoe.person_id else self.zoe
            context = self.home.context(uow, actor)
            page = audit.history_page(uow, actor=actor, person_id=whose, limit=200, lang=lang, context=context)
        shown = [one for one in reversed(page) if one.seq in numbers]
        return [(one.action_label, one.detail_label, one.on_behalf_label) for one in shown]
