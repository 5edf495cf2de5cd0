"""`/profil/vaccinations`: the doses that were given, and the form that notes one."""

from __future__ import annotations

from functools import reduce
from operator import or_

import reflex as rx

from rxapp.components import layout
from rxapp.components import vaccinations as parts
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.feedback import empty_state, notice, skeleton_lines, undo_bar
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field, select
from rxapp.components.lists import part, turns
from rxapp.components.profil_tabs import profil_tabs
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.state.vaccinations import PAGE
from rxapp.state.vaccinations import VaccinationsState as State
from rxapp.state.vaccinations_form import LONGEST_NOTE

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _what() -> rx.Component:
    """The vaccine and its day: all that most people need."""
    return rx.fragment(
        rx.el.datalist(rx.foreach(State.names, lambda name: rx.el.option(value=name)), id="vaccins"),
        field(
            _("Vaccin"),
            "vaccin",
            hint=_("Le nom sur la boîte, l’ordonnance ou le carnet papier."),
            error=State.errors["vaccin"],
            required=False,
            default_value=State.form.product,
            max_length=200,
            auto_complete="off",
            list="vaccins",
        ),
        rx.el.details(
            rx.el.summary(_("Le nom n’est pas dans la liste, ou pas connu")),
            parts.ticks(_("Contre quoi il protège"), State.diseases, "maladie", id="maladies", error=State.errors["maladies"]),
            open=State.errors["maladies"].bool(),
        ),
        field(
            _("Date"),
            "jour",
            hint=_("Exemple : 26/11/2026"),
            error=State.errors["jour"],
            default_value=State.form.day,
            max_length=40,
            auto_complete="off",
        ),
    )


def _box(label: rx.Var, name: str, value: rx.Var, hint: rx.Var | None = None, **props: object) -> rx.Component:
    """A box that may stay empty."""
    error = State.errors[name]
    return field(label, name, hint=hint, error=error, required=False, default_value=value, auto_complete="off", **props)


def _more() -> rx.Component:
    """What a certificate shows beside, as far as one has it."""
    proof = select(
        _("Preuve"),
        "document",
        State.papers,
        hint=_("Un document rangé dans « Vaccination »."),
        default_value=State.form.document,
    )
    wrong = [State.errors[name].bool() for name in ("lot", "dose", "par", "lieu", "note")]
    return rx.el.details(
        rx.el.summary(_("Lot, qui l’a fait, une note, une preuve")),
        rx.el.div(
            _box(_("Numéro de lot"), "lot", State.form.lot, _("Il est sur l’étiquette collée au carnet."), max_length=200),
            _box(_("Numéro de la dose"), "dose", State.form.dose, _("Vide : l’ordre des dates le dit."), max_length=200),
            _box(_("Fait par"), "par", State.form.giver, max_length=200),
            _box(_("Lieu"), "lieu", State.form.place, max_length=200),
            _box(_("Note"), "note", State.form.note, large=True, max_length=LONGEST_NOTE),
            rx.cond(State.papers.length() > 1, proof),
            rx.cond(State.may_hide & (State.editing == ""), _secret()),
            class_name="stack",
        ),
        open=reduce(or_, wrong, State.editing != ""),
    )


def _secret() -> rx.Component:
    return rx.el.div(
        checkbox(_("Garder pour moi"), "secret", value="oui"),
        rx.el.p(_("Vos parents ne le verront nulle part : ni dans la liste, ni dans l’historique."), class_name="hint"),
    )


def _form() -> rx.Component:
    lines = parts.numbered_ticks(
        _("Dans le calendrier, compte pour"), State.lines, "ligne", id="compte", error=State.errors["compte"]
    )
    return rx.el.section(
        rx.el.h2(
            rx.cond(State.editing != "", _("Compléter ou corriger une vaccination"), _("Noter une vaccination")),
            id="noter",
            tab_index=-1,
        ),
        rx.cond(State.editing != "", rx.el.p(State.edited_label, class_name="soft")),
        rx.cond(State.problem != "", notice(State.problem, kind="error")),
        rx.el.form(
            _what(),
            rx.cond(State.lines.length() > 0, lines),
            _more(),
            rx.el.div(
                submit(rx.cond(State.doubted, _("Oui, enregistrer"), _("Enregistrer")), wide=False),
                rx.cond(State.editing != "", button(_("Abandonner"), on_click=State.give_up)),
                class_name="row",
            ),
            on_submit=State.save(State.shown_for + "/" + State.editing),
            class_name="stack measure",
            key=State.opened.to_string(),
            custom_attrs={"noValidate": True},
        ),
        focus_wrong_field(State.attempt),
        focus_on(State.editing, "noter"),
        class_name="stack",
    )


def _to_show() -> rx.Component:
    """The statement to print, in the reader's language and in the other one."""

    def sheet(words: rx.Var, language: str, said: str) -> rx.Component:
        href = f"/api/profil/vaccinations.pdf?langue={language}&personne=" + State.subject
        return link_button(words, href, icon_name="download", native=True, custom_attrs={"hrefLang": language, "download": said})

    return part(
        "imprimer",
        _("À imprimer, à montrer"),
        rx.el.p(
            _("Chaque dose sous chaque maladie. C’est ce que vous avez noté, pas un certificat officiel."), class_name="soft"
        ),
        rx.el.div(
            sheet(_("Relevé en français"), "fr", "vaccinations.pdf"),
            sheet(_("Relevé en anglais"), "en", "vaccinations-statement.pdf"),
            class_name="row",
        ),
    )


def _list() -> rx.Component:
    rows = rx.fragment(
        rx.el.ul(rx.foreach(State.rows, lambda one: parts.row(one, State.edit, State.remove)), class_name="lines record"),
        rx.cond((State.following != "") | (State.first != ""), turns(previous="", following=State.following, first=State.first)),
    )
    nothing = empty_state(
        _("Aucune vaccination notée"),
        _("Prenez le carnet papier, et notez les plus récentes d’abord : le calendrier se met à jour avec elles."),
    )
    return rx.el.section(
        rx.el.h2(_("Vaccinations notées"), id="liste", tab_index=-1),
        rx.cond(State.rows.length() > 0, rx.fragment(rx.el.p(State.total_label, class_name="soft"), rows), nothing),
        focus_on(State.saved, "liste"),
        class_name="stack",
    )


def page() -> rx.Component:
    """The vaccination record."""
    return signed_in(
        layout.page_head(
            _("Vaccinations"),
            State.subject_label,
            purpose=rx.el.p(
                _("Les vaccins reçus, avec leur lot et leur date."),
                " ",
                link(_("Voir ceux qui viennent"), "/agenda?vue=prevoir&personne=" + State.subject),
                class_name="measure",
            ),
        ),
        profil_tabs(PAGE),
        rx.cond(_LOADED, rx.el.div(_form(), _list(), _to_show(), class_name="stack stack-wide"), skeleton_lines(8)),
        here=PAGE,
        undo=undo_bar(
            State.undo_text,
            on_undo=State.undo,
            on_expire=State.too_late,
            seconds=State.undo_seconds,
            what=State.undo_key,
            label=_("Annuler"),
        ),
    )
