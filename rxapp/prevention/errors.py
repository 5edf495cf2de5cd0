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
        "prevention.jour_futur_vaccin": _("Cette date est dans le futur. Une vaccination se note une fois qu’elle est faite."),
        "prevention.vaccin_vide": _("Écrivez le nom du vaccin, ou cochez contre quoi il protège."),
        "prevention.maladies_vides": _("Ce nom n’est pas dans notre liste. Cochez contre quoi ce vaccin protège."),
        "prevention.meme_jour": _(
            "Une injection contre la même maladie est déjà notée ce jour-là. Si c’en est bien une autre, enregistrez de nouveau."
        ),
        "prevention.trop_tot": (
            _(
                "Une injection contre la même maladie est notée le {autre}, à {n} jour de celle-ci."
                " Si c’est bien cela, enregistrez de nouveau."
            ),
            _(
                "Une injection contre la même maladie est notée le {autre}, à {n} jours de celle-ci."
                " Si c’est bien cela, enregistrez de nouveau."
            ),
        ),
        "prevention.quelle_ligne": _(
            "Le calendrier ne peut pas le deviner : cochez ce pour quoi cette injection compte, ou rien, puis enregistrez."
        ),
        "prevention.secret": _("De 16 à 18 ans seulement, on garde pour soi ce qu’on note dans son propre calendrier."),
        # what cannot be done
        "prevention.regle": _("Cette ligne ne fait plus partie du calendrier. Rechargez la page."),
        "prevention.question": _("Cette question n’existe pas. Rechargez la page."),
        "prevention.campagne": _("Cette campagne n’existe pas. Rechargez la page."),
        "prevention.trop": _("Un calendrier garde {maximum} lignes au plus. Retirez-en, puis recommencez."),
        "prevention.change_ailleurs": _(
            "Cette vaccination a été modifiée entre-temps. Comparez avec ce qui est écrit maintenant, puis enregistrez."
        ),
        "prevention.change_depuis": _(
            "Cette ligne a été modifiée depuis que vous l’avez lue. Relisez ce qui est écrit maintenant, puis recommencez."
        ),
        "prevention.trop_de_versions": _(
            "Cette vaccination a déjà été modifiée {maximum} fois. Retirez-la, puis notez-la de nouveau."
        ),
        "prevention.trop_tard": _("Il n’est plus temps d’annuler."),
    }
)
