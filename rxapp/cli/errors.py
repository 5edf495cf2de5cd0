"""What the command line answers, in words."""

from __future__ import annotations

import errno

from rxapp.core.errors import DomainError, declare
from rxapp.core.i18n import _

declare(
    {
        "cle.existe": _("Une clé maîtresse existe déjà : la remplacer rendrait les dossiers illisibles. Rien n’a été changé."),
        "cle.base_existe": _("Une base existe déjà et attend sa propre clé : restaurez-la depuis votre sauvegarde."),
        "cli.fichier": _("Impossible de lire ou d’écrire « {fichier} » : vérifiez ce chemin et ses droits ({raison})."),
        "cli.fichier.absent": _("Rien ne se trouve à « {fichier} » : vérifiez ce chemin."),
        "cli.fichier.droits": _(
            "Ce compte n’a pas le droit de lire ou d’écrire « {fichier} » : donnez-le, ou choisissez ailleurs."
        ),
        "cli.fichier.dossier": _("« {fichier} » se trouve là où il faudrait un dossier : déplacez-le, ou choisissez ailleurs."),
        "cli.fichier.plein": _("Le disque de « {fichier} » est plein : libérez de la place, puis recommencez."),
        "cli.plein": _("Le disque est plein : libérez de la place, puis recommencez."),
        "cli.systeme": _("Carnet n’arrive pas à lire ou à écrire un de ses fichiers ({raison})."),
        "cli.fichier.lecture_seule": _("« {fichier} » est sur un disque en lecture seule : choisissez ailleurs."),
        "csv.codage": _("Ce fichier n’est pas en UTF-8 : enregistrez-le de nouveau en UTF-8. Aucune lettre n’est partie."),
        "code.pret": _("Lettre prête ; son code est valable jusqu’au {date}."),
        "code.ecrites": (_("{n} lettre écrite dans {dossier}."), _("{n} lettres écrites dans {dossier}.")),
        "campagne.finie": _(
            "Calendriers regardés : {lectures}. Messages envoyés : {envois}, remplacés : {remplaces}, sans objet : {finis}."
        ),
        "campagne.essai": _(
            "À blanc, rien n’est parti. Calendriers regardés : {lectures}. Messages à envoyer : {envois}, à remplacer : "
            "{remplaces}, sans objet : {finis}."
        ),
        "campagne.echecs": (
            _("{n} calendrier n’a pas pu être lu. Relancez la commande."),
            _("{n} calendriers n’ont pas pu être lus. Relancez la commande."),
        ),
        "compte.lien": _("À remettre en main propre, jusqu’au {date} :"),
        "compte.profession": _("Profession notée : {profession}. Elle vaut dès maintenant."),
        "compte.abri": _(
            "Compte mis à l’abri : sessions, mot de passe et second facteur ne servent plus. La personne choisit un nouveau mot "
            "de passe par e-mail ou par lettre ; pour un professionnel : account reset."
        ),
        "proches.rattache": _("Ce parent agit pour cet enfant dès maintenant, jusqu’à ses 18 ans."),
        "proches.detache": _("Ce parent n’agit plus pour cet enfant à partir du {jour}."),
        "archive.demandee": _(
            "La destruction qui avait été demandée tient : si cette lettre ne sert pas, le dossier est détruit le {date}. "
            "« rxapp destroy --person {qui} --cancel » y renonce dès maintenant."
        ),
        "archive.part": _("Le récépissé de la destruction partira de lui-même, par e-mail."),
        "archive.a_faire": _(
            "Aucun récépissé ne partira de lui-même : ce Carnet n’a pas d’adresse e-mail qu’il puisse lire. Une fois le dossier "
            "détruit, à partir du {date} et sans limite de temps, « rxapp destroy --person {qui} --receipt recepisse.pdf » "
            "l’écrit (--lang en : en anglais)."
        ),
        "code.a_ecrire": _("« rxapp code letters --out DOSSIER » écrit les lettres qui attendent, pour l’impression."),
    }
)

_BY_ERRNO = {
    errno.ENOENT: "cli.fichier.absent",
    errno.EACCES: "cli.fichier.droits",
    errno.EPERM: "cli.fichier.droits",
    errno.ENOTDIR: "cli.fichier.dossier",
    errno.EEXIST: "cli.fichier.dossier",
    errno.ENOSPC: "cli.fichier.plein",
    errno.EDQUOT: "cli.fichier.plein",
    errno.EROFS: "cli.fichier.lecture_seule",
}


def of_file(error: OSError) -> DomainError:
    """What the system answered of a file or folder, in words that say what to do."""
    code, why = _BY_ERRNO.get(error.errno or 0), error.strerror or type(error).__name__
    if not error.filename:  # a write to a file that was open already does not say which
        return DomainError("cli.plein") if code == "cli.fichier.plein" else DomainError("cli.systeme", raison=why)
    if code is not None:
        return DomainError(code, fichier=error.filename)
    return DomainError("cli.fichier", fichier=error.filename, raison=why)
