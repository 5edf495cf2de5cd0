"""The medical profile in the archive: `profil_medical.json` and a page to read, with what each entry said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import groupby

from rxapp.core.clock import paris_date
from rxapp.core.i18n import _, plain_date
from rxapp.profile.parts import BY_CODE
from rxapp.profile.whole import Text, WholeEntry, WholeProfile, whole
from rxapp.takeout.chapters import as_json
from rxapp.takeout.leaves import Html, facts, leaf, link, tag
from rxapp.takeout.papers import Papers
from rxapp.takeout.reading import Reading

FILE = "profil_medical.json"


def profile(papers: Papers, reading: Reading) -> int:
    """Write both; returns how many entries. Documents that are packed already are named by their paths."""
    with reading.look() as (uow, standing):
        held = whole(uow, **standing, person_id=reading.person_id, lang=reading.lang)
    told = asdict(held)
    for entry in told["entries"]:
        entry["documents"] = [papers.packed[one].path for one in entry["documents"] if one in papers.packed]
        del entry["details"]
    papers.archive.add(FILE, as_json(told))
    title = reading.say(_("Profil médical"))
    papers.archive.add("profil_medical.html", leaf(title, reading.lang, *_read(held, papers, reading)))
    return len(held.entries)


def _read(held: WholeProfile, papers: Papers, reading: Reading) -> Iterator[Html]:
    if not (held.entries or held.nothing):
        yield tag("p", reading.say(_("Rien n’a été noté.")), kind="soft")
    titles = {one.id: one.title for one in held.entries}
    for label, entries in groupby(held.entries, key=lambda one: one.part_label):
        yield tag("h2", label)
        for one in entries:
            yield _entry(one, titles, papers, reading)
    for one in held.nothing:
        yield tag("h2", one.part_label)
        said = reading.say(_("Déclaré le {jour} par {qui}"), jour=_day(one.said_at, reading.lang), qui=one.by)
        yield tag("p", one.words, ". ", said)


def _entry(one: WholeEntry, titles: dict[str, str], papers: Papers, reading: Reading) -> Html:
    linked = [tag("p", titles[other]) for other in one.linked if other in titles]
    linked += [tag("p", link(papers.packed[id].title, papers.packed[id].path)) for id in one.documents if id in papers.packed]
    before = [_text(BY_CODE[one.part].code, text, reading) for text in one.earlier]
    return tag(
        "article",
        tag("h3", one.title),
        facts(one.details),
        _written(one.by, one.written_at, reading),
        *([tag("p", tag("strong", reading.say(_("Lié à")))), *linked] if linked else []),
        *([tag("p", tag("strong", reading.say(_("Avant")))), *before] if before else []),
    )


def _text(part: str, text: Text, reading: Reading) -> Html:
    fields = [field for field in BY_CODE[part].fields if text.values.get(field.code)]
    said = facts((reading.say(field.label), field.shown(text.values[field.code], reading.lang)) for field in fields)
    return tag("div", said, _written(text.by, text.written_at, reading))


def _written(by: str, at: str, reading: Reading) -> Html:
    return tag("p", reading.say(_("Écrit par {qui} le {jour}"), qui=by, jour=_day(at, reading.lang)), kind="soft")


def _day(iso: str, lang: str) -> str:
    return plain_date(paris_date(datetime.fromisoformat(iso)), lang)
