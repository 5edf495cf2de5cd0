"""The whole archive, chapter by chapter, then what says what is in it: `index.html`, `manifest.json`, `SHA256SUMS`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rxapp.accounts.identity import Identity
from rxapp.core.i18n import _, date_time, plural
from rxapp.takeout import accesses, chapters, kin, links, measured, medical, orders, talks
from rxapp.takeout.leaves import Html, facts, joined, leaf, link, table, tag
from rxapp.takeout.packing import Archive
from rxapp.takeout.papers import GONE, Paper, Papers
from rxapp.takeout.reading import Reading

FORMAT, VERSION = "carnet-export", 1
MANIFEST, DOCUMENTS, SUMS = "manifest.json", "documents.json", "SHA256SUMS"
_REASONS = {
    True: _("Un document a été détruit pendant la préparation de cette copie."),
    False: _("Un document n’a pas pu être relu sans faute : {titre}. Prévenez l’exploitant de votre Carnet."),
}
_NO_DOCUMENT = _("Une conversation ou une commande a disparu pendant la préparation de cette copie.")
NOT_THERE = (
    _("les brouillons, et ce qui se règle (notifications, appareils, adresses de calendrier, messages de prévention refusés) ;"),
    _("les pharmacies favorites et l’annuaire ;"),
    _("les messages de prévention reçus : ils se recalculent à partir de ce qui est noté ;"),
    _("ce que d’autres gardent pour eux : le carnet de vos enfants est une copie à part, et leurs secrets restent à eux."),
)
"""What a copy does not hold, one sentence each."""


def write(archive: Archive, reading: Reading, at: datetime) -> tuple[int, int]:
    """Everything, in order; returns how many files, and how many documents are missing."""
    papers = Papers(archive, reading)
    papers.pack_all()
    who = chapters.profile(archive, reading)
    counts = {
        "profil_medical.html": (_("Profil médical"), medical.profile(papers, reading)),
        "mesures.html": (_("Mesures"), measured.measures(archive, reading)),
        "prevention.html": (_("Vaccinations et prévention"), chapters.prevention(archive, reading)),
        "agenda.ics": (_("Agenda (à ouvrir dans un programme de calendrier)"), chapters.calendar(archive, reading)),
        "messages.html": (_("Messages"), talks.conversations(papers, reading)),
        "commandes.html": (_("Commandes en pharmacie"), orders.orders(papers, reading)),
        "partages.html": (_("Partages"), links.links(archive, reading)),
        "acces.html": (_("Accès au dossier"), accesses.accesses(archive, reading)),
        "proches.html": (_("Proches et choix"), kin.kin(archive, reading)),
        "historique.csv": (_("Historique (tableur)"), chapters.history(archive, reading)),
    }
    archive.add(DOCUMENTS, chapters.as_json([paper.told() for paper in papers.packed.values()]))
    made = date_time(at, reading.lang)
    archive.add(
        "index.html",
        leaf(reading.say(_("Copie du carnet de {nom}"), nom=who.full_name), reading.lang, *_index(papers, counts, made)),
    )
    archive.add(MANIFEST, chapters.as_json(_manifest(papers, who, at)))
    sums = "".join(f"{one.sha256}  {one.path}\n" for one in archive.packed)
    archive.add(SUMS, sums)
    return len(archive.packed), len(papers.missing)


def _manifest(papers: Papers, who: Identity, at: datetime) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.isoformat(),
        "language": papers.reading.lang,
        "person": who.full_name,
        "birth_date": who.birth_date.isoformat(),
        "files": [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in papers.archive.packed],
        "missing": papers.missing,
    }


def _index(papers: Papers, counts: dict[str, tuple[str, int]], made: str) -> list[Html]:
    say = papers.reading.say
    filed = [paper for paper in papers.packed.values() if paper.filed]
    beside = len(papers.packed) - len(filed)
    parts = [
        tag("p", say(_("Copie faite le {instant}."), instant=made)),
        tag(
            "p",
            say(_("Gardez-la à l’abri : elle dit tout ce que ce carnet contient.")),
            kind="soft",
        ),
        tag("p", link(say(_("Profil")), "profil.html")),
        *(tag("p", link(say(words), path), f" ({count})") for path, (words, count) in counts.items()),
        *_absent(papers, say),
        tag("h2", plural(_("{n} document"), _("{n} documents"), len(filed), papers.reading.lang)),
        _documents(filed, say),
    ]
    if beside:
        parts.append(tag("p", say(_("Les documents joints aux messages sont à part ; chaque message y mène.")), kind="soft"))
    return [*parts, *_how(say)]


def _documents(filed: list[Paper], say: Callable[..., str]) -> Html:
    head = [say(words) for words in (_("Date"), _("Titre"), _("Catégorie"), _("Taille"), _("Note"))]
    return table(
        head, ((one.date_label, link(one.title, one.path), one.category_label, one.size_label, one.note) for one in filed)
    )


def _absent(papers: Papers, say: Callable[..., str]) -> list[Html]:
    """What is missing comes first: nobody should find out later."""
    said = (say(_reason(one), titre=one.get("title", "…")) for one in papers.missing)
    return [tag("p", tag("strong", words)) for words in said]


def _reason(one: dict[str, str]) -> str:
    return _REASONS[one["reason"] == GONE] if "document" in one else _NO_DOCUMENT


def _how(say: Callable[..., str]) -> list[Html]:
    return [
        tag("h2", say(_("Ce qui n’est pas dans cette copie"))),
        tag("ul", *(tag("li", say(words)) for words in NOT_THERE)),
        tag("h2", say(_("Vérifier cette copie"))),
        tag(
            "p",
            say(
                _(
                    "SHA256SUMS et manifest.json donnent l’empreinte SHA-256 de chaque fichier. Sous Linux, dans ce dossier : "
                    "sha256sum -c SHA256SUMS"
                )
            ),
        ),
        facts([(say(_("Données")), joined([link("documents.json", DOCUMENTS), ", ", link("manifest.json", MANIFEST)]))]),
    ]
