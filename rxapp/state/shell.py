"""What every page holds: language, who is signed in, whose record is open, and the words of the status region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import reflex as rx

from rxapp.accounts import helping_views
from rxapp.accounts import service as accounts_service
from rxapp.accounts import views as accounts
from rxapp.accounts.birth import majority_day
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.helping_views import HelpedCard
from rxapp.accounts.sessions import Principal
from rxapp.core import work
from rxapp.core.connections import Visitor
from rxapp.core.contact import ContactLine, contact_lines, reached
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor, HelpScope, Role
from rxapp.inbox import views as inbox
from rxapp.notices import views as notices
from rxapp.runtime import current
from rxapp.state import helped, parting
from rxapp.state.handler import EVERYONE, PATIENT, PROFESSIONALS, Press, handler, principal_now, visitor_now
from rxapp.state.news import NEWS
from rxapp.state.todo_emergency import new_words

Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class Words:
    """What the status region says. kind: "" | "done" | "error" | "info", or "heard" for what the page itself shows."""

    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """One entry of « Dossier de »: ``label`` tells whom one helps from one's family, ``name`` is the name alone."""

    id: str
    label: str
    age_label: str
    name: str = ""


class Shell(rx.State):
    """State common to all pages; page states derive from it."""

    language: str = "fr"
    account_label: str = ""
    role: str = ""
    demo: bool = False
    people: list[PersonChoice] = []
    family: list[PersonChoice] = []
    subject: str = ""
    subject_label: str = ""
    words: Words = Words()
    errors: dict[str, str] = {}
    ready: bool = False
    unread: int = 0
    new_messages: int = 0
    helping: bool = False
    operator: list[ContactLine] = []
    may_see: bool = True
    may_add: bool = True
    aside: str = ""
    away: bool = False
    _chosen: str = ""
    _read: str = ""
    _bound_to: str = ""
    _came_back: bool = False
    _early: int = 0
    _done: Press | None = None
    _lent: dict[str, date] = {}
    _parted: bool = False
    _news: Words | None = None
    _helps: dict[str, frozenset[HelpScope]] = {}
    _emergencies: list[str] = []
    _looked_into: frozenset[str] = frozenset()

    # -- for handlers -------------------------------------------------------------------------------------------------

    @property
    def _principal(self) -> Principal:
        principal = principal_now.get()
        if principal is None:
            raise DomainError("session.absente")
        return principal

    @property
    def _visitor(self) -> Visitor:
        visitor = visitor_now.get()
        if visitor is None:
            raise DomainError("session.absente")
        return visitor

    @property
    def _actor(self) -> Actor:
        return self._principal.actor(address=self._visitor.address)

    async def _in_sight(self) -> str:
        """The id of what the handlers of this page do something to; those that take `seen` do nothing to anything else."""
        return self.subject

    def _clear_words(self) -> None:
        if self.words.text:
            self.words = Words()
        if self.errors:
            self.errors = {}

    def _say(self, text: str, **params: object) -> None:
        self.words = Words("done", translate(text, self.language, **params))

    def _say_there(self, text: str) -> None:
        """Say words, already in the reader's language, on the page that is opened next."""
        self._news = Words("done", text)

    def _show_error(self, error: DomainError) -> None:
        if isinstance(error, FieldErrors):
            self.errors = error.words(self.language)
        self.words = Words("error", message(error, self.language))

    def _show_operator(self) -> None:
        """How the operator is reached: known when Carnet starts, so that pages built before have nothing of it."""
        settings = current().settings
        self.operator = contact_lines(reached(settings.operator_contact, settings.public_url, self.language))

    @handler(public=True)
    async def tell_incident(self, number: str):
        """Show the number of something nobody foresaw (`state/unforeseen.py`)."""
        raise DomainError("incident", number=number[:8])

    async def _open_shell(self) -> None:
        """Load who is signed in and the people they may act for; keeps the chosen person if still allowed."""
        principal, self._came_back = self._principal, False
        await leave_pages(self)
        NEWS.attend(self.router.session.client_token, principal.account_id, f"{Shell.get_full_name()}.count_news")
        self.family, lent, cards = await work.run(_people, self._actor, self.language)
        self._note_lent(lent, principal.account_id)
        await self._count()
        self.account_label, self.role, self.demo = principal.label, principal.role.value, current().settings.demo
        self._show_operator()
        self._helps = {card.id: card.scopes for card in cards}
        self.people = [*self.family, *(_choice(card, self.language) for card in cards)]
        self._keep_subject()
        if self._news is not None:
            self.words, self._news = self._news, None
        self.ready = True

    def _note_lent(self, lent: dict[str, date], account_id: str) -> None:
        """Until when the children are lent. One who was there when the guard let this page begin and is no more (midnight came
        between the two) stays noted, and the tab is called: the guard empties it. Not on the page that says why.
        """
        gone = {child: day for child, day in self._lent.items() if child not in lent}
        here = self.router.url.path.rstrip("/") == parting.PAGE
        self._lent = lent if here else lent | gone
        if gone and not here:
            NEWS.tell(account_id)

    def _keep_subject(self) -> None:
        """The record that the address names or that was chosen opens where it may; else one's own does, and the page says so.

        What was chosen stays so: it opens again on the pages that show it.
        """
        names, path, was_away = {person.id: person.name for person in self.people}, self.router.url.path, self.away
        own, self.aside, self.away = next(iter(names), ""), "", False
        wanted = (self._addressed() if names else "") or self._chosen or own
        self._chosen = wanted if wanted in names else own
        self._read = str(self.router.url) if wanted in names else ""
        before, self.subject = self.subject, helped.record_on(path, self._chosen, self.subject, own, self._helps)
        if wanted != self._chosen:
            self._put_aside(_("Vous n’agissez pas pour cette personne, ou vous n’agissez plus pour elle : voici votre page."))
        elif self.subject != self._chosen:
            self.away = True
            if not helped.is_own_page(path):
                said = _("Vous n’aidez pas {nom} pour cette page : votre propre dossier est ouvert.")
                self._put_aside(said, nom=names[self._chosen])
        elif was_away and before != self.subject:
            said = _("Le dossier de {nom} est de nouveau ouvert.")
            self.words = Words("info", translate(said, self.language, nom=names[self.subject]))
        self.subject_label = names.get(self.subject, "")
        self._note_scopes()

    def _addressed(self) -> str:
        """Whom the address names. Once: who chose somebody else since then keeps them when the same page opens anew."""
        address = self.router.url
        return "" if address == self._read else address.query_parameters.get("personne", "")

    def _put_aside(self, text: str, **params: object) -> None:
        """Say for as long as the page shows why it is one's own, and aloud."""
        self.aside = translate(text, self.language, **params)
        self.words = Words("heard", self.aside)

    def _note_scopes(self) -> None:
        """What the page offers of the open record: a helper sees no button that their scope would refuse."""
        self.helping = self.subject in self._helps
        self.may_see, self.may_add = self._may(HelpScope.SEE), self._may(HelpScope.ADD)
        self._looked_into |= {self.subject} & self._helps.keys()

    def _may(self, scope: HelpScope, person_id: str = "") -> bool:
        """Whether the actor may do that for a person, the open record's when none is given; the service decides as well."""
        scopes = self._helps.get(person_id or self.subject)
        return scopes is None or scope in scopes

    @handler(roles=EVERYONE, by_itself=True)
    async def count_news(self):
        """Something was told to this account, or read in another tab: count again; an emergency is said in words."""
        await self._count()
        if self.role == Role.PATIENT:
            family = [person.id for person in self.family]
            self._emergencies, said = await work.run(new_words, self._actor, family, self._emergencies, self.language)
            if said:
                self.words = Words("error", said)  # it stays in sight

    async def _count(self) -> None:
        if self._principal.enrolling:
            return
        self.unread, self.new_messages = await work.run(_unread, self._actor)

    def _open_record(self, person_id: str) -> None:
        """Show whose record is open. Raises DomainError "introuvable" for nobody the actor may act for."""
        name = next((person.name for person in self.people if person.id == person_id), None)
        if name is None:
            raise DomainError("introuvable")
        self.subject = self._chosen = person_id
        self.subject_label, self.aside, self.away = name, "", False
        self._note_scopes()

    async def _leave_records(self) -> None:
        for kind in _left:
            await (await self.get_state(kind))._leave_record()

    @handler(roles=PATIENT)
    async def keep_own_record(self):
        """Go on in one's own record, which this page shows in place of the chosen one. It opens anew, as in `choose_person`: the
        press may come after the next page has shown the other record.
        """
        self._open_record(self.people[0].id)
        await self._leave_records()
        self._say_there(translate(_("Votre propre dossier reste ouvert."), self.language))
        return self._opened_anew()

    @handler(roles=PATIENT)
    async def choose_person(self, person_id: str):
        """Open another person's record (« Dossier de »). The page opens anew; what was one thing of the other record, or a filter
        of it, gives way to the whole: `/dossier/…` to `/dossier`. Nothing of it stays with the pages that say so.
        """
        before = self._chosen or self.subject
        self._open_record(person_id)
        if person_id != before:
            await self._leave_records()
        if person_id in self._helps and not helped.opens(self.router.url.path, self._helps[person_id]):
            return rx.redirect(helped.first_page(self._helps[person_id]))
        return self._opened_anew()

    def _opened_anew(self):
        """The whole page that one is on, for the record that is open now."""
        here = self.router.url.path.rstrip("/")
        whole = helped.page_of(here)
        return rx.redirect(whole, replace=whole == here)


