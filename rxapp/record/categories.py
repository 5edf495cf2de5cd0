"""Categories of documents: the usual ones of a French shared record. Codes are stored, labels are shown."""

from __future__ import annotations

from collections.abc import Mapping

from rxapp.core.i18n import _, translate

CATEGORIES: Mapping[str, str] = {
    "compte_rendu": _("Compte rendu"),
    "biologie": _("Biologie"),
    "imagerie": _("Imagerie"),
    "ordonnance": _("Ordonnance"),
    "certificat": _("Certificat"),
    "vaccination": _("Vaccination"),
    "courrier": _("Courrier"),
    "administratif": _("Correspondance administrative"),
    "directives": _("Directives"),
    "autre": _("Autre"),
}

OTHER = "autre"


def category_label(code: str, lang: str) -> str:
    """Label of a category code in `lang` ("fr" or "en")."""
    return translate(CATEGORIES[code], lang)
