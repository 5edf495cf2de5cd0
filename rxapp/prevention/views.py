"""What is read of a prevention calendar: frozen cards ready for the screen, computed from what this reader may see.

Messages and refusals are `mailbox.py`; what an edition changed is `moved.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from rxapp.accounts.birth import age_on, is_minor
from rxapp.agenda.views import OccurrenceRow
from rxapp.core.db import UnitOfWork
from rxapp.core.i18n import _, kept_together, plain_date, translate
from rxapp.core.policy import NO_CONTEXT, Actor, Context
from rxapp.prevention import law, placing, words
from rxapp.prevention.facts import Due, Status
from rxapp.prevention.lifeline import Mark
from rxapp.prevention.looks import owe_look
from rxapp.prevention.placing import GROUPS
from rxapp.prevention.questions import BY_CODE, asked_of, bearing_on
from rxapp.prevention.rulebook import Source
from rxapp.prevention.sight import Sight, booked, occasion, sight
from rxapp.prevention.store import Entry

MOST_CARDS = 50
MOST_URGENT = 3
GROUP_WORDS = {
    placing.OVERDUE: _("En retard"),
    placing.DUE: _("À faire"),
    placing.SOON_GROUP: _("Bientôt"),
    placing.CHECK: _("À vérifier"),
    placing.LATER: _("Plus tard"),
    placing.DONE: _("Fait"),
    placing.PAST: _("Passé"),
    placing.ASIDE: _("Mis de côté"),
}
_MARKS = {
    placing.OVERDUE: "todo",
    placing.DUE: "todo",
    placing.SOON_GROUP: "soon",
    placing.CHECK: "check",
    placing.DONE: "done",
}
_STATES = {
    placing.OVERDUE: "overdue",
    placing.DUE: "due",
    placing.SOON_GROUP: "soon",
    placing.CHECK: "check",
    placing.DONE: "done",
}
_BOOKED = _("Rendez-vous pris")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that bears on a card, and the answer given: "yes", "no" or ""."""

    code: str = ""
    ask: str = ""
    why: str = ""
    day_ask: str = ""
    said: str = ""
    said_label: str = ""
    day: str = ""
    secret: bool = False
    kept_label: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One source: its title and address ("" for none)."""

    title: str
    url: str


def told(sources: Iterable[Source]) -> list[Told]:
    """Sources as people are shown them, each once; their titles are French."""
    return list(dict.fromkeys(Told(kept_together(source.title), source.url) for source in sources))


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the calendar in words. ``group``: one of `placing.GROUPS`; ``mark``: its dot in `carnet.css`.

    ``due``: the day that presses, ISO: the last of its window, the first of one that stays open. ``dose`` is "" for none.
    ``entry``: the line noted as done, when the card is one, in that ``version``. ``book_href``: where to note an appointment.
    """

    id: str = ""
    rule: str = ""
    dose: str = ""
    group: str = ""
    mark: str = ""
    state_label: str = ""
    title: str = ""
    due: str = ""
    when_label: str = ""
    why: str = ""
    sources: list[Told] = field(default_factory=list)
    version_label: str = ""
    obligation_label: str = ""
    mandatory: bool = False
    coverage: str = ""
    period_label: str = ""
    note: str = ""
    facts: list[str] = field(default_factory=list)
    to_check: str = ""
    unconfirmed: list[str] = field(default_factory=list)
    vaccine: bool = False
    booked_label: str = ""
    booked_href: str = ""
    book_href: str = ""
    entry: str = ""
    version: int = 0
    given_label: str = ""
    kept_label: str = ""
    aside_reason: str = ""
    questions: list[Asked] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one group; ``total`` of them, of which at most 50 are here."""

    code: str
    title: str
    total: int
    cards: list[Card]


def cards(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, only: tuple[str, ...] = GROUPS
) -> tuple[Group, ...]:
    """The calendar by group, in the order of `placing.GROUPS`; groups not in ``only`` come without their cards.

    Raises DomainError ``introuvable``.
    """
    seen = looked(uow, actor=actor, context=context, person_id=person_id)
    taken = booked(uow, actor=actor, context=context, person_id=person_id, lang=lang)
    return tuple(
        Group(
            code, translate(GROUP_WORDS[code], lang), len(held), _cards(seen, held[:MOST_CARDS], code, taken, lang, code in only)
        )
        for code, held in grouped(seen).items()
    )


def urgent(
    uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, limit: int = MOST_URGENT
) -> tuple[Card, ...]:
    """The most urgent cards: late, then to do, then soon; those without an appointment first. Raises ``introuvable``."""
    found = cards(uow, actor=actor, context=context, person_id=person_id, lang=lang, only=placing.TO_DO)
    waiting = [card for group in found if group.code in placing.TO_DO for card in group.cards]
    return tuple(sorted(waiting, key=lambda card: bool(card.booked_label))[:limit])


def card(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str, card_id: str) -> Card | None:
    """One card by its id; None when the calendar has it no more. Raises DomainError ``introuvable``."""
    seen = looked(uow, actor=actor, context=context, person_id=person_id)
    taken = booked(uow, actor=actor, context=context, person_id=person_id, lang=lang)
    for code, held in grouped(seen).items():
        for line in held:
            if id_of(line) == card_id:
                return _card(seen, line, code, taken, lang)
    return None


def marks(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[Mark, ...]:
    """What the life line shows of the calendar, in order of days. Raises DomainError ``introuvable``."""
    seen = looked(uow, actor=actor, context=context, person_id=person_id)
    taken = booked(uow, actor=actor, context=context, person_id=person_id, lang=lang)
    found = []
    for code, held in grouped(seen).items():
        if code not in (placing.ASIDE, placing.PAST):
            found += [_mark(seen, line, code, (line.rule, str(line.dose or "")) in taken, lang) for line in held]
    return tuple(sorted(found, key=lambda mark: (mark.day, mark.id)))


def looked(uow: UnitOfWork, *, actor: Actor, context: Context, person_id: str) -> Sight:
    """The calendar as this reader sees it; that they look is written. Raises DomainError ``introuvable``."""
    owe_look(uow, actor=actor, context=context, person_id=person_id)
    return sight(uow, actor=actor, context=context, person_id=person_id)


def _mark(seen: Sight, line: Due, code: str, taken: bool, lang: str) -> Mark:
    version = law.version_of(line.rule, line.version)
    state = _STATES.get(code, "later")
    return Mark(
        id=id_of(line),
        day=(line.done_on or line.due_from or seen.today).isoformat(),
        kind="vaccin" if version.kind == "vaccine" else "examen",
        state="booked" if taken and state not in ("done", "later") else state,
        label=words.title_of(line, lang),
        when=words.window(line, seen.today, lang),
        why=version.words(lang).why,
        source=next((one.title.partition(" (")[0] for one in told(version.sources)), ""),
        href=href_of(seen.who.person_id, id_of(line)),
    )


def questions(uow: UnitOfWork, *, actor: Actor, context: Context = NO_CONTEXT, person_id: str, lang: str) -> tuple[Asked, ...]:
    """Every question that makes sense for the person, with the answer given. Raises DomainError ``introuvable``."""
    seen = looked(uow, actor=actor, context=context, person_id=person_id)
    asked = asked_of(seen.who.sex, age_on(seen.who.birth_date, seen.today))
    answered = [one for code, one in BY_CODE.items() if code in seen.said.answers and one not in asked]
    return tuple(_asked(seen, one.code, lang) for one in (*asked, *answered))


def href_of(person_id: str, card_id: str) -> str:
    """Where a card stands in the calendar."""
    return "/agenda?" + urlencode({"vue": "prevoir", "personne": person_id, "carte": card_id})


def title_of_card(rule: str, dose: str, lang: str) -> str:
    """What an appointment for a card is about; "" for a rule that is none of ours."""
    if not law.known(rule):
        return ""
    name = law.title(rule, None, lang)
    return translate(_("{titre}, dose {dose}"), lang, titre=name, dose=dose) if dose else name


def grouped(seen: Sight) -> dict[str, list[Due]]:
    """The lines of a calendar by group, each in its order."""
    found: dict[str, list[Due]] = {code: [] for code in GROUPS}
    for line in seen.lines:
        if line.rule in seen.aside and line.status is not Status.DONE:
            found[placing.ASIDE].append(line)
        else:
            found[placing.group_of(line, seen.today, vaccine=law.is_vaccine(line.rule))].append(line)
    return {code: sorted(held, key=lambda line, code=code: placing.order(line, code)) for code, held in found.items()}


def id_of(line: Due) -> str:
    """Names a card in an address: rule, dose, occasion, and the day for what is done."""
    parts = (line.rule, str(line.dose or ""), occasion(line), line.done_on.isoformat() if line.done_on else "")
    return "~".join(parts).rstrip("~").replace(" ", "_")


def _booking(seen: Sight, rule: str, dose: str) -> str:
    """The form of a new appointment that answers a card."""
    said = {"ajouter": "1", "personne": seen.who.person_id, "regle": rule} | ({"dose": dose} if dose else {})
    return "/agenda?" + urlencode(said)


def _cards(
    seen: Sight, held: list[Due], code: str, taken: Mapping[tuple[str, str], OccurrenceRow], lang: str, wanted: bool
) -> list[Card]:
    return [_card(seen, line, code, taken, lang) for line in held] if wanted else []


def _card(seen: Sight, line: Due, group: str, taken: Mapping[tuple[str, str], OccurrenceRow], lang: str) -> Card:
    version = law.version_of(line.rule, line.version)
    said, dose = version.words(lang), str(line.dose or "")
    open_line = line.status is not Status.DONE
    row = taken.get((line.rule, dose)) if open_line and group != placing.LATER else None
    entry = None if open_line else _entry(seen, line)
    asked = bearing_on(line.rule, asked_of(seen.who.sex, age_on(seen.who.birth_date, seen.today)))
    return Card(
        id=id_of(line),
        rule=line.rule,
        dose=dose,
        group=group,
        mark="soon" if row else _MARKS.get(group, "later"),
        state_label=translate(_BOOKED if row else GROUP_WORDS[group], lang),
        title=words.title_of(line, lang),
        due=(line.due_to or line.due_from or seen.today).isoformat(),
        when_label=words.window(line, seen.today, lang),
        why=said.why,
        sources=told(version.sources),
        version_label=translate(_("Règle en vigueur depuis le {jour}"), lang, jour=plain_date(version.valid_from, lang)),
        obligation_label=translate(words.OBLIGATIONS[line.obligation], lang),
        mandatory=line.obligation.value == "mandatory",
        coverage=said.coverage,
        period_label=words.period(line, lang),
        note=" ".join(part for part in (said.obligation_note, said.note) if part),
        facts=list(words.labels(line, lang)),
        to_check="" if row else words.to_check(line, seen.today, lang),
        unconfirmed=list(said.unconfirmed),
        vaccine=version.kind == "vaccine",
        booked_label=row.when_label if row else "",
        booked_href=f"/agenda?rendezvous={row.id}" if row else "",
        book_href=_booking(seen, line.rule, dose) if open_line else "",
        entry=entry.id if entry else "",
        version=entry.version if entry else 0,
        given_label=_given(entry, lang),
        kept_label=_kept(seen, entry, lang),
        aside_reason=seen.aside.get(line.rule, "") if group == placing.ASIDE else "",
        questions=[_asked(seen, one.code, lang) for one in asked] if open_line else [],
    )


def _entry(seen: Sight, line: Due) -> Entry | None:
    """What was noted of a line that is done."""
    same_day = [one for one in seen.said.done if one.day == line.done_on]
    exact = [one for one in same_day if line.rule in one.rules and (one.dose or 0) in (0, line.dose or 0)]
    return exact[0] if exact else next((one for one in same_day if line.rule in one.rules), None)


def _kept(seen: Sight, entry: Entry | None, lang: str) -> str:
    """From whom something noted is kept: by a minor from their parents, from 18 on from helpers alone."""
    if entry is None or not entry.secret:
        return ""
    kept = _("Gardé pour vous") if is_minor(seen.who.birth_date, seen.today) else _("Pas montré à vos aidants")
    return translate(kept, lang)


def _given(entry: Entry | None, lang: str) -> str:
    """Product and lot of a vaccine."""
    if entry is None:
        return ""
    product, lot = entry.details.get("product", ""), entry.details.get("lot", "")
    return " · ".join(part for part in (product, translate(_("lot {lot}"), lang, lot=lot) if lot else "") if part)


def _asked(seen: Sight, code: str, lang: str) -> Asked:
    question, answer = BY_CODE[code], seen.said.answers.get(code)
    said = answer.details.get("said", "") if answer else ""
    day: date | None = answer.day if answer else None
    sentence = {"yes": _("Oui, le {jour}") if day else _("Oui"), "no": _("Non"), "": _("Pas de réponse")}[said]
    return Asked(
        code=code,
        ask=translate(question.ask, lang),
        why=translate(question.why, lang),
        day_ask=translate(question.day, lang) if question.day else "",
        said=said,
        said_label=translate(sentence, lang, jour=plain_date(day, lang) if day else ""),
        day=day.strftime("%d/%m/%Y") if day else "",
        secret=answer is not None and answer.secret,
        kept_label=_kept(seen, answer, lang),
    )
