"""What is asked in front of one conversation on `/messages/[conversation]` before it is done."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import messages as parts
from rxapp.components.buttons import button
from rxapp.components.feedback import dialog, notice
from rxapp.components.forms import checkbox, field, focus_wrong_field, radio_group
from rxapp.components.text import _, _n
from rxapp.state.messages import MessagesState as State
from rxapp.state.messages_acts import MessagesActsState as Acts
from rxapp.state.messages_join import MessagesJoinState as Join

_talk = State.detail


def _withdraw() -> rx.Component:
    return rx.fragment(
        rx.el.p(_("Personne ne l’a encore lu. Son texte et ce qui y est joint disparaissent ; il reste « Message retiré ».")),
        rx.el.div(
            button(_("Retirer"), kind="danger", on_click=Acts.withdraw(_talk.id)),
            button(_("Le laisser"), kind="primary", on_click=Acts.close),
            class_name="row",
        ),
    )


def _block() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _(
                "{nom} ne pourra plus vous écrire, ne verra rien de ce qui s’écrira ensuite, ni les documents que vous aviez "
                "joints. Ce qui a été dit reste lisible ici.",
                nom=Acts.name,
            )
        ),
        rx.el.p(_("Ses collègues du même cabinet, eux, peuvent encore vous écrire.")),
        rx.el.p(_("Vous pourrez débloquer à tout moment : tout ce qui se sera écrit entre-temps lui sera alors montré.")),
        rx.el.div(
            button(_("Bloquer"), kind="danger", on_click=Acts.block(_talk.id)),
            button(_("Ne pas bloquer"), kind="primary", on_click=Acts.close),
            class_name="row",
        ),
    )


def _report() -> rx.Component:
    def one(reason: rx.Var) -> rx.Component:
        box = rx.el.input(type="radio", name="raison", value=reason.id)
        return rx.el.label(box, rx.el.span(reason.label), class_name="check", key=reason.id)

    return rx.el.form(
        rx.el.p(_("Qui tient ce Carnet saura qui a écrit et pourquoi vous le signalez, sans lire le message.")),
        radio_group(_("Raison"), rx.foreach(Acts.reasons, one), id="raison", error=Acts.errors["raison"]),
        field(_("Quelques mots, si vous voulez"), "mots", large=True, required=False, max_length=500),
        rx.cond((Acts.words.kind == "error") & (Acts.errors.length() == 0), notice(Acts.words.text, kind="error")),
        rx.el.div(
            button(_("Signaler"), kind="primary", type="submit"),
            button(_("Abandonner"), kind="quiet", on_click=Acts.close),
            class_name="row",
        ),
        focus_wrong_field(Acts.attempt),
        on_submit=Acts.report(_talk.id),
        no_validate=True,
        key=Acts.edition.to_string(),
        class_name="form",
        custom_attrs={"noValidate": True},
    )


def _add() -> rx.Component:
    told = rx.cond(Acts.words.kind == "error", notice(Acts.words.text, kind="error"), rx.fragment())
    return rx.fragment(
        rx.el.p(_("Qui est ajouté lit tout ce qui a été dit ici et ouvre les documents joints, même masqués.")),
        parts.to_add(
            Join.cards, Join.query, more=Join.more, on_search=Acts.look_for(_talk.id), on_add=partial(Acts.add, _talk.id)
        ),
        told,
        rx.el.div(button(_("Abandonner"), kind="quiet", on_click=Acts.close), class_name="row"),
    )


def _file() -> rx.Component:
    counted = _n("Ranger aussi {n} document reçu", "Ranger aussi les {n} documents reçus", Acts.received)
    # What parents would see is ticked by nobody else.
    kept = rx.fragment(
        checkbox(counted, "pieces"), rx.el.p(_("Vos parents verront aussi ce que vous rangez ainsi."), class_name="soft")
    )
    pieces = rx.cond(_talk.hidden, kept, checkbox(counted, "pieces", default_checked=True))
    pieces = rx.cond(Acts.received > 0, pieces, rx.fragment())
    seen = notice(_("Vos parents voient votre dossier : ils liront cette conversation."), kind="todo")
    told = rx.cond(
        (Acts.words.kind == "error") & (Acts.errors.length() == 0), notice(Acts.words.text, kind="error"), rx.fragment()
    )
    return rx.el.form(
        rx.el.p(_("Elle devient un document de texte du dossier de {nom}, telle qu’elle est maintenant.", nom=_talk.person_name)),
        rx.cond(_talk.hidden, seen, rx.fragment()),
        pieces,
        told,
        rx.el.div(
            button(_("Ranger"), kind="primary", type="submit"),
            button(_("Abandonner"), kind="quiet", on_click=Acts.close),
            class_name="row",
        ),
        on_submit=Acts.file_whole(_talk.id),
        key="ranger" + Acts.edition.to_string(),
        class_name="form",
    )


def _file_one() -> rx.Component:
    return rx.fragment(
        notice(_("Vos parents voient votre dossier : ils verront ce document."), kind="todo"),
        rx.el.div(
            button(_("Ranger"), kind="primary", on_click=Acts.file_one(_talk.id)),
            button(_("Abandonner"), kind="quiet", on_click=Acts.close),
            class_name="row",
        ),
    )


def questions() -> rx.Component:
    """What is asked once: taking back, reporting, blocking, adding somebody, filing the whole or one document."""

    def asked(name: str, title: rx.Var, inside: rx.Component) -> rx.Component:
        here = (Acts.question == name) & (Acts.where == State.shown)
        return dialog(title, rx.cond(here, inside), id=f"question-{name}", open=here, on_close=Acts.close)

    return rx.fragment(
        asked("retirer", _("Retirer ce message ?"), _withdraw()),
        asked("signaler", _("Signaler ce message"), _report()),
        asked("bloquer", _("Bloquer ce correspondant ?"), _block()),
        asked("ajouter", _("Ajouter un professionnel"), _add()),
        asked("ranger", _("Ranger la conversation dans le dossier"), _file()),
        asked("ranger-un", _("Ranger ce document dans le dossier ?"), _file_one()),
    )
