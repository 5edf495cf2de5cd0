"""The links that show documents, in the archive: to whom, until when, what of, what was done through each. No secret, no code."""

from __future__ import annotations

from dataclasses import asdict

from rxapp.core.i18n import _
from rxapp.sharing import views
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import leaf, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.reading import Reading


def links(archive: Archive, reading: Reading) -> int:
    """`partages.json` and `partages.html`; returns how many links."""
    with reading.look() as (uow, standing):
        held = views.shares(uow, **standing, person_id=reading.person_id, lang=reading.lang)
    archive.add("partages.json", as_json([asdict(one) for one in held]))
    say = reading.say
    head = [say(words) for words in (_("Pour qui"), _("Fait"), _("Jusqu’à quand"), _("Documents"), _("Ce qui a été ouvert"))]
    rows = [
        (
            one.recipient,
            one.made_label,
            one.state_label,
            ", ".join(one.titles),
            tag("ul", *(tag("li", f"{done.at_label} – {done.words}") for done in one.happened)),
        )
        for one in held
    ]
    body = table(head, rows) or tag("p", say(_("Aucun partage.")), kind="soft")
    archive.add("partages.html", leaf(say(_("Partages")), reading.lang, body))
    return len(held)
