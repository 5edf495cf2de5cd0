"""State of `/historique`: who did what in the open record, and whether the chain of lines still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from rxapp.accounts import service as accounts
from rxapp.accounts import views as people
from rxapp.accounts.errors import FieldErrors
from rxapp.accounts.whereabouts import whereabouts
from rxapp.core import audit, history, reading, receipts, work
from rxapp.core.audit import HistoryLine, Verification
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork
from rxapp.core.errors import DomainError
from rxapp.core.history_filters import PERIODS, Filters, read
from rxapp.core.i18n import _, date_time, long_date, number, plural, relative_day, time_of_day, translate
from rxapp.core.policy import Actor
from rxapp.core.receipts import Comparison, Outcome
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.shell import Shell

LINES = 30
"""Lines on one page."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history."""

    number: int
    number_label: str
    at_iso: str
    time_label: str
    words: str
    detail: str
    actor: str
    on_behalf: str
    device: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day, newest first."""

    label: str
    near_label: str
    acts: list[Act]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check found. kind: "" before any, "done" when all is well, "error" when not, "info" for neither."""

    kind: str = ""
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of lines: by day, the number to go on before (0 at the end), how many lines there are in all, and the filters."""

    days: list[Day]
    before: int
    total: int
    kinds: list[Option]
    people: list[Option]
    periods: list[Option]


class ReceiptForm(Form):
    """A receipt as pasted."""

    recu: str


class HistoriqueState(Shell):
    """One page of the history of the person whose record is open; `shown_for` says whose lines these are."""

    days: list[Day] = []
    total: int = 0
    older: str = ""
    before: int = 0
    newer: str = ""
    newest: str = ""
    narrowed: bool = False
    found_label: str = ""
    kinds: list[Option] = []
    people_seen: list[Option] = []
    periods: list[Option] = []
    taken: str = ""
    shown_for: str = ""
    check: Answer = Answer()
    comparison: Answer = Answer()
    attempt: int = 0

    @handler(roles=PATIENT)
    async def open(self):
        """Load the page that the address names: what is looked for, and before which line (`?avant=`)."""
        await self._open_shell()
        filters = read(self.router.url.query_parameters)
        asked = (self._actor, self.subject, filters, self.language)
        if filters.narrowed:  # opens many lines
            page = await reading.whole.run(self._actor.account_id, _page, *asked)
        else:
            page = await work.run(_page, *asked)
        if self.shown_for != self.subject:
            self.check = self.comparison = Answer()
        self.days, self.total, self.before = page.days, page.total, filters.before
        self.kinds, self.people_seen, self.periods = page.kinds, page.people, page.periods
        self.taken = urlencode({"personne": self.subject}) + "&" * filters.narrowed + filters.starting(0).said()
        self.narrowed, self.found_label = filters.narrowed, _found_label(page, filters, self.language)
        self.older = filters.starting(page.before).address() if page.before else ""
        self.newer, self.newest = _newer(filters, page.total), filters.starting(0).address() if filters.before else ""
        self.shown_for = self.subject

    @handler(roles=PATIENT)
    async def verify(self):
        """Check the whole chain."""
        found = await reading.whole.run(self._actor.account_id, _verify, self._actor, self.subject)
        self.check = _words_of_check(found, self.language)
        self._say(_("Vérification terminée."))

    @handler(roles=PATIENT, form=ReceiptForm)
    async def compare(self, form_data: dict):
        """Compare a kept receipt with the chain as it is."""
        form: ReceiptForm = form_data
        self.attempt += 1
        self.comparison = Answer()
        asked = (self._actor, self.subject, form.recu, self.language)
        self.comparison = await reading.whole.run(self._actor.account_id, _compare, *asked)
        self._say(_("Comparaison terminée."))


def _newer(filters: Filters, total: int) -> str:
    """Address of the page before, "" when it is not known: the lines of a search do not follow each other."""
    if not filters.before or filters.narrowed:
        return ""
    before = filters.before + LINES
    return filters.starting(before if before <= total else 0).address()


def _found_label(page: Lines, filters: Filters, language: str) -> str:
    """How many lines a search found, as far as it is known."""
    if not filters.narrowed or filters.before:
        return ""
    found = sum(len(day.acts) for day in page.days)
    if not page.before:
        return plural("{n} ligne trouvée", "{n} lignes trouvées", found, language)
    if found == LINES:
        return plural("Plus de {n} ligne trouvée", "Plus de {n} lignes trouvées", found, language)
    return plural("{n} ligne trouvée parmi les plus récentes", "{n} lignes trouvées parmi les plus récentes", found, language)


# -- reads, in a thread ------------------------------------------------------------------------------------------------


def _page(actor: Actor, person_id: str, filters: Filters, language: str) -> Lines:
    with current().db.read() as uow:
        whose = {"actor": actor, "person_id": person_id, "context": accounts.context_for(uow, actor)}
        after = filters.before or None
        total, today = audit.receipt(uow, person_id).seq, uow.clock.today()
        found = history.find(uow, **whose, wanted=filters.wanted(today), after=after, limit=LINES, lang=language)
        kinds = [Option(key, translate(history.KINDS[key][0], language)) for key in history.kinds(uow, **whose)]
        people = _people(history.authors(uow, **whose, lang=language), actor, filters, language)
        periods = _periods(history.years(uow, **whose), language)
        places = whereabouts(uow, actor=actor, lines=found.lines, lang=language)
    lines = zip(found.lines, places, strict=True)
    days = []
    for day, of_day in groupby(lines, lambda one: paris_date(datetime.fromisoformat(one[0].at_iso))):
        acts = [_act(line, place, language) for line, place in of_day]
        near = relative_day(day, today, language) if (today - day).days < 14 else ""
        days.append(Day(long_date(day, language), near, acts))
    return Lines(days, found.following, total, kinds, people, periods)


def _people(authors: Sequence[history.Author], actor: Actor, filters: Filters, language: str) -> list[Option]:
    """Everybody but oneself first, where there are others or where they are looked for."""
    named = [Option(one.account, one.label) for one in authors]
    has_others = filters.account == history.OTHERS or any(one.account != actor.account_id for one in authors)
    return [Option(history.OTHERS, translate(_("Les autres que moi"), language))] * has_others + named


def _periods(years: Sequence[int], language: str) -> list[Option]:
    """Days up to today, then the years that the history covers."""
    latest = [Option(days, plural("{n} dernier jour", "{n} derniers jours", int(days), language)) for days in PERIODS]
    return latest + [Option(str(year), str(year)) for year in years]


def _act(line: HistoryLine, where: tuple[str, str], language: str) -> Act:
    device, place = where
    return Act(
        number=line.seq,
        number_label=number(line.seq, language),
        at_iso=line.at_iso,
        time_label=time_of_day(datetime.fromisoformat(line.at_iso), language),
        words=line.action_label,
        detail=line.detail_label if line.detail_label != line.actor_label else "",  # a pharmacy that acts is named once
        actor=line.actor_label,
        on_behalf=line.on_behalf_label if line.on_behalf_label != line.actor_label else "",
        device=device,
        place=place,
        why=line.why_label,
    )


def _require(uow: UnitOfWork, actor: Actor, person_id: str) -> None:
    audit.require_history(uow, actor=actor, person_id=person_id, context=accounts.context_for(uow, actor))


def _verify(actor: Actor, person_id: str) -> Verification:
    with current().db.read() as uow:
        _require(uow, actor, person_id)
        return audit.verify(uow, person_id)


def _compare(actor: Actor, person_id: str, text: str, language: str) -> Answer:
    try:
        receipt = receipts.read_receipt(text)
    except DomainError as error:
        raise FieldErrors({"recu": error}) from None
    with current().db.read() as uow:
        _require(uow, actor, person_id)
        compared = receipts.compare(uow, person_id, receipt)
        if compared.outcome in {Outcome.CUT, Outcome.REWRITTEN}:
            for person in people.my_people(uow, actor=actor, lang=language):
                if person.id != person_id and receipts.compare(uow, person.id, receipt).outcome is Outcome.INTACT:
                    return _words_of_other(person.name, language)
    return _words_of_comparison(compared, language)


# -- words -------------------------------------------------------------------------------------------------------------


def _words_of_check(found: Verification, language: str) -> Answer:
    if not found.ok:
        return _broken(found.broken_at or 0, language)
    said = plural(
        "{n} ligne relue : elle est intacte.",
        "{n} lignes relues : toutes se suivent et aucune n’a été modifiée.",
        found.lines,
        language,
    )
    if found.erased:
        said += " " + plural(
            "Le contenu de {n} ligne a été effacé, sans rompre la chaîne.",
            "Le contenu de {n} lignes a été effacé, sans rompre la chaîne.",
            found.erased,
            language,
        )
    return Answer("done", translate(_("L’historique est en ordre."), language), said)


def _broken(line: int, language: str) -> Answer:
    return Answer(
        "error",
        translate(_("L’historique a été modifié."), language),
        translate(
            _(
                "La ligne {line} ne va plus avec les autres : elle ou celle d’avant a été changée, vidée ou retirée. "
                "Prévenez l’exploitant de Carnet."
            ),
            language,
            line=number(line, language),
        ),
    )


def _words_of_other(name: str, language: str) -> Answer:
    return Answer(
        "info",
        translate(_("Ce reçu est celui d’un autre dossier."), language),
        translate(
            _("Il correspond au dossier de {name} : choisissez-le avec « Dossier de », puis comparez."), language, name=name
        ),
    )


def _words_of_comparison(compared: Comparison, language: str) -> Answer:
    seen, lines = number(compared.receipt.seq, language), number(compared.lines, language)
    match compared.outcome:
        case Outcome.BROKEN:
            return _broken(compared.broken_at or 0, language)
        case Outcome.CUT:
            return Answer(
                "error",
                translate(_("L’historique a été coupé."), language),
                translate(
                    _(
                        "Votre reçu a vu la ligne {seen}, mais l’historique s’arrête à la ligne {lines}. "
                        "Prévenez l’exploitant de Carnet."
                    ),
                    language,
                    seen=seen,
                    lines=lines,
                ),
            )
        case Outcome.REWRITTEN:
            return Answer(
                "error",
                translate(_("L’historique n’est plus celui de votre reçu."), language),
                translate(
                    _("La ligne {seen} ou une ligne d’avant a été réécrite depuis. Prévenez l’exploitant de Carnet."),
                    language,
                    seen=seen,
                ),
            )
    since = date_time(compared.receipt.at, language)
    said = translate(_("Tout ce que le reçu a vu le {date} est encore là, à l’identique."), language, date=since)
    if compared.added:
        said += " " + plural("{n} ligne s’est ajoutée depuis.", "{n} lignes se sont ajoutées depuis.", compared.added, language)
    return Answer("done", translate(_("Rien n’a été modifié ni coupé."), language), said)
