"""What this room answers when it says no, in French; English is in ``locales/en/takeout.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        "emporter.en_cours": _("Une copie de ce carnet est déjà en préparation. Attendez qu’elle soit prête, ou arrêtez-la."),
        "emporter.trop": _("Vous avez demandé beaucoup de copies. Réessayez dans {attente}."),
        "emporter.file": _("Beaucoup de copies se préparent en ce moment. Réessayez dans quelques minutes."),
        "emporter.place": _(
            "Il n’y a pas assez de place sur le serveur pour préparer cette copie ({poids}). "
            "Prévenez l’exploitant de ce Carnet ; rien n’a été perdu."
        ),
        "emporter.coupe": _("La préparation s’est arrêtée avant la fin. Rien n’a été gardé ; vous pouvez recommencer."),
        "emporter.droit": _("La session ou votre droit sur ce carnet a pris fin pendant la préparation. Rien n’a été gardé."),
        "emporter.signe": _("Un signe de ce mot de passe ne s’écrit pas partout : prenez-en un autre."),
        "emporter.confirmation": _("Ce n’est pas le même mot de passe."),
        "import.archive": _("Ce fichier n’est pas une copie de carnet, ou il est abîmé. Rien n’a été repris."),
        "import.version": _("Cette copie vient d’une version de Carnet que celle-ci ne sait pas lire. Rien n’a été repris."),
        "import.mot_de_passe": _("Ce mot de passe n’ouvre pas cette copie. Rien n’a été repris."),
        "import.chiffree": _("Cette copie est protégée par un mot de passe : il est demandé au clavier. Rien n’a été repris."),
        "import.personne": _(
            "Cette copie est celle de {copie}, et ce dossier celui de {dossier}. Rien n’a été repris. Si c’est bien la même "
            "personne, recommencez avec --sure."
        ),
        "import.ferme": _("Ce dossier est fermé, ou la personne l’a refusé : rien n’y entre. Rien n’a été repris."),
        "import.pour": _("Copie de {copie} ({ne_copie}), vers le dossier de {dossier} ({ne_dossier})."),
        "import.empreinte": _("Ce fichier n’a pas l’empreinte annoncée : il n’a pas été repris."),
        "import.ligne": _("Cette ligne du profil médical n’est pas comme Carnet les écrit : elle n’a pas été reprise."),
        "import.mesure": _("Cette mesure n’est pas comme Carnet les écrit : elle n’a pas été reprise."),
        "import.vaccin": _("Cette vaccination n’est pas comme Carnet les écrit : elle n’a pas été reprise."),
        "import.vaccins": _("Vaccinations reprises : {repris}. Déjà là : {connus}. Refusées : {refuses}."),
        "import.mesures": _("Mesures reprises : {repris}. Déjà là : {connus}. Refusées : {refuses}."),
        "import.profil": _("Profil médical, lignes reprises : {repris}. Déjà là : {connus}. Refusées : {refuses}."),
        "import.fini": _("Documents repris : {repris}. Déjà dans le dossier : {connus}. Refusés : {refuses}."),
    }
)
