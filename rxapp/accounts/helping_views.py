"""What is shown of adults who help each other: one's helpers, whom one helps, invitations, and the attestation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlmodel import col

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.policy import Actor, HelpScope

from .birth import is_minor
from .help_asked import INVITATION_FOR, MOST, asked_of, invitations, lasting
from .helped import SCOPE_TITLES, helping_others, scopes_of, words_of
from .helping import latest_day
from .identity import identities_of, identity_of, names_of
from .letters import HelpSheet, help_pdf
from .relatives_models import Helping
from .views import age_label

_WAITS = _("Invitation envoyée le {date}, sans réponse pour l’instant : à accepter jusqu’au {fin}")
_HELPS = _("Vous aide depuis le {date}")
_HELPED_ME = _("{nom} vous aidait, jusqu’au {date}")
_I_HELPED = _("Vous aidiez {nom}, jusqu’au {date}")
SHOWN_FOR = timedelta(days=365)
"""How long a help that is over is listed, with its attestation."""
_MOST = 20
_ADDRESS = "/api/aidants/{id}/attestation.pdf"


@dataclass(frozen=True)
class ScopeView:
    """One thing that a helper may be let do: value of the form, words, and a sentence on what it gives and does not."""

    id: str
    label: str
    sentence: str


@dataclass(frozen=True)
class HelperRow:
    """A helper of the actor, or an invitation that waits, named as the actor typed it (``going``: accepted).

    ``until``: last day, ISO; ``until_typed``: as one types it; ``sheet``: address of the attestation, "" without one.
    ``born_label``: the birth date typed for an invitation that waits, right or wrong; "" once it is accepted.
    """

    id: str
    name: str
    going: bool
    state_label: str
    scopes_label: str
    until: str
    until_typed: str
    until_label: str
    sheet: str
    born_label: str = ""


@dataclass(frozen=True)
class HelpedRow:
    """Somebody whom the actor helps, or is asked to help (no ``sheet`` then, but ``answer_label``: the last day to accept).
    ``told``: the actor wants their news.
    """

    id: str
    name: str
    scopes_label: str
    until_label: str
    told: bool = False
    sheet: str = ""
    answer_label: str = ""


@dataclass(frozen=True)
class PastRow:
    """A help that is over: whose name the other bears, a sentence with its last day, and the address of the attestation."""

    id: str
    name: str
    label: str
    scopes_label: str
    sheet: str


@dataclass(frozen=True)
class HelpersView:
    """The page. ``minor``: one may have no helper yet; ``left``: how many more. ``last_day``: the latest to be chosen, as it
    is typed; ``last_day_label`` in words.
    """

    helpers: tuple[HelperRow, ...] = ()
    helped: tuple[HelpedRow, ...] = ()
    asked: tuple[HelpedRow, ...] = ()
    past: tuple[PastRow, ...] = ()
    scopes: tuple[ScopeView, ...] = ()
    minor: bool = False
    left: int = MOST
    last_day: str = ""
    last_day_label: str = ""


@dataclass(frozen=True)
class HelpedCard:
    """One entry of « Dossier de » for somebody whom the actor helps today."""

    id: str
    name: str
    usual_name: str
    age_label: str
    scopes: frozenset[HelpScope]


def helpers_view(uow: UnitOfWork, *, actor: Actor, lang: str) -> HelpersView:
    """What the page of helpers says. Raises DomainError ``introuvable`` for an account without a person."""
    if actor.person_id is None:
        raise DomainError("introuvable")
    today = uow.clock.today()
    rows = pending(uow, actor=actor, lang=lang)
    return HelpersView(
        helpers=rows,
        helped=tuple(_helped(uow, row, lang) for row in helping_others(uow, actor.person_id)),
        asked=tuple(_helped(uow, row, lang) for row in invitations(uow, actor.person_id)),
        past=_past(uow, actor.person_id, lang),
        scopes=tuple(ScopeView(scope.value, *(translate(words, lang) for words in SCOPE_TITLES[scope])) for scope in HelpScope),
        minor=is_minor(identity_of(uow, actor.person_id).birth_date, today),
        left=max(0, MOST - len(rows)),
        last_day=f"{latest_day(today):%d/%m/%Y}",
        last_day_label=plain_date(latest_day(today), lang),
    )


def pending(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[HelperRow, ...]:
    """The actor's helpers and the invitations that wait, the oldest first: what a closing ends."""
    return tuple(_helper(uow, row, lang) for row in lasting(uow, actor.person_id or ""))


