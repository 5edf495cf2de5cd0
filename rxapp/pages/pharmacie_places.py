"""Pharmacies on `/pharmacie`: choose one for a prescription, another one after a refusal, or say which are one's own."""

from __future__ import annotations

import reflex as rx

from rxapp.components import pharmacy as parts
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import dialog, empty_state
from rxapp.components.lists import more, search_box
from rxapp.components.text import _
from rxapp.state.pharmacie import PharmacieState as State
from rxapp.state.pharmacie_places import PharmaciePlacesState as Places


def _act(place: rx.Var) -> rx.Component:
    """What choosing a pharmacy does on this screen."""
    row = place.row
    keep = button(
        parts.named(_("Ajouter aux miennes"), row.name), kind="quiet", on_click=Places.choose(Places.found_for, row.id, False)
    )
    usual = button(parts.named(_("En faire l’habituelle"), row.name), on_click=Places.choose(Places.found_for, row.id, True))
    forget = button(
        parts.named(_("Retirer des miennes"), row.name), kind="quiet", on_click=Places.forget(Places.found_for, row.id)
    )
    own = rx.fragment(
        rx.cond(place.usual, rx.fragment(), usual),
        rx.cond(place.favourite, forget, keep),
    )
    return rx.match(
        State.screen,
        ("place", link_button(parts.named(_("Choisir"), row.name), place.href, kind="primary")),
        (
            "elsewhere",
            button(parts.named(_("Envoyer ici"), row.name), kind="primary", on_click=Places.send_there(Places.elsewhere, row.id)),
        ),
        rx.cond(State.helping, rx.fragment(), own),
    )


def _rows(places: rx.Var) -> rx.Component:
    return rx.el.ul(rx.foreach(places, lambda place: parts.place_row(place, _act(place))), class_name="places")


def found() -> rx.Component:
    """One's own pharmacies, then those that are found."""
    nobody = empty_state(
        _("Aucune pharmacie ne correspond"),
        _("Essayez un autre nom, une autre ville, ou le code postal d’à côté."),
    )
    mine = rx.el.section(rx.el.h2(_("Vos pharmacies")), _rows(Places.mine), class_name="stack")
    others = rx.el.section(
        rx.el.h2(rx.cond(Places.near != "", _("De la plus proche à la plus loin"), _("Pharmacies"))),
        _rows(Places.others),
        rx.cond(Places.following != "", rx.el.div(more(href=Places.following), class_name="more")),
        class_name="stack",
    )
    return rx.el.div(
        rx.el.div(search_box(_("Nom ou ville")), parts.postcode_box(), class_name="tools place-tools"),
        rx.cond(
            Places.place_unknown,
            rx.el.p(_("Aucune pharmacie connue à ce code postal : les distances ne peuvent pas être dites."), role="status"),
        ),
        rx.cond(Places.mine.length() > 0, mine),
        rx.cond(Places.others.length() > 0, others, rx.cond(Places.mine.length() > 0, rx.fragment(), nobody)),
        class_name="record stack-wide",
    )


def masked_dialog() -> rx.Component:
    """A masked prescription goes elsewhere: asked anew, since what the first pharmacy was let see was for it alone."""
    asked = Places.masked
    inside = rx.fragment(
        rx.el.p(_("Si vous l’envoyez, seule cette pharmacie la verra, pour cette commande.")),
        rx.el.div(
            button(_("L’envoyer à {nom} seulement", nom=asked.pharmacy), kind="primary", on_click=Places.agree(asked.token)),
            button(_("Ne pas l’envoyer"), on_click=Places.disagree),
            class_name="row",
        ),
    )
    opened = {"open": asked.token != "", "on_close": Places.disagree}
    title = _("Cette ordonnance est masquée aux professionnels.")
    return dialog(title, rx.cond(asked.token != "", inside), id="masquee", **opened)
