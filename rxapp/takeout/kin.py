"""Who acts for whom in the archive, what is accepted or refused: `proches.json`, `proches.html`, an attestation for each help.

What a young person lets a parent keep at 18 is in their own copy alone, as on their page. The children that somebody acts for,
and those they acted for lately, are in that person's own copy; it informs: another Carnet reads none of it, it gives no right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rxapp.accounts import helping_views, relatives_views, rights
from rxapp.accounts.helping_views import HelpedRow, HelperRow, HelpersView, PastRow
from rxapp.accounts.relatives_views import ChildView, EndedView, GuardianView
from rxapp.accounts.rights import RightView
from rxapp.core.i18n import _
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import Html, leaf, link, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.paths import Paths
from rxapp.takeout.reading import Reading

FOLDER = "attestations"


@dataclass(frozen=True)
class _Held:
    """What is read; ``sheets``: the attestation of each help that began, by its id."""

    child: ChildView
    children: tuple[ChildView, ...]
    ended: tuple[EndedView, ...]
    helpers: HelpersView
    chosen: tuple[RightView, ...]
    sheets: dict[str, bytes]


def kin(archive: Archive, reading: Reading) -> int:
    """Write all of it; returns how many lines there are to read: people and choices."""
    held = _read(reading)
    going = (*held.helpers.helpers, *held.helpers.helped)
    paths, places = Paths(), {}
    for one in (*going, *held.helpers.past):
        if one.id in held.sheets:
            places[one.id] = paths.of(FOLDER, f"{one.name}.pdf")
            archive.add(places[one.id], held.sheets[one.id])
    archive.add("proches.json", as_json(_told(held, places)))
    archive.add("proches.html", leaf(reading.say(_("Proches et choix")), reading.lang, *_page(held, places, reading)))
    return sum(map(len, (held.child.guardians, held.children, held.ended, going, held.helpers.past, held.chosen)))


def _read(reading: Reading) -> _Held:
    person_id, lang, public_url = reading.person_id, reading.lang, reading.db.settings.public_url
    with reading.look() as (uow, standing):
        actor = standing["actor"]
        own = actor.person_id == person_id
        found = relatives_views.relatives(uow, actor=actor, lang=lang)
        child = found.myself if own else next((one for one in found.children if one.id == person_id), ChildView())
        children, ended = (tuple(found.children), tuple(found.ended)) if own else ((), ())
        helpers = helping_views.helpers_view(uow, actor=actor, lang=lang) if own else HelpersView()
        chosen = rights.urgent_view(uow, **standing, person_id=person_id, lang=lang)
        if own:
            chosen += rights.rights_view(uow, actor=actor, lang=lang)
        begun = [one.id for one in (*helpers.helpers, *helpers.helped, *helpers.past) if one.sheet]
        given = {"actor": actor, "public_url": public_url, "lang": lang}
        sheets = {id: helping_views.attestation(uow, helping_id=id, **given) for id in begun}
    return _Held(child, children, ended, helpers, chosen, sheets)


def _told(held: _Held, places: dict[str, str]) -> dict[str, object]:
    return {
        "guardians": [_guardian(one) for one in held.child.guardians],
        "acts_for": [_acting(one) for one in held.children],
        "acted_for": [one.words for one in held.ended],
        "helpers": [_help(one, places) | {"accepted": one.going} for one in held.helpers.helpers],
        "helped": [_help(one, places) for one in held.helpers.helped],
        "over": [
            {"name": one.name, "words": one.label, "scopes": one.scopes_label, **_sheet(one, places)} for one in held.helpers.past
        ],
        "rights": [{"right": one.code, "label": one.label, "allowed": one.allowed} for one in held.chosen],
    }


def _guardian(one: GuardianView) -> dict[str, object]:
    told: dict[str, object] = {"name": one.name, "since": one.since, "by": one.by, "ends": one.ends}
    if one.boxes:
        scopes = [box.id for box in one.boxes if box.on]
        told["keeps_at_18"] = {"scopes": scopes, "until": one.until if scopes else ""}
    return told


def _acting(child: ChildView) -> dict[str, str]:
    """For whom, since when and by what right; until the majority, or a day set before it."""
    mine = next(one for one in child.guardians if one.is_me)
    return {"name": child.name, "since": mine.since, "by": mine.by, "until": child.ends or child.majority}


def _help(one: HelperRow | HelpedRow, places: dict[str, str]) -> dict[str, object]:
    return {"name": one.name, "scopes": one.scopes_label, "until": one.until_label, **_sheet(one, places)}


def _sheet(one: HelperRow | HelpedRow | PastRow, places: dict[str, str]) -> dict[str, str]:
    return {"attestation": places[one.id]} if one.id in places else {}


def _page(held: _Held, places: dict[str, str], reading: Reading) -> Iterator[Html]:
    say, parents = reading.say, held.child.guardians
    if parents:
        yield tag("h2", say(_("Qui agit, comme parent")))
        rows = ((one.name, one.since, one.by, one.ends, one.kept) for one in parents)
        yield table([say(words) for words in (_("Nom"), _("Depuis"), _("Comment"), _("Jusqu’à"), _("Garde à 18 ans"))], rows)
    if held.children:
        yield tag("h2", say(_("Pour qui j’agis, comme parent")))
        acting = (tuple(_acting(one).values()) for one in held.children)
        yield table([say(words) for words in (_("Nom"), _("Depuis"), _("Comment"), _("Jusqu’à"))], acting)
    if held.ended:
        yield tag("h2", say(_("Pour qui je n’agis plus")))
        yield tag("ul", *(tag("li", one.words) for one in held.ended))
    helps = (
        (_("Qui aide"), [(one, one.state_label, one.until_label) for one in held.helpers.helpers]),
        (_("Qui est aidé"), [(one, "", one.until_label) for one in held.helpers.helped]),
        (_("Aides finies"), [(one, one.label, "") for one in held.helpers.past]),
    )
    head = [say(words) for words in (_("Nom"), _("Aide"), _("Pour quoi"), _("Jusqu’à"))]
    for title, rows in helps:
        if rows:
            named = ((_named(one, places), state, one.scopes_label, until) for one, state, until in rows)
            yield tag("h2", say(title))
            yield table(head, named)
    yield tag("h2", say(_("Ce qui est accepté, ce qui est refusé")))
    words = {True: say(_("Accepté")), False: say(_("Refusé"))}
    yield table((say(_("Quoi")), say(_("Choix"))), ((one.label, words[one.allowed]) for one in held.chosen))


def _named(one: HelperRow | HelpedRow | PastRow, places: dict[str, str]) -> object:
    return link(one.name, places[one.id]) if one.id in places else one.name
