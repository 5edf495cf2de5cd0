"""State of the provisional calendar: its cards, and what is done from them. Whoever mounts it loads it with `_show`.

The address says which cards are on screen (`?voir=`) and which one is looked at (`?carte=`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rxapp.accounts import service as accounts
from rxapp.accounts.keeping import may_keep
from rxapp.core import work
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.prevention import placing, service, views
from rxapp.prevention.service import DoneForm, Undo
from rxapp.prevention.views import Asked, Card, Group
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.prevention_undo import UndoState

SHOWN = {"plus-tard": placing.LATER, "fait": placing.DONE, "passe": placing.PAST, "de-cote": placing.ASIDE}
"""Group by the word that stands in the address; without one, all that is to do."""
PAGE, FORESEEN = "/agenda", {"vue": "prevoir"}
"""Where the calendar stands."""
NO_CARD, NO_QUESTION = Card(), Asked()


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of cards; its address holds it."""

    label: str
    href: str
    current: bool


class DoneFields(Form):
    """« C’est fait ». A field that the card does not have comes as nothing."""

    jour: str
    produit: str | None = None
    lot: str | None = None
    dose: str | None = None
    examen: str | None = None
    secret: str | None = None


class AsideFields(Form):
    """« Pas pour moi »."""

    raison: str | None = None


class AnswerFields(Form):
    """A question about the person."""

    reponse: str | None = None
    jour: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class _Loaded:
    groups: tuple[Group, ...]
    asked: tuple[Asked, ...]
    secret: bool
    today: str


