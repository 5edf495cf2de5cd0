"""One conversation on `/messages/[conversation]`: who is there, what was said, the box to answer, what one may do with it."""

from __future__ import annotations

import reflex as rx

from rxapp.components import messages as parts
from rxapp.components.buttons import button, link_button
from rxapp.components.conversation import messages, why_closed
from rxapp.components.feedback import dialog, empty_state, notice, skeleton_lines
from rxapp.components.forms import field, focus_wrong_field, radio_group
from rxapp.components.islands import Addressed, Visible
from rxapp.components.lists import tag
from rxapp.components.text import _
from rxapp.pages.messages_write import answer
from rxapp.state.messages import MessagesState as State
from rxapp.state.messages_acts import MessagesActsState as Acts

_talk = State.detail


def title() -> rx.Component:
    """The subject, in the same element while it comes."""
    return Addressed.create(
        rx.fragment(rx.cond(State.missing, _("Introuvable"), _talk.subject)),
        id=State.shown,
        waiting=rx.fragment(_("Conversation")),
    )


def lead() -> rx.Component:
    """With whom, about whom."""
    who = rx.cond(
        _talk.information,
        rx.fragment(rx.el.span(_talk.issuer), tag(_("Information"))),
        rx.foreach(_talk.professionals, lambda one: rx.el.span(one.name, key=one.id)),
    )
    of_another = rx.cond(State.people.length() > 0, State.people[0].id != _talk.person_id, False)
    about = rx.cond(of_another, rx.el.span(_("pour {nom}", nom=_talk.person_name)), rx.fragment())
    known = rx.cond(State.missing, rx.fragment(), rx.fragment(who, about))
    return rx.el.p(Addressed.create(known, id=State.shown, waiting=rx.el.span("\u00a0")), class_name="soft dots")


def missing() -> rx.Component:
    """Nothing is there for this person."""
    return empty_state(
        _("Cette conversation n’est pas dans ce dossier"),
        _(
            "L’adresse n’est peut-être pas complète, ou elle parle d’une autre personne. "
            "À 18 ans, on garde ses messages pour soi."
        ),
        link_button(_("Voir les messages"), "/messages", kind="primary", icon_name="arrow-left"),
    )


def waiting() -> rx.Component:
    """The shape of a conversation while it comes."""
    return rx.el.div(rx.el.div(class_name="bone bone-acts acts"), skeleton_lines(6), class_name="stack")


def _people() -> rx.Component:
    """Who takes part, and hearing from them no more."""
    one = {"on_block": Acts.ask_to_block, "on_unblock": Acts.unblock}
    listed = rx.el.ul(rx.foreach(_talk.professionals, lambda who: parts.taking_part(who, **one)), class_name="lines")
    return rx.el.details(
        rx.el.summary(_("Qui prend part à cette conversation")),
        rx.el.p(_("Vous, qui parlez pour ce dossier, et :"), class_name="soft"),
        listed,
        class_name="noprint",
    )


def _acts() -> rx.Component:
    put_away = button(_("Archiver"), on_click=Acts.archive)
    take_out = button(_("Sortir des archives"), on_click=Acts.unarchive)
    printing = rx.el.div(button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""}), class_name="hide-touch")
    return rx.el.div(rx.cond(_talk.archived, take_out, put_away), printing, class_name="row acts")


def _away(one: rx.Var) -> rx.Component:
    words = _("{nom} : {absence}", nom=one.name, absence=one.away_label)
    return rx.cond(
        one.away_label != "", notice(words, rx.el.p(_("Votre message attendra son retour.")), kind="todo"), rx.fragment()
    )


def _bottom() -> rx.Component:
    """The box to answer, or why there is none."""
    box = rx.el.div(rx.foreach(_talk.professionals, _away), answer(), class_name="stack")
    return rx.cond(_talk.can_write, box, why_closed(_talk))


def talk() -> rx.Component:
    """The conversation that is open."""
    secret = notice(_("Cette conversation est gardée pour vous."), rx.el.p(_("Vos parents ne la voient nulle part.")))
    return rx.el.div(
        _acts(),
        rx.cond(_talk.secret, secret, rx.fragment()),
        rx.cond(_talk.professionals.length() > 0, _people(), rx.fragment()),
        messages(
            _talk.rows,
            label=_("Messages de la conversation"),
            on_withdraw=Acts.ask_to_withdraw,
            on_report=Acts.ask_to_report,
            on_file=Acts.file,
            earlier=State.ways.earlier,
            latest=State.ways.latest,
            place=rx.cond(State.asked.before == "", _talk.id, ""),
            last=_talk.last_seq,
        ),
        rx.cond(State.asked.before == "", _bottom(), rx.fragment()),
        Visible.create(on_change=State.looked_at),
        class_name="stack talk",
    )


def _withdraw() -> rx.Component:
    return rx.fragment(
        rx.el.p(_("Personne ne l’a encore lu. Son texte et ce qui y est joint disparaissent ; il reste « Message retiré ».")),
        rx.el.div(
            button(_("Retirer"), kind="danger", on_click=Acts.withdraw),
            button(_("Le laisser"), kind="primary", on_click=Acts.close),
            class_name="row",
        ),
    )


def _block() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _(
                "{nom} ne pourra plus vous écrire, ne verra rien de ce qui s’écrira ensuite, ni les documents que vous aviez "
                "joints. Ce qui a été dit reste lisible ici. Vous pourrez débloquer à tout moment.",
                nom=Acts.name,
            )
        ),
        rx.el.div(
            button(_("Bloquer"), kind="danger", on_click=Acts.block),
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
        on_submit=Acts.report,
        no_validate=True,
        key=Acts.edition.to_string(),
        class_name="form",
        custom_attrs={"noValidate": True},
    )


def questions() -> rx.Component:
    """What is asked once: taking back, reporting, blocking."""

    def asked(name: str, title: rx.Var, inside: rx.Component) -> rx.Component:
        here = (Acts.question == name) & (Acts.where == State.shown)
        return dialog(title, rx.cond(here, inside), id=f"question-{name}", open=here, on_close=Acts.close)

    return rx.fragment(
        asked("retirer", _("Retirer ce message ?"), _withdraw()),
        asked("signaler", _("Signaler ce message"), _report()),
        asked("bloquer", _("Bloquer ce professionnel ?"), _block()),
    )
