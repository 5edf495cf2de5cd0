"""What a browser shows where no page of the application can answer: an incident, too many at once, a wrong address.

Plain HTML in the look of the screens, with the way back; who asked for something else than a page gets the words alone. Pure.
"""

from __future__ import annotations

from html import escape

from rxapp.api import csp
from rxapp.api import visitor as visitors
from rxapp.api.partage_page import POLICY, Reader, framed
from rxapp.api.visitor import Headers
from rxapp.core.i18n import _

_NO_PAGE = (
    _("Cette page n’existe pas"),
    _("L’adresse est peut-être incomplète, ou la page a changé de place. Rien n’est perdu."),
)
_TOLD = {
    403: (_("Cette demande est refusée"), _("Elle ne vient pas d’une page de Carnet : rien n’a été changé.")),
    404: _NO_PAGE,
    405: _NO_PAGE,
    500: (_("Quelque chose n’a pas marché"), ""),
    503: (_("Trop de demandes à la fois"), _("Le serveur est très occupé. Réessayez dans un instant.")),
}
"""Title and words by HTTP status; those of an incident carry its number."""


def answer(headers: Headers, demo: bool, status: int, words: str) -> tuple[str, str, str]:
    """Media type, policy and text of a refusal: a page for a browser that wanted one, else `words`."""
    if "text/html" not in visitors.header(headers, b"accept"):
        return "text/plain", csp.API_POLICY, words
    language = visitors.language_of(visitors.cookies(headers))
    return "text/html", POLICY, page(Reader(language, visitors.comfort_of(headers), demo), status, words)


def page(reader: Reader, status: int, words: str) -> str:
    """The page of a refusal. words: what is said of an incident, in the reader's language."""
    title, why = _TOLD[status]
    told = reader.say(why) if why else escape(words)
    body = f"""<div class="stack"><h1>{reader.say(title)}</h1><p class="lead">{told}</p>
<p><a class="btn btn-primary" href="/">{reader.say(_("Revenir à l’accueil"))}</a></p></div>"""
    return framed(reader, "/", title, body)
