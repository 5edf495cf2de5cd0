"""`/parametres/emporter`: what a copy of everything holds, asking for it, its progress, taking it."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button, submit
from rxapp.components.feedback import notice, progress, skeleton_lines
from rxapp.components.forms import checkbox, focus_on, focus_wrong_field, password
from rxapp.components.lists import chip, chips, part
from rxapp.components.text import _
from rxapp.pages.connexion import code_field, key_answers
from rxapp.pages.frame import back_to_settings, signed_in
from rxapp.state.emporter import EmporterState as State


def _whose() -> rx.Component:
    def one(person: rx.Var) -> rx.Component:
        return chip(person.label, f"/parametres/emporter?personne={person.id}", State.subject == person.id)

    return rx.cond(State.family.length() > 1, chips(_("Dossier à emporter"), rx.foreach(State.family, one)))


def _contents() -> rx.Component:
    held = (
        _("Tous les documents, tels qu’ils sont arrivés, avec leur date, leur titre et leur catégorie."),
        _("Le profil, les vaccinations, les examens et ce que le calendrier prévoit."),
        _("L’agenda, à ouvrir dans un programme de calendrier."),
        _("Les messages avec leurs pièces jointes, et les commandes en pharmacie."),
        _("Qui agit pour qui, les aides avec leur attestation, ce qui est accepté ou refusé."),
        _("L’historique, pour un tableur, et l’empreinte SHA-256 de chaque fichier."),
    )
    return part(
        "contenu",
        _("Ce qu’elle contient"),
        rx.el.ul(*[rx.el.li(point) for point in held], class_name="text bullets"),
        rx.el.p(
            _(
                "Un autre Carnet peut reprendre les documents, le profil médical, les mesures et les vaccinations ; c’est son "
                "exploitant qui le fait. L’agenda s’ajoute depuis « Agenda ». Le reste se lit. Ni les réglages ni les brouillons "
                "n’y sont ; un jeune peut garder des choses pour lui, elles ne sont que dans sa propre copie."
            ),
            class_name="soft",
        ),
    )


def _form() -> rx.Component:
    boxes = rx.fragment(
        rx.el.p(
            _(
                "Nous ne gardons pas ce mot de passe : sans lui, personne ne peut ouvrir la copie. Elle s’ouvre avec un "
                "programme libre à installer, « age » (age-encryption.org), et une commande à taper. Sans protection, elle "
                "s’ouvre d’un double clic."
            ),
            class_name="soft",
        ),
        password(
            _("Mot de passe de la copie"),
            new=True,
            hint=_("Au moins 12 caractères. Quatre mots sans lien entre eux conviennent très bien."),
            error=State.errors["mot_de_passe"],
        ),
        password(_("Encore une fois"), "mot_de_passe_encore", new=True, error=State.errors["mot_de_passe_encore"]),
    )
    return rx.el.form(
        checkbox(_("Protéger la copie par un mot de passe"), "", on_change=State.lock),
        rx.cond(State.locking, boxes),
        rx.el.p(_("Une copie est tout votre carnet : prouvez d’abord que c’est bien vous."), class_name="soft"),
        # Tells password managers whose password this is; it has no name, so it is not sent.
        rx.el.input(type="text", value=State.login, read_only=True, hidden=True, auto_complete="username"),
        password(_("Votre mot de passe"), "mot_de_passe_actuel", error=State.errors["mot_de_passe_actuel"]),
        rx.cond(State.standing.on, _code()),
        submit(_("Préparer la copie"), wide=False),
        on_submit=State.ask(State.subject),
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _code() -> rx.Component:
    box = code_field(State.errors["code"], app=State.standing.app)
    return rx.fragment(box, key_answers(State.standing.key, State.standing.key_answers))


def _begin() -> rx.Component:
    return rx.fragment(
        rx.cond(State.copy.failure, notice(_("La dernière copie n’a pas été faite."), rx.el.p(State.copy.failure), kind="error")),
        _form(),
    )


def _going_on() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _("La copie se prépare : {pour_cent} %", pour_cent=State.copy.percent),
            id="avancement",
            custom_attrs={"data-step": State.copy.percent},
        ),
        progress(_("Préparation de la copie"), State.copy.percent),
        rx.el.p(_("Vous pouvez quitter cette page, mais pas vous déconnecter : la copie s’arrêterait."), class_name="soft"),
        rx.el.div(button(_("Arrêter"), on_click=State.drop(State.copy.id)), class_name="row"),
    )


def _ready() -> rx.Component:
    return rx.fragment(
        notice(
            _("La copie est prête : {poids}, {fichiers} fichiers.", poids=State.copy.size_label, fichiers=State.copy.files),
            rx.el.p(
                _(
                    "Elle est détruite le {date} au plus tard, et dès que cette session se termine : quand vous vous "
                    "déconnectez, ou après 15 minutes sans rien faire. Gardez-la à l’abri une fois téléchargée.",
                    date=State.copy.until_label,
                )
            ),
            kind="done",
        ),
        rx.cond(
            State.copy.missing > 0,
            notice(
                _("Éléments qui y manquent : {n}.", n=State.copy.missing),
                rx.el.p(_("Détruits pendant la préparation, ou illisibles : la première page de la copie le dit.")),
                kind="error",
            ),
        ),
        rx.cond(
            State.copy.locked,
            rx.el.div(
                rx.el.p(
                    _(
                        "Pour l’ouvrir, installez le programme libre « age » (age-encryption.org). Dans un terminal, là où la "
                        "copie est téléchargée, tapez cette commande, puis le nom du fichier :"
                    )
                ),
                rx.el.p(rx.el.code("age -d -o carnet.zip"), class_name="to-copy"),
                class_name="soft",
            ),
        ),
        rx.el.div(
            link_button(_("Télécharger la copie"), f"/api/emporter/{State.copy.id}", kind="primary", native=True, download=True),
            button(_("Détruire la copie"), on_click=State.drop(State.copy.id)),
            class_name="row",
        ),
    )


def _elsewhere() -> rx.Component:
    return rx.fragment(
        notice(
            _("Une copie a été demandée le {date} depuis une autre session.", date=State.copy.begun_label),
            rx.el.p(_("Elle ne se télécharge que de là. Si ce n’est pas vous, détruisez-la et changez de mot de passe.")),
        ),
        rx.el.div(button(_("Détruire la copie"), on_click=State.drop(State.copy.id)), class_name="row"),
    )


def _copy() -> rx.Component:
    standing = rx.cond(
        (State.copy.state == "making") | (State.copy.state == "ready"),
        rx.cond(State.copy.here, rx.cond(State.copy.state == "making", _going_on(), _ready()), _elsewhere()),
        _begin(),
    )
    return part(
        "copie",
        rx.cond(State.subject_label != "", _("Copie du carnet de {nom}", nom=State.subject_label), _("Copie du carnet")),
        rx.cond(State.seen, standing, skeleton_lines(4)),
        focus_wrong_field(State.attempt),
        focus_on(State.changes, "copie"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Emporter mon carnet"),
            _("Une copie de tout, à garder ou à porter ailleurs."),
            purpose=_(
                "Elle se prépare pendant que vous continuez. Elle n’est que pour cette session, et tant que celle-ci est "
                "ouverte : 8 heures au plus, 15 minutes quand vous ne faites rien."
            ),
        ),
        # What stands below comes when what stands above is known: nothing is pushed down.
        rx.cond(State.family.length() > 0, rx.fragment(_whose(), _copy()), skeleton_lines(12)),
        rx.cond(State.seen, rx.fragment(_contents(), back_to_settings())),
        here="/parametres",
    )
