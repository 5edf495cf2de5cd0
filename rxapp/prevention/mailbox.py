"""What is read of prevention messages and refusals: only by the account they belong to.

Words are made when a message is read, in the reader's language, from the facts it was computed from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, date_time, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context, require
from rxapp.prevention import law, letters, store, words
from rxapp.prevention.campaigns import ALL, BY_CODE, CAMPAIGNS
from rxapp.prevention.facts import Due, Obligation
from rxapp.prevention.letters import Letter
from rxapp.prevention.looks import owe_look
from rxapp.prevention.sight import Sight, pending, sight
from rxapp.prevention.timing import is_called, phase_of
from rxapp.prevention.views import Told, told
from rxapp.prevention.words import OBLIGATIONS

MOST_MESSAGES = 50
_ENDED = {
    "replaced": _("Remplacé le {jour} par un message plus récent : une de vos réponses ou la règle a changé."),
    "over": _("Sans objet depuis le {jour}."),
    "refused": _("Arrêté le {jour} : vous avez refusé ces messages."),
}
_ALL = _("Tous les messages de prévention")
LAW = _(
    "Article R.1111-27 du code de la santé publique (décret n° 2024-468 du 24 mai 2024) : ces messages sont calculés à partir de "
    "votre identité et de ce que vous avez noté, vous pouvez toujours en lire la raison, et les refuser à tout moment sans dire "
    "pourquoi."
)


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message in words. ``ended``: "" while it holds, else "replaced", "over" or "refused". ``facts``: the labels used."""

    id: str
    title: str
    text: str
    when_label: str
    sent_label: str
    sent_iso: str
    ended: str
    ended_label: str
    campaign: str
    campaign_label: str
    rule: str
    version_label: str
    obligation_label: str
    sources: list[Told]
    facts: list[str]
    to_check: str
    law: str


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """Some messages, the latest first, at most 50; ``next`` goes back as ``after``, "" at the end."""

    now: list[MessageView]
    before: list[MessageView]
    next: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One campaign ("" for all): whether it is refused, and which messages a refusal stops."""

    campaign: str
    title: str
    refused: bool
    stops: list[str]


def messages_page(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, after: str = ""
) -> MessagesPage:
    """One's own messages about a person. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    every = letters.latest(uow, actor.account_id, person_id, letters.MOST_KEPT)
    # What holds comes first, the nearest day first; then what held before, the latest first.
    holding = sorted((one for one in every if one.ended is None), key=lambda one: (one.line.due_from or date.min, one.rule))
    every = (*holding, *(one for one in every if one.ended is not None))
    start = next((place + 1 for place, one in enumerate(every) if one.id == after), 0)
    shown = every[start : start + MOST_MESSAGES]
    views = [_view(uow, one, lang) for one in shown]
    more = shown[-1].id if len(every) > start + MOST_MESSAGES else ""
    return MessagesPage([one for one in views if not one.ended], [one for one in views if one.ended], more)


def message(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, message_id: str, lang: str) -> MessageView:
    """One of one's own messages. Raises DomainError ``introuvable``."""
    row = letters.row_of(uow, actor=actor, context=context, message_id=message_id)
    owe_look(uow, actor=actor, context=context, person_id=row.person_id)
    return _view(uow, letters.opened(uow, row), lang)


def person_of_message(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, message_id: str) -> str:
    """Whom a message is about. Raises DomainError ``introuvable``."""
    return letters.row_of(uow, actor=actor, context=context, message_id=message_id).person_id


def refusals(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str
) -> tuple[RefusalView, ...]:
    """All messages first, then each campaign that has something for this person: refused or not, and what a refusal stops.

    Raises DomainError ``introuvable``.
    """
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    seen = sight(uow, actor=actor, context=context, person_id=person_id)
    refused = {one.what for one in store.choices(uow, actor=actor, person_id=person_id, kind=store.REFUSAL)}
    stops: dict[str, list[str]] = {one.code: [] for one in CAMPAIGNS}
    for line in sorted(pending(seen.lines).values(), key=lambda line: (line.due_from or seen.today, line.rule)):
        if line.rule not in seen.aside and _comes(seen, actor, line):
            stops[law.campaign(line.rule)].append(words.title_of(line, lang))
    rows = [
        RefusalView(one.code, translate(one.title, lang), one.code in refused, _few(stops[one.code], lang))
        for one in CAMPAIGNS
        if stops[one.code] or one.code in refused
    ]
    everything = [title for one in CAMPAIGNS for title in stops[one.code]]
    return (RefusalView(ALL, translate(_ALL, lang), ALL in refused, _few(everything, lang)), *rows)


def refuses_all(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str) -> bool:
    """Whether this account refuses every message about a person. Raises DomainError ``introuvable``."""
    require(actor, "list", store.calendar_of(person_id), context)
    return any(one.what == ALL for one in store.choices(uow, actor=actor, person_id=person_id, kind=store.REFUSAL))


_MOST_TITLES = 12
_NEAR = timedelta(days=5 * 366)
"""What comes later than this is no message one thinks of when refusing."""


def _few(titles: list[str], lang: str) -> list[str]:
    unique = list(dict.fromkeys(titles))
    if len(unique) <= _MOST_TITLES:
        return unique
    return [*unique[:_MOST_TITLES], translate(_("et {n} autres, plus tard"), lang, n=len(unique) - _MOST_TITLES)]


def _comes(seen: Sight, actor: Actor, line: Due) -> bool:
    """Whether a message about a line holds now or is still to come."""
    phase = phase_of(actor.account_id, seen.who.person_id)
    near = line.due_from is not None and seen.today < line.due_from <= seen.today + _NEAR
    to_come = near and line.obligation is not Obligation.OPTIONAL
    return to_come or is_called(line, seen.today, phase, vaccine=law.is_vaccine(line.rule))


def _view(uow: UnitOfWork, letter: Letter, lang: str) -> MessageView:
    line, today = letter.line, uow.clock.today()
    version = law.version_of(line.rule, line.version) if law.known(line.rule) else None
    code = law.campaign(line.rule)
    ended = translate(_ENDED[letter.ended], lang, jour=plain_date(paris_date(letter.ended_at), lang)) if letter.ended else ""
    return MessageView(
        id=letter.id,
        title=words.title_of(line, lang) if version else line.rule,
        text=version.words(lang).why if version else "",
        when_label=words.window(line, today, lang),
        sent_label=date_time(letter.sent_at, lang),
        sent_iso=letter.sent_at.isoformat(),
        ended=letter.ended or "",
        ended_label=ended,
        campaign=code,
        campaign_label=translate(BY_CODE[code].title, lang),
        rule=line.rule,
        version_label=translate(
            _("Règle « {regle} », version en vigueur depuis le {jour}"),
            lang,
            regle=line.rule,
            jour=plain_date(line.version, lang),
        ),
        obligation_label=translate(OBLIGATIONS[line.obligation], lang),
        sources=told(version.sources) if version else [],
        facts=list(words.labels(line, lang)),
        to_check=words.to_check(line, today, lang),
        law=translate(LAW, lang),
    )
