"""`/profil`: what a person says of their health, part by part."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components import profil as parts
from rxapp.components.buttons import button
from rxapp.components.feedback import notice, skeleton_lines, undo_bar
from rxapp.components.profil import Acts
from rxapp.components.profil_tabs import profil_tabs
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.pages.profil_dialogs import dialogs
from rxapp.state.profil import ProfilState as State

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _profile() -> rx.Component:
    acts = Acts(State.add, State.set_none, State.edit, State.read_versions, State.remove, State.keep, State.show)
    start = notice(
        _("Commencez par ce qui compte en urgence : traitements, allergies, personnes à prévenir."),
        rx.el.p(_("Le reste peut attendre. Tout est libre, et chiffré.")),
    )
    return rx.el.div(
        rx.cond(State.empty, start),
        parts.contents(State.parts),
        rx.foreach(State.parts, lambda one: parts.part_section(one, acts)),
        class_name="stack stack-wide record",
    )


def page() -> rx.Component:
    """The medical profile."""
    printing = button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""})
    return signed_in(
        layout.page_head(
            _("Profil"),
            State.subject_label,
            printing,
            purpose=_("Ce que vous dites de votre santé, pour l’avoir sous la main et le montrer à qui vous soigne."),
        ),
        profil_tabs("/profil"),
        rx.cond(_LOADED, _profile(), skeleton_lines(8)),
        dialogs(),
        here="/profil",
        undo=undo_bar(
            State.undo_text,
            on_undo=State.undo,
            on_expire=State.too_late,
            seconds=State.undo_seconds,
            what=State.undo_key,
            label=_("Annuler"),
        ),
    )