class CalendarState(UndoState):
    """The cards. ``shown_for``: whose they are, "" before the first load. ``dialog``: "", "done", "aside" or "answer"."""

    shown_for: str = ""
    groups: list[Group] = []
    filters: list[Filter] = []
    asked: list[Asked] = []
    looked_at: str = ""
    nothing_to_do: bool = False
    narrowed: bool = False
    may_hide: bool = False
    of_child: bool = False
    today: str = ""
    dialog: str = ""
    card: Card = NO_CARD
    question: Asked = NO_QUESTION
    opened: int = 0
    attempt: int = 0
    _shown: str = ""

    @handler(roles=PATIENT)
    async def ask_done(self, seen: str, card_id: str):
        """Open « C’est fait »."""
        await self._open_dialog("done", card_id)

    @handler(roles=PATIENT)
    async def ask_aside(self, seen: str, card_id: str):
        """Open « Pas pour moi »."""
        await self._open_dialog("aside", card_id)

    @handler(roles=PATIENT)
    async def ask_answer(self, seen: str, code: str):
        """Open a question."""
        self.question = next((one for one in self.asked if one.code == code), NO_QUESTION)
        self.dialog = "answer" if self.question.code else ""
        self.opened += 1

    @handler(roles=PATIENT)
    async def close(self):
        """Close the question in front of the page."""
        self.dialog = ""

    @handler(roles=PATIENT, form=DoneFields)
    async def note_done(self, seen: str, form_data: dict):
        """Note the card as done."""
        fields: DoneFields = form_data
        self.attempt += 1
        form = DoneForm(fields.jour, *(text or "" for text in (fields.produit, fields.lot, fields.dose, fields.examen)))
        what = {"rule": self.card.rule, "dose": int(self.card.dose or 0) or None, "form": form, "secret": bool(fields.secret)}
        title = self.card.title
        await self._act(service.note_done, what, _("« {titre} » est noté comme fait."), titre=title)

    @handler(roles=PATIENT, form=AsideFields)
    async def set_aside(self, seen: str, form_data: dict):
        """Set the card aside."""
        fields: AsideFields = form_data
        self.attempt += 1
        what = {"rule": self.card.rule, "reason": fields.raison or ""}
        await self._act(service.set_aside, what, _("« {titre} » est mis de côté."), titre=self.card.title)

    @handler(roles=PATIENT, form=AnswerFields)
    async def answer(self, seen: str, form_data: dict):
        """Keep the answer to the question."""
        fields: AnswerFields = form_data
        self.attempt += 1
        said, day = fields.reponse or "", fields.jour or ""
        what = {"code": self.question.code, "said": said, "day": day, "secret": bool(fields.secret)}
        await self._act(service.answer, what, _("Votre réponse est gardée, le calendrier est recalculé."))

    @handler(roles=PATIENT)
    async def remove(self, entry_id: str, version: int):
        """Take away what was noted as done. What was written since elsewhere is shown instead."""
        try:
            undo = await work.run(_one, service.remove, self._actor, {"entry_id": entry_id, "version": version})
        except DomainError:
            await self._reload()
            raise
        await self._reload()
        self._offer(undo, _("Retiré du calendrier."))

    @handler(roles=PATIENT)
    async def bring_back(self, seen: str, rule: str):
        """Take a card back into the calendar."""
        await work.run(_one, service.bring_back, self._actor, {"person_id": self.shown_for, "rule": rule})
        await self._reload()
        self._say(_("La carte est de nouveau dans le calendrier."))

    @handler(roles=PATIENT)
    async def undo(self):
        """Take back the last act."""
        await self._take_back(self._reload)

    @handler(roles=PATIENT)
    async def too_late(self):
        """Ten seconds are over."""
        self._offer(None)

    # -- for handlers -------------------------------------------------------------------------------------------------

    async def _in_sight(self) -> str:
        return self.shown_for

    async def _show(self, person_id: str, asked: Mapping[str, str]) -> None:
        """Load the cards of a person as an address asks for them."""
        self.shown_for, self._shown = person_id, asked.get("voir", "") if asked.get("voir", "") in SHOWN else ""
        self.looked_at, self.dialog = asked.get("carte", "")[:120], ""
        await self._reload()
        if self.looked_at and not self._on_screen():
            self._shown = await self._place_of(self.looked_at)
            await self._reload()

    def _on_screen(self) -> bool:
        return any(card.id == self.looked_at for group in self.groups for card in group.cards)

    async def _place_of(self, card_id: str) -> str:
        found = await work.run(_card, self._actor, self.shown_for, card_id, self.language)
        return next((word for word, code in SHOWN.items() if found is not None and found.group == code), self._shown)

    async def _open_dialog(self, dialog: str, card_id: str) -> None:
        found = await work.run(_card, self._actor, self.shown_for, card_id, self.language)
        if found is None:
            raise DomainError("prevention.regle")
        self.card, self.dialog = found, dialog
        self.opened += 1

    async def _act(self, verb: Callable[..., Undo], what: Mapping[str, object], sentence: str, **params: object) -> None:
        undo = await work.run(_one, verb, self._actor, {"person_id": self.shown_for, **what})
        self.dialog = ""
        await self._reload()
        self._offer(undo, sentence, **params)

    async def _reload(self) -> None:
        only = (SHOWN[self._shown],) if self._shown else placing.TO_DO
        loaded = await work.run(_load, self._actor, self.shown_for, only, self.language)
        self.groups = [group for group in loaded.groups if group.code in only and group.cards]
        self.asked, self.may_hide, self.today = list(loaded.asked), loaded.secret, loaded.today
        self.of_child = self.shown_for != self._actor.person_id
        totals = {group.code: group.total for group in loaded.groups}
        self.nothing_to_do = not self._shown and not self.groups
        self.narrowed = bool(self._shown)
        self.filters = self._filters(totals)

    def _filters(self, totals: Mapping[str, int]) -> list[Filter]:
        def one(word: str, label: str, total: int) -> Filter:
            address = f"{PAGE}?{urlencode(FORESEEN | ({'voir': word} if word else {}))}"
            return Filter(f"{label} ({total})", address, word == self._shown)

        first = one("", translate(_("Maintenant et bientôt"), self.language), sum(totals[code] for code in placing.TO_DO))
        rest = [
            one(word, translate(views.GROUP_WORDS[code], self.language), totals[code])
            for word, code in SHOWN.items()
            if totals[code] or word == self._shown
        ]
        return [first, *rest]


def _one(verb: Callable[..., Any], actor: Actor, what: Mapping[str, object]) -> Any:
    with current().db.uow() as uow:
        done = verb(uow, actor=actor, context=accounts.context_for(uow, actor), **what)
        uow.commit()
    return done


def _load(actor: Actor, person_id: str, only: tuple[str, ...], language: str) -> _Loaded:
    with current().db.read() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        return _Loaded(
            groups=views.cards(uow, **whose, only=only),
            asked=views.questions(uow, **whose),
            secret=may_keep(uow, actor, person_id),
            today=uow.clock.today().strftime("%d/%m/%Y"),
        )


def _card(actor: Actor, person_id: str, card_id: str, language: str) -> Card | None:
    with current().db.read() as uow:
        whose = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        return views.card(uow, **whose, card_id=card_id)
