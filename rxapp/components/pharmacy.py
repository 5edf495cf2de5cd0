"""How orders and pharmacies look: a pharmacy in a list, an order in a list, its steps, its lines, the code to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from rxapp.components.buttons import NativeLink, button, link
from rxapp.components.forms import field
from rxapp.components.islands import Search
from rxapp.components.lists import current, facts, tag
from rxapp.components.qr import qr_drawing
from rxapp.components.text import Text, _


def postcode_box() -> rx.Component:
    """Where distances are counted from; the postcode goes into the address as `?pres=`."""
    label = _("Code postal")
    attributes = {
        "id": "code-postal",
        "name": "pres",
        "aria-label": label,
        "placeholder": label,
        "inputMode": "numeric",
        "maxLength": 5,
    }
    return rx.el.div(Search.create(input=attributes), class_name="field")


def place_row(place: rx.Var, *acts: Any) -> rx.Component:
    """One pharmacy: when it is open, how far it is, its hours behind one gesture. `place`: a var of `Place`. acts: what to do."""
    row = place.row
    marks = rx.el.p(
        rx.cond(place.usual, tag(_("Votre pharmacie habituelle"))),
        rx.cond(place.favourite & ~place.usual, tag(_("Parmi les vôtres"))),
        rx.cond(row.on_duty, tag(_("De garde"), "soon")),
        rx.cond(row.orders_later, tag(_("Prend les commandes pour sa réouverture"), "soon")),
        rx.cond(row.reachable, rx.fragment(), tag(_("Pas encore de commandes par Carnet"))),
        class_name="labels",
    )
    hours = rx.el.details(
        rx.el.summary(_("Horaires"), rx.el.span(" : ", row.name, class_name="hush")),
        rx.el.ul(rx.foreach(row.week, lambda line: rx.el.li(line)), class_name="small"),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.h3(row.name),
            rx.el.p(
                rx.el.span(row.address),
                rx.cond(row.distance_label != "", rx.el.span(row.distance_label)),
                class_name="dots",
            ),
            rx.el.p(row.open_label, class_name="soft"),
            rx.cond(
                row.call != "",
                NativeLink.create(row.phone, href=row.call, class_name="alone"),
                rx.cond(row.phone != "", rx.el.p(row.phone)),
            ),
            rx.cond(row.note != "", rx.el.p(row.note)),
            marks,
            rx.cond(row.week.length() > 0, hours),
            class_name="stack-small",
        ),
        rx.el.div(*acts, class_name="row"),
        class_name="place",
    )


def named(words: Text, name: Text) -> rx.Component:
    """Words of a button that is there once a row; its whole name says which row."""
    return rx.fragment(words, rx.el.span(" : ", name, class_name="hush"))


AWAITED = ("sent", "received", "preparing")
"""States in which a promised time is still to come."""


def promised_on(order: rx.Var) -> rx.Var:
    """The time that is promised, "" once it is ready or over."""
    return rx.cond(rx.Var.create(list(AWAITED)).contains(order.state), order.promised_label, "")


def order_card(order: rx.Var) -> rx.Component:
    """One order in the list; the whole card opens it. `order`: a var of `OrderRow`."""
    return rx.el.li(
        rx.el.div(
            link(order.pharmacy_name, "/pharmacie?commande=" + order.id, class_name="doc-title"),
            rx.el.p(rx.foreach(order.titles, lambda title: rx.el.span(title)), class_name="dots"),
            rx.el.p(
                rx.el.span(_("N° {numero}", numero=order.number)),
                rx.el.span(order.at_label),
                class_name="doc-meta dots",
            ),
            rx.cond(promised_on(order) != "", rx.el.p(_("Prévue le {moment}", moment=promised_on(order)), class_name="soft")),
            class_name="stack-small",
        ),
        rx.el.div(
            state_tag(order),
            rx.cond(order.late, tag(_("Pas encore préparée"), "todo")),
            rx.cond(order.asked, tag(_("Votre réponse est attendue"), "todo")),
            class_name="labels",
        ),
        class_name="doc-row order-row",
    )


def state_tag(order: rx.Var) -> rx.Component:
    """Where an order stands, in its word; what waits for the person stands out."""
    ready, bad = order.state == "ready", (order.state == "refused") | (order.state == "expired") | order.closed
    return rx.cond(bad, tag(order.state_label, "todo"), rx.cond(ready, tag(order.state_label, "soon"), tag(order.state_label)))


def order_steps(step: rx.Var) -> rx.Component:
    """The stepper of an order that goes well; it moves when the pharmacy moves it."""
    words = [_("Envoyée"), _("Reçue"), _("En préparation"), _("Prête"), _("Remise")]

    def one(place: int, word: Text) -> rx.Component:
        dot = rx.el.span(class_name=rx.cond(step >= place, "dot dot-done", "dot"))
        return rx.el.li(dot, rx.el.span(word), custom_attrs=current(step == place, "step"))

    steps = [one(place, word) for place, word in enumerate(words)]
    return rx.el.ol(*steps, class_name="steps order-steps", custom_attrs={"aria-label": _("Où en est la commande")})


def line_row(line: rx.Var, *acts: Any) -> rx.Component:
    """One line of an order: what, where it stands, why it waits and until when. `line`: a var of `LineRow`."""
    why = rx.el.p(
        rx.cond(line.reason_label != "", rx.el.span(line.reason_label)),
        rx.cond(line.part != "", rx.el.span(line.part)),
        rx.cond(line.expected_label != "", rx.el.span(_("prévu le {moment}", moment=line.expected_label))),
        class_name="dots",
    )
    kind = rx.cond(
        line.answerable,
        tag(line.status_label, "todo"),
        rx.cond(line.status == "on-hold", tag(line.status_label, "soon"), tag(line.status_label)),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.h3(line.drug), kind, class_name="row between"),
            rx.cond(line.words != "", rx.el.p(line.words, class_name="soft")),
            why,
            rx.match(
                line.answer,
                ("accepted", rx.el.p(_("Remplacé par {medicament}, que vous avez accepté", medicament=line.replacement))),
                ("declined", rx.el.p(_("Vous avez refusé {medicament}", medicament=line.replacement))),
                rx.cond(line.replacement != "", rx.el.p(_("Proposé à la place : {medicament}", medicament=line.replacement))),
            ),
            rx.cond(line.note != "", rx.el.p(line.note, class_name="kept-lines")),
            class_name="stack-small",
        ),
        *acts,
        class_name="order-line",
    )


def shared_facts(detail: rx.Var) -> rx.Component:
    """What was shared of allergies and treatments; what is not told is said so, and never taken for « none »."""

    def shown(words: rx.Var) -> rx.Component:
        return rx.cond(words != "", rx.el.span(words, class_name="kept-lines"), rx.el.span(_("Non partagé"), class_name="soft"))

    return facts((_("Allergies"), shown(detail.allergies)), (_("Autres traitements en cours"), shown(detail.treatments)))


def shared_boxes(mine: rx.Var, before: rx.Var, errors: rx.Var, clear: Any) -> rx.Component:
    """The boxes of allergies and treatments. More than is kept is refused beside them, and never cut.

    mine: they are the reader's own; before: a var of `SharedBefore`, what they start from; clear: empties them.
    """

    def box(label: rx.Var, name: str, words: rx.Var) -> rx.Component:
        shape = {"large": True, "required": False, "max_length": 2000}
        return field(label, name, error=errors[name], default_value=words, key=name, **shape)

    again = rx.el.div(
        rx.el.p(_("Repris de la commande du {jour} : relisez avant d’envoyer.", jour=before.day_label)),
        button(_("Tout effacer"), kind="quiet", on_click=clear),
        class_name="row between",
    )
    treatments = rx.cond(mine, _("Mes autres traitements en cours"), _("Ses autres traitements en cours"))
    return rx.fragment(
        rx.cond(before.day_label != "", again),
        box(rx.cond(mine, _("Mes allergies"), _("Ses allergies")), "allergies", before.allergies),
        box(treatments, "traitements", before.treatments),
        rx.el.p(_("Cette pharmacie les verra avec cette commande, et personne d’autre."), class_name="soft"),
    )


def pickup(code: Text, path: Text, side: rx.Var) -> rx.Component:
    """The code to show at the counter, in letters and for a camera. path, side: of the QR code, in modules."""
    return rx.el.div(
        rx.el.div(
            rx.el.p(_("Code de retrait"), class_name="soft"),
            rx.el.p(code, class_name="pickup-code", custom_attrs={"translate": "no"}),
        ),
        qr_drawing(path, side),
        class_name="pickup",
    )


def steps_made(steps: rx.Var) -> rx.Component:
    """Every move that was made: what, when, by whom. `steps`: a var of `StepRow`s."""

    def one(step: rx.Var) -> rx.Component:
        return rx.el.li(
            rx.el.time(step.at_label, date_time=step.at),
            rx.el.div(
                rx.el.p(step.state_label, class_name="log-what"),
                rx.el.p(rx.el.span(step.by), rx.el.span(step.side_label), class_name="doc-meta dots"),
            ),
        )

    return rx.el.ol(rx.foreach(steps, one), class_name="log moves")


def sending_steps(step: int, ways: Sequence[Text]) -> rx.Component:
    """The three steps of sending; those behind are links. step: counts from 0; ways: their addresses."""
    words = [_("L’ordonnance"), _("La pharmacie"), _("Vos souhaits")]
    dot = ["dot dot-done" if place < step else "dot" for place in range(3)]

    def one(place: int) -> rx.Component:
        inside = link(words[place], ways[place]) if place < step and place < len(ways) else rx.el.span(words[place])
        attributes = {"aria-current": "step"} if place == step else {}
        return rx.el.li(rx.el.span(class_name=dot[place]), inside, custom_attrs=attributes)

    return rx.el.ol(*(one(place) for place in range(3)), class_name="steps", custom_attrs={"aria-label": _("Étapes de l’envoi")})
