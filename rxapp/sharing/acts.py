"""The acts of this room as they are read in a person's history; English is in ``locales/en/sharing.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

MADE = "lien.cree"
MADE_WITH_SUMMARY = "lien.cree_resume"
STOPPED = "lien.arrete"
OPENED = "lien.ouvert"
WRONG = "lien.code_faux"
SPENT = "lien.epuise"
TRIED = "lien.essaye"

declare_actions(
    {
        MADE: _("Lien de partage créé ; documents : {nombre}"),
        MADE_WITH_SUMMARY: _("Lien de partage créé, avec le résumé du profil médical ; documents : {nombre}"),
        STOPPED: _("Partage arrêté"),
        OPENED: _("Lien de partage ouvert"),
        WRONG: _("Code faux donné pour un lien de partage"),
        SPENT: _("Lien de partage fermé après cinq codes faux"),
        TRIED: _("Lien de partage essayé alors qu’il n’ouvre plus rien"),
    }
)
