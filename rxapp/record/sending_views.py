"""What a sender reads of what they sent: their own words and how each stands, never anything of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select, tuple_
from sqlmodel import col

from rxapp.accounts.birth import is_minor
from rxapp.accounts.standing import actor_of
from rxapp.core import i18n
from rxapp.core.clock import paris_date
from rxapp.core.db import UnitOfWork, UtcDateTime
from rxapp.core.errors import DomainError
from rxapp.core.finding import Term, has_all, terms_of, words_of
from rxapp.core.i18n import _, file_size, translate
from rxapp.core.policy import Actor
from rxapp.record import aside
from rxapp.record.categories import category_label
from rxapp.record.contents import open_field
from rxapp.record.models import Document, Status
from rxapp.record.safe import SendingContent, key_of_safe, open_sending, require_sender
from rxapp.record.sending_models import Sending, SendingState
from rxapp.record.sniff import KIND_NAMES, Kind

MOST_ROWS = 50
_SCANNED = 2_000
"""Most sendings that one search looks into; the next page goes on."""
_CURSOR = re.compile(r"(\d{1,17})\.([0-9a-f]{32})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

STATES = {
    SendingState.HELD: _("À annoncer"),
    SendingState.COMING: _("En cours de remise"),
    SendingState.WAITING: _("En attente"),
    SendingState.DELIVERED: _("Remis au dossier"),
    SendingState.REFUSED: _("Non remis"),
}
_SENTENCES = {
    SendingState.HELD: _("La personne n’en voit rien. Sans geste de votre part, il est remis à son dossier le {fin}."),
    SendingState.COMING: "",
    SendingState.DELIVERED: "",
    SendingState.WAITING: _(
        "Ces traits ne sont pas tous ceux d’une personne que Carnet peut joindre. Corrigez-les avant le {fin}."
    ),
    SendingState.REFUSED: _("Il n’a pas trouvé son destinataire : le fichier, le nom et le titre ont été effacés."),
}

_ALREADY = _("Ce fichier y était déjà : déjà remis le {jour}. Le dossier ne le contient qu’une fois.")
_REREAD = "/pro/patients?document="


@dataclass(frozen=True)
class SendingRow:
    """One sending. ``state``: a `SendingState`; ``sentence``: what it means, "" when the state says it all.

    Without birth, category and date once its words were erased. ``href``: where its sender rereads it, "" when they cannot.
    """

    id: str
    name: str
    born_label: str
    title: str
    category_label: str
    act_date_label: str
    sent_label: str
    state: str
    state_label: str
    sentence: str = ""
    secret: bool = False
    href: str = ""


@dataclass(frozen=True)
class SendingPage:
    """Some sendings, the latest first. ``next_cursor`` goes back as ``after``, "" at the end.

    ``waiting``, ``whole``: how many wait, and how many there are.
    """

    rows: tuple[SendingRow, ...]
    next_cursor: str
    waiting: int
    whole: int


@dataclass(frozen=True)
class SafeFile:
    """A file that was received to be sent."""

    id: str
    title: str
    meta: str


@dataclass(frozen=True)
class TypedTraits:
    """The traits of a sending as its sender typed them; ``born``: day/month/year."""

    nir: str
    born: str
    family_name: str
    given_names: str


def sendings_page(
    uow: UnitOfWork,
    *,
    actor: Actor,
    lang: str,
    state: str = "",
    query: str = "",
    after: str = "",
    limit: int = 20,
) -> SendingPage:
    """What the actor sent. A cursor that is not ours counts as none. Raises DomainError ``introuvable``."""
    require_sender(uow, actor)
    limit = max(1, min(limit, MOST_ROWS))
    chosen: list[Any] = [col(Sending.sender_id) == actor.account_id]
    if state in set(SendingState):
        chosen.append(col(Sending.state) == state)
    rows, more = _found(uow, chosen, after, limit, terms_of(query), lang)
    counts = select(Sending.state, func.count()).where(Sending.sender_id == actor.account_id).group_by(col(Sending.state))
    by_state = dict(uow.session.execute(counts).all())
    return SendingPage(tuple(rows), more, by_state.get(SendingState.WAITING, 0), sum(by_state.values()))


def _found(
    uow: UnitOfWork, chosen: list[Any], after: str, limit: int, terms: tuple[Term, ...], lang: str
) -> tuple[list[SendingRow], str]:
    """The rows that say the terms, and the cursor of what follows."""
    wanted = select(Sending).where(*chosen, *_beyond(after)).order_by(col(Sending.sent_at).desc(), col(Sending.id).desc())
    rows: list[SendingRow] = []
    looked = uow.session.execute(wanted.limit(_SCANNED + 1 if terms else limit + 1)).scalars().all()
    last: Sending | None = None
    for number, row in enumerate(looked):
        if len(rows) == limit or number == _SCANNED:
            return rows, _place(last) if last is not None else ""
        said, last = open_sending(uow, row) if row.content else None, row
        if said is None and not terms:
            rows.append(_erased(row, lang))
        if said is not None and (not terms or has_all(words_of(said.given_names, said.family_name, said.title), terms)):
            rows.append(_filed(uow, row, _row(row, said, lang), lang))
    return rows, ""


def _filed(uow: UnitOfWork, row: Sending, shown: SendingRow, lang: str) -> SendingRow:
    """The same, with what is to be said of what was filed: where it is reread, and since when it was there already."""
    document = uow.session.get(Document, row.filed_id) if row.filed_id else None
    sender = actor_of(uow, row.sender_id)
    if document is None or sender is None:
        return shown
    opens = aside.opens(uow, actor=sender, document_id=document.id)
    there = ""
    if document.received_at < row.sent_at:  # what comes a first time is received after it was sent
        there = translate(_ALREADY, lang, jour=i18n.plain_date(paris_date(document.received_at), lang))
    return replace(shown, href=f"{_REREAD}{document.id}" if opens else "", sentence=there)


def files_of(uow: UnitOfWork, *, actor: Actor, document_ids: tuple[str, ...], lang: str) -> tuple[SafeFile, ...]:
    """Those of these files that lie in the actor's safe and may be sent, in the order given."""
    require_sender(uow, actor)
    found = []
    for document_id in document_ids:
        row = uow.session.get(Document, document_id)
        if row is None or row.status != Status.ASIDE or not row.person_id == row.author_account_id == actor.account_id:
            continue
        title = open_field(key_of_safe(uow, actor.account_id), row.person_id, row.id, "title", row.title)
        found.append(SafeFile(row.id, title, f"{KIND_NAMES[Kind(row.kind)]}, {file_size(row.size, lang)}"))
    return tuple(found)