def helped_people(uow: UnitOfWork, *, actor: Actor, lang: str) -> tuple[HelpedCard, ...]:
    """Whom the actor helps today, by name."""
    if actor.person_id is None:
        return ()
    rows = {row.person_id: scopes_of(row.scopes) for row in helping_others(uow, actor.person_id)}
    people, today = identities_of(uow, rows) if rows else {}, uow.clock.today()
    cards = (
        HelpedCard(one.person_id, one.full_name, one.usual_name, age_label(one.birth_date, today, lang), rows[one.person_id])
        for one in people.values()
    )
    return tuple(sorted(cards, key=lambda card: (card.name, card.id)))


def attestation(uow: UnitOfWork, *, actor: Actor, helping_id: str, public_url: str, lang: str) -> bytes:
    """The attestation as a PDF, for either of the two; also once it is over. Raises DomainError ``introuvable``."""
    row = uow.session.get(Helping, helping_id)
    if row is None or row.started_on is None or actor.person_id is None or actor.person_id not in (row.person_id, row.helper_id):
        raise DomainError("introuvable")
    sheet = HelpSheet(
        person=identity_of(uow, row.person_id).full_name,
        helper=identity_of(uow, row.helper_id or "").full_name,
        scopes=words_of(scopes_of(row.scopes), lang),
        first=row.started_on,
        last=row.until,
        reference=row.reference or "",
        made=uow.clock.today(),
        ended=_ended_on(row, uow.clock.today()),
    )
    return help_pdf(sheet, public_url=public_url, lang=lang)


def _ended_on(row: Helping, today: date) -> date | None:
    """The day on which a help ended: that of the act, its last day at the latest; None while it lasts."""
    if row.ended_at is not None:
        return min(paris_date(row.ended_at), row.until)
    return row.until if row.until < today else None


def _past(uow: UnitOfWork, person_id: str, lang: str) -> tuple[PastRow, ...]:
    """What ended lately, given or received, the latest first; of who left nothing is readable any more, so no sheet either."""
    today, mine = uow.clock.today(), or_(Helping.person_id == person_id, Helping.helper_id == person_id)
    wanted = select(Helping).where(mine, col(Helping.started_on).is_not(None), Helping.until >= today - SHOWN_FOR)
    over = wanted.where(or_(col(Helping.ended_at).is_not(None), Helping.until < today)).order_by(Helping.id)
    rows = uow.session.execute(over).scalars().all()
    names = names_of(uow, {one for row in rows for one in (row.person_id, row.helper_id or "")}) if rows else {}
    found: list[tuple[date, PastRow]] = []
    for row in rows:
        day, mine_is = _ended_on(row, today) or row.until, row.person_id == person_id
        name = names.get(row.helper_id or "" if mine_is else row.person_id, "")
        if name and day >= today - SHOWN_FOR:
            said = {"nom": name, "date": plain_date(day, lang)}
            words = translate(_HELPED_ME if mine_is else _I_HELPED, lang, **said)
            found.append((day, PastRow(row.id, name, words, words_of(scopes_of(row.scopes), lang), _ADDRESS.format(id=row.id))))
    return tuple(one for _day, one in sorted(found, key=lambda one: one[0], reverse=True)[:_MOST])


def _helper(uow: UnitOfWork, row: Helping, lang: str) -> HelperRow:
    """Until it is accepted nothing here tells whether anybody was found."""
    going = row.started_on is not None
    since = row.started_on or paris_date(row.asked_at)
    typed = {} if going else asked_of(uow, row)
    name = identity_of(uow, row.helper_id or "").full_name if going else typed["login"]
    answer = plain_date(_last_answer(row), lang)
    return HelperRow(
        id=row.id,
        name=name,
        going=going,
        state_label=translate(_HELPS if going else _WAITS, lang, date=plain_date(since, lang), fin=answer),
        scopes_label=words_of(scopes_of(row.scopes), lang),
        until=row.until.isoformat(),
        until_typed=f"{row.until:%d/%m/%Y}",
        until_label=plain_date(row.until, lang),
        sheet=_ADDRESS.format(id=row.id) if going else "",
        born_label="" if going else plain_date(date.fromisoformat(typed["birth_date"]), lang),
    )


def _helped(uow: UnitOfWork, row: Helping, lang: str) -> HelpedRow:
    return HelpedRow(
        id=row.id,
        name=identity_of(uow, row.person_id).full_name,
        scopes_label=words_of(scopes_of(row.scopes), lang),
        until_label=plain_date(row.until, lang),
        told=row.told,
        sheet=_ADDRESS.format(id=row.id) if row.started_on else "",
        answer_label="" if row.started_on else plain_date(_last_answer(row), lang),
    )


def _last_answer(row: Helping) -> date:
    """The last day on which an invitation may be accepted."""
    return min(row.until, paris_date(row.asked_at) + INVITATION_FOR)
