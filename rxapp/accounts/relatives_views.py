"""Who acts for whom, in words: one's children, oneself as a young person, invitations, and what ended lately."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.i18n import _, plain_date, translate
from rxapp.core.keys import has_key
from rxapp.core.policy import Actor, HelpScope

from .birth import handover_day, is_minor, majority_day, may_keep_secret
from .child_closing_views import ClosingWords, closing_words
from .handover import acts_to_the_end, kept_by
from .help_asked import lasting
from .helped import SCOPE_TITLES, scopes_of, words_of
from .helping import latest_day
from .identity import Identity, births_of, identity_of, names_of
from .invitations import MOST_OPEN, MOST_PARENTS, opened
from .models import Guardianship
from .people import Origin, minor_children
from .relatives import Ending, accounts_of, guardians_of, may_bring
from .relatives_models import GuardianInvitation
from .views import age_label

SHOWN_FOR = timedelta(days=90)
"""How long the page tells a parent that they act no more, and why."""
_MOST = 20

_BY = {
    Origin.LETTER.value: _("avec la lettre de l’enfant (déclaration de naissance)"),
    Origin.OPERATOR.value: _("par l’exploitant de ce Carnet"),
    Origin.INVITATION.value: _("sur invitation de l’autre parent"),
    "": _("avant que Carnet ne note comment"),
}


@dataclass(frozen=True)
class KeptScope:
    """One thing a parent may keep: value of the form, words, a sentence on what it gives and does not, whether it was chosen."""

    id: str
    label: str
    sentence: str
    on: bool


@dataclass(frozen=True)
class GuardianView:
    """Somebody who acts for a child. ``ends``: words for a day that was set before the majority, "" when there is none.

    To the young person alone, in the months before their majority, what this parent keeps then: ``boxes`` (none: not the time),
    ``kept`` in words, "" for nothing, and ``until``, a last day (ISO; ``until_typed`` as one types it).
    """

    id: str
    name: str
    since: str
    by: str
    ends: str = ""
    is_me: bool = False
    boxes: list[KeptScope] = field(default_factory=list)
    kept: str = ""
    until: str = ""
    until_typed: str = ""


@dataclass(frozen=True)
class SentInvitation:
    """An invitation that waits, as whoever sent it sees it: the same whether it reached anybody."""

    id: str
    name: str
    until: str


@dataclass(frozen=True)
class ChildView:
    """A child, or the young person themself: who acts, until when. ``mine``: it is the reader's own.

    ``soon``: 17 years and 9 months are over. ``ends``: words for the day the reader's own acting ends before the majority;
    ``can_stay``: the reader set it. ``keeps``: old enough to keep things from the parents. ``first_day``, ``last_day``: between
    which days (ISO) what a parent keeps may end. ``closing``: who asks that the record be closed. ``signs_in``: the child has an
    account of their own, which is closed with the record; ``called``: the first name.
    """

    id: str = ""
    name: str = ""
    age: str = ""
    majority: str = ""
    guardians: list[GuardianView] = field(default_factory=list)
    invitations: list[SentInvitation] = field(default_factory=list)
    mine: bool = False
    keeps: bool = False
    soon: bool = False
    alone: bool = False
    may_invite: bool = False
    ends: str = ""
    can_stay: bool = False
    first_day: str = ""
    last_day: str = ""
    closing: ClosingWords = field(default_factory=ClosingWords)
    signs_in: bool = False
    called: str = ""


@dataclass(frozen=True)
class ReceivedInvitation:
    """Somebody asks the reader to act for a child."""

    id: str
    asker: str
    child: str
    born: str
    until: str


@dataclass(frozen=True)
class EndedView:
    """Somebody for whom the reader acts no more, since when and why, in one sentence."""

    id: str
    words: str


@dataclass(frozen=True)
class GrownView:
    """What a young adult reads of the parents who acted for them: since when they do no more ("": nothing to read any more), and
    what each of them helps with now, in words."""

    since: str = ""
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RelativesView:
    """All of the page."""

    children: list[ChildView] = field(default_factory=list)
    myself: ChildView = field(default_factory=ChildView)
    received: list[ReceivedInvitation] = field(default_factory=list)
    ended: list[EndedView] = field(default_factory=list)
    grown: GrownView = field(default_factory=GrownView)


def relatives(uow: UnitOfWork, *, actor: Actor, lang: str) -> RelativesView:
    """What the actor may know of their relatives. Raises DomainError ``introuvable`` for an account without a person."""
    if actor.person_id is None:
        raise DomainError("introuvable")
    today, me = uow.clock.today(), identity_of(uow, actor.person_id)
    children = [_child(uow, actor, child, lang) for child in minor_children(uow, actor.person_id)]
    myself = _child(uow, actor, me, lang) if is_minor(me.birth_date, today) else ChildView()
    received, ended = _received(uow, actor.person_id, lang), _ended(uow, actor.person_id, lang)
    return RelativesView(children, myself, received, ended, _grown(uow, me, lang))


def _child(uow: UnitOfWork, actor: Actor, who: Identity, lang: str) -> ChildView:
    today, links = uow.clock.today(), guardians_of(uow, who.person_id)
    names = names_of(uow, {link.guardian_id for link in links}) if links else {}
    mine = who.person_id == actor.person_id
    own = next((link for link in links if link.guardian_id == actor.person_id), None)
    sent = [] if mine else _sent(uow, who.person_id, lang)
    ending = own is not None and own.ends_on is not None
    return ChildView(
        id=who.person_id,
        name=who.full_name,
        age=age_label(who.birth_date, today, lang),
        majority=plain_date(majority_day(who.birth_date), lang),
        guardians=[_guardian(uow, link, names.get(link.guardian_id, "…"), actor, who, lang) for link in _in_order(links, names)],
        invitations=sent,
        mine=mine,
        keeps=may_keep_secret(who.birth_date, today),
        soon=today >= handover_day(who.birth_date),
        alone=len(links) == 1,
        may_invite=own is not None and may_bring(own, links) and len(links) < MOST_PARENTS and len(sent) < MOST_OPEN,
        ends=plain_date(own.ends_on, lang) if own is not None and own.ends_on is not None else "",
        can_stay=ending and own.ended_by == Ending.SELF,
        first_day=majority_day(who.birth_date).isoformat(),
        last_day=latest_day(majority_day(who.birth_date)).isoformat(),
        closing=closing_words(uow, who, links, names, actor.person_id or "", lang),
        signs_in=who.person_id in accounts_of(uow, [who.person_id]),
        called=who.usual_name,
    )


def _in_order(links: list[Guardianship], names: dict[str, str]) -> list[Guardianship]:
    """Who has acted for the longest first; of those who began on one day, by name."""
    return sorted(links, key=lambda link: (link.starts_on, names.get(link.guardian_id, "")))


def _guardian(uow: UnitOfWork, link: Guardianship, name: str, actor: Actor, who: Identity, lang: str) -> GuardianView:
    own = who.person_id == actor.person_id and uow.clock.today() >= handover_day(who.birth_date)
    return GuardianView(
        id=link.id,
        name=name,
        since=plain_date(link.starts_on, lang),
        by=translate(_BY.get(link.began_by, _BY[""]), lang),
        ends=plain_date(link.ends_on, lang) if link.ends_on is not None else "",
        is_me=link.guardian_id == actor.person_id,
        **(_kept(uow, link, who.birth_date, lang) if own and acts_to_the_end(link, who.birth_date) else {}),
    )


def _kept(uow: UnitOfWork, link: Guardianship, born: date, lang: str) -> dict[str, object]:
    """What this parent keeps at the majority, for the young person's own eyes."""
    kept = kept_by(uow, link)
    scopes = kept.scopes if kept is not None else frozenset()
    until = kept.until if kept is not None else latest_day(majority_day(born))
    boxes = [
        KeptScope(scope.value, *(translate(words, lang) for words in SCOPE_TITLES[scope]), scope in scopes) for scope in HelpScope
    ]
    days = {"until": until.isoformat(), "until_typed": f"{until:%d/%m/%Y}"}
    said = {"portee": words_of(scopes, lang), "jour": plain_date(until, lang)}
    return {"boxes": boxes, "kept": translate(_KEPT, lang, **said) if scopes else "", **days}


