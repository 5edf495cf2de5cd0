"""State of `/parametres`: the account, its password, its sessions; the same page for every role."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rxapp.accounts import closing_views, events, recognising, second_factor, views
from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.events import EventView
from rxapp.accounts.second_factor import SecondFactorView
from rxapp.accounts.views import SessionView
from rxapp.core import work
from rxapp.core.connections import CONNECTIONS
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plural
from rxapp.core.policy import Actor, Role
from rxapp.notices import service as notices
from rxapp.notices.views import ChoicesView
from rxapp.runtime import current
from rxapp.state.handler import EVERYONE, PATIENT, Form, handler
from rxapp.state.parametres_choices import (
    NIGHT,
    NOTHING_CHOSEN,
    add_delay,
    choose,
    chosen,
    delay_minutes,
    quiet_hours,
    remove_delay,
)
from rxapp.state.second_facteur import NOTHING_KNOWN
from rxapp.state.shell import Shell, Words

TOLD = EVERYONE - {Role.OPERATOR}
"""Who is told anything."""
NEWEST = 3
"""Events of the account that are in sight; the others are folded away."""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """What the page says of the account. role: one of `core.policy.Role`."""

    name: str = ""
    role: str = ""
    login: str = ""
    email: str = ""
    opened_label: str = ""
    password_label: str = ""


class PasswordForm(Form):
    """The present password and the one wanted."""

    mot_de_passe_actuel: str
    mot_de_passe: str


class HoursForm(Form):
    """Quiet hours, as « 22:00 »."""

    debut: str
    fin: str


class DelayForm(Form):
    """One more reminder: how many of which unit (minutes of it)."""

    nombre: str
    unite: str


class ParametresState(Shell):
    """The account and its sessions, the present one first; what it chose about notifications."""

    account: AccountCard = AccountCard()
    sessions: list[SessionView] = []
    others: int = 0
    turned_away: bool = False
    from_counter: bool = False
    from_desk: bool = False
    attempt: int = 0
    changes: int = 0
    endings: int = 0
    choices: ChoicesView = NOTHING_CHOSEN
    push_key: str = ""
    hours_attempt: int = 0
    delay_attempt: int = 0
    delay_changes: int = 0
    closing_label: str = ""
    standing: SecondFactorView = NOTHING_KNOWN
    events: list[EventView] = []
    grave_below: int = 0
    owned: int = 0
    disowned: int = 0

    @handler(roles=EVERYONE)
    async def open(self):
        """Load the page; `?raison=patients` when one was sent here from a page of patients, `pharmacies` from one of theirs,
        `professionnels` from one of professionals."""
        await self._open_shell()
        why = self.router.url.query_parameters.get("raison")
        self.turned_away = why in ("patients", "pharmacies", "professionnels")
        self.from_counter, self.from_desk = why == "pharmacies", why == "professionnels"
        await self._load()

    @handler(roles=EVERYONE, form=PasswordForm)
    async def change_password(self, form_data: dict):
        """Change the password; every other session ends, wherever it is open."""
        form: PasswordForm = form_data
        self.attempt += 1
        change = accounts.change_password
        try:
            ended = await work.hash_run(
                change, current().db, actor=self._actor, current=form.mot_de_passe_actuel, new=form.mot_de_passe
            )
        except FieldErrors:
            raise
        except DomainError as error:
            raise FieldErrors({"mot_de_passe_actuel": error}) from None
        _close(ended)
        self.changes += 1
        self._say(_("Votre mot de passe est changé. Vos autres sessions sont terminées."))
        await self._load()

    @handler(roles=EVERYONE)
    async def end_session(self, session_id: str):
        """End one session; its pages leave at once."""
        self.endings += 1
        _close(await work.run(_end_one, self._actor, session_id))
        self._say(_("La session est terminée."))
        await self._load()

    @handler(roles=EVERYONE)
    async def end_others(self):
        """End every session but this one."""
        self.endings += 1
        ended = await work.run(_end_others, self._actor)
        _close(ended)
        self.words = Words("done", plural("{n} session est terminée.", "{n} sessions sont terminées.", len(ended), self.language))
        await self._load()

    @handler(roles=EVERYONE)
    async def own_event(self, event_id: str):
        """« C’était moi »: an event to recognise is settled."""
        await work.run(_own_event, self._actor, event_id)
        self.owned += 1
        self._say(_("C’est noté : c’était vous."))
        await self._load()

    @handler(roles=EVERYONE)
    async def disown_event(self, event_id: str):
        """« Ce n’était pas moi »: every other session ends, and what comes next is another password."""
        _close(await work.run(_disown_event, self._actor, event_id))
        self.disowned += 1
        self._say(_("C’est noté : toute autre session est terminée. Choisissez maintenant un autre mot de passe."))
        await self._load()

    @handler(roles=TOLD)
    async def switch_notice(self, kind: str, channel: str, on: bool):
        """Have a kind of news come by a channel, or not."""
        await self._choose(notices.switch, kind=kind, channel=channel, on=on)
        self.words = Words("done", notices.switched(kind, channel, self.language, on=on))

    @handler(roles=TOLD)
    async def switch_quiet(self, on: bool):
        """Quiet hours, those of the night to begin with, or none."""
        begins, ends = NIGHT if on else (None, None)
        await self._choose(notices.choose_quiet_hours, begins=begins, ends=ends)
        self._say(_("Les heures calmes sont en place.") if on else _("Il n’y a plus d’heures calmes."))

    @handler(roles=TOLD, form=HoursForm)
    async def choose_hours(self, form_data: dict):
        """Other quiet hours."""
        form: HoursForm = form_data
        self.hours_attempt += 1
        await self._choose(notices.choose_quiet_hours, **quiet_hours(form.debut, form.fin))
        self._say(_("Vos heures calmes sont enregistrées."))

    @handler(roles=PATIENT, form=DelayForm)
    async def add_delay(self, form_data: dict):
        """One more reminder before each appointment."""
        form: DelayForm = form_data
        self.delay_attempt += 1
        await self._choose(add_delay, minutes=delay_minutes(form.nombre, form.unite))
        self.delay_changes += 1
        self._say(_("Vos rappels sont enregistrés."))

    @handler(roles=PATIENT)
    async def remove_delay(self, minutes: int):
        """One reminder less."""
        await self._choose(remove_delay, minutes=minutes)
        self.delay_changes += 1
        self._say(_("Vos rappels sont enregistrés."))

    @handler(roles=TOLD)
    async def add_device(self, endpoint: str, p256dh: str, auth: str):
        """Show notifications on this browser."""
        await self._choose(notices.subscribe, device=notices.Device(endpoint, p256dh, auth))
        self._say(_("Cet appareil reçoit vos notifications."))

    @handler(roles=TOLD)
    async def remove_device(self, endpoint: str):
        """Show nothing more on this browser."""
        await self._choose(notices.unsubscribe, endpoint=endpoint)
        self._say(_("Cet appareil ne reçoit plus vos notifications."))

    async def _choose(self, verb: Callable[..., object], **given: object) -> None:
        """One act on what is chosen, and what is chosen then."""
        self.choices = await work.run(choose, self._actor, self.language, verb, given)

    async def _load(self) -> None:
        if self._actor.role in TOLD:
            self.choices, self.push_key = await work.run(chosen, self._actor, self.language)
        self.account, self.sessions, self.closing_label = await work.run(_account, self._actor, self.language)
        self.standing, self.events = await work.run(_safety, self._actor, self.language)
        self.grave_below = sum(event.grave for event in self.events[NEWEST:])
        self.others = sum(not session.is_current for session in self.sessions)


def _close(token_hashes: Iterable[bytes]) -> None:
    for token_hash in token_hashes:
        CONNECTIONS.end_session(token_hash)


def _account(actor: Actor, language: str) -> tuple[AccountCard, list[SessionView], str]:
    with current().db.read() as uow:
        account = views.account_view(uow, actor=actor, lang=language)
        sessions = views.sessions_page(uow, actor=actor, lang=language)
        closing = closing_views.closing_label(uow, actor=actor, lang=language)
    card = AccountCard(
        name=account.label,
        role=account.role,
        login=account.login,
        email=account.email,
        opened_label=account.opened_label,
        password_label=account.password_changed_label,
    )
    return card, list(sessions), closing


def _safety(actor: Actor, language: str) -> tuple[SecondFactorView, list[EventView]]:
    with current().db.read() as uow:
        standing = second_factor.second_factor_view(uow, actor=actor, lang=language)
        return standing, list(events.recent(uow, actor=actor, lang=language))


def _own_event(actor: Actor, event_id: str) -> None:
    with current().db.uow() as uow:
        recognising.own(uow, actor=actor, event_id=event_id)
        uow.commit()


def _disown_event(actor: Actor, event_id: str) -> tuple[bytes, ...]:
    with current().db.uow() as uow:
        ended = recognising.disown(uow, actor=actor, event_id=event_id)
        uow.commit()
    return ended


def _end_one(actor: Actor, session_id: str) -> tuple[bytes, ...]:
    with current().db.uow() as uow:
        ended = accounts.end_session(uow, actor=actor, session_id=session_id)
        uow.commit()
    return ended


def _end_others(actor: Actor) -> tuple[bytes, ...]:
    with current().db.uow() as uow:
        ended = accounts.end_other_sessions(uow, actor=actor)
        uow.commit()
    return ended
