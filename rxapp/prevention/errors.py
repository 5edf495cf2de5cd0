"""What the prevention room answers when it says no, in French; English is in ``locales/en/prevention.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # what is typed
        "prevention.jour_vide": _("Indiquez le jour. S’il n’est pas connu exactement, donnez le plus proche."),
        "prevention.jour_forme": _("Cette date n’existe pas. Écrivez-la comme 26/11/2026."),
        "prevention.jour_futur": _(
            "Cette date est dans le futur. Pour un rendez-vous à venir, choisissez « J’ai pris rendez-vous »."
        ),
        "prevention.jour_naissance": _("Cette date vient avant la naissance ({naissance})."),
        "prevention.texte_long": _("C’est trop long : {maximum} caractères au plus."),
        "prevention.dose_forme": _("Écrivez un numéro de dose entre 1 et {maximum}."),
        "prevention.deja_note": _("C’est déjà noté à cette date."),
        "prevention.jour_a_venir": _("Cette date est dans le futur."),
        "prevention.grossesse_finie": _("Cette date remonte à plus de dix mois : la grossesse serait terminée. Vérifiez-la."),
        "prevention.secret": _("De 16 à 18 ans seulement, on garde pour soi ce qu’on note dans son propre calendrier."),
        # what cannot be done
        "prevention.regle": _("Cette ligne ne fait plus partie du calendrier. Rechargez la page."),
        "prevention.question": _("Cette question n’existe pas. Rechargez la page."),
        "prevention.campagne": _("Cette campagne n’existe pas. Rechargez la page."),
        "prevention.trop": _("Un calendrier garde {maximum} lignes au plus. Retirez-en, puis recommencez."),
        "prevention.trop_tard": _("Il n’est plus temps d’annuler."),
    }
)