def _sent(uow: UnitOfWork, child_id: str, lang: str) -> list[SentInvitation]:
    shown = (GuardianInvitation.state.in_(("asked", "open", "declined")), GuardianInvitation.until > uow.clock.now())
    wanted = select(GuardianInvitation).where(GuardianInvitation.child_id == child_id, *shown)
    rows = uow.session.execute(wanted.order_by(GuardianInvitation.at).limit(_MOST)).scalars().all()
    return [SentInvitation(row.id, opened(uow, row)["name"], _day(row.until, lang)) for row in rows]


def _received(uow: UnitOfWork, person_id: str, lang: str) -> list[ReceivedInvitation]:
    waits = (GuardianInvitation.state == "open", GuardianInvitation.until > uow.clock.now())
    wanted = select(GuardianInvitation).where(GuardianInvitation.invited_id == person_id, *waits)
    found = []
    for row in uow.session.execute(wanted.order_by(GuardianInvitation.at).limit(_MOST)).scalars():
        if not has_key(uow, row.child_id):  # sealed away again after a restore
            continue
        if not any(link.guardian_id == row.asker_id for link in guardians_of(uow, row.child_id)):
            continue
        child = identity_of(uow, row.child_id)
        if is_minor(child.birth_date, uow.clock.today()):
            asker, born = identity_of(uow, row.asker_id).full_name, plain_date(child.birth_date, lang)
            found.append(ReceivedInvitation(row.id, asker, child.full_name, born, _day(row.until, lang)))
    return found


