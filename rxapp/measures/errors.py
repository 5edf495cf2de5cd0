"""What the measures answer when they say no, or ask, in French; English is in ``locales/en/measures.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # what is typed
        "mesure.vide": _("Écrivez un nombre ici."),
        "mesure.nombre": _("Écrivez un nombre, par exemple 72,5."),
        "mesure.decimales": (
            _("C’est trop précis : {n} chiffre après la virgule au plus."),
            _("C’est trop précis : {n} chiffres après la virgule au plus."),
        ),
        "mesure.impossible": _("Ce n’est pas possible. Ce qui peut l’être : {bornes}."),
        "mesure.est_ce_bien": _("{valeur} : est-ce bien cela ? Si oui, enregistrez encore une fois."),
        "mesure.tension_ordre": _("La seconde est toujours plus petite que la première."),
        "mesure.unite": _("Cette unité n’existe pas pour cette mesure."),
        "mesure.jour": _("Cette date n’existe pas. Écrivez-la sous la forme jour/mois/année, par exemple 26/11/2026."),
        "mesure.heure": _("Cette heure n’existe pas. Écrivez-la comme 9h30."),
        "mesure.futur": _("C’est dans le futur."),
        "mesure.avant_naissance": _("Cette date vient avant la naissance ({naissance})."),
        "mesure.note_longue": _("C’est trop long : {maximum} caractères au plus, il y en a {n}."),
        # what cannot be done
        "mesure.genre": _("Cette mesure n’existe pas. Rechargez la page."),
        "mesure.trop": _("Un carnet garde {maximum} mesures au plus. Retirez-en, puis recommencez."),
        "mesure.secret": _("Seule une personne de 16 ou 17 ans peut garder pour elle ses mesures."),
        "mesure.change_ailleurs": _(
            "Cette mesure a été modifiée ailleurs pendant que vous écriviez. Comparez, puis enregistrez."
        ),
        "mesure.deja_notee": _("Cette mesure est déjà notée."),
        "mesure.trop_tard": _("Il n’est plus temps d’annuler."),
        # a file
        "mesure.fichier_vide": _("Il n’y a rien à prendre : il manque les lignes, ou leurs titres."),
        "mesure.fichier_colonnes": _("Il manque une colonne : {colonnes}."),
        "mesure.fichier_long": _("C’est trop long : {maximum} lignes au plus. Coupez le fichier en plusieurs."),
        "mesure.fichier_genre": _("Cette mesure n’est pas connue."),
        "mesure.change_depuis": _(
            "Cette mesure a été modifiée depuis que vous l’avez lue. Relisez ce qui est écrit maintenant, puis recommencez."
        ),
        "mesure.fichier_ailleurs": _("Un autre dossier est ouvert maintenant. Relisez le fichier."),
        "mesure.fichier_deux_fois": _("La même mesure est déjà plus haut dans le fichier."),
    }
)
