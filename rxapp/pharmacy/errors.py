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
        "finess.detache": _("Ce compte ne travaille plus à aucune pharmacie."),
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
        "pharmacie.injoignable": _("Cette pharmacie ne reçoit pas encore d’ordonnances par Carnet. Choisissez-en une autre."),
        "pharmacie.sans_commandes": _("Cette pharmacie ne prend pas de commandes en ce moment. Choisissez-en une autre."),
        # prescriptions
        "ligne.medicament_vide": _("Indiquez le médicament."),
        "ligne.pas_ajoutee": _("Ajoutez cette ligne, ou effacez-la."),
        "ligne.nombre": _("Écrivez un nombre entier de 0 à {maximum}."),
        "ordonnance.trop_de_lignes": _("Une ordonnance garde {maximum} lignes au plus."),
        "ordonnance.ligne": _("Une ligne choisie ne fait plus partie de ces ordonnances. Choisissez de nouveau."),
        "ordonnance.ligne_perimee": _("Cette ligne a été modifiée ailleurs entre-temps. Rechargez la page, puis recommencez."),
        "ordonnance.ligne_figee": _(
            "Cette ligne est dans une commande, déjà délivrée, ou saisie par la pharmacie : elle ne change plus."
        ),
        "ordonnance.masquee": _(
            "Cette ordonnance est masquée aux professionnels. Si vous l’envoyez, seule cette pharmacie la verra, pour cette "
            "commande."
        ),
        "ordonnance.gardee": _("Vous gardez cette ordonnance pour vous : elle ne part que dans une commande gardée pour vous."),
        "ordonnance.perimee": _("Cette ordonnance a plus d’un an : elle ne peut plus être délivrée."),
        "ordonnance.epuisee": _("Tout ce que prescrit cette ordonnance a déjà été délivré."),
        "ordonnance.deja_envoyee": _(
            "Cette ordonnance est déjà dans une commande en cours : {pharmacie}. Annulez-la d’abord pour l’envoyer ailleurs."
        ),
        # orders
        "commande.secret": _("De 16 à 18 ans seulement, on garde pour soi une de ses propres commandes."),
        "commande.trop": _("{maximum} commandes en cours au plus. Attendez que l’une se termine, puis recommencez."),
        "partage.trop_long": _("{maximum} signes au plus. Rien n’est effacé : raccourcissez le texte, puis recommencez."),
        "partage.entretemps": _("Ce qui est partagé a changé entre-temps. Relisez-le, puis recommencez."),
        "commande.aucune_ligne": _("Cochez au moins une ligne."),
        "commande.documents": _("Choisissez de 1 à {maximum} ordonnances."),
        "commande.ligne_perimee": _("Cette ligne a changé entre-temps. Relisez-la, puis recommencez."),
        "commande.rien_de_pret": _("Aucune ligne n’est prête : préparez-en une, ou refusez la commande avec sa raison."),
        "commande.heure": _("Donnez une heure à venir, dans les deux mois."),
        "commande.heure_forme": _("Cette heure n’existe pas. Écrivez-la comme 17 h 30."),
        "commande.proposition_vide": _("Indiquez le médicament que vous proposez."),
        "refus.raison": _("Choisissez une raison dans la liste."),
        "refus.jour": _("Indiquez à partir de quel jour : à venir, dans un an au plus."),
        "refus.jour_forme": _("Cette date n’existe pas. Écrivez-la comme 26/11/2026."),
        "retrait.forme": _("Un code de retrait compte six lettres ou chiffres."),
        "retrait.faux": (
            _("Ce code n’est pas celui de cette commande. Il reste {n} essai."),
            _("Ce code n’est pas celui de cette commande. Il reste {n} essais."),
        ),
        "retrait.bloque": _("Trop d’essais : la personne doit afficher un nouveau code depuis son carnet."),
        # what happened meanwhile
        "commande.entretemps.received": _("Entre-temps, la pharmacie a reçu la commande ({quand}). Votre geste n’a rien changé."),
        "commande.entretemps.preparing": _(
            "Entre-temps, la commande est passée en préparation ({quand}). Votre geste n’a rien changé."
        ),
        "commande.entretemps.ready": _("Entre-temps, la commande est devenue prête ({quand}). Votre geste n’a rien changé."),
        "commande.entretemps.collected": _("Entre-temps, la commande a été remise ({quand}). Votre geste n’a rien changé."),
        "commande.entretemps.refused": _(
            "Entre-temps, la pharmacie a refusé la commande ({quand}). Votre geste n’a rien changé."
        ),
        "commande.entretemps.cancelled": _("Entre-temps, la commande a été annulée ({quand}). Votre geste n’a rien changé."),
        "commande.entretemps.expired": _("Entre-temps, la commande a expiré ({quand}). Votre geste n’a rien changé."),
        # moves
        "commande.interdit": _("Ce geste n’est pas possible là où en est la commande."),
        "commande.ligne_interdit": _("Ce geste n’est pas possible là où en est cette ligne."),
    }
)
