"""The pages by address. Pages are compiled to static files: nothing here is secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.text import _
from rxapp.pages import (
    acces,
    accueil,
    activation,
    agenda,
    aidants,
    connexion,
    demo,
    document,
    dossier,
    emporter,
    exploitant,
    fermeture,
    historique,
    index,
    introuvable,
    messages,
    mesures,
    notifications,
    officine,
    oubli,
    parametres,
    partager,
    partages,
    pharmacie,
    prevention,
    pro,
    pro_envoyer,
    pro_patients,
    pro_urgence,
    proches,
    profil,
    recherche,
    second_facteur,
    vaccinations,
)
from rxapp.state.acces import AccesState
from rxapp.state.accueil import AccueilState
from rxapp.state.activation import ActivationState
from rxapp.state.agenda import AgendaState
from rxapp.state.aidants import AidantsState
from rxapp.state.connexion import ConnexionState
from rxapp.state.demo import DemoState
from rxapp.state.document import DocumentState
from rxapp.state.dossier import DossierState
from rxapp.state.emporter import EmporterState
from rxapp.state.exploitant import ExploitantState
from rxapp.state.fermeture import FermetureState
from rxapp.state.historique import HistoriqueState
from rxapp.state.index import IndexState
from rxapp.state.messages import MessagesState
from rxapp.state.mesures import MesuresState
from rxapp.state.notifications import NotificationsState
from rxapp.state.officine import OfficineState
from rxapp.state.oubli import OubliState
from rxapp.state.parametres import ParametresState
from rxapp.state.partager import PartagerState
from rxapp.state.partages import PartagesState
from rxapp.state.pharmacie import PharmacieState
from rxapp.state.prevention import PreventionState
from rxapp.state.pro import ProState
from rxapp.state.pro_envoyer import ProEnvoyerState
from rxapp.state.pro_patients import ProPatientsState
from rxapp.state.pro_urgence import ProUrgenceState
from rxapp.state.proches import ProchesState
from rxapp.state.profil import ProfilState
from rxapp.state.recherche import RechercheState
from rxapp.state.second_facteur import SecondFacteurState
from rxapp.state.vaccinations import VaccinationsState


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One page: its address, title, function, and what loads it."""

    path: str
    title: Var[str]
    page: Callable[[], rx.Component]
    on_load: Any = None


ROUTES = (
    PageRoute("/", _("Carnet : votre carnet de santé numérique"), index.page, IndexState.open),
    PageRoute("/connexion/code", _("Votre code · Carnet"), connexion.page, ConnexionState.open),
    PageRoute("/mot-de-passe-oublie", _("Mot de passe oublié · Carnet"), oubli.page, OubliState.open),
    PageRoute("/mot-de-passe-oublie/nouveau", _("Mot de passe oublié · Carnet"), oubli.link_page, OubliState.open),
    PageRoute("/mot-de-passe-oublie/lettre", _("Mot de passe oublié · Carnet"), oubli.letter_page, OubliState.open),
    PageRoute("/mot-de-passe-oublie/code", _("Mot de passe oublié · Carnet"), oubli.code_page, OubliState.open),
    PageRoute("/activation", _("Activer un espace · Carnet"), activation.page, ActivationState.open),
    PageRoute("/activation/nouveau", _("Activer un espace · Carnet"), activation.new_letter_page, ActivationState.open),
    PageRoute("/accueil", _("Accueil · Carnet"), accueil.page, AccueilState.open),
    PageRoute("/dossier", _("Dossier · Carnet"), dossier.page, DossierState.open),
    PageRoute("/dossier/[document]", _("Document · Carnet"), document.page, DocumentState.open),
    PageRoute("/dossier/partages", _("Partages · Carnet"), partages.page, PartagesState.open),
    PageRoute("/dossier/partager", _("Partager · Carnet"), partager.page, PartagerState.open),
    PageRoute("/profil", _("Profil · Carnet"), profil.page, ProfilState.open),
    PageRoute("/profil/mesures", _("Mesures · Carnet"), mesures.page, MesuresState.open),
    PageRoute("/profil/vaccinations", _("Vaccinations · Carnet"), vaccinations.page, VaccinationsState.open),
    PageRoute("/agenda", _("Agenda · Carnet"), agenda.page, AgendaState.open),
    PageRoute("/messages", _("Messages · Carnet"), messages.page, MessagesState.open),
    PageRoute("/messages/[conversation]", _("Messages · Carnet"), messages.one_page, MessagesState.open),
    PageRoute("/pharmacie", _("Pharmacie · Carnet"), pharmacie.page, PharmacieState.open),
    PageRoute("/prevention", _("Prévention · Carnet"), prevention.page, PreventionState.open),
    PageRoute("/historique", _("Historique · Carnet"), historique.page, HistoriqueState.open),
    PageRoute("/recherche", _("Rechercher · Carnet"), recherche.page, RechercheState.open),
    PageRoute("/notifications", _("Notifications · Carnet"), notifications.page, NotificationsState.open),
    PageRoute("/officine", _("Officine · Carnet"), officine.page, OfficineState.open),
    PageRoute("/pro", _("Messages · Carnet"), pro.page, ProState.open),
    PageRoute("/pro/envoyer", _("Envoyer un document · Carnet"), pro_envoyer.page, ProEnvoyerState.open),
    PageRoute("/pro/patients", _("Patients · Carnet"), pro_patients.page, ProPatientsState.open),
    PageRoute("/pro/urgence", _("En urgence · Carnet"), pro_urgence.page, ProUrgenceState.open),
    PageRoute("/parametres/acces", _("Accès au dossier · Carnet"), acces.page, AccesState.open),
    PageRoute("/parametres", _("Paramètres · Carnet"), parametres.page, ParametresState.open),
    PageRoute("/parametres/second-facteur", _("Second facteur · Carnet"), second_facteur.page, SecondFacteurState.open),
    PageRoute("/parametres/proches", _("Proches · Carnet"), proches.page, ProchesState.open),
    PageRoute("/parametres/emporter", _("Emporter mon carnet · Carnet"), emporter.page, EmporterState.open),
    PageRoute("/parametres/aidants", _("Aidants · Carnet"), aidants.page, AidantsState.open),
    PageRoute("/parametres/fermer", _("Fermer mon compte · Carnet"), fermeture.page, FermetureState.open),
    PageRoute("/compte-ferme", _("Fermeture du compte · Carnet"), fermeture.closed_page, FermetureState.show_receipt),
    PageRoute("/exploitant", _("Écrire à l’exploitant · Carnet"), exploitant.page, ExploitantState.open),
    PageRoute("/demo", _("Banc d’essai · Carnet"), demo.page, DemoState.open),
)
NOT_FOUND = PageRoute("404", _("Page introuvable · Carnet"), introuvable.page)
"""What any other address shows."""
