"""`/dossier/partager`: tick documents, say for whom and for how long; then the link, its QR code and its code, shown once."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, submit
from rxapp.components.feedback import notice, skeleton_rows
from rxapp.components.forms import field, focus_on, focus_wrong_field, hidden, radio_group, select
from rxapp.components.lists import search_box
from rxapp.components.sharing import fresh_link
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.pages.partages import not_yours, way_back
from rxapp.state.partager import PartagerState as State

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)
_LASTINGS = (
    ("heure", _("Une heure")),
    ("jour", _("Un jour")),
    ("semaine", _("Une semaine")),
    ("date", _("Jusqu’à une date")),
)


def _paper(paper: rx.Var) -> rx.Component:
    row = paper.row
    box = rx.el.input(
        type="checkbox", checked=paper.chosen, on_change=lambda _on: State.tick(State.shown_for, row.id, ~paper.chosen)
    )
    words = rx.el.span(
        rx.el.strong(row.title),
        rx.el.span(row.act_date_label, " · ", row.category_label, " · ", row.author_label, class_name="soft"),
        class_name="import-words",
    )
    return rx.el.li(rx.el.label(box, words, class_name="check"), class_name="import-row")


def _ticked(one: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.title),
        button(
            rx.fragment(_("Retirer"), rx.el.span(" ", one.title, class_name="hush")),
            kind="quiet",
            on_click=State.tick(State.shown_for, one.id, False),
        ),
        class_name="line",
    )


def _documents() -> rx.Component:
    found = rx.el.ul(rx.foreach(State.papers, _paper), class_name="lines")
    nothing = rx.el.p(_("Aucun document ne correspond. Essayez un autre mot."), class_name="soft")
    chosen = rx.el.div(
        rx.el.p(rx.el.strong(State.ticked_label), custom_attrs={"aria-live": "polite"}),
        rx.el.ul(rx.foreach(State.ticked, _ticked), class_name="lines"),
    )
    return radio_group(
        _("Ce que vous montrez"),
        rx.el.div(
            rx.el.label(
                rx.el.input(type="checkbox", checked=State.summary, on_change=State.tick_summary(State.shown_for)),
                rx.el.span(
                    rx.el.strong(_("Résumé du profil médical")),
                    rx.el.span(_("Allergies, traitements, vaccinations : tel qu’il sera à l’ouverture."), class_name="soft"),
                    class_name="import-words",
                ),
                class_name="check",
            ),
            rx.cond((State.total > 0) | State.nothing_found, search_box(_("Rechercher dans le dossier"), on_search=State.search)),
            rx.cond(State.nothing_found, nothing, found),
            rx.cond(State.more, rx.el.div(button(_("Afficher la suite"), on_click=State.show_more), class_name="row")),
            rx.cond(State.ticked.length() > 0, chosen),
            class_name="stack",
        ),
        id="documents",
        error=State.errors["documents"],
        role="group",
    )


def _question() -> rx.Component:
    names = rx.el.ul(rx.foreach(State.hidden_names, rx.el.li))
    return notice(State.question, names, kind="todo", role="alert", key=State.consent)


def _form() -> rx.Component:
    asked = State.consent != ""
    day = field(
        _("Dernier jour"),
        "jour",
        type="date",
        hint=_("30 jours au plus."),
        error=State.errors["jour"],
        custom_attrs={"min": State.first_day},
    )
    lasting = select(
        _("Combien de temps il s’ouvre"),
        "duree",
        _LASTINGS,
        error=State.errors["duree"],
        value=State.lasting,
        on_change=State.choose_lasting,
    )
    return rx.el.form(
        field(
            _("Pour qui"),
            "destinataire",
            hint=_("Par exemple « Dr Untel, urgences ». Ce nom sera dans l’historique à chaque ouverture."),
            error=State.errors["destinataire"],
            auto_complete="off",
            max_length=120,
        ),
        rx.el.div(lasting, rx.cond(State.lasting == "date", day), class_name="two"),
        rx.el.p(
            _("Avec les documents, cette personne voit le nom de qui est le dossier. Rien d’autre du dossier ne lui est montré."),
            class_name="soft",
        ),
        rx.cond(asked, rx.fragment(_question(), hidden("accord", State.consent))),
        submit(rx.cond(asked, _("Montrer quand même"), _("Faire le lien")), wide=False),
        on_submit=State.make(State.shown_for),
        no_validate=True,
        class_name="form",
        key=State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )


def _asked() -> rx.Component:
    return rx.el.div(_documents(), _form(), focus_wrong_field(State.attempt), class_name="stack stack-wide")


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    made = rx.fragment(fresh_link(State.made, "/dossier/partages"), focus_on(State.edition, "lien-pret"))
    shown = rx.cond(State.forbidden, not_yours(), rx.cond(State.made.url != "", made, _asked()))
    return signed_in(
        rx.el.div(
            way_back(),
            layout.page_head(
                _("Partager"),
                purpose=_("Un lien et un code, pour montrer des documents à quelqu’un qui n’a pas de compte."),
            ),
            class_name="doc-head",
        ),
        rx.cond(_LOADED, shown, rx.el.div(skeleton_rows(5))),
        here="/dossier",
    )
