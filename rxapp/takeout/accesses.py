"""Who reads the record into the archive: `acces.json` and `acces.html`."""

from __future__ import annotations

from rxapp.accounts import access_views
from rxapp.core.i18n import _
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import leaf, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.reading import Reading


def accesses(archive: Archive, reading: Reading) -> int:
    """Every professional of the record and how they stand, those who ask first; returns how many."""
    with reading.look() as (uow, standing):
        rows = access_views.access_rows(uow, **standing, person_id=reading.person_id, lang=reading.lang)
    told = [{"name": row.name, "profession": row.profession_label, "state": row.state, "until": row.until} for row in rows]
    archive.add("acces.json", as_json(told))
    say = reading.say
    head = (say(_("Professionnel")), say(_("Profession")), say(_("Accès")), say(_("Depuis")), say(_("Jusqu’au")))
    lines = [(row.name, row.profession_label, row.state_label, row.since_label, row.until_label) for row in rows]
    empty = tag("p", say(_("Aucun professionnel ne lit ce dossier pour l’instant.")), kind="soft")
    archive.add("acces.html", leaf(say(_("Accès au dossier")), reading.lang, table(head, lines) if lines else empty))
    return len(rows)
