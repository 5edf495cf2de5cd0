"""`/pro/envoyer`: files for somebody's record by identity traits, and what became of those that were sent."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import checkbox, field, focus_wrong_field, select
from rxapp.components.islands import Turned
from rxapp.components.lists import chip, chips, more, part, search_box, tabs, tag
from rxapp.components.text import _
from rxapp.components.uploader import uploader
from rxapp.pages.frame import at_desk
from rxapp.state.pro_envoyer import USUAL
from rxapp.state.pro_envoyer import ProEnvoyerState as State

_FORM = State.asked.view == ""


def _tabs() -> rx.Component:
    sent = rx.cond(State.waiting > 0, _("Mes envois ({n} en attente)", n=State.waiting), _("Mes envois"))
    return tabs(
        _("Envois"),
        [(_("Nouvel envoi"), "/pro/envoyer", _FORM), (rx.fragment(sent), "/pro/envoyer?vue=envois", ~_FORM)],
    )


def _file(one: rx.Var, place: rx.Var) -> rx.Component:
    name = "titre_" + place.to_string()
    return rx.el.li(
        field(_("Titre"), name, default_value=one.title, error=State.errors[name], hint=one.meta, max_length=200),
        button(
            rx.fragment(_("Ne pas envoyer"), rx.el.span(" : ", one.title, class_name="hush")),
            kind="quiet",
            on_click=State.drop(one.id),
        ),
        class_name="line",
        key=one.id,
    )


def _files() -> rx.Component:
    missing = rx.cond(State.errors["fichiers"], notice(State.errors["fichiers"], kind="error"), rx.fragment())
    return part(
        "fichiers",
        _("Les fichiers"),
        uploader("/api/documents?envoi=1", on_done=State.added, aside=_("Choisir des fichiers")),
        missing,
        rx.cond(State.files.length() > 0, rx.el.ul(rx.foreach(State.files, _file), class_name="lines")),
    )


def traits_boxes(known: rx.Var | None = None) -> tuple[rx.Component, ...]:
    """The boxes of identity traits, for each page that names somebody; known: what they start with."""

    def start(name: str) -> dict[str, rx.Var]:
        return {} if known is None else {"default_value": getattr(known, name)}

    errors = State.errors
    plain = {"auto_complete": "off", "spell_check": False, "max_length": 100}
    return (
        field(
            _("Numéro de sécurité sociale"),
            "nir",
            hint=_("15 caractères, clé comprise."),
            error=errors["nir"],
            **plain,
            **start("nir"),
        ),
        field(
            _("Date de naissance"),
            "naissance",
            hint=_("Exemple : 04/09/1979"),
            error=errors["naissance"],
            **plain,
            **start("born"),
        ),
        field(_("Nom de famille"), "nom", error=errors["nom"], **plain, **start("family_name")),
        field(
            _("Prénoms"),
            "prenoms",
            hint=_("Le premier suffit ; pour des jumeaux, c’est lui qui décide."),
            error=errors["prenoms"],
            **plain,
            **start("given_names"),
        ),
    )


def _whom() -> rx.Component:
    words = _(
        "Carnet remet le document si tous ces traits sont ceux d’une même personne. Sinon l’envoi attend, sans que Carnet dise "
        "pourquoi."
    )
    errors = State.errors
    listed = select(
        _("L’un de mes patients"),
        "patient",
        State.patients,
        error=errors["patient"],
        value=State.picked,
        on_change=State.pick,
    )
    return part(
        "personne",
        _("La personne"),
        rx.cond(State.patients.length() > 0, listed),
        rx.el.div(rx.el.p(words, class_name="soft"), *traits_boxes(), class_name="stack", hidden=State.picked != ""),
    )


def _refused() -> rx.Component:
    """What is wrong with the whole, above the button."""
    alone = (State.words.kind == "error") & (State.errors.length() == 0)
    return rx.cond(alone, notice(State.words.text, kind="error"), rx.fragment())


def _what() -> rx.Component:
    errors = State.errors
    return part(
        "document",
        _("Le document"),
        select(_("Catégorie"), "categorie", State.categories, default_value=USUAL, error=errors["categorie"]),
        field(
            _("Date de l’acte"),
            "date",
            default_value=State.today,
            hint=_("Jour, mois, année. Exemple : 26/11/2026"),
            error=errors["date"],
            max_length=20,
            auto_complete="off",
        ),
        rx.el.div(
            checkbox(_("La personne a 16 ou 17 ans et garde ce document pour elle"), "secret", value="oui"),
            rx.el.p(_("Ses parents ne le voient pas et n’en sont pas avertis. Sans effet pour un adulte."), class_name="hint"),
        ),
        rx.el.div(
            checkbox(_("Résultat à annoncer : ne montrer qu’après ma visite"), "annonce", value="oui"),
            rx.el.p(
                _(
                    "Rien n’en paraît dans le dossier, pour personne, avant que vous choisissiez « Montrer maintenant » dans vos "
                    "envois ; au bout de 30 jours, il est remis de lui-même."
                ),
                class_name="hint",
            ),
        ),
        _refused(),
        submit(_("Envoyer"), wide=False),
    )


def _form() -> rx.Component:
    return rx.el.form(
        _files(),
        _whom(),
        _what(),
        on_submit=State.send,
        no_validate=True,
        class_name="stack-wide record",
        key="envoi" + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )


def _row(row: rx.Var) -> rx.Component:
    named = rx.el.span(" : ", row.title, class_name="hush")
    acts = rx.el.div(
        link_button(rx.fragment(_("Corriger"), named), "/pro/envoyer?vue=attente&corriger=" + row.id),
        button(rx.fragment(_("Retirer"), named), kind="quiet", on_click=State.take_back(row.id)),
        class_name="row",
    )
    held = rx.el.div(
        button(rx.fragment(_("Montrer maintenant"), named), on_click=State.show(row.id)),
        button(rx.fragment(_("Retirer"), named), kind="quiet", on_click=State.take_back(row.id)),
        class_name="row",
    )
    kind = rx.match(
        row.state,
        ("held", tag(row.state_label, "soon")),
        ("waiting", tag(row.state_label, "todo")),
        ("refused", tag(row.state_label, "todo")),
        ("coming", tag(row.state_label, "soon")),
        tag(row.state_label),
    )
    title = rx.cond(row.href, link(row.title, row.href), row.title)
    return rx.el.li(
        rx.el.div(
            rx.el.h3(title, " ", kind, rx.cond(row.secret, rx.fragment(" ", tag(_("Gardé secret"))))),
            rx.cond(row.name, rx.el.p(rx.el.span(row.name), rx.el.span(row.born_label), class_name="dots"), rx.fragment()),
            rx.el.p(
                rx.el.span(row.category_label),
                rx.el.span(row.act_date_label),
                rx.el.span(row.sent_label),
                class_name="doc-meta dots",
            ),
            rx.cond(row.sentence, rx.el.p(row.sentence), rx.fragment()),
            class_name="stack-small",
        ),
        rx.match(row.state, ("waiting", acts), ("held", held), rx.fragment()),
        class_name="line",
        key=row.id,
    )


def _tools() -> rx.Component:
    view = State.asked.view
    return rx.el.div(
        search_box(_("Chercher dans mes envois")),
        chips(
            _("Mes envois"),
            chip(_("Tous"), State.ways.everything, view == "envois"),
            chip(_("À annoncer"), State.ways.held, view == "annoncer"),
            chip(_("En attente"), State.ways.waiting, view == "attente"),
            chip(_("Remis au dossier"), State.ways.delivered, view == "remis"),
            chip(_("Non remis"), State.ways.refused, view == "refuses"),
        ),
        class_name="tools",
    )


def _list() -> rx.Component:
    none = empty_state(
        _("Rien n’a encore été envoyé"),
        _("Ce que vous envoyez reste ici un an, avec ce qu’il en est advenu."),
        link_button(_("Envoyer un document"), "/pro/envoyer", kind="primary"),
    )
    nothing = empty_state(
        _("Aucun envoi ne correspond"),
        _("Cherchez un nom ou un mot du titre."),
        link_button(_("Voir tous les envois"), "/pro/envoyer?vue=envois"),
    )
    return rx.el.section(
        rx.el.h2(_("Mes envois"), class_name="hush"),
        _tools(),
        rx.cond(
            State.rows.length() > 0,
            rx.el.ul(rx.foreach(State.rows, _row), class_name="lines"),
            rx.cond(State.whole > 0, nothing, none),
        ),
        rx.cond(State.ways.first != "", rx.el.p(link(_("Revenir au début"), State.ways.first, class_name="alone"))),
        rx.cond(State.ways.following != "", rx.el.div(more(href=State.ways.following), class_name="more")),
        class_name="record",
    )


def _amend() -> rx.Component:
    form = rx.el.form(
        *traits_boxes(State.typed),
        _refused(),
        rx.el.div(
            submit(_("Envoyer de nouveau"), wide=False),
            link_button(_("Abandonner"), State.ways.back, kind="quiet"),
            class_name="row",
        ),
        on_submit=State.amend(State.asked.amending),
        no_validate=True,
        class_name="stack",
        key=State.asked.amending + State.typed.family_name,
        custom_attrs={"noValidate": True},
    )
    return part(
        "corriger",
        _("Corriger les traits"),
        rx.el.p(
            _("Relisez la carte Vitale ou la pièce d’identité : un seul trait différent suffit à faire attendre."),
            class_name="soft",
        ),
        form,
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    amending = (State.asked.amending != "") & (State.typed.family_name != "")
    listed = rx.cond(State.listed, rx.cond(amending, _amend(), _list()), skeleton_lines(8))
    return at_desk(
        layout.page_head(
            _("Envoyer un document"), purpose=_("Un compte rendu, un résultat, une ordonnance : dans le dossier de la personne.")
        ),
        _tabs(),
        rx.cond(_FORM, _form(), listed),
        focus_wrong_field(State.attempt),
        Turned.create(names=["vue", "corriger"]),
        here="/pro/envoyer",
    )
