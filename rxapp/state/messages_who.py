"""Whom one writes to, on `/messages`: the professionals of the directory, each with whether a conversation may begin."""

from __future__ import annotations

from dataclasses import dataclass

from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.policy import Actor, Refused
from rxapp.inbox import views
from rxapp.inbox.views import DirectoryPage, ProfessionalCard
from rxapp.state import talks
from rxapp.state.messages_address import MOST_TO, TEXT, Asked
from rxapp.state.shell import Shell

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One professional; ``href`` takes them, or leaves them out, "" when a conversation may not begin."""

    card: ProfessionalCard
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody began to write before: its subject or first words, and where it goes on, "" without any."""

    words: str = ""
    href: str = ""


class MessagesWhoState(Shell):
    """Some of the directory, and who is chosen. ``onward``: where one writes to them. ``full``: no more can be chosen."""

    choices: list[Choice] = []
    chosen: list[str] = []
    following: str = ""
    onward: str = ""
    full: bool = False
    begun: Begun = Begun()

    # -- for handlers -------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Keep nothing of what was begun, nor of whom one looked for."""
        self.begun, self.choices, self.chosen = Begun(), [], []

    async def _find(self, asked: Asked) -> None:
        """What the address asks for; who is chosen but may not be written to is chosen no more."""
        page, chosen, draft = await work.run(_found, self._actor, self.subject, asked, self.language)
        asked = asked.but(to=".".join(card.id for card in chosen), after=asked.after)
        self.full = len(chosen) >= MOST_TO
        self.choices = [_choice(card, asked) for card in page.rows]
        self.chosen = [card.name for card in chosen]
        self.following = asked.but(after=page.next_cursor).address() if page.next_cursor else ""
        self.onward = Asked(writing=TEXT, to=asked.to).address() if chosen else ""
        self.begun = Begun() if chosen else _begun(draft)

    async def _find_begun(self) -> None:
        """What was begun alone, for the list of conversations."""
        given = {"person_id": self.subject, "lang": self.language}
        self.begun = _begun(await work.run(talks.look, views.draft, self._actor, **given))


def _choice(card: ProfessionalCard, asked: Asked) -> Choice:
    chosen = card.id in asked.to_ids
    return Choice(card, chosen, asked.with_one(card.id).address() if card.accepts else "")


def _begun(draft: views.DraftView) -> Begun:
    said = draft.draft
    words = said.subject or said.text[:80]
    if not said.to or not words.strip():
        return Begun()
    return Begun(words, Asked(writing=TEXT, to=".".join(said.to)).address())


def _found(
    actor: Actor, person_id: str, asked: Asked, language: str
) -> tuple[DirectoryPage, list[ProfessionalCard], views.DraftView]:
    about = {"person_id": person_id, "lang": language}
    page = talks.look(views.directory, actor, **about, query=asked.query, after=asked.after or None, limit=AT_ONCE)
    chosen = [card for card in cards(actor, person_id, asked.to_ids, language) if card.accepts]
    return page, chosen, talks.look(views.draft, actor, **about)


def cards(actor: Actor, person_id: str, ids: tuple[str, ...], language: str) -> list[ProfessionalCard]:
    """Those of these professionals who are in the directory, in the order asked."""
    found = []
    for one in ids:
        try:
            found.append(talks.look(views.professional, actor, person_id=person_id, account_id=one, lang=language))
        except DomainError as error:
            if isinstance(error, Refused) or error.code != "introuvable":
                raise
    return found
