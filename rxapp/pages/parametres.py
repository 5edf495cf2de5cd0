"""`/parametres`: account, appearance, password, sessions; the same page for every role."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.feedback import notice, skeleton_facts, skeleton_lines
from rxapp.components.forms import choice, focus_on, focus_wrong_field, native_form, password
from rxapp.components.islands import Chosen, Settled
from rxapp.components.lists import facts, folded, part, tag
from rxapp.components.operator import reach
from rxapp.components.text import Text, _
from rxapp.pages.frame import signed_in
from rxapp.pages.parametres_notices import notices
from rxapp.pages.parametres_rights import refusals
from rxapp.pages.parametres_safety import events_part, second_factor_part
from rxapp.pages.prevention_settings import messages_part
from rxapp.state.parametres import ParametresState as State
from rxapp.state.prevention_settings import PreventionSettingsState as MessagesState
from rxapp.state.rights import RightsState

BACK = "/parametres#apparence"


_PATIENT = (State.role == "patient") | (State.role == "")
"""As long as it is not known who reads, too."""
EVERYBODY, PATIENTS, TOLD = "", "patient", "told"
_PLACES = (
    (_("Mon compte"), "#compte", EVERYBODY),
    (_("Notifications"), "#notifications", TOLD),
    (_("Messages de prévention"), "#messages-prevention", PATIENTS),
    (_("Ce que je refuse"), "#refus", PATIENTS),
    (_("Apparence"), "#apparence", EVERYBODY),
    (_("Mot de passe"), "#mot-de-passe", EVERYBODY),
    (_("Second facteur"), "#second-facteur", EVERYBODY),
    (_("Sessions"), "#sessions", EVERYBODY),
    (_("Activité récente"), "#activite", EVERYBODY),
)
"""What the index leads to: words, address, who has it."""
_PAGES = (
    (_("Accès au dossier"), "/parametres/acces", _("Quels professionnels le lisent, jusqu’à quand.")),
    (_("Proches"), "/parametres/proches", _("Qui agit pour qui, et jusqu’à quand.")),
    (_("Aidants"), "/parametres/aidants", _("Entre adultes : laisser quelqu’un agir pour vous, ou l’aider.")),
    (_("Emporter mon carnet"), "/parametres/emporter", _("Une copie de tout, dans un fichier.")),
)
_CLOSING = (
    _("Fermer mon compte"),
    "/parametres/fermer",
    rx.cond(
        State.closing_label,
        _("Demandée : au plus tard le {date}.", date=State.closing_label),
        _("À tout moment dès 18 ans, sans donner de raison."),
    ),
)
"""The pages of a patient's settings: words, address, and what one finds there in a line."""
_CLASS = {EVERYBODY: "", PATIENTS: "of-patients", TOLD: "of-told"}
"""So that what leaves once the role is known was never shown."""


def _pages() -> rx.Component:
    """The other pages of the settings, the whole row leading there."""

    def one(title: Text, where: str, said: Text | rx.Var) -> rx.Component:
        words = rx.el.div(link(title, where, class_name="doc-title"), rx.el.p(said, class_name="doc-meta"))
        return rx.el.li(words, class_name="doc-row order-row")

    listed = rx.el.ul(*(one(*page) for page in (*_PAGES, _CLOSING)))
    return rx.cond(_PATIENT, rx.el.nav(listed, class_name="of-patients", custom_attrs={"aria-label": _("Autres réglages")}))


def _index() -> rx.Component:
    """Where everything is: the page is long, on a phone above all."""
    whose = {PATIENTS: _PATIENT, TOLD: State.role != "operator"}
    places = ((rx.el.li(link_button(words, where, kind="quiet"), class_name=_CLASS[who]), who) for words, where, who in _PLACES)
    rows = [place if who == EVERYBODY else rx.cond(whose[who], place) for place, who in places]
    return rx.el.nav(rx.el.ul(*rows, class_name="index quiet-start"), custom_attrs={"aria-label": _("Sur cette page")})


def _role_words() -> rx.Var:
    return rx.match(
        State.account.role,
        ("patient", _("Patient")),
        ("professional", _("Professionnel de santé")),
        ("pharmacy", _("Pharmacie")),
        ("establishment", _("Établissement de santé")),
        ("operator", _("Exploitant")),
        "",
    )


def _account() -> rx.Component:
    lines = facts(
        (_("Nom"), State.account.name),
        (_("Compte"), _role_words()),
        (_("Identifiant"), State.account.login),
        (_("Adresse e-mail"), rx.cond(State.account.email, State.account.email, _("Aucune"))),
        (_("Ouvert le"), State.account.opened_label),
    )
    return part("compte", _("Mon compte"), rx.cond(State.account.login, lines, skeleton_facts(5)))


