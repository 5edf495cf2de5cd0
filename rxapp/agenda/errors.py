"""What the agenda answers when it says no, in French; English is in ``locales/en/agenda.po``."""

from __future__ import annotations

from rxapp.core.errors import declare
from rxapp.core.i18n import _

declare(
    {
        # what is typed
        "rendezvous.titre_vide": _("Dites de quel rendez-vous il s’agit, ou avec qui."),
        "rendezvous.texte_long": _("C’est trop long : {maximum} caractères au plus."),
        "rendezvous.jour_vide": _("Indiquez le jour du rendez-vous."),
        "rendezvous.jour_forme": _("Cette date n’existe pas. Écrivez-la comme 26/11/2026."),
        "rendezvous.jour_loin": _("Donnez une date entre 1900 et 2100."),
        "rendezvous.heure_vide": _("Indiquez l’heure, ou choisissez « Toute la journée »."),
        "rendezvous.heure_forme": _("Cette heure n’existe pas. Écrivez-la comme 9 h 30."),
        "rendezvous.heure_sautee": _("Cette nuit-là, les horloges avancent : cette heure n’existe pas. Choisissez-en une autre."),
        "rendezvous.fin_avant": _("La fin vient avant le début."),
        "rendezvous.trop_long": _("Un rendez-vous dure un an au plus."),
        "rendezvous.fuseau": _("Ce fuseau horaire est inconnu. Choisissez-en un dans la liste."),
        "rendezvous.rythme": _("Ce rythme n’existe pas. Choisissez-en un dans la liste."),
        "rendezvous.intervalle": _("Écrivez un nombre entier de 1 à {maximum}."),
        "rendezvous.fin_double": _("Donnez une date de fin ou un nombre de fois, pas les deux."),
        "rendezvous.fin_serie": _("La série finirait avant de commencer."),
        "rendezvous.documents": _("Un document à apporter ne fait plus partie de ce dossier. Choisissez-le de nouveau."),
        "rendezvous.trop_de_documents": _("{maximum} documents au plus par rendez-vous."),
        "rendezvous.secret": _("De 16 à 18 ans seulement, on garde pour soi un de ses propres rendez-vous."),
        # what cannot be done
        "rendezvous.perime": _(
            "Ce rendez-vous a été modifié ailleurs entre-temps. Rechargez la page pour voir la dernière version, puis "
            "recommencez."
        ),
        "rendezvous.occurrence": _("Ce rendez-vous ne fait plus partie de la série. Rechargez la page."),
        "rendezvous.annule": _("Ce rendez-vous est déjà annulé."),
        "rendezvous.serie_complexe": _(
            "Cette série suit une règle que Carnet ne sait pas décaler à un autre jour. Changez l’heure, déplacez un "
            "rendez-vous à la fois, ou choisissez un nouveau rythme."
        ),
        "rendezvous.trop": _(
            "L’agenda d’une personne garde {maximum} rendez-vous et séries au plus. Annulez-en, puis recommencez."
        ),
        "rendezvous.trop_de_series": _("Un agenda garde {maximum} séries au plus. Annulez-en une, puis recommencez."),
        # addresses
        "calendrier.trop": _("{maximum} adresses de calendrier au plus. Révoquez-en une, puis recommencez."),
        "calendrier.patienter": _("Trop de lectures depuis ce réseau. Réessayez dans {attente}."),
        # calendar files, as a whole
        "ics.vide": _("Ce fichier est vide."),
        "ics.trop_lourd": _("Ce fichier est trop lourd pour un calendrier : 2 Mo au plus."),
        "ics.taille_inconnue": _("La taille du fichier n’a pas été annoncée. Recommencez depuis la page Agenda."),
        "ics.pas_un_calendrier": _(
            "Ce n’est pas un fichier de calendrier. Choisissez un fichier « .ics », par exemple celui joint à une confirmation."
        ),
        "ics.trop_de_rendezvous": _(
            "Ce fichier contient plus de {maximum} rendez-vous. Exportez une période plus courte, puis recommencez."
        ),
        "ics.illisible": _(
            "Ce fichier de calendrier est abîmé : Carnet n’arrive pas à le lire. Redemandez-le à qui vous l’a envoyé."
        ),
        "ics.trop_complexe": _(
            "Ce fichier demande trop de travail pour être lu sans risque : il est refusé. Exportez une période plus courte."
        ),
        "ics.sans_rendezvous": _("Ce calendrier ne contient aucun rendez-vous."),
        "ics.expire": _("Trop de temps a passé : choisissez de nouveau le fichier."),
        # one appointment of a file
        "ics.sans_date": _("Sa date manque ou n’existe pas."),
        "ics.date_loin": _("Sa date n’est pas entre 1900 et 2100."),
        "ics.trop_frequent": _("Il se répète plus d’une fois par jour."),
        "ics.trop_de_fois": _("Il se répète plus de {maximum} fois."),
        "ics.regle": _("La règle de sa répétition n’est pas comprise."),
        "ics.sans_fin": _("La règle de sa répétition ne tombe jamais sur un jour, ou demande trop de calculs."),
        "ics.trop_d_exceptions": _("Sa série a plus de {maximum} exceptions."),
        "ics.rien_a_annuler": _("Il annule un rendez-vous qui n’est pas dans l’agenda."),
        "ics.plus_ancien": _("L’agenda a déjà une version plus récente."),
        "ics.plus_ancien_annule": _("Ce rendez-vous a été annulé depuis : cette version est plus ancienne que l’annulation."),
        # what to know of an appointment that is taken
        "ics.remarque.fuseau_absent": _("Sans fuseau horaire : l’heure est lue comme celle de Paris."),
        "ics.remarque.fuseau_inconnu": _("Fuseau horaire inconnu (« {fuseau} ») : l’heure est lue comme celle de Paris."),
        "ics.remarque.fuseau_converti": _(
            "Fuseau horaire propre au fichier (« {fuseau} ») : l’heure est convertie en heure de Paris."
        ),
        "ics.remarque.pieces": _("Les pièces jointes ne sont pas reprises."),
        "ics.remarque.rappels": _("Les rappels du fichier ne sont pas repris : Carnet a les siens."),
        "ics.remarque.fin_ignoree": _("Sa fin vient avant son début : elle est ignorée."),
        "ics.remarque.coupe": _("Un texte trop long est coupé."),
        "ics.remarque.encodage": _("Ce fichier n’est pas en UTF-8 : vérifiez les accents."),
        "ics.remarque.modifie_ici": _("Vous l’avez modifié dans Carnet depuis : l’importer remplace vos changements."),
        "ics.remarque.annule_ici": _("Vous l’avez annulé dans Carnet : le reprendre le remet dans l’agenda."),
        "ics.remarque.autres": _("Les tâches et les autres éléments du fichier ne sont pas repris."),
        "ics.remarque.sans_identifiant": _("Sans identifiant : Carnet ne le reconnaîtra pas s’il revient changé."),
    }
)