def typed(uow: UnitOfWork, *, actor: Actor, sending_id: str) -> TypedTraits:
    """The traits of what waits, to be corrected. Raises DomainError ``introuvable``."""
    require_sender(uow, actor)
    row = uow.session.get(Sending, sending_id)
    if row is None or row.sender_id != actor.account_id or row.state != SendingState.WAITING:
        raise DomainError("introuvable")
    said = open_sending(uow, row)
    return TypedTraits(said.nir, f"{date.fromisoformat(said.born):%d/%m/%Y}", said.family_name, said.given_names)


def _row(row: Sending, said: SendingContent, lang: str) -> SendingRow:
    sentence = _SENTENCES[SendingState(row.state)]
    end = row.again_at if row.state == SendingState.HELD else row.until
    last = i18n.long_date(paris_date(end), lang) if end else ""
    return SendingRow(
        id=row.id,
        name=f"{said.given_names} {said.family_name}",
        born_label=translate(_("naissance : {date}"), lang, date=i18n.plain_date(date.fromisoformat(said.born), lang)),
        title=said.title,
        category_label=category_label(said.category, lang),
        act_date_label=i18n.plain_date(date.fromisoformat(said.act_date), lang),
        sent_label=_sent_label(row, lang),
        state=row.state,
        state_label=translate(STATES[SendingState(row.state)], lang),
        sentence=translate(sentence, lang, fin=last) if sentence else "",
        secret=said.secret and is_minor(said.traits.born, paris_date(row.sent_at)),
    )


def _erased(row: Sending, lang: str) -> SendingRow:
    """What is left of one whose words were erased: that it was sent, when, and what came of it."""
    refused = row.state == SendingState.REFUSED
    sentence = _SENTENCES[SendingState.REFUSED] if refused else _("Le nom et le titre ont été effacés.")
    return SendingRow(
        id=row.id,
        name="" if refused else translate(_("Personne dont l’espace a été fermé"), lang),
        born_label="",
        title=translate(_("Document envoyé"), lang),
        category_label="",
        act_date_label="",
        sent_label=_sent_label(row, lang),
        state=row.state,
        state_label=translate(STATES[SendingState(row.state)], lang),
        sentence=translate(sentence, lang),
    )


def _sent_label(row: Sending, lang: str) -> str:
    return translate(_("envoyé le {date}"), lang, date=i18n.date_time(row.sent_at, lang))


def _place(row: Sending) -> str:
    return f"{(row.sent_at - _EPOCH) // _MICROSECOND}.{row.id}"


def _beyond(after: str) -> list[Any]:
    found = _CURSOR.fullmatch(after)
    if not found:
        return []
    try:
        at = _EPOCH + int(found[1]) * _MICROSECOND
    except OverflowError:
        return []
    return [tuple_(col(Sending.sent_at), col(Sending.id)) < tuple_(literal(at, UtcDateTime()), literal(found[2]))]
