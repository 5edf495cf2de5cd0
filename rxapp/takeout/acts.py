"""The acts of this room as they are read in a person's history; English is in ``locales/en/takeout.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

ASKED = "emporter.demande"
TAKEN = "emporter.telecharge"
DROPPED = "emporter.detruit"
BROUGHT = "emporter.importe"

declare_actions(
    {
        ASKED: _("Copie de tout le carnet demandée"),
        TAKEN: _("Copie de tout le carnet téléchargée"),
        DROPPED: _("Copie de tout le carnet détruite à la demande"),
        BROUGHT: _("Documents repris d’un autre Carnet : {nombre}"),
    }
)
