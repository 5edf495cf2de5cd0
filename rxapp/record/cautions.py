"""What a reader should know about a kept file before they open it elsewhere."""

from __future__ import annotations

from rxapp.core.i18n import _, translate

WARNINGS = {
    "script": _(
        "Ce PDF contient des programmes ou un formulaire actif. Carnet ne les exécute jamais ; prudence en l’ouvrant ailleurs."
    ),
    "actif": _(
        "Ce PDF contient des éléments actifs : son, vidéo, ou lien vers un autre fichier ou un site. "
        "Carnet ne les ouvre jamais ; prudence en l’ouvrant ailleurs."
    ),
    "pieces": _("Ce PDF contient des pièces jointes. Carnet ne les ouvre jamais ; elles restent dans l’original."),
}


def warning_label(warning: str, lang: str) -> str:
    """What a reader should know about a kept file, "" when nothing."""
    return translate(WARNINGS[warning], lang) if warning else ""
