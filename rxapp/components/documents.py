"""How a document looks: its row in a list, its pages."""

from typing import Any

import reflex as rx

from rxapp.components.icons import SHAPES
from rxapp.components.islands import FirstPage, Picture
from rxapp.components.lists import doc_row, tag
from rxapp.components.text import Text, _


def document_row(row: rx.Var, action: rx.Component | None = None, said: rx.Component | None = None) -> rx.Component:
    """One document in a list. `row`: a var of `DocumentRow`; `action`: a button of the row; `said`: `excerpt` of a search."""
    tags = [rx.cond(row.fresh, tag(_("Nouveau"), "soon")), rx.cond(row.secret, tag(_("Gardé pour vous")))]
    return doc_row(
        row.title,
        "/dossier/" + row.id,
        meta=(row.act_date_label, row.category_label, row.kind_label, row.author_label),
        thumbnail=rx.cond(row.has_thumbnail, "/api/documents/" + row.id + "?vignette=1", ""),
        note=rx.fragment(*tags, *([] if said is None else [said])),
        action=action,
    )


def page_picture(src: Text, alt: Text) -> rx.Component:
    """One page of a document, loaded when it is about to be seen."""
    failure = _("L’aperçu de ce document n’a pas pu être préparé. Vous pouvez toujours le télécharger.")
    return Picture.create(src=src, alt=alt, failure=failure, shape=SHAPES["circle-alert"], class_name="page-image")


def page_bone() -> rx.Component:
    """The shape of a page while it comes."""
    return rx.el.div(
        rx.el.p(_("Un instant…"), class_name="hush"),
        FirstPage.create(),
    )


def plain_text(text: Text, **props: Any) -> rx.Component:
    """Text as it was written, spaces and line ends kept, nothing in it interpreted."""
    return rx.el.pre(text, class_name="plain-text", **props)
