"""What the command line answers, in words."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        "cle.existe": _("Une clé maîtresse existe déjà : la remplacer rendrait les dossiers illisibles. Rien n’a été changé."),
        "cle.base_existe": _("Une base existe déjà et attend sa propre clé : restaurez-la depuis votre sauvegarde."),
        "cli.fichier": _("Impossible de lire ou d’écrire « {fichier} » : {raison}."),
        "csv.codage": _("Ce fichier n’est pas en UTF-8 : enregistrez-le de nouveau en UTF-8. Aucune lettre n’est partie."),
        "code.pret": _("Lettre prête ; son code est valable jusqu’au {date}."),
        "code.ecrites": (_("{n} lettre écrite dans {dossier}."), _("{n} lettres écrites dans {dossier}.")),
        "code.a_ecrire": _("« rxapp code letters --out DOSSIER » écrit les lettres qui attendent, pour l’impression."),
    }
)
