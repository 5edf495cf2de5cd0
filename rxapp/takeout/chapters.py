"""The chapters of the archive besides documents and messages: who one is, prevention, agenda, orders, history.

Each is written as data (JSON, iCalendar, CSV) and, where one may want to read it, as a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from rxapp.accounts import views as accounts
from rxapp.accounts.identity import Identity, identity_of
from rxapp.accounts.people import minor_children
from rxapp.accounts.views import AccountView
from rxapp.accounts.whereabouts import whereabouts
from rxapp.agenda.copying import whole_agenda
from rxapp.core import audit
from rxapp.core.history_file import sheet_head, sheet_rows
from rxapp.core.i18n import _, plain_date
from rxapp.prevention import vaccines
from rxapp.prevention.whole import NotedRow, Whole, whole
from rxapp.takeout.leaves import facts, leaf, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.reading import Reading

_SEXES = {"F": _("Féminin"), "M": _("Masculin")}


def as_json(held: object) -> str:
    """Data as text that a person may read too."""
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def profile(archive: Archive, reading: Reading) -> Identity:
    """`profil.json` and `profil.html`; returns whose they are.

    The number of social security and the address, which no screen shows to another, are in one's own copy alone.
    """
    with reading.look() as (uow, standing):
        who, actor = identity_of(uow, reading.person_id), standing["actor"]
        own = actor.person_id == reading.person_id
        account = accounts.account_view(uow, actor=actor, lang=reading.lang) if own else None
        children = [child.full_name for child in minor_children(uow, who.person_id)] if own else []
    archive.add("profil.json", as_json(_profile_told(who, children, account)))
    say = reading.say
    rows = [
        (say(_("Prénoms")), who.given_names),
        (say(_("Nom")), who.family_name),
        (say(_("Naissance")), plain_date(who.birth_date, reading.lang)),
        (say(_("Sexe")), say(_SEXES[who.sex])),
        (say(_("Numéro de sécurité sociale")), str(who.nir) if own else ""),
        (say(_("Adresse")), ", ".join(who.postal_address) if own else ""),
        (say(_("Enfants suivis")), ", ".join(children)),
    ]
    if account is not None:
        rows += [
            (say(_("Identifiant")), account.login),
            (say(_("Adresse e-mail")), account.email),
            (say(_("Compte ouvert")), account.opened_label),
        ]
    archive.add("profil.html", leaf(say(_("Profil")), reading.lang, facts(rows)))
    return who


def _profile_told(who: Identity, children: list[str], account: AccountView | None) -> dict[str, object]:
    """``account``: the person's own, when it is their own copy."""
    told = {
        "given_names": who.given_names,
        "family_name": who.family_name,
        "birth_date": who.birth_date.isoformat(),
        "sex": who.sex,
        "children": children,
    }
    if account is not None:
        told |= {"nir": str(who.nir), "postal_address": list(who.postal_address)}
        kept = ("login", "email", "language", "opened_label", "password_changed_label")
        told["account"] = {name: getattr(account, name) for name in kept}
    return told


def prevention(archive: Archive, reading: Reading) -> int:
    """`prevention.json` and `prevention.html`: vaccinations, examinations, answers, what is foreseen. Returns what was done."""
    with reading.look() as (uow, standing):
        held = whole(uow, **standing, person_id=reading.person_id, lang=reading.lang)
    archive.add("prevention.json", as_json(asdict(held)))
    title = reading.say(_("Vaccinations et prévention"))
    archive.add("prevention.html", leaf(title, reading.lang, *_read(held, reading)))
    return len(held.done)


def _read(held: Whole, reading: Reading) -> Iterator[object]:
    say, lang = reading.say, reading.lang
    head = [say(words) for words in (_("Date"), _("Vaccin ou examen"), _("Dose"), _("Produit"), _("Lot"))]
    more = [say(words) for words in (_("Contre"), _("Fait par"), _("Note"))]
    for title, vaccine in ((_("Vaccinations"), True), (_("Examens et dépistages"), False)):
        rows = [(*_noted(one, lang), *(_given(one, lang) if vaccine else ())) for one in held.done if one.vaccine is vaccine]
        yield tag("h2", say(title))
        yield table([*head, *more] if vaccine else head, rows) or tag("p", say(_("Rien n’a été noté.")), kind="soft")
    said = {"yes": say(_("Oui")), "no": say(_("Non"))}
    if held.answers:
        yield tag("h2", say(_("Réponses")))
        yield facts(
            (one.ask, " – ".join(filter(None, (said.get(one.said, one.said), _day(one.day, lang))))) for one in held.answers
        )
    yield tag("h2", say(_("Ce que le calendrier prévoit")))
    yield table((say(_("Quand")), say(_("Vaccin ou examen"))), ((one.when_label, one.title) for one in held.foreseen))


def _noted(one: NotedRow, lang: str) -> tuple[object, ...]:
    return (_day(one.day, lang), one.title, one.dose or "", one.product, one.lot)


def _given(one: NotedRow, lang: str) -> tuple[str, str, str]:
    return vaccines.listed(one.against, lang), ", ".join(filter(None, (one.giver, one.place))), one.note


def _day(iso: str, lang: str) -> str:
    return plain_date(date.fromisoformat(iso), lang) if iso else ""


def calendar(archive: Archive, reading: Reading) -> int:
    """`agenda.ics`; returns how many appointments and series it holds."""
    with reading.look() as (uow, standing):
        content, count = whole_agenda(uow, **standing, person_id=reading.person_id)
    archive.add("agenda.ics", content)
    return count


def history(archive: Archive, reading: Reading) -> int:
    """`historique.csv`, the latest line first; returns how many lines."""
    lines = 0

    def pieces() -> Iterator[bytes]:
        nonlocal lines
        yield sheet_head(reading.lang)
        after: int | None = None
        while True:
            with reading.look() as (uow, standing):
                page = audit.history_page(
                    uow, **standing, person_id=reading.person_id, after=after, limit=audit.MOST_LINES, lang=reading.lang
                )
                places = whereabouts(uow, actor=standing["actor"], lines=page, lang=reading.lang)
            if not page:
                return
            lines += len(page)
            said = [", ".join(word for word in place if word) for place in places]
            yield sheet_rows(zip(page, said, strict=True), reading.lang)
            after = page[-1].seq

    archive.write("historique.csv", pieces())
    return lines
