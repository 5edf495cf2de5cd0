"""The pages that whoever holds a link sees: plain HTML made here, no script, nothing from elsewhere. Pure.

They take the look of the screens from the same stylesheet and share nothing else with them: no state, no session of anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape

from rxapp.accounts.comfort import Comfort
from rxapp.api.screens import bar_of, look_of
from rxapp.core.i18n import _, plural, translate
from rxapp.profile.sheets import Section, Sheet
from rxapp.sharing.views import SUMMARY_TITLE, ShownItem, ShownShare

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FONT = "/fonts/atkinson-hyperlegible-next-1.woff2"
"""Asked for with the page, as the screens do, so that no text moves when it comes."""
SHEETS = 10
"""Pages of a document on one page of ours."""


@dataclass(frozen=True)
class Reader:
    """How the page is to be read: "fr" or "en", the look, and whether this is a demonstration."""

    lang: str
    comfort: Comfort
    demo: bool

    def say(self, words: str, **params: object) -> str:
        """A French sentence in the reader's language, safe in the page."""
        return escape(translate(words, self.lang, **params))


def asking(reader: Reader, path: str, refusal: str = "") -> str:
    """The page that asks for the code. refusal: what was wrong with the one that was given, in words."""
    say = reader.say
    wrong = f'<p class="error" id="code-erreur" role="alert">{escape(refusal)}</p>' if refusal else ""
    told = (
        ' aria-invalid="true" aria-describedby="code-aide code-erreur" autofocus' if refusal else ' aria-describedby="code-aide"'
    )
    form = f"""<form method="post" action="{escape(path)}" class="card form">
<div class="field"><label class="label" for="code">{say(_("Code"))}</label>
<p class="hint" id="code-aide">{say(_("8 lettres et chiffres, que la personne vous a donnés à part."))}</p>
<input class="input input-code" id="code" name="code" required maxlength="40" autocomplete="off" autocapitalize="characters"
 spellcheck="false"{told}>{wrong}</div>
<button class="btn btn-primary" type="submit">{say(_("Ouvrir"))}</button></form>"""
    lead = say(_("Quelqu’un vous montre des documents de santé avec ce lien. Il faut aussi le code, donné à part."))
    count = say(_("Chaque ouverture est écrite dans l’historique de cette personne. Cinq codes faux ferment le lien."))
    body = f"""<div class="split"><div class="stack"><h1>{say(_("Documents partagés"))}</h1><p class="lead">{lead}</p>
<p class="soft">{count}</p></div>{form}</div>"""
    return framed(reader, path, _("Documents partagés"), body)


def over(reader: Reader, path: str) -> str:
    """The one page of every link that opens nothing, whatever it was."""
    say = reader.say
    why = say(_("Son temps est passé, il a été arrêté, ou l’adresse n’est pas complète."))
    what = say(_("Demandez-en un autre à la personne qui vous l’a donné."))
    body = f'<div class="stack"><h1>{say(_("Ce lien n’ouvre plus rien"))}</h1><p class="lead">{why}</p><p>{what}</p></div>'
    return framed(reader, path, _("Ce lien n’ouvre plus rien"), body)


def listing(reader: Reader, path: str, share: ShownShare, items: Sequence[ShownItem]) -> str:
    """What a link shows."""
    say = reader.say
    rows = "".join(_row(reader, path, item) for item in items)
    documents = sum(bool(item.document_id) for item in items)
    counted = plural("{n} document", "{n} documents", documents, reader.lang) if documents else ""
    summary = translate(SUMMARY_TITLE, reader.lang) if documents < len(items) else ""
    count = f'<p class="soft">{escape(", ".join(one for one in (summary, counted) if one))}</p>' if items else ""
    listed = f'<ul class="lines">{rows}</ul>' if items else f"<p>{say(_('Il n’y a plus rien à montrer ici.'))}</p>"
    shut = f"""<form method="post" action="{escape(path)}/fin"><button class="btn" type="submit">
{say(_("Refermer"))}</button></form>"""
    body = f"""<div class="head"><div><h1>{say(_("Documents de {nom}"), nom=share.person)}</h1>
{count}<p class="soft">{escape(share.until_label)}</p></div>{shut}</div>{listed}
<p class="soft measure">{say(_("Ce que vous ouvrez ou téléchargez est écrit dans l’historique de cette personne."))}</p>"""
    return framed(reader, path, _("Documents partagés"), body)


def _row(reader: Reader, path: str, item: ShownItem) -> str:
    place = f"{escape(path)}/{item.position}"
    title = escape(item.title)
    hush = f'<span class="hush"> {title}</span>'
    return f"""<li class="line"><div><p><b>{title}</b></p>{_meta(item)}</div><div class="row">
<a class="btn" href="{place}">{reader.say(_("Voir"))}{hush}</a>
<a class="btn" href="{place}/fichier" download>{reader.say(_("Télécharger"))}{hush}</a></div></li>"""