def _day(instant: datetime, lang: str) -> str:
    return plain_date(paris_date(instant), lang)


def _ended(uow: UnitOfWork, person_id: str, lang: str) -> list[EndedView]:
    """What ended in the last `SHOWN_FOR`, by itself or not, the latest first."""
    today = uow.clock.today()
    wanted = select(Guardianship).where(Guardianship.guardian_id == person_id).order_by(Guardianship.id).limit(_MOST)
    found: list[tuple[date, EndedView]] = []
    links = uow.session.execute(wanted).scalars().all()
    children = [link.child_id for link in links]
    born, names = births_of(uow, children), names_of(uow, children)
    for link in links:
        if link.child_id not in born:  # who grew up may have closed their record
            continue
        over = majority_day(born[link.child_id])
        by = "" if link.ends_on is None or link.ends_on >= over else link.ended_by
        day = over if not by or link.ends_on is None else link.ends_on
        if today - SHOWN_FOR < day <= today:
            said = {"nom": names[link.child_id], "jour": plain_date(day, lang)}
            found.append((day, EndedView(link.id, translate(_WHY[by], lang, **said))))
    return [view for _day_of, view in sorted(found, key=lambda one: one[0], reverse=True)]


def _grown(uow: UnitOfWork, me: Identity, lang: str) -> GrownView:
    """For a year after the majority of somebody for whom parents acted in Carnet until then."""
    over, today = majority_day(me.birth_date), uow.clock.today()
    if not over <= today < latest_day(over):
        return GrownView()
    links = uow.session.execute(select(Guardianship).where(Guardianship.child_id == me.person_id)).scalars().all()
    parents = {link.guardian_id for link in links if acts_to_the_end(link, me.birth_date)}
    if not parents:
        return GrownView()
    helps = [row for row in lasting(uow, me.person_id) if row.started_on is not None and row.helper_id in parents]
    names = names_of(uow, {row.helper_id for row in helps}) if helps else {}
    kept = []
    for row in helps:
        if row.helper_id in names:
            said = {"portee": words_of(scopes_of(row.scopes), lang), "jour": plain_date(row.until, lang)}
            kept.append(translate(_KEEPS, lang, nom=names[row.helper_id], **said))
    return GrownView(plain_date(over, lang), kept)


_KEEPS = _("{nom} vous aide : {portee}, jusqu’au {jour}.")
_KEPT = _("{portee}, jusqu’au {jour}")
_WHY = {
    "": _("Vous n’agissez plus pour {nom} depuis le {jour} : ce jour-là, {nom} a eu 18 ans."),
    Ending.SELF.value: _("Vous n’agissez plus pour {nom} depuis le {jour} : vous l’avez décidé."),
    Ending.OPERATOR.value: _("Vous n’agissez plus pour {nom} depuis le {jour} : l’exploitant l’a noté, sur décision."),
}