_left: list[type[Shell]] = []


def leaves_records(kind: type[Page]) -> type[Page]:
    """For a page's state whose ``_leave_record`` lets go of what it holds of a record, once another one is opened."""
    _left.append(kind)
    return kind


_leaving: list[type[Shell]] = []


def leaves_its_page(kind: type[Page]) -> type[Page]:
    """For a page's state whose ``leave`` lets go of the record that it shows a professional: whatever page opens next, or begins
    anew, starts without it. What may be read by then is read again.
    """
    _leaving.append(kind)
    return kind


async def leave_pages(state: rx.State) -> None:
    """Nothing of a record stays in a tab but on the page that shows it."""
    for kind in _leaving:
        held = await state.get_state(kind)
        if held.screen:
            held.leave()


def _people(actor: Actor, language: str) -> tuple[list[PersonChoice], dict[str, date], tuple[HelpedCard, ...]]:
    """Oneself with one's children; when each of these is 18; and the adults whom one helps."""
    with current().db.read() as uow:
        people = accounts.my_people(uow, actor=actor, lang=language)
        family = [PersonChoice(p.id, p.name, p.age_label, p.name) for p in people]
        lent = {p.id: majority_day(date.fromisoformat(p.birth_date)) for p in people if not p.is_self}
        return family, lent, helping_views.helped_people(uow, actor=actor, lang=language)


def _choice(card: HelpedCard, language: str) -> PersonChoice:
    return PersonChoice(card.id, translate(_("{nom} (aidant)"), language, nom=card.name), card.age_label, card.name)


def _unread(actor: Actor) -> tuple[int, int]:
    """What was told and is not read, and the conversations that are not: of everybody one speaks for, or of one's patients."""
    with current().db.read() as uow:
        told = notices.unread_count(uow, actor=actor)
        if actor.role in PROFESSIONALS:
            return told, inbox.unread_count(uow, actor=actor)
        if actor.role is not Role.PATIENT:
            return told, 0
        return told, inbox.unread_count(uow, actor=actor, context=accounts_service.context_for(uow, actor))
