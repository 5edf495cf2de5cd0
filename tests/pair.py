"""Two adults of whom one may help the other, as the services see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rxapp.accounts import helping, helping_views, service
from rxapp.accounts.helping import Invitation
from rxapp.core import audit
from rxapp.core.policy import SYSTEM_ACTOR, Actor, HelpScope
from rxapp.notices.views import departures_page, notices_page
from tests.accounts import URL, Town
from tests.relatives import dispatch

LAST = "2027-05-31"


@dataclass
class Pair:
    """Paule, who wants help, and Karim, who may give it."""

    town: Town
    paule: Actor
    karim: Actor

    def do(self, verb: Callable[..., object], **given: object):
        with self.town.database.uow() as uow:
            done = verb(uow, **given)
            uow.commit()
        return done

    def ask(self, *, actor: Actor | None = None, login: str = "karim.petit", born: str = "1991-03-14", **given) -> str:
        said = {"scopes": ("voir", "agenda"), "until": LAST} | given
        return self.do(helping.invite, actor=actor or self.paule, invitation=Invitation(login, born, **said))

    def look_for(self) -> int:
        return helping.answer_invitations(self.town.database)

    def begin(self, **given: object) -> str:
        """Ask, find and accept."""
        row = self.ask(**given)
        assert self.look_for() == 1
        self.do(helping.accept, actor=self.karim, helping_id=row, public_url=URL)
        return row

    def view(self, actor: Actor, lang: str = "fr") -> helping_views.HelpersView:
        with self.town.database.read() as uow:
            return helping_views.helpers_view(uow, actor=actor, lang=lang)

    def helps(self) -> set[HelpScope]:
        """What Karim may do for Paule now."""
        with self.town.database.read() as uow:
            return set(service.context_for(uow, self.karim).scopes(self.paule.person_id))

    def history(self, actor: Actor) -> list[str]:
        with self.town.database.read() as uow:
            lines = audit.history_page(uow, actor=actor, person_id=actor.person_id or "")
        return [line.action_label for line in lines]

    def news(self, actor: Actor) -> list[tuple[str, str]]:
        """Titles and words of what an account was told in Carnet."""
        dispatch(self.town)
        with self.town.database.read() as uow:
            found = notices_page(uow, actor=actor, lang="fr").items
        return [(one.title, one.text.replace("\u00a0", " ")) for one in found]

    def mails(self, actor: Actor) -> list[str]:
        with self.town.database.read() as uow:
            page = departures_page(uow, actor=SYSTEM_ACTOR, lang="fr", person_id=actor.person_id, kind="mail")
        return [one.subject for one in page.items]


@pytest.fixture
def pair(town: Town) -> Pair:
    paule = town.actor(town.settle("Paule", login="paule.petit", order=1))
    return Pair(town, paule, town.actor(town.settle("Karim", login="karim.petit", order=2)))
