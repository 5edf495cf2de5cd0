"""Measures in the archive: `mesures.json` and a page to read, one table for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rxapp.core.i18n import _
from rxapp.measures.kinds import BY_CODE
from rxapp.measures.whole import WholeMeasure, whole
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import Html, leaf, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.reading import Reading

FILE = "mesures.json"
_WORDS = ("title", "value_label", "when_label")


def measures(archive: Archive, reading: Reading) -> int:
    """Write both; returns how many measures."""
    with reading.look() as (uow, standing):
        held = whole(uow, **standing, person_id=reading.person_id, lang=reading.lang)
    told = [{name: value for name, value in asdict(one).items() if name not in _WORDS} for one in held]
    archive.add(FILE, as_json(told))
    archive.add("mesures.html", leaf(reading.say(_("Mesures")), reading.lang, *_read(held, reading)))
    return len(held)


def _read(held: list[WholeMeasure], reading: Reading) -> Iterator[Html]:
    if not held:
        yield tag("p", reading.say(_("Rien n’a été noté.")), kind="soft")
    head = [reading.say(words) for words in (_("Date"), _("Valeur"), _("Note"), _("Par"))]
    for code in BY_CODE:
        mine = [one for one in held if one.kind == code]
        if mine:
            yield tag("h2", mine[0].title)
            yield table(head, ((one.when_label, one.value_label, one.note, one.by) for one in mine))
