"""What the medical profile answers when it says no, in French; English is in ``locales/en/profile.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # what is typed
        "profil.vide": _("Écrivez quelque chose ici."),
        "profil.choix": _("Choisissez une réponse."),
        "profil.rien_ecrit": _("Répondez au moins à une question."),
        "profil.texte_long": _("C’est trop long : {maximum} caractères au plus, il y en a {n}."),
        "profil.date_forme": _("Cette date n’existe pas. Écrivez une année, un mois (03/2019) ou un jour (26/03/2019)."),
        "profil.date_future": _("Cette date est dans le futur."),
        "profil.date_naissance": _("Cette date vient avant la naissance ({naissance})."),
        "profil.date_loin": _("Cette date est trop lointaine."),
        "profil.fin_avant": _("La fin vient avant le début."),
        "profil.telephone": _("Écrivez un numéro de téléphone, par exemple 06 00 00 00 00."),
        # what cannot be done
        "profil.partie": _("Cette partie du profil n’existe pas. Rechargez la page."),
        "profil.deja_une": _("Cette partie n’a qu’une réponse, et elle est déjà là : modifiez-la."),
        "profil.pas_vide": _("Cette partie n’est pas vide. Retirez d’abord ce qu’elle contient."),
        "profil.trop": _("Un profil garde {maximum} lignes au plus. Retirez-en, puis recommencez."),
        "profil.trop_de_liens": _("Une ligne garde {maximum} liens au plus."),
        "profil.secret": _("Seule une personne de 16 ou 17 ans peut garder pour elle ce qu’elle écrit dans son profil."),
        "profil.change_ailleurs": _(
            "Cette ligne a été modifiée ailleurs pendant que vous écriviez. Rien n’est perdu : comparez, puis enregistrez."
        ),
        "profil.change_depuis": _(
            "Cette ligne a été modifiée depuis que vous l’avez lue. Relisez ce qui est écrit maintenant, puis recommencez."
        ),
        "profil.trop_tard": _("Il n’est plus temps d’annuler."),
    }
)
