"""What a browser shows where no page of the application can answer: an incident, too many at once, a wrong address.

Plain HTML in the look of the screens, with the way back; who asked for something else than a page gets the words alone. Pure.
"""

from __future__ import annotations

from html import escape

from rxapp.api.partage_page import Reader, framed
from rxapp.core.i18n import _

_ELSEWHERE = (_("Cette demande est refusée"), _("Elle ne vient pas d’une page de Carnet : rien n’a été changé."))
_TOLD = {
    403: _ELSEWHERE,
    404: (
        _("Cette page n’existe pas"),
        _("L’adresse est peut-être incomplète, ou la page a changé de place. Rien n’est perdu."),
    ),
    405: _ELSEWHERE,
    500: (_("Quelque chose n’a pas marché"), ""),
    503: (_("Trop de demandes à la fois"), _("Le serveur est très occupé. Réessayez dans un instant.")),
}
"""Title and words by HTTP status; those of an incident carry its number."""


def page(reader: Reader, status: int, words: str) -> str:
    """The page of a refusal. words: what is said of an incident, in the reader's language."""
    title, why = _TOLD[status]
    told = reader.say(why) if why else escape(words)
    body = f"""<div class="stack"><h1>{reader.say(title)}</h1><p class="lead">{told}</p>
<p><a class="btn btn-primary" href="/">{reader.say(_("Revenir à l’accueil"))}</a></p></div>"""
    return framed(reader, "/", title, body)
