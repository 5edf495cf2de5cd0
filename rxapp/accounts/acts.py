"""The acts of this room as they are read in a person's history; English is in ``locales/en/accounts.po``."""

from __future__ import annotations

from rxapp.core.audit import declare_actions
from rxapp.core.i18n import _

PERSON_REGISTERED = "personne.inscription"
LETTER_SENT = "lettre.envoi"
LETTER_ASKED = "lettre.demande"
LETTER_HANDED = "lettre.remise"
SPACE_OPENED = "espace.ouverture"
SPACE_REFUSED = "espace.refus"
GUARDIAN_STARTED = "parent.debut"
GUARDIAN_ENDS = "parent.fin"
GUARDIAN_STAYS = "parent.reste"
GUARDIAN_OVER = "parent.majorite"
GUARDIAN_ASKED = "parent.invitation"
GUARDIAN_UNASKED = "parent.invitation_retiree"
GUARDIAN_DECLINED = "parent.invitation_declinee"
SIGNED_IN = "session.ouverture"
SIGNED_OUT = "session.fin"
SESSION_ENDED = "session.coupure"
OTHERS_ENDED = "session.autres"
PASSWORD_CHANGED = "mot_de_passe.changement"  # noqa: S105 - the name of an act
RESET_MAILED = "oubli.lien"
RESET_POSTED = "oubli.lettre"
PASSWORD_RESET = "oubli.fait"  # noqa: S105 - the name of an act
ACCOUNT_HELD = "compte.abri"
EVENT_OWNED = "activite.moi"
EVENT_DISOWNED = "activite.pas_moi"
FACTOR_ON = "second.mis"
FACTOR_OFF = "second.retire"
FACTOR_CODES = "second.codes"
PASSKEY_ADDED = "passe.ajout"
PASSKEY_REMOVED = "passe.retrait"
LANGUAGE_CHOSEN = "langue.choix"
CLOSING_ASKED = "compte.fermeture_demandee"
CLOSING_CALLED_OFF = "compte.fermeture_annulee"
CLOSED = "compte.fermeture"
PARENT_LEFT = "parent.compte_ferme"
CHILD_CLOSING_ASKED = "enfant.fermeture_demandee"
CHILD_CLOSING_CALLED_OFF = "enfant.fermeture_annulee"
CHILD_CLOSING_WAITS = "enfant.fermeture_attend"
CHILD_CLOSING_ANNOUNCED = "enfant.fermeture_annoncee"
CHILD_CLOSING_OPPOSED = "enfant.fermeture_refusee"
CHILD_CLOSED = "enfant.fermeture"
KEY_BROUGHT_BACK = "compte.cle_rendue"
REOPENED = "compte.reouverture"
ALLOWED = "droit.accepte"
NOT_ALLOWED = "droit.refuse"
HELP_ASKED = "aide.invitation"
HELP_TAKEN_BACK = "aide.invitation_retiree"
HELP_DECLINED = "aide.refus"
HELP_STARTED = "aide.debut"
HELP_RENEWED = "aide.suite"
HELP_ENDED = "aide.fin"
HELP_LISTENS = "aide.nouvelles"
HELP_DEAF = "aide.sans_nouvelles"
COMFORT_CHOSEN = "confort.choix"
ACCESS_ASKED = "acces.demande"
ACCESS_ASKED_IN_VAIN = "acces.demande_vaine"
ACCESS_ALLOWED = "acces.autorise"
ACCESS_ALLOWED_UNTIL = "acces.autorise_jusqu_au"
ACCESS_PROFILE = "acces.autorise_profil"
ACCESS_REFUSED = "acces.demande_refusee"
ACCESS_WITHDRAWN = "acces.retire"
ACCESS_BLOCKED = "acces.bloque"
ACCESS_UNBLOCKED = "acces.debloque"
PROFILE_HIDDEN = "acces.profil_masque"
PROFILE_SHOWN = "acces.profil_demasque"
EMERGENCY_OPENED = "acces.urgence"
EMERGENCY_OPENED_ALONE = "acces.urgence_raison_gardee"
EMERGENCY_REFUSED = "acces.urgence_refusee"
EMERGENCY_DISPUTED = "acces.urgence_contestee"