def _appearance() -> rx.Component:
    themes = [("auto", _("Auto"), ""), ("clair", _("Clair"), ""), ("sombre", _("Sombre"), "")]
    sizes = [("normale", _("Normale"), ""), ("grande", _("Grande"), ""), ("tres-grande", _("Très grande"), "")]
    contrasts = [("normal", _("Normal"), ""), ("fort", _("Fort"), "")]
    motions = [("auto", _("Auto"), ""), ("reduit", _("Réduits"), "")]
    readings = [("normale", _("Complète"), ""), ("simple", _("Simplifiée"), "")]
    languages = [("fr", "Français", "fr"), ("en", "English", "en")]
    looks = (
        (_("Thème"), "theme", themes),
        (_("Taille du texte"), "taille", sizes),
        (_("Contraste"), "contraste", contrasts),
        (_("Mouvements"), "mouvement", motions),
        (_("Lecture"), "lecture", readings),
    )
    return part(
        "apparence",
        _("Apparence"),
        *(
            rx.fragment(rx.el.h3(label), choice(label, name, options, action="/theme", back=BACK))
            for label, name, options in looks
        ),
        rx.el.h3(_("Langue")),
        choice(_("Langue"), "langue", languages, action="/langue", back=BACK),
        rx.el.p(
            _(
                "« Auto » suit le réglage de l’appareil. La lecture simplifiée met tout sur une colonne, espace les lignes, "
                "cache les images et les filtres, et donne la frise en liste. Ces choix vous suivent sur vos autres appareils, à "
                "la connexion ; la langue vaut aussi pour vos lettres et vos e-mails."
            ),
            class_name="soft",
        ),
        Chosen.create(),
    )


def _password() -> rx.Component:
    form = rx.el.form(
        # Tells password managers whose password this is; it has no name, so it is not sent.
        rx.el.input(type="text", value=State.account.login, read_only=True, hidden=True, auto_complete="username"),
        password(_("Mot de passe actuel"), "mot_de_passe_actuel", error=State.errors["mot_de_passe_actuel"]),
        password(
            _("Nouveau mot de passe"),
            new=True,
            hint=_("Au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."),
            error=State.errors["mot_de_passe"],
        ),
        submit(_("Changer le mot de passe"), wide=False),
        on_submit=State.change_password,
        no_validate=True,
        class_name="stack",
        # A changed password empties the boxes; a refused one leaves them as typed.
        key=State.changes.to_string(),
        custom_attrs={"noValidate": True},
    )
    return part(
        "mot-de-passe",
        _("Mot de passe"),
        rx.el.p(_("Le changer termine toutes vos autres sessions."), class_name="soft"),
        rx.cond(
            State.account.password_label,
            rx.el.p(_("Dernier changement : {date}", date=State.account.password_label), class_name="soft"),
        ),
        form,
        focus_wrong_field(State.attempt),
        focus_on(State.changes, "mot-de-passe"),
    )


def _session(session: rx.Var) -> rx.Component:
    end = button(
        _("Terminer"),
        on_click=State.end_session(session.id),
        custom_attrs={
            "aria-label": _(
                "Terminer la session {device} ouverte le {date}", device=session.device_label, date=session.started_label
            )
        },
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(session.device_label)),
            rx.el.p(
                rx.el.span(_("Ouverte le {date}", date=session.started_label)),
                rx.el.span(_("Vue le {date}", date=session.last_seen_label)),
                rx.el.span(_("Lieu : {place}", place=session.place_label)),
                class_name="doc-meta",
            ),
        ),
        rx.cond(session.is_current, tag(_("Cette session")), end),
    )


def _sessions() -> rx.Component:
    first = 3
    listed = folded(State.sessions, _session, first, _("Les autres sessions ({n})", n=State.sessions.length() - first))
    return part(
        "sessions",
        _("Sessions"),
        rx.el.p(
            _("Les appareils où votre compte est ouvert. Terminez une session que vous ne reconnaissez pas."),
            class_name="soft",
        ),
        rx.cond(State.sessions.length() > 0, listed, skeleton_lines(2)),
        rx.cond(
            State.others > 0,
            button(_("Terminer toutes les autres sessions"), on_click=State.end_others),
            rx.cond(State.sessions.length() > 0, rx.el.p(_("Aucune autre session n’est ouverte."), class_name="soft")),
        ),
        focus_on(State.endings, "sessions"),
    )


def _closing() -> rx.Component:
    """Who closes an account that is no patient's."""
    staff = part(
        "fermeture",
        _("Fermer mon compte"),
        rx.el.p(_("C’est l’exploitant de ce Carnet qui ferme les comptes comme le vôtre : écrivez-lui."), class_name="soft"),
        reach(State.operator),
    )
    return rx.cond(_PATIENT, rx.fragment(), staff)


def _sign_out() -> rx.Component:
    return part(
        "deconnexion",
        _("Se déconnecter"),
        rx.el.p(_("Ferme cette session dans tous les onglets et efface ce que ce navigateur en a gardé."), class_name="soft"),
        native_form(button(_("Se déconnecter"), type="submit", icon_name="log-out"), action="/session/fin"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(_("Paramètres"), _("Votre compte et cet appareil.")),
        rx.cond(
            State.turned_away,
            notice(
                rx.cond(
                    State.from_counter,
                    _("La page demandée est réservée aux pharmacies."),
                    rx.cond(
                        State.from_desk,
                        _("La page demandée est réservée aux professionnels et aux établissements."),
                        _("La page demandée est réservée aux patients."),
                    ),
                ),
                rx.el.p(_("Voici les réglages de votre compte.")),
                rx.cond(State.role == "pharmacy", rx.el.p(link(_("Revenir aux commandes du comptoir"), "/officine"))),
            ),
        ),
        _pages(),
        _index(),
        _account(),
        notices(),
        rx.cond(_PATIENT, rx.el.div(messages_part(), class_name="of-patients")),
        rx.cond(_PATIENT, rx.el.div(refusals(), class_name="of-patients")),
        _appearance(),
        _password(),
        second_factor_part(),
        _sessions(),
        events_part(),
        _sign_out(),
        _closing(),
        Settled.create(when=f"{State.account.login} {RightsState.rights.length()} {MessagesState.receiving.length()}"),
        here="/parametres",
        everyone=True,
    )
