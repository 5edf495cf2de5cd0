"""State of `/parametres/acces`: which professionals read a record, who asks to, and what each profession opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from rxapp.accounts import access_views, allowing, emergency, emergency_views, profile_veils, rights
from rxapp.accounts import service as accounts
from rxapp.accounts.access_views import AccessRow
from rxapp.accounts.emergency_views import EmergencyRow
from rxapp.accounts.professions import LABELS, PROFILE, TABLE
from rxapp.accounts.rights import RightView
from rxapp.core import work
from rxapp.core.i18n import _, translate
from rxapp.core.policy import Actor
from rxapp.profile import explaining as profile
from rxapp.profile.explaining import ProfileOpeners
from rxapp.profile.sheets import Section
from rxapp.record import explaining
from rxapp.record.categories import CATEGORIES, category_label
from rxapp.record.explaining import SeenAs
from rxapp.record.views import DocumentRow
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.news import NEWS
from rxapp.state.shell import Shell

PAGE = "/parametres/acces"
MOST_LETTERS = 100


class AllowForm(Form):
    """Whom one allows, and until when."""

    compte: Annotated[str, Field(max_length=32)]
    jusqu_au: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True, slots=True)
class ProfessionRow:
    """One profession, the kinds of documents and the parts of a profile that it opens, in words."""

    label: str
    opens: str
    profile: str


@dataclass(frozen=True, slots=True)
class Way:
    """As whom the record may be looked at, and the address that does."""

    id: str
    label: str
    href: str


class AccesState(Shell):
    """The page, of the record of ``shown_for``. ``wrong``: the account whose form the errors are beside."""

    shown_for: str = ""
    asking: list[AccessRow] = []
    known: list[AccessRow] = []
    found: list[AccessRow] = []
    query: str = ""
    urgent: list[RightView] = []
    urgences: list[EmergencyRow] = []
    lasting: list[EmergencyRow] = []
    table: list[ProfessionRow] = []
    whom: str = ""
    ways: list[Way] = []
    seen_rows: list[DocumentRow] = []
    seen_more: bool = False
    seen_sections: list[Section] = []
    openers: ProfileOpeners = ProfileOpeners()
    hidden: int = 0
    first_day: str = ""
    seen: bool = False
    wrong: str = ""
    attempt: int = 0
    changed: int = 0
    disputes: int = 0

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page; `?personne=ID` for a child, `?q=` to find a professional."""
        await self._open_shell()
        token, looker = self.router.session.client_token, f"{AccesState.get_full_name()}.look_again"
        NEWS.attend(token, self._principal.account_id, looker)
        asked = self.router.url.query_parameters
        self.seen, self.wrong = False, ""
        self.query = " ".join(asked.get("q", "").split())[:MOST_LETTERS]
        self.table = [_profession(one, self.language) for one in LABELS]
        self.whom = asked.get("comme", "")[:MOST_LETTERS]
        self.first_day = current().clock.today().isoformat()
        await self._load()
        self.seen = True

    @handler(roles=PATIENT, by_itself=True)
    async def look_again(self):
        """Somebody asks, or the other parent decided."""
        await self._count()
        await self._load()

    @handler(roles=PATIENT, form=AllowForm)
    async def allow(self, seen: str, form_data: dict):
        """Let a professional read, until a day or until it is withdrawn."""
        form: AllowForm = form_data
        self.attempt += 1
        self.wrong = form.compte
        await self._decide(allowing.allow, form.compte, until=form.jusqu_au)
        self._say(_("Ce professionnel peut lire le dossier, dès maintenant."))

    @handler(roles=PATIENT)
    async def allow_profile(self, seen: str, account_id: str):
        """Let who is allowed documents alone read the medical profile too."""
        await self._decide(allowing.allow_profile, account_id)
        self._say(_("Ce professionnel peut lire aussi le profil médical, dès maintenant."))

    @handler(roles=PATIENT)
    async def refuse(self, seen: str, account_id: str):
        """Say no to who asks."""
        await self._decide(allowing.refuse, account_id)
        self._say(_("La demande est refusée. Le professionnel n’en est pas prévenu."))

    @handler(roles=PATIENT)
    async def withdraw(self, seen: str, account_id: str):
        """Let a professional read no more."""
        await self._decide(allowing.withdraw, account_id)
        self._say(_("L’accès est retiré, dès maintenant."))

    @handler(roles=PATIENT)
    async def block(self, seen: str, account_id: str):
        """Shut a professional out."""
        await self._decide(allowing.block, account_id)
        self._say(_("Ce professionnel est bloqué : il n’ouvre plus rien du dossier, même ce qu’il y a déposé."))

    @handler(roles=PATIENT)
    async def unblock(self, seen: str, account_id: str):
        """Block no more."""
        await self._decide(allowing.unblock, account_id)
        self._say(_("Ce professionnel n’est plus bloqué. Il n’est pas autorisé pour autant."))

    @handler(roles=PATIENT)
    async def switch(self, seen: str, right: str, allowed: bool):
        """Say what may be opened in an emergency, at once."""
        await work.run(_switch, self._actor, self.subject, right, allowed)
        await self._load()
        label = rights.label_of_right(right, self.language)
        self._say(_("Vous l’acceptez : {choix}.") if allowed else _("Vous le refusez : {choix}."), choix=label)

    @handler(roles=PATIENT)
    async def hide_profile(self, seen: str, target: str, on: bool):
        """Hide the medical profile from somebody, or no more, at once."""
        await work.run(_hide, self._actor, self.subject, target, on)
        self.hidden += 1
        await self._load()
        self._say(_("C’est masqué, dès maintenant.") if on else _("Ce n’est plus masqué."))

    @handler(roles=PATIENT)
    async def dispute(self, emergency_id: str):
        """Dispute an access in an emergency, which ends with that, as what was allowed does."""
        await work.run(_dispute, self._actor, emergency_id)
        self.disputes += 1
        await self._load()
        self._say(
            _(
                "C’est contesté. Ce professionnel ne lit plus le dossier, même s’il y était autorisé, et ne l’ouvrira pas en "
                "urgence pendant 30 jours."
            )
        )

    async def _decide(self, verb: Callable[..., None], account_id: str, **given: str) -> None:
        await work.run(_do, verb, self._actor, self.subject, account_id, given)
        self.wrong = ""
        self.changed += 1
        await self._load()

    async def _load(self) -> None:
        rows, self.found = await work.run(_rows, self._actor, self.subject, self.query, self.language)
        self.urgent, self.urgences = await work.run(_urgent, self._actor, self.subject, self.language)
        self.lasting = [row for row in self.urgences if row.lasts]
        self.ways, seen, sections = await work.run(_seen_as, self._actor, self.subject, self.whom, self.language)
        self.seen_rows, self.seen_more, self.seen_sections = list(seen.rows), seen.more, list(sections)
        self.openers = await work.run(_openers, self._actor, self.subject, self.language)
        self.shown_for = self.subject
        self.asking = [row for row in rows if row.state == "asked"]
        self.known = [row for row in rows if row.state != "asked"]


