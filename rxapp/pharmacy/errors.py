"""What the pharmacy room answers when it says no, in French; English is in ``locales/en/pharmacy.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # the directory
        "finess.pas_un_extrait": _(
            "Ce fichier n’est pas un extrait FINESS des établissements : aucune ligne « structureet ». Rien n’a été changé."
        ),
        "finess.aucune_pharmacie": _("Ce fichier ne contient aucune pharmacie d’officine (catégorie 620). Rien n’a été changé."),
        "finess.trop_de_fermetures": (
            _("{n} pharmacie disparaîtrait de l’annuaire : le fichier est sans doute coupé. Rien n’a été changé."),
            _("{n} pharmacies disparaîtraient de l’annuaire : le fichier est sans doute coupé. Rien n’a été changé."),
        ),
        "finess.charge": _(
            "Annuaire à jour. Ajoutées : {ajoutees}, modifiées : {modifiees}, inchangées : {inchangees}, fermées : {fermees}. "
            "Sans coordonnées : {sans_lieu}, en double : {doubles}, lignes illisibles : {illisibles}."
        ),
        "finess.rattache": _("Ce compte travaille désormais à la pharmacie {numero}."),
        "finess.compte": _("Cet identifiant n’est pas celui d’un compte de pharmacie."),
        "pharmacie.inconnue": _("Aucune pharmacie ne porte ce numéro FINESS."),
        "pharmacie.code_postal": _("Un code postal compte cinq chiffres."),
        "pharmacie.fermee": _("Cette pharmacie a fermé. Choisissez-en une autre."),
        "pharmacie.perimee": _("Ces horaires ont été modifiés ailleurs entre-temps. Rechargez la page, puis recommencez."),
        "pharmacie.trop_de_favorites": _("{maximum} pharmacies favorites au plus. Retirez-en une, puis recommencez."),
        "horaires.forme": _("Écrivez les heures comme « 8h30-12h30, 14h-19h30 »."),
        "horaires.ordre": _("La fin vient avant le début, ou deux périodes se recouvrent."),
        "horaires.jour": _("Commencez chaque ligne par une date, comme 24/12/2026."),
        "horaires.garde": _("Écrivez chaque garde comme « 25/12/2026 9h - 26/12/2026 9h »."),
        "horaires.trop": _("{maximum} lignes au plus."),
        # moves
        "commande.interdit": _("Ce geste n’est pas possible là où en est la commande."),
        "commande.ligne_interdit": _("Ce geste n’est pas possible là où en est cette ligne."),
    }
)
