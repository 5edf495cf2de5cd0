"""The acts of this room as they are read in a person's history; English is in ``locales/en/measures.po``.

What a minor keeps from their parents leaves no line.
"""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

ADDED = "mesure.ajout"
CHANGED = "mesure.modification"
REMOVED = "mesure.retrait"
BROUGHT_BACK = "mesure.remise"
SHOWN = "mesure.montre"
IMPORTED = "mesure.import"
TAKEN_ALONG = "mesure.export"
LOOKED_AT = "mesure.consultation"

declare_actions(
    {
        ADDED: _("Mesure ajoutée ({mesure})"),
        CHANGED: _("Mesure modifiée ({mesure})"),
        REMOVED: _("Mesure retirée ({mesure})"),
        BROUGHT_BACK: _("Mesure remise ({mesure})"),
        SHOWN: _("Une mesure n’est plus gardée pour soi ({mesure})"),
        IMPORTED: _("Mesures ajoutées d’un fichier ({nombre})"),
        TAKEN_ALONG: _("Mesures téléchargées ({nombre})"),
        LOOKED_AT: _("Mesures consultées"),
    }
)
