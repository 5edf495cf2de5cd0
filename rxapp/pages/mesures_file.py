"""Measures from a spreadsheet, on `/profil/mesures`: the file, what it holds, and only then what is kept."""

from __future__ import annotations

import reflex as rx

from rxapp.components import measures as parts
from rxapp.components.buttons import button, submit
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field, text_file
from rxapp.components.text import _
from rxapp.state.mesures import MesuresState
from rxapp.state.mesures_file import MOST_TEXT
from rxapp.state.mesures_file import MesuresFileState as State


def from_file() -> rx.Component:
    """The form, and what the file holds once it was read."""
    shown = (State.preview_for != "") & (State.preview_for == State.subject)
    return rx.el.div(
        rx.el.details(
            rx.el.summary(_("Ajouter des mesures d’un fichier")),
            _form(),
        ),
        rx.cond(shown, _preview()),
        focus_on(State.read_at, "fichier"),
        class_name="stack",
    )


def _form() -> rx.Component:
    return rx.el.form(
        field(
            _("Lignes du tableur"),
            "texte",
            hint=_(
                "La première ligne nomme les colonnes : Mesure, Date, Heure, Valeur, Seconde valeur, Unité, Note. "
                "Le fichier téléchargé ici en est un modèle."
            ),
            error=State.errors["texte"],
            large=True,
            max_length=MOST_TEXT,
            auto_complete="off",
            spell_check=False,
        ),
        rx.el.div(
            submit(_("Voir ce qui sera pris"), wide=False),
            text_file(_("Choisir le fichier"), "texte", most=MOST_TEXT),
            class_name="row",
        ),
        focus_wrong_field(State.tried),
        on_submit=State.read(MesuresState.shown_for),
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _preview() -> rx.Component:
    preview = State.preview
    taking = rx.el.form(
        rx.cond(preview.unusual != "", checkbox(preview.unusual, "inhabituelles", value="oui")),
        rx.el.div(
            submit(_("Enregistrer ces mesures"), wide=False),
            button(_("Abandonner"), on_click=State.drop),
            class_name="row",
        ),
        on_submit=State.take,
        class_name="stack",
    )
    return rx.el.section(
        rx.el.h3(preview.counted, id="fichier", tab_index=-1),
        rx.cond(preview.usual + preview.doubtful > 0, taking, button(_("Fermer"), on_click=State.drop)),
        parts.file_lines(preview.lines),
        rx.cond(preview.more != "", rx.el.p(preview.more, class_name="soft")),
        class_name="stack",
    )
