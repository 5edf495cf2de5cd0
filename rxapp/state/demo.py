"""State of `/demo`, the testers' bench: the date, who waits for their space, what left, who can sign in. Demonstration only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from rxapp.accounts import views as accounts
from rxapp.accounts.identity import identity_of
from rxapp.accounts.standing import person_of_login
from rxapp.accounts.views import WaitingPerson
from rxapp.core import work
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, long_date, time_of_day, translate
from rxapp.core.policy import SYSTEM_ACTOR
from rxapp.demo.people import PASSWORD, SIGN_IN_LIST
from rxapp.notices import views as notices
from rxapp.notices.views import DepartureView
from rxapp.runtime import current
from rxapp.state.handler import handler
from rxapp.state.shell import Shell

KINDS = {"lettre": "letter", "courriel": "mail", "notification": "push"}
"""Kind of departure by the word that stands in the address (`?genre=`)."""

_AT_ONCE = 20
_CODE = re.compile(r"^Code confidentiel : (\S+)$", re.M)
_SAID = {
    "voyage": _("Pour Carnet, nous sommes maintenant le {date}."),
    "remise": _("Tout est de nouveau comme au premier jour."),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone whose space is not open: all that a first sign-in asks. `letter`: id of their last letter, "" without one."""

    name: str
    nir: str
    birth_date: str
    code: str
    status_label: str
    is_live: bool
    sent_label: str
    expires_label: str
    letter: str


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that left; `name` is the first line of `recipient`, `lines` the paragraphs of the text."""

    id: str
    kind_label: str
    at_label: str
    name: str
    recipient: str
    subject: str
    lines: tuple[str, ...]
    has_pdf: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """Someone who can sign in; of a person, the traits by which an establishment sends them documents."""

    login: str
    who: str
    nir: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class _Bench:
    now_label: str
    tomorrow: str
    waiting: list[Waiting]
    left: list[Left]
    more: str
    sign_ins: list[SignIn]


class DemoState(Shell):
    """What the bench shows; its acts are plain forms (`api/demo.py`). ``typed_date``: a wrong date as it was typed."""

    now_label: str = ""
    tomorrow: str = ""
    genre: str = ""
    waiting: list[Waiting] = []
    left: list[Left] = []
    more: str = ""
    sign_ins: list[SignIn] = []
    password: str = ""
    wrong_date: bool = False
    typed_date: str = ""

    @handler(public=True)
    async def open(self):
        """Load the bench; the address says which kind of departures, from where, and what was just done."""
        if not current().settings.demo:
            raise DomainError("introuvable")
        asked = self.router.url.query_parameters
        self.genre = asked.get("genre", "") if asked.get("genre", "") in KINDS else ""
        bench = await work.run(_bench, self.genre, asked.get("apres", ""), self.language)
        self.now_label, self.tomorrow = bench.now_label, bench.tomorrow
        self.waiting, self.left, self.more = bench.waiting, bench.left, bench.more
        self.sign_ins = bench.sign_ins
        self.password = PASSWORD
        self.wrong_date = asked.get("dit", "") == "date"
        self.typed_date = asked.get("jour", "")[:20] if self.wrong_date else ""
        if (said := _SAID.get(asked.get("dit", ""))) is not None:
            self._say(said, date=bench.now_label)
        self.ready = True


def _bench(genre: str, after: str, language: str) -> _Bench:
    with current().db.read() as uow:
        page = notices.departures_page(
            uow, actor=SYSTEM_ACTOR, lang=language, kind=KINDS.get(genre), after=after or None, limit=_AT_ONCE
        )
        people = accounts.waiting_people(uow, actor=SYSTEM_ACTOR, lang=language)
        today = uow.clock.today()
        return _Bench(
            now_label=f"{long_date(today, language)}, {time_of_day(uow.clock.now(), language)}",
            tomorrow=(today + timedelta(days=1)).strftime("%d/%m/%Y"),
            waiting=[_waiting(uow, person, language) for person in people],
            left=[_left(item) for item in page.items],
            more="/demo?" + urlencode({"genre": genre, "apres": page.after}) if page.after else "",
            sign_ins=[_sign_in(uow, login, translate(who, language)) for login, who in SIGN_IN_LIST],
        )


def _sign_in(uow: UnitOfWork, login: str, who: str) -> SignIn:
    try:
        one = identity_of(uow, person_of_login(uow, login))
    except DomainError:  # nobody's own account, or closed since
        return SignIn(login, who)
    return SignIn(login, who, str(one.nir), f"{one.birth_date:%d/%m/%Y}")


def _waiting(uow: UnitOfWork, person: WaitingPerson, language: str) -> Waiting:
    letters = notices.departures_page(
        uow, actor=SYSTEM_ACTOR, lang=language, kind="letter", person_id=person.person_id, limit=1
    ).items
    found = _CODE.search(letters[0].body) if letters else None
    return Waiting(
        name=person.name,
        nir=person.nir,
        birth_date=date.fromisoformat(person.birth_date).strftime("%d/%m/%Y"),
        code=found[1] if found else "",
        status_label=person.status_label,
        is_live=person.status == "live",
        sent_label=person.sent_label,
        expires_label=person.expires_label,
        letter=letters[0].id if letters else "",
    )


def _left(item: DepartureView) -> Left:
    return Left(
        id=item.id,
        kind_label=item.kind_label,
        at_label=item.at_label,
        name=item.recipient.split("\n")[0],
        recipient=item.recipient.replace("\n", ", "),
        subject=item.subject,
        lines=tuple(line for line in item.body.splitlines() if line.strip()),
        has_pdf=item.has_pdf,
    )
