"""A conversation as both sides see it: its messages, what goes with them, and the box to write in.

The box is the island `Writing`: a form whose named boxes are its draft. Its handlers take one ``form_data`` of texts:

    on_keep   the boxes, ``lieu`` (place), ``cle``, ``revision`` (of the draft one holds), ``essai``: answer with ``kept`` = essai
              and the new ``revision``; when another device wrote since, show `newer` and change neither
    on_send   the boxes, ``lieu``, ``cle`` (the same for every try of one message): answer with ``outcome`` = {key: cle, done}
    on_check  ``texte`` (the subject before it), ``essai``: answer with ``checked`` = essai, and ``warned``, which tells one
              finding from another

The text is the box « texte ». A message that waits for the network, and what is typed and not kept, outlive another rendering of
the form in the memory of the tab, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import NativeLink, button, link
from rxapp.components.feedback import notice
from rxapp.components.forms import field
from rxapp.components.icons import icon
from rxapp.components.islands import Inserted, Latest, Writing
from rxapp.components.lists import current, tag
from rxapp.components.text import Text, _
from rxapp.components.uploader import uploader

MOST_SIGNS = 20_000
"""Longest message, as `rxapp.inbox.text` has it."""
_REPLY = {"data-act": "r"}
_SAFE = {"rel": "noopener noreferrer nofollow", "target": "_blank"}


def conversation_row(
    row: Var,
    href: Text,
    *,
    title: Text,
    names: Text,
    is_current: Var[bool] | bool = False,
    marks: Sequence[Any] = (),
    first: Text = "",
) -> rx.Component:
    """One conversation in a list; the whole row opens it. `row`: a var of `InboxRow`. title: of whom it is; marks: more tags.

    first: how its latest message begins.
    """
    flags = (
        rx.cond(row.draft, tag(_("Brouillon"), "soon"), rx.fragment()),
        rx.cond(row.closed, tag(_("Close")), rx.fragment()),
        *marks,
    )
    unread = rx.fragment(rx.el.span(class_name="dot dot-done"), rx.el.span(_("Non lue"), class_name="hush"))
    # One person may have several: a link's name says which.
    named = rx.fragment(title, rx.el.span(" : ", row.subject, class_name="hush"))
    return rx.el.li(
        rx.el.div(rx.cond(row.unread, unread, rx.fragment()), class_name="news-mark"),
        rx.el.div(
            rx.el.p(link(named, href, class_name="talk-title", custom_attrs=current(is_current))),
            rx.el.p(row.subject),
            rx.cond(first, rx.el.p(first, class_name="talk-first"), rx.fragment()),
            rx.el.p(
                rx.cond(names, rx.el.span(names), rx.fragment()),
                rx.el.time(row.at_label, date_time=row.at, title=row.at_full),
                class_name="doc-meta dots",
            ),
            rx.el.p(*flags, class_name="labels"),
        ),
        class_name=rx.cond(row.unread, "talk-row talk-new", "talk-row"),
        custom_attrs={"data-card": row.id},
        key=row.id,
    )


def conversation_bone(count: int = 4) -> rx.Component:
    """The shape of a list of conversations while it comes."""

    def row() -> rx.Component:
        lines = (rx.el.div(class_name="bone bone-long"), rx.el.div(class_name="bone bone-short"))
        return rx.el.li(rx.el.div(class_name="news-mark"), rx.el.div(*lines), class_name="talk-row")

    return rx.el.div(
        rx.el.p(_("Un instant…"), class_name="hush"),
        rx.el.ul(*[row() for _row in range(count)], class_name="talks", custom_attrs={"aria-hidden": "true"}),
    )


def messages(
    rows: Var,
    *,
    label: Text,
    on_withdraw: Any,
    on_report: Any = None,
    on_file: Any = None,
    file_label: Text = "",
    earlier: Var[str],
    latest: Var[str],
    place: Var[str],
    last: Var[int],
) -> rx.Component:
    """The messages of one conversation, the oldest first. `rows`: a var of `MessageRow`s.

    on_withdraw, on_report: handlers of a message's id. on_file: handler of (message's id, document's id), file_label: its words.
    earlier: the address of those before, latest: back to the latest ones, each "" when there are none. last: number of the latest
    message.
    """
    return rx.el.section(
        rx.cond(earlier != "", rx.el.p(link(_("Messages plus anciens"), earlier, class_name="alone"))),
        rx.el.ol(rx.foreach(rows, lambda one: message(one, on_withdraw, on_report, on_file, file_label)), class_name="messages"),
        rx.cond(latest != "", rx.el.p(link(_("Revenir aux derniers messages"), latest, class_name="alone"))),
        Latest.create(place=place, last=last),
        custom_attrs={"aria-label": label},
    )


def printed_messages(rows: Var) -> rx.Component:
    """The messages of a conversation as they go on paper: nothing to press."""

    def piece(one: Var) -> rx.Component:
        return rx.el.li(one.title, rx.cond(one.gone, "", rx.fragment(", ", one.kind_label, ", ", one.size_label)))

    def message(one: Var) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.strong(one.author_label), rx.el.time(one.at_full, date_time=one.at), class_name="message-head dots"),
            rx.el.p(one.text, class_name="kept-lines"),
            rx.cond(
                one.attachments.length() > 0, rx.el.ul(rx.foreach(one.attachments, piece), class_name="bullets"), rx.fragment()
            ),
            class_name="message",
            key=one.id,
        )

    return rx.el.ol(rx.foreach(rows, message), class_name="messages")


def message(one: Var, on_withdraw: Any, on_report: Any = None, on_file: Any = None, file_label: Text = "") -> rx.Component:
    """One message: who, when, the text as it was written, what goes with it, and what may be done with it."""
    whole = rx.cond(
        one.withdrawn,
        rx.el.p(one.text, class_name="soft"),
        rx.el.p(rx.foreach(one.parts, _part), class_name="kept-lines"),
    )
    state = rx.cond(one.mine & ~one.withdrawn, rx.el.span(rx.cond(one.read, _("Lu"), _("Pas encore lu"))), rx.fragment())
    head = rx.el.p(
        rx.el.strong(one.author_label),
        rx.el.time(one.at_label, date_time=one.at, title=one.at_full),
        rx.cond(one.automatic, rx.el.span(_("Réponse automatique")), rx.fragment()),
        state,
        class_name="message-head dots",
    )
    about = {"aria-describedby": "m-" + one.id}
    take_back = button(_("Retirer ce message"), kind="quiet", on_click=on_withdraw(one.id), custom_attrs=about)
    acts = [rx.cond(one.can_withdraw, take_back, rx.fragment())]
    if on_report is not None:
        report = button(_("Signaler ce message"), kind="quiet", on_click=on_report(one.id), custom_attrs=about)
        acts.append(rx.cond(one.can_report, report, rx.fragment()))
    pieces = rx.el.ul(
        rx.foreach(one.attachments, lambda piece: _sent_piece(one, piece, on_file, file_label)), class_name="pieces"
    )
    return rx.el.li(
        rx.el.div(head, whole, id="m-" + one.id),
        rx.cond(one.attachments.length() > 0, pieces, rx.fragment()),
        rx.el.div(*acts, class_name="message-acts noprint"),
        class_name=rx.cond(one.mine, "message message-mine", "message"),
        custom_attrs={"data-message": one.seq.to_string()},
        key=one.id,
    )


def _part(part: Var) -> rx.Component:
    """A piece of the text; a link that is safe shows where it leads, and leads there in a tab of its own."""
    there = NativeLink.create(
        part.text, rx.el.span(" (", part.host, ", ", _("nouvel onglet"), ")", class_name="soft"), href=part.href, **_SAFE
    )
    return rx.cond(part.href != "", there, rx.el.span(part.text))


def _sent_piece(one: Var, piece: Var, on_file: Any, file_label: Text) -> rx.Component:
    """A document that went with a message."""
    whole = "/api/documents/" + piece.document_id
    meta = rx.el.span(piece.kind_label, ", ", piece.size_label, class_name="soft small")
    there = rx.el.div(NativeLink.create(piece.title, href=whole + "?apercu=1", class_name="alone", **_SAFE), " ", meta)
    get = NativeLink.create(
        _("Télécharger"), rx.el.span(" ", piece.title, class_name="hush"), href=whole, download=True, class_name="btn btn-quiet"
    )
    acts: list[Any] = [get]
    if on_file is not None:
        named = rx.fragment(file_label, rx.el.span(" : ", piece.title, class_name="hush"))
        file_it = button(named, icon_name="folder-open", on_click=on_file(one.id, piece.document_id))
        filed = link(_("Dans le dossier"), "/dossier/" + piece.document_id, class_name="alone")
        acts.append(rx.cond(piece.can_file & ~one.mine, file_it, rx.cond(piece.in_record, filed, rx.fragment())))
    present = rx.fragment(there, rx.el.div(*acts, class_name="row noprint"))
    return rx.el.li(
        icon("file-text"), rx.el.div(rx.cond(piece.gone, rx.el.span(piece.title, class_name="soft"), present)), class_name="piece"
    )


def writing_box(
    *children: Any,
    box: Var,
    state: Any,
    label: Text,
    submit: Text,
    before: Sequence[Any] = (),
    error: Text = "",
    on_check: Any = None,
) -> rx.Component:
    """The box to write in, its draft, and « Envoyer ». `box`: a var of `place`, `edition`, `text`.

    state: has the vars `revision`, `kept`, `outcome`, `newer` (see `newer_draft`), and the handlers `send`, `keep`, `take_newer`,
    `keep_mine`; with on_check also `checked`, `warned` and `warnings` (see `emergency`). before, children: what stands in the
    form above and below the text.
    """
    props: dict[str, Any] = {"on_send": state.send, "on_keep": state.keep}
    if on_check is not None:
        props |= {"on_check": on_check, "checked": state.checked, "warned": state.warned}
    return Writing.create(
        *before,
        field(label, "texte", error=error, large=True, required=False, default_value=box.text, custom_attrs=_REPLY),
        *([emergency(state.warnings)] if on_check is not None else []),  # beside what is typed: a telephone shows little more
        *children,
        newer_draft(state.newer, on_take=state.take_newer(box.place), on_keep=state.keep_mine(box.place)),
        rx.el.div(button(submit, kind="primary", type="submit"), class_name="row"),
        id="ecrire",
        place=box.place,
        key=box.place + box.edition,
        revision=state.revision,
        kept=state.kept,
        outcome=state.outcome,
        most=MOST_SIGNS,
        **props,
    )


def newer_draft(newer: Var, *, on_take: Any, on_keep: Any) -> rx.Component:
    """A draft that another device wrote since: offered, never put in the place of what is here by itself.

    `newer`: a var of `there` (bool) and `text`, "" once it was sent or thrown away elsewhere.
    """
    gone = _("Ce brouillon a été envoyé ou effacé sur un autre appareil.")
    take = rx.cond(newer.text != "", _("Reprendre cette version"), _("Vider"))
    quoted = rx.cond(newer.text != "", rx.el.p(newer.text, class_name="kept-lines"), rx.fragment())
    acts = rx.el.div(
        button(take, on_click=on_take, custom_attrs={"data-take": ""}),
        button(_("Garder ce qui est ici"), kind="quiet", on_click=on_keep),
        class_name="row",
    )
    words = rx.cond(newer.text != "", _("Un brouillon plus récent a été écrit sur un autre appareil."), gone)
    return rx.cond(newer.there, notice(words, quoted, acts, kind="todo", role="alert"), rx.fragment())


def emergency(notices: Var) -> rx.Component:
    """Whom to call, calmly, before sending; nothing is forbidden. `notices`: a var of `EmergencyNotice`s."""

    def call(number: Var) -> rx.Component:
        return NativeLink.create(rx.el.span(_("Appeler le {numero}", numero=number)), href="tel:" + number, class_name="btn")

    def one(said: Var) -> rx.Component:
        numbers = rx.el.div(rx.foreach(said.numbers, call), class_name="row")
        return notice(said.title, rx.el.p(said.text), numbers, kind="todo")

    return rx.el.div(
        rx.foreach(notices, one), class_name="stack-small", tab_index=-1, custom_attrs={"aria-live": "polite", "data-calls": ""}
    )


def attached(pieces: Var, on_remove: Any) -> rx.Component:
    """The documents that will go with the message. `pieces`: a var of views with `id`, `title`, `meta`; on_remove: of an id."""

    def one(piece: Var) -> rx.Component:
        words = rx.el.div(rx.el.span(piece.title), " ", rx.el.span(piece.meta, class_name="soft small"))
        remove = button(
            rx.fragment(_("Retirer"), rx.el.span(" ", piece.title, class_name="hush")), kind="quiet", on_click=on_remove(piece.id)
        )
        return rx.el.li(icon("file-text"), rx.el.div(words, remove, class_name="row between"), class_name="piece", key=piece.id)

    listed = rx.el.ul(rx.foreach(pieces, one), class_name="pieces", custom_attrs={"aria-label": _("Documents joints")})
    return rx.cond(pieces.length() > 0, listed, rx.fragment())


def attach_from_device(person_id: Var[str], place: Var[str], *, on_done: Any) -> rx.Component:
    """« Joindre un fichier »: received like any document, kept aside until the message leaves. on_done: handler of ids.

    place: where one writes. It is in the address, for a file that arrives once another conversation is open waits for its own.
    """
    address = rx.cond(place != "", "/api/documents?message=1&personne=" + person_id + "&lieu=" + place, "")
    return uploader(address, on_done=on_done, aside=_("Joindre un fichier"))


def inserted(text: Var[str], when: Var) -> rx.Component:
    """A text that goes into the box where the cursor is, each time `when` changes."""
    return Inserted.create(target="texte", text=text, when=when)


def not_sent(text: Var) -> rx.Component:
    """What one was writing when nobody could write any more; nothing without a text."""
    words = rx.el.div(
        rx.el.p(text, class_name="kept-lines", custom_attrs={"data-copied": ""}),
        button(_("Copier"), custom_attrs={"data-copy": ""}),
        rx.el.span(role="status", custom_attrs={"data-said": _("Copié")}),
        class_name="stack",
    )
    return rx.cond(text != "", notice(_("Ce que vous écriviez n’est pas parti."), words, kind="todo"), rx.fragment())


def why_closed(page: Var, *more: Any) -> rx.Component:
    """Why there is no box to write in, and what one may do instead. `page`: a var of `ConversationPage`."""
    said = rx.fragment(
        rx.cond(page.closed_label != "", rx.el.p(page.closed_label), rx.fragment()),
        rx.cond(page.closed_words != "", rx.el.p(page.closed_words, class_name="kept-lines"), rx.fragment()),
    )
    return notice(page.why_not, said, *more)
