"""`/pro/urgence`: opening a record in an emergency, and what it shows for an hour."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link, link_button, submit
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import field, focus_wrong_field
from rxapp.components.icons import icon
from rxapp.components.islands import Turned
from rxapp.components.lists import doc_row, part, turns
from rxapp.components.profil import section_lines
from rxapp.components.text import _
from rxapp.pages.connexion import code_field, key_answers
from rxapp.pages.frame import at_desk
from rxapp.pages.pro_envoyer import traits_boxes
from rxapp.state.pro_urgence import PAGE
from rxapp.state.pro_urgence import ProUrgenceState as State

PATIENTS = "/pro/patients"


def _head() -> rx.Component:
    title = rx.match(
        State.screen,
        ("record", rx.fragment(State.record.name)),
        ("missing", rx.fragment(_("Dossier fermé"))),
        rx.fragment(_("Ouvrir un dossier en urgence")),
    )
    born = rx.el.span(_("Date de naissance : {date}", date=State.record.born_label))
    lead = rx.match(
        State.screen,
        ("record", rx.fragment(born, rx.el.span(_("En urgence")), rx.el.span(State.record.until_label))),
        ("missing", rx.el.span("\u00a0")),
        rx.el.span(_("Quand une personne que vous soignez ne peut pas vous autoriser elle-même.")),
    )
    words = rx.el.p(
        _(
            "Vous lirez pendant une heure son profil médical, ses vaccinations et ses documents, autant que votre profession les "
            "ouvre, sauf ce qu’elle refuse. Elle est prévenue aussitôt, lit votre raison, et peut couper l’accès."
        ),
        class_name="measure",
    )
    purpose = rx.match(State.screen, *((one, rx.fragment()) for one in ("record", "missing", "unfit")), words)
    return layout.page_head(title, rx.el.p(lead, class_name="soft dots"), purpose=purpose)


def _opened() -> rx.Component:
    def one(line: rx.Var) -> rx.Component:
        return doc_row(line.row.name, line.href, meta=(line.row.born_label, line.row.until_label))

    listed = rx.el.ul(rx.foreach(State.opened, one), class_name="rows")
    return rx.cond(State.opened.length() > 0, rx.el.section(rx.el.h2(_("Dossiers ouverts en ce moment")), listed))


def _why() -> rx.Component:
    return field(
        _("Pourquoi, en une phrase"),
        "motif",
        large=True,
        hint=_(
            "La personne la lira, avec votre nom ; avant 18 ans, ses parents aussi, sauf dès 16 ans si elle a son propre compte. "
            "Exemple : inconsciente, amenée par les pompiers."
        ),
        error=State.errors["motif"],
        max_length=500,
    )


def _code() -> rx.Component:
    box = code_field(State.errors["code"], app=State.standing.app, required=False)
    return rx.fragment(box, key_answers(State.standing.key, State.standing.key_answers))


def _form() -> rx.Component:
    alone = (State.words.kind == "error") & (State.errors.length() == 0)
    form = rx.el.form(
        *traits_boxes(),
        _why(),
        _code(),
        rx.cond(alone, notice(State.words.text, kind="error"), rx.fragment()),
        submit(_("Ouvrir pour une heure"), wide=False),
        on_submit=State.enter,
        no_validate=True,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )
    unproven = notice(
        _("L’accès en urgence demande un second facteur."),
        rx.el.p(_("Un code de votre téléphone prouve que c’est bien vous. Il se met en place une fois pour toutes.")),
        rx.el.div(
            link_button(_("Mettre en place le second facteur"), "/parametres/second-facteur", kind="primary"), class_name="row"
        ),
        kind="todo",
    )
    asked = part("urgence", _("La personne"), form)
    return rx.fragment(_opened(), rx.cond(State.standing.on, asked, unproven), focus_wrong_field(State.attempt))


def _unfit() -> rx.Component:
    return notice(
        _("Votre compte n’ouvre pas de dossier en urgence."),
        rx.el.p(_("Ce sont les médecins, les sages-femmes et les infirmiers.")),
    )


def _section(section: rx.Var) -> rx.Component:
    return part(section.code, section.title, section_lines(section))


def _document(line: rx.Var) -> rx.Component:
    row = line.row
    return doc_row(
        row.title,
        line.href,
        meta=(row.act_date_label, row.category_label, row.kind_label, row.author_label),
        thumbnail=rx.cond(row.has_thumbnail, "/api/documents/" + row.id + "?vignette=1", ""),
    )


def _record() -> rx.Component:
    none = empty_state(
        _("Aucun document à lire"), _("Soit le dossier n’en tient pas, soit aucun n’est ouvert à votre profession.")
    )
    documents = rx.el.section(
        rx.el.h2(_("Documents")),
        rx.cond(
            State.record.lines.length() > 0,
            rx.fragment(
                rx.el.p(State.record.total_label, class_name="soft"),
                rx.el.ul(rx.foreach(State.record.lines, _document), class_name="rows"),
            ),
            none,
        ),
        turns(previous="", following=State.record.following, first=State.record.first),
        class_name="record",
    )
    back = link(rx.fragment(icon("arrow-left"), rx.el.span(_("Retour aux urgences"))), PAGE, class_name="way-back")
    said = notice(
        _("Lecture seule, {jusqu_a}.", jusqu_a=State.record.until_label),
        rx.el.p(_("Ce que la personne dit d’elle-même peut être incomplet. Chaque lecture est dans son historique.")),
    )
    silent = rx.el.p(
        _("Rien à lire ici. Soit la personne n’a rien noté, soit rien n’en est ouvert à votre profession."), class_name="soft"
    )
    nothing = part("profil", _("Profil médical"), silent)
    profile = rx.cond(State.record.sections.length() > 0, rx.foreach(State.record.sections, _section), nothing)
    return rx.fragment(back, said, profile, documents)


def _missing() -> rx.Component:
    return empty_state(
        _("Ce dossier n’est plus ouvert"),
        _("L’heure est passée, ou la personne a coupé l’accès."),
        link_button(_("Voir mes patients"), PATIENTS, kind="primary"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    shown = rx.match(
        State.screen,
        ("form", _form()),
        ("unfit", _unfit()),
        ("record", _record()),
        ("missing", _missing()),
        skeleton_lines(8),
    )
    return at_desk(_head(), shown, Turned.create(names=["dossier"]), here=PATIENTS)
