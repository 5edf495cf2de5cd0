"""A link that shows documents: just made, with its code; and as a card of the list."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice
from rxapp.components.lists import card, tag
from rxapp.components.qr import qr_drawing
from rxapp.components.text import _


def _copied(words: Var, shown: rx.Component) -> rx.Component:
    return rx.el.div(
        shown,
        button(words, kind="quiet", custom_attrs={"data-copy": ""}),
        rx.el.span(role="status", custom_attrs={"data-said": _("Copié")}),
        class_name="row",
    )


def fresh_link(made: Var, back: str) -> rx.Component:
    """A link just made: the only time it is shown, with its code. Printed, it leaves the code out."""
    address = rx.el.code(made.url, class_name="digest", custom_attrs={"data-copied": ""})
    code = rx.el.span(made.code, class_name="pickup-code", custom_attrs={"data-copied": ""})
    link = rx.el.div(
        rx.el.div(
            rx.el.h3(_("1. Le lien")),
            rx.el.p(_("À envoyer, ou à faire lire avec un appareil photo."), class_name="soft"),
            _copied(_("Copier le lien"), address),
            class_name="stack-small",
        ),
        qr_drawing(made.qr.path, made.qr.side),
        class_name="pickup",
    )
    told = rx.el.div(
        rx.el.div(
            rx.el.h3(_("2. Le code, à donner à part")),
            rx.el.p(_("Au téléphone ou de vive voix : jamais dans le même message que le lien."), class_name="soft"),
            class_name="stack-small",
        ),
        _copied(_("Copier le code"), code),
        class_name="pickup noprint",
    )
    warning = notice(
        _("Notez-les maintenant : ils ne seront plus montrés."),
        rx.el.p(_("Carnet ne garde ni le lien ni le code. Perdus ? Arrêtez ce partage et faites-en un autre.")),
    )
    return rx.el.section(
        rx.el.h2(_("Lien pour {nom}", nom=made.recipient), id="lien-pret", tab_index=-1),
        rx.el.p(_("S’ouvre jusqu’au {instant}", instant=made.until_label), class_name="soft"),
        link,
        told,
        rx.el.div(warning, class_name="noprint"),
        rx.el.div(
            button(_("Imprimer la feuille"), icon_name="printer", custom_attrs={"data-print": ""}),
            link_button(_("Voir les partages"), back, kind="primary"),
            class_name="row",
        ),
        class_name="stack to-copy",
    )


def share_card(share: Var, on_stop: Any) -> rx.Component:
    """One link of the list. `share`: a var of `ShareCard`."""
    done = rx.el.ul(
        rx.foreach(
            share.happened,
            lambda one: rx.el.li(
                rx.el.span(one.words), rx.el.time(one.at_label, date_time=one.at_iso, class_name="soft"), class_name="line"
            ),
        ),
        class_name="lines",
    )
    words = _("Arrêter le partage avec {nom}", nom=share.recipient)
    stop = button(_("Arrêter le partage"), kind="danger", on_click=on_stop(share.id), custom_attrs={"aria-label": words})
    return card(
        rx.el.div(rx.el.h3(share.recipient), rx.cond(share.opened & share.live, tag(_("Ouvert"))), class_name="row between"),
        rx.el.p(share.state_label),
        rx.el.p(
            rx.el.span(_("Fait le {instant}", instant=share.made_label)),
            rx.cond(share.by != "", rx.el.span(_("Par {nom}", nom=share.by))),
            class_name="doc-meta dots",
        ),
        rx.el.ul(rx.foreach(share.titles, lambda title: rx.el.li(title)), class_name="bullets"),
        rx.cond(
            share.happened.length() > 0,
            rx.el.details(rx.el.summary(_("Qui a ouvert quoi")), done),
            rx.cond(share.live, rx.el.p(_("Personne ne l’a encore ouvert."), class_name="soft")),
        ),
        rx.cond(share.live, rx.el.div(stop, class_name="row")),
        custom_attrs={"aria-label": _("Partage avec {nom}", nom=share.recipient)},
    )
