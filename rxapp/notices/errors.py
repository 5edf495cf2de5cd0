"""What this room refuses, in words; English is in ``locales/en/notices.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        "notifications.heures": _("Choisissez deux heures différentes."),
        "notifications.heure": _("Écrivez une heure comme 22:00."),
        "notifications.delai": _("Choisissez un délai entre 1 minute et 60 jours."),
        "notifications.delai_deja": _("Ce rappel y est déjà."),
        "notifications.delais_trop": _("Vous avez déjà {maximum} rappels par rendez-vous. Retirez-en un d’abord."),
        "notifications.appareil": _("Ce navigateur n’a pas donné d’adresse utilisable pour ses notifications."),
        "notifications.appareils_trop": _("Vous avez déjà {maximum} appareils. Retirez-en un d’abord."),
    }
)
