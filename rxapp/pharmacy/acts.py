"""The acts of this room as they are read in a person's history; English is in ``locales/en/pharmacy.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _
from rxapp.pharmacy.life import Move

FAVOURITE_ADDED = "pharmacie.favorite"
USUAL_CHOSEN = "pharmacie.habituelle"
FAVOURITE_REMOVED = "pharmacie.favorite_retiree"
LOOKED_AT = "pharmacie.consultation"
CODE_RENEWED = "pharmacie.code_change"
WRONG_CODE = "pharmacie.code_faux"
LINES_TYPED = "pharmacie.ordonnance_saisie"
LINE_MOVED = "pharmacie.ligne"
REPLACEMENT_PROPOSED = "pharmacie.remplacement_propose"
REPLACEMENT_ACCEPTED = "pharmacie.remplacement_accepte"
REPLACEMENT_DECLINED = "pharmacie.remplacement_refuse"
NOTED = "pharmacie.mot"
BEARER_NAMED = "pharmacie.porteur"
LISTED = "pharmacie.liste"
SHARED = "pharmacie.partage"
UNSHARED = "pharmacie.partage_retire"

OF_MOVE = {move: f"pharmacie.commande_{move}" for move in Move}
"""The act of each move of an order."""

declare_actions(
    {
        FAVOURITE_ADDED: _("Pharmacie ajoutée aux favorites"),
        USUAL_CHOSEN: _("Pharmacie habituelle choisie"),
        FAVOURITE_REMOVED: _("Pharmacie retirée des favorites"),
        LOOKED_AT: _("Commande consultée"),
        LISTED: _("Commandes à la pharmacie consultées"),
        BEARER_NAMED: _("Personne qui vient chercher la commande changée"),
        SHARED: _("Allergies et traitements partagés avec une commande"),
        UNSHARED: _("Allergies et traitements d’une commande retirés"),
        CODE_RENEWED: _("Code de retrait changé"),
        WRONG_CODE: _("Code de retrait faux présenté"),
        LINES_TYPED: _("Lignes d’une ordonnance saisies"),
        LINE_MOVED: _("Ligne d’une commande mise à jour"),
        REPLACEMENT_PROPOSED: _("Remplacement proposé par la pharmacie"),
        REPLACEMENT_ACCEPTED: _("Remplacement accepté"),
        REPLACEMENT_DECLINED: _("Remplacement refusé"),
        NOTED: _("Heure ou mot de la pharmacie mis à jour"),
        OF_MOVE[Move.SEND]: _("Ordonnance envoyée à une pharmacie"),
        OF_MOVE[Move.RECEIVE]: _("Commande reçue par la pharmacie"),
        OF_MOVE[Move.PREPARE]: _("Commande en préparation"),
        OF_MOVE[Move.READY]: _("Commande prête"),
        OF_MOVE[Move.RESUME]: _("Commande remise en préparation"),
        OF_MOVE[Move.HAND_PART]: _("Commande remise en partie"),
        OF_MOVE[Move.HAND_OVER]: _("Commande remise"),
        OF_MOVE[Move.REFUSE]: _("Commande refusée par la pharmacie"),
        OF_MOVE[Move.CANCEL]: _("Commande annulée"),
        OF_MOVE[Move.EXPIRE]: _("Commande expirée"),
    }
)
