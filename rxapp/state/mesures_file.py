"""Measures from a spreadsheet: what the file holds is shown line by line before anything is kept, and only what was shown is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from rxapp.accounts import service as accounts
from rxapp.accounts.errors import FieldErrors
from rxapp.core import work
from rxapp.core.errors import DomainError, message
from rxapp.core.i18n import _, number, plural, translate
from rxapp.core.policy import Actor
from rxapp.measures import service, sheet, views
from rxapp.measures.fields import Taken
from rxapp.measures.sheet import Row
from rxapp.runtime import current
from rxapp.state.handler import PATIENT, Form, handler
from rxapp.state.mesures import MesuresState
from rxapp.state.shell import Shell

MOST_TEXT = 30_000
"""Characters of a file: with what JSON adds to them, what one message of a browser may hold."""
SHOWN = 60
"""Most lines shown: what is not taken first."""


class FileForm(Form):
    """A file as text; a little more than is taken comes through, to be refused in words."""

    texte: Annotated[str, Field(max_length=MOST_TEXT + 100)]


class TakeForm(Form):
    """Whether what is unusual is taken too."""

    inhabituelles: str | None = None


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the file and what becomes of it."""

    line_label: str
    said: str
    fate: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken. ``counted``: in words; ``unusual``: the box for what is, "" when nothing is; ``more``: not shown."""

    counted: str = ""
    usual: int = 0
    doubtful: int = 0
    unusual: str = ""
    more: str = ""
    lines: list[LineView] = field(default_factory=list)


class MesuresFileState(Shell):
    """A file before it is taken; `preview_for` says into whose measures."""

    preview: Preview = Preview()
    preview_for: str = ""
    read_at: int = 0
    tried: int = 0
    _rows: tuple[Row, ...] = ()

    @handler(roles=PATIENT, form=FileForm)
    async def read(self, seen: str, form_data: dict):
        """Show what the file holds; nothing is kept yet."""
        form: FileForm = form_data
        self.tried += 1
        self._forget()
        rows, known = await work.run(_read, self._actor, self.subject, form.texte)
        self._rows = tuple(row for row in rows if row.taken is not None and row.line not in known)
        self.preview = _preview(rows, known, self.language)
        self.preview_for = self.subject
        self.read_at += 1
        self._say(_("Voici ce que contient ce fichier. Rien n’est encore enregistré."))

    @handler(roles=PATIENT, form=TakeForm)
    async def take(self, form_data: dict):
        """Keep what was shown."""
        form: TakeForm = form_data
        wanted = [row.taken for row in self._rows if row.taken is not None and (form.inhabituelles or not row.doubtful)]
        person = self.preview_for
        if person != self.subject:  # another record was opened meanwhile
            self._forget()
            raise DomainError("mesure.fichier_ailleurs")
        count = await work.run(_take, self._actor, person, wanted)
        self._forget()
        await (await self.get_state(MesuresState))._reload()
        self._say(_("Mesures enregistrées : {nombre}."), nombre=number(count, self.language))

    @handler(roles=PATIENT)
    async def drop(self):
        """Forget the file; nothing is kept."""
        self._forget()

    def _forget(self) -> None:
        self.preview, self.preview_for, self._rows = Preview(), "", ()


def _read(actor: Actor, person_id: str, text: str) -> tuple[list[Row], set[int]]:
    """The lines, and the numbers of those that are there already."""
    with current().db.read() as uow:
        whose = {"actor": actor, "person_id": person_id, "context": accounts.context_for(uow, actor)}
        try:
            if len(text) > MOST_TEXT:
                raise DomainError("mesure.fichier_long", maximum=sheet.MOST_LINES)
            rows = views.rows_of_file(uow, **whose, text=text)
        except DomainError as error:
            if error.code.startswith("mesure.fichier"):
                raise FieldErrors({"texte": error}) from None
            raise
        return rows, views.known_rows(uow, **whose, rows=rows)


def _take(actor: Actor, person_id: str, taken: Sequence[Taken]) -> int:
    with current().db.uow() as uow:
        context = accounts.context_for(uow, actor)
        count = service.add_many(uow, actor=actor, context=context, person_id=person_id, taken=taken)
        uow.commit()
    return count


def _preview(rows: Sequence[Row], known: set[int], lang: str) -> Preview:
    fresh = [row for row in rows if row.taken is not None and row.line not in known]
    usual, doubtful = (sum(row.doubtful is wanted for row in fresh) for wanted in (False, True))
    placed = sorted(rows, key=lambda row: (not row.errors, not row.doubtful, row.line in known, row.line))
    left = max(0, len(placed) - SHOWN)
    return Preview(
        counted=plural("{n} mesure sera prise", "{n} mesures seront prises", usual, lang),
        usual=usual,
        doubtful=doubtful,
        unusual=plural("Prendre aussi {n} mesure inhabituelle", "Prendre aussi {n} mesures inhabituelles", doubtful, lang)
        if doubtful
        else "",
        more=plural("et {n} autre ligne", "et {n} autres lignes", left, lang) if left else "",
        lines=[LineView(number(row.line, lang), row.said, _fate(row, row.line in known, lang)) for row in placed[:SHOWN]],
    )


def _fate(row: Row, is_known: bool, lang: str) -> str:
    if row.errors:
        said = " ".join(message(error, lang) for error in row.errors)
        return translate(_("ne sera pas prise : {raison}"), lang, raison=said)
    if is_known:
        return translate(_("est déjà là"), lang)
    return translate(_("inhabituelle : est-ce bien cela ?") if row.doubtful else _("sera prise"), lang)