def _profession(profession: str, language: str) -> ProfessionRow:
    opened = [category_label(code, language) for code in CATEGORIES if code in TABLE[profession]]
    nothing = translate(_("rien d’office"), language)
    parts = profile.parts_label(PROFILE[profession], language)
    return ProfessionRow(translate(LABELS[profession], language), ", ".join(opened) or nothing, parts or nothing)


def _do(verb: Callable[..., None], actor: Actor, person_id: str, account_id: str, given: dict[str, str]) -> None:
    with current().db.uow() as uow:
        context = accounts.context_for(uow, actor)
        verb(uow, actor=actor, context=context, person_id=person_id, account_id=account_id, **given)
        uow.commit()


def _urgent(actor: Actor, person_id: str, language: str) -> tuple[list[RightView], list[EmergencyRow]]:
    with current().db.read() as uow:
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        return list(rights.urgent_view(uow, **given)), list(emergency_views.emergency_rows(uow, **given))


def _switch(actor: Actor, person_id: str, right: str, allowed: bool) -> None:
    with current().db.uow() as uow:
        context = accounts.context_for(uow, actor)
        rights.choose(uow, actor=actor, context=context, person_id=person_id, right=right, allowed=allowed)
        uow.commit()


def _hide(actor: Actor, person_id: str, target: str, on: bool) -> None:
    with current().db.uow() as uow:
        context = accounts.context_for(uow, actor)
        profile_veils.hide(uow, actor=actor, context=context, person_id=person_id, target=target, on=on)
        uow.commit()


def _openers(actor: Actor, person_id: str, language: str) -> ProfileOpeners:
    with current().db.read() as uow:
        context = accounts.context_for(uow, actor)
        return profile.openers(uow, actor=actor, context=context, person_id=person_id, lang=language)


def _dispute(actor: Actor, emergency_id: str) -> None:
    with current().db.uow() as uow:
        emergency.dispute(uow, actor=actor, context=accounts.context_for(uow, actor), emergency_id=emergency_id)
        uow.commit()


def _seen_as(actor: Actor, person_id: str, whom: str, language: str) -> tuple[list[Way], SeenAs, tuple[Section, ...]]:
    """The ways to look, and what is seen by the chosen one; nothing without one of ours."""
    with current().db.uow() as uow:
        given = {"person_id": person_id, "lang": language}
        named = explaining.watchers(uow, actor=actor, **given)
        ways = [Way(one, label, f"{PAGE}?personne={person_id}&comme={one}#voir-comme") for one, label in named]
        seen, sections = SeenAs((), False), tuple[Section, ...]()
        if whom in {way.id for way in ways}:
            given |= {"actor": actor, "context": accounts.context_for(uow, actor), "whom": whom}
            seen, sections = explaining.seen_as(uow, **given), profile.seen_as(uow, **given)
        uow.commit()
    return ways, seen, sections


def _rows(actor: Actor, person_id: str, query: str, language: str) -> tuple[list[AccessRow], list[AccessRow]]:
    with current().db.read() as uow:
        given = {"actor": actor, "context": accounts.context_for(uow, actor), "person_id": person_id, "lang": language}
        rows = access_views.access_rows(uow, **given)
        return list(rows), list(access_views.found_professionals(uow, **given, query=query))