def _meta(item: ShownItem) -> str:
    return f'<p class="doc-meta dots">{"".join(f"<span>{escape(one)}</span>" for one in item.meta)}</p>'


def one(reader: Reader, path: str, item: ShownItem, *, first: int = 1, text: str | None = None) -> str:
    """One document: its pages from `first` on, or its text."""
    say = reader.say
    place = f"{escape(path)}/{item.position}"
    warning = f'<div class="notice notice-todo"><div><strong>{escape(item.warning)}</strong></div></div>' if item.warning else ""
    body = f"""<div class="stack"><p><a class="way-back" href="{escape(path)}">{say(_("Tous les documents partagés"))}</a></p>
<h1>{escape(item.title)}</h1>{_meta(item)}
<p><a class="btn btn-primary" href="{place}/fichier" download>{say(_("Télécharger"))}</a></p></div>{warning}"""
    return framed(reader, path, _("Document partagé"), body + _shown(reader, place, item, first, text))


def summary(reader: Reader, path: str, item: ShownItem, sheet: Sheet) -> str:
    """The summary of the profile, as it is now; it downloads as a PDF."""
    say, place = reader.say, f"{escape(path)}/{item.position}"
    parts = "".join(_section(section) for section in sheet.sections)
    told = say(_("Ce que la personne dit d’elle-même, tel que c’est écrit aujourd’hui."))
    body = f"""<div class="stack"><p><a class="way-back" href="{escape(path)}">{say(_("Tous les documents partagés"))}</a></p>
<h1>{escape(item.title)}</h1><p class="soft">{escape(sheet.who.full_name)} · {told}</p>
<p><a class="btn btn-primary" href="{place}/fichier" download>{say(_("Télécharger"))}</a></p></div>{parts}"""
    return framed(reader, path, _("Document partagé"), body)


def _section(section: Section) -> str:
    lines = "".join(f"<li><b>{escape(one.name)}</b> {escape(one.text)}</li>" for one in section.lines)
    return f'<section class="stack-small"><h2>{escape(section.title)}</h2><ul class="bullets">{lines}</ul></section>'


def _shown(reader: Reader, place: str, item: ShownItem, first: int, text: str | None) -> str:
    say = reader.say
    if text is not None:
        return f'<pre class="plain-text">{escape(text)}</pre>'
    if item.preview != "image":
        return f"<p>{say(_('Ce document n’a pas d’aperçu. Téléchargez-le pour l’ouvrir sur votre appareil.'))}</p>"
    pages = max(item.pages, 1)
    last = min(pages, first + SHEETS - 1)
    sheets = "".join(_sheet(reader, place, n, pages) for n in range(first, last + 1))
    turns = [(first - SHEETS, _("Pages précédentes"))] if first > 1 else []
    turns += [(last + 1, _("Pages suivantes"))] if last < pages else []
    onward = "".join(f'<a class="btn" href="{place}?de={max(1, to)}">{say(words)}</a>' for to, words in turns)
    return f'<ol class="pages">{sheets}</ol>' + (f'<nav class="row">{onward}</nav>' if onward else "")


def _sheet(reader: Reader, place: str, n: int, pages: int) -> str:
    alt = reader.say(_("Page {n} sur {total}"), n=n, total=pages)
    return f'<li><img class="page-image" loading="lazy" src="{place}/page/{n}" alt="{alt}"></li>'


def framed(reader: Reader, path: str, title: str, body: str) -> str:
    """A page in the look of the screens. path: where a change of language comes back to; title and body: French words, HTML."""
    say = reader.say
    demo = say(_("Démonstration : personnes et numéros inventés."))
    banner = f'<aside class="demo" aria-label="{say(_("Démonstration"))}"><span>{demo}</span></aside>' if reader.demo else ""
    other, name = ("en", "English") if reader.lang == "fr" else ("fr", "Français")
    attributes = look_of(asdict(reader.comfort)) + (' data-demo=""' if reader.demo else "")
    return f"""<!doctype html>
<html{attributes} lang="{reader.lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">{bar_of(reader.comfort.theme)}
<meta name="robots" content="noindex, nofollow">
<title>{say(title)} · Carnet</title><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="preload" href="{FONT}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/carnet.css"></head><body>
<a class="skip" href="#contenu">{say(_("Aller au contenu"))}</a>{banner}<div class="public">
<header class="top"><span class="brand"><img class="mark" src="/favicon.svg" alt="">Carnet</span></header>
<main class="main" id="contenu" tabindex="-1">{body}</main>
<footer class="foot"><span>{say(_("Cette instance n’est pas un hébergeur de données de santé certifié."))}</span>
<form method="post" action="/langue"><input type="hidden" name="suite" value="{escape(path)}">
<button class="link" type="submit" name="langue" value="{other}" lang="{other}">{name}</button></form></footer></div>
</body></html>
"""