declare_actions(
    {
        PERSON_REGISTERED: _("Dossier inscrit, pas encore ouvert"),
        LETTER_SENT: _("Lettre d’activation envoyée"),
        LETTER_ASKED: _("Nouvelle lettre d’activation envoyée à la demande"),
        LETTER_HANDED: _("Lettre d’activation remise pour impression"),
        SPACE_OPENED: _("Espace ouvert"),
        SPACE_REFUSED: _("Espace refusé avant d’être ouvert"),
        GUARDIAN_STARTED: _("{parent} peut agir pour {enfant}"),
        GUARDIAN_ENDS: _("{parent} n’agit plus pour {enfant} à partir du {jour}"),
        GUARDIAN_STAYS: _("{parent} continue d’agir pour {enfant}"),
        GUARDIAN_OVER: _("{enfant} a 18 ans : {parent} n’agit plus pour {enfant}"),
        GUARDIAN_ASKED: _("Invitation à agir pour {enfant}, adressée à {prenom}"),
        GUARDIAN_UNASKED: _("Invitation à agir pour {enfant} retirée"),
        GUARDIAN_DECLINED: _("Invitation à agir pour un enfant déclinée"),
        SIGNED_IN: _("Session ouverte"),
        SIGNED_OUT: _("Session fermée"),
        SESSION_ENDED: _("Session terminée à distance"),
        OTHERS_ENDED: _("Autres sessions terminées"),
        PASSWORD_CHANGED: _("Mot de passe changé"),
        RESET_MAILED: _("Mot de passe oublié : lien envoyé par e-mail"),
        RESET_POSTED: _("Mot de passe oublié : lettre envoyée"),
        PASSWORD_RESET: _("Mot de passe oublié : un nouveau a été choisi"),
        ACCOUNT_HELD: _("Compte mis à l’abri : plus rien ne l’ouvre avant un nouveau mot de passe"),
        EVENT_OWNED: _("Activité du compte reconnue : « C’était moi »"),
        EVENT_DISOWNED: _("Activité du compte non reconnue : « Ce n’était pas moi »"),
        FACTOR_ON: _("Second facteur mis en place"),
        FACTOR_OFF: _("Second facteur retiré"),
        FACTOR_CODES: _("Nouveaux codes de secours"),
        PASSKEY_ADDED: _("Clé d’accès ajoutée"),
        PASSKEY_REMOVED: _("Clé d’accès retirée"),
        LANGUAGE_CHOSEN: _("Langue choisie : {langue}"),
        CLOSING_ASKED: _("Fermeture du compte demandée, une fois les commandes remises"),
        CLOSING_CALLED_OFF: _("Fermeture du compte annulée"),
        CLOSED: _("Compte fermé"),
        CHILD_CLOSING_ASKED: _("{parent} demande que le carnet de {enfant} soit fermé"),
        CHILD_CLOSING_CALLED_OFF: _("{parent} ne demande plus que le carnet de {enfant} soit fermé"),
        CHILD_CLOSING_WAITS: _("{parent} demande aussi que le carnet de {enfant} soit fermé, une fois ses commandes remises"),
        CHILD_CLOSING_ANNOUNCED: _("{parent} demande que le carnet de {enfant} soit fermé, pas avant le {jour}"),
        CHILD_CLOSING_OPPOSED: _("{enfant} s’oppose à la fermeture de son carnet"),
        CHILD_CLOSED: _("Carnet de {enfant} fermé, à la demande de ses parents"),
        KEY_BROUGHT_BACK: _("Dossier fermé rouvert par l’exploitant, lettre envoyée"),
        REOPENED: _("Compte rouvert avec une lettre"),
        ALLOWED: _("Accepté"),
        NOT_ALLOWED: _("Refusé"),
        PARENT_LEFT: _("{parent} a fermé son compte"),
        HELP_ASKED: _("Invitation à aider envoyée"),
        HELP_TAKEN_BACK: _("Invitation à aider retirée"),
        HELP_DECLINED: _("Invitation à aider refusée"),
        HELP_STARTED: _("{aidant} peut aider {personne}"),
        HELP_RENEWED: _("{aidant} peut aider {personne} plus longtemps"),
        HELP_ENDED: _("{aidant} n’aide plus {personne}"),
        HELP_LISTENS: _("{aidant} reçoit les nouvelles de {personne}"),
        HELP_DEAF: _("{aidant} ne reçoit plus les nouvelles de {personne}"),
        COMFORT_CHOSEN: _("Apparence choisie"),
        ACCESS_ASKED: _("Un professionnel demande à lire le dossier"),
        ACCESS_ASKED_IN_VAIN: _("Demande de lire le dossier, non transmise : ce professionnel est bloqué ou refusé"),
        ACCESS_ALLOWED: _("Professionnel autorisé à lire le dossier"),
        ACCESS_ALLOWED_UNTIL: _("Professionnel autorisé à lire le dossier jusqu’au {jour}"),
        ACCESS_PROFILE: _("Professionnel autorisé à lire aussi le profil médical"),
        ACCESS_REFUSED: _("Demande d’accès au dossier refusée"),
        ACCESS_WITHDRAWN: _("Accès au dossier retiré"),
        ACCESS_BLOCKED: _("Professionnel bloqué"),
        ACCESS_UNBLOCKED: _("Professionnel débloqué, sans être autorisé"),
        PROFILE_HIDDEN: _("Profil médical masqué"),
        PROFILE_SHOWN: _("Profil médical montré de nouveau"),
        EMERGENCY_OPENED_ALONE: _("Dossier ouvert en urgence pour une heure. La personne seule lit la raison."),
        EMERGENCY_OPENED: _("Dossier ouvert en urgence pour une heure. Raison : {raison}"),
        EMERGENCY_REFUSED: _("Ouverture en urgence refusée"),
        EMERGENCY_DISPUTED: _("Accès en urgence contesté"),
    }
)
