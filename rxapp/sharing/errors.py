"""What this room answers when it says no, in French; English is in ``locales/en/sharing.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        "lien.rien": _("Cochez le résumé, ou au moins un document à montrer."),
        "lien.resume_secret": _(
            "Un document coché est gardé pour vous : faites pour lui un autre lien. Le résumé ne dit rien de ce que vous gardez."
        ),
        "lien.gardes_a_part": _(
            "Parmi les documents cochés, vous en gardez pour vous et d’autres non : faites un lien pour chaque sorte."
        ),
        "lien.masque": _("Ceci est masqué à des professionnels. Si vous le montrez, seul qui ouvre ce lien le verra."),
        "lien.trop_de_documents": _("Un lien montre {maximum} documents au plus. Faites-en un autre pour les suivants."),
        "lien.destinataire": _("Dites pour qui est ce lien, par exemple « Dr Untel » : ce nom sera dans votre historique."),
        "lien.destinataire_long": _("C’est trop long : {maximum} caractères au plus."),
        "lien.duree": _("Choisissez combien de temps ce lien s’ouvre."),
        "lien.jour_vide": _("Écrivez le dernier jour où ce lien s’ouvre, par exemple {exemple}."),
        "lien.jour": _("Cette date n’existe pas. Écrivez-la comme {exemple}."),
        "lien.jour_passe": _("Cette date est passée."),
        "lien.jour_tard": _("Un lien s’ouvre {jours} jours au plus. Choisissez une date plus proche."),
        "lien.trop": _("Vous avez déjà {maximum} liens qui s’ouvrent pour ce dossier. Arrêtez-en un, puis recommencez."),
        "lien.fini": _("Ce lien n’ouvre plus rien."),
        "lien.code_forme": _("Un code compte {longueur} lettres et chiffres. Relisez-le, puis recommencez."),
        "lien.code": _("Ce code n’est pas le bon. Essais restants : {reste}."),
        "lien.patienter": _("Trop d’essais à la suite. Réessayez dans {attente}."),
    }
)
