"""« Je conteste » on the page of a document that somebody else filed."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, link_button
from rxapp.components.conversation import emergency
from rxapp.components.feedback import dialog, notice
from rxapp.components.forms import field, focus_wrong_field
from rxapp.components.text import Text, _
from rxapp.state.document_contester import DocumentContesterState as State


def dispute() -> rx.Component:
    """The button, or the way to what was said."""
    begun = link_button(_("Voir la contestation"), "/messages/" + State.conversation, icon_name="mail")
    begin = button(_("Je conteste"), icon_name="mail", on_click=State.begin(State.document))
    return rx.cond(State.may, rx.el.div(rx.cond(State.conversation != "", begun, begin), class_name="row"), rx.fragment())


def _who_reads() -> rx.Component:
    """What the author has of the document: nothing that is hidden from them goes with the message."""
    given = _("L’auteur lira votre message avec le document et pourra vous répondre. Le document reste tel qu’il est.")
    apart = _(
        "L’auteur lira votre message sans le document, que vous cachez à d’autres, et pourra vous répondre. "
        "Le document reste tel qu’il est."
    )
    unseen = _("L’auteur ne voit plus ce document ; il lira seulement sa date et votre message. Il pourra vous répondre.")
    return rx.match(State.reach, ("unseen", rx.fragment(unseen)), ("apart", rx.fragment(apart)), rx.fragment(given))


def dispute_dialog(author: Text) -> rx.Component:
    """What is written to the author."""
    form = rx.el.form(
        rx.el.p(author, class_name="soft"),
        rx.el.p(_who_reads(), class_name="soft"),
        field(
            _("Ce que vous contestez"),
            "texte",
            id="contestation-texte",
            hint=_("Exemple : ce compte rendu n’est pas le mien."),
            error=State.errors["texte"],
            large=True,
            max_length=20_000,
        ),
        emergency(State.warnings),
        rx.cond(
            State.warnings.length() > 0,
            rx.el.p(_("Votre message n’est pas encore parti. Lisez ce qui précède, puis envoyez."), role="status"),
            rx.fragment(),
        ),
        rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error")),
        rx.el.div(
            button(_("Envoyer à l’auteur"), kind="primary", type="submit"),
            button(_("Fermer"), on_click=State.close),
            class_name="row",
        ),
        on_submit=State.send(State.document),
        no_validate=True,
        class_name="stack",
        key="contester" + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    inside = rx.cond(State.writing, rx.fragment(form, focus_wrong_field(State.attempt)))
    return dialog(_("Je conteste"), inside, id="contester", open=State.writing, on_close=State.close)
