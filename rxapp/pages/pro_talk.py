"""One conversation of `/pro`: what was said, the answer, who answers, its end, its print."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components import conversation as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.forms import field, focus_wrong_field, select
from rxapp.components.icons import icon
from rxapp.components.islands import Visible
from rxapp.components.lists import tag
from rxapp.components.text import Text, _
from rxapp.state.pro import ProState
from rxapp.state.pro_talk import ProTalkState as State

_page = State.page
_SECRET = _("Cette conversation est gardée secrète : les parents ne la voient nulle part.")


def missing(back: Var[str]) -> rx.Component:
    """The conversation is not theirs, or no longer."""
    return empty_state(
        _("Cette conversation n’est pas dans vos messages"),
        _("Elle a peut-être été confiée à quelqu’un d’autre, ou l’adresse n’est pas complète."),
        link_button(_("Retour aux messages"), back, kind="primary", icon_name="arrow-left"),
    )


def _professional(one: Var) -> rx.Component:
    marks = (
        rx.cond(one.assigned, tag(_("Répond")), rx.fragment()),
        rx.cond(one.for_label != "", rx.el.span(one.for_label), rx.fragment()),
        rx.cond(one.away_until != "", tag(_("Absence jusqu’au {date}", date=one.away_until), "soon"), rx.fragment()),
    )
    return rx.el.li(rx.el.span(one.name), " ", rx.el.span(one.kind_label, class_name="soft"), " ", *marks)


def _who() -> rx.Component:
    """Who is there: the person, and the professionals."""
    return rx.el.ul(
        rx.foreach(_page.professionals, _professional), class_name="small", custom_attrs={"aria-label": _("Professionnels")}
    )


def _acts() -> rx.Component:
    put_away = button(_("Archiver"), on_click=ProState.archive(_page.id), custom_attrs={"data-act": "a"})
    take_out = button(_("Sortir des archives"), on_click=ProState.unarchive(_page.id), custom_attrs={"data-act": "a"})
    return rx.el.div(
        rx.cond(_page.can_assign, button(_("Confier"), on_click=State.ask(_page.id, "assign"), custom_attrs={"data-act": "c"})),
        rx.cond(_page.archived, take_out, put_away),
        link_button(_("Imprimer"), State.printing, icon_name="printer", custom_attrs={"data-act": "i"}),
        rx.cond(_page.can_close, button(_("Clore"), kind="danger", on_click=State.ask(_page.id, "close"))),
        class_name="row noprint",
    )


def _head() -> rx.Component:
    back = link(
        rx.fragment(icon("arrow-left"), rx.el.span(_("Retour à la liste"))),
        State.back,
        class_name="way-back",
        custom_attrs={"data-act": "b"},
    )
    return rx.el.div(
        rx.el.div(back, class_name="only-pane"),
        rx.el.h2(_page.subject, id="conversation", tab_index=-1, class_name="talk-subject"),
        rx.el.p(rx.el.strong(_page.person_name)),
        _who(),
        rx.cond(_page.hidden, notice(_SECRET, rx.el.p(_("N’en parlez pas devant eux."))), rx.fragment()),
        _acts(),
        class_name="stack-small",
    )


def _answer() -> rx.Component:
    templates = button(_("Insérer un modèle"), on_click=State.ask(_page.id, "templates"), custom_attrs={"data-act": "m"})
    return rx.fragment(
        parts.writing_box(
            parts.attached(State.pieces, partial(State.detach, _page.id)),
            rx.el.div(
                parts.attach_from_device(_page.person_id, State.box.place, on_done=State.attach(State.box.place)),
                templates,
                class_name="row",
            ),
            box=State.box,
            state=State,
            label=_("Votre réponse"),
            submit=_("Envoyer"),
            error=State.errors["texte"],
        ),
        parts.inserted(State.inserted, State.insertions),
        focus_wrong_field(State.attempt),
    )


def conversation() -> rx.Component:
    """The conversation that is open."""
    told = rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error"))
    return rx.cond(
        _page.id != "",
        rx.fragment(
            _head(),
            parts.messages(
                _page.rows,
                label=_("Messages de la conversation"),
                on_withdraw=State.withdraw,
                earlier=State.earlier,
                latest=State.latest,
                place=_page.id,
                last=_page.last_seq,
            ),
            told,
            rx.cond(_page.can_write, _answer(), rx.fragment(parts.why_closed(_page), parts.not_sent(State.unsent))),
            Visible.create(on_change=ProState.looked_at, asked=ProState.opened),
        ),
        rx.fragment(),
    )


def printed() -> rx.Component:
    """The whole conversation on paper: who, when, what was said."""
    cut = rx.cond(State.cut, rx.el.p(_("Les messages les plus anciens ne sont pas imprimés."), class_name="soft"))
    print_it = button(_("Imprimer"), kind="primary", icon_name="printer", custom_attrs={"data-print": "", "data-act": "i"})
    back = link(rx.fragment(icon("arrow-left"), rx.el.span(_("Retour à la conversation"))), State.back, class_name="way-back")
    return rx.el.div(
        rx.el.div(back, print_it, class_name="row between noprint"),
        rx.el.h2(_page.subject),
        rx.el.p(rx.el.strong(_page.person_name)),
        _who(),
        rx.cond(State.printed != "", rx.el.p(_("Imprimé le {moment}", moment=State.printed), class_name="soft small")),
        cut,
        rx.cond(_page.hidden, rx.el.p(rx.el.strong(_SECRET)), rx.fragment()),
        rx.cond(_page.closed_label != "", rx.el.p(_page.closed_label)),
        parts.printed_messages(_page.rows),
        class_name="stack",
        key="impression",
    )


def _question(name: str, title: Text, on_submit: Any, done: Text, *boxes: Any, kind: str = "primary") -> rx.Component:
    """A dialog with a form; what the server says of the whole stands above its buttons."""
    told = rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error"))
    form = rx.el.form(
        *boxes,
        told,
        rx.el.div(
            button(done, kind=kind, type="submit"), button(_("Abandonner"), kind="quiet", on_click=State.close), class_name="row"
        ),
        on_submit=on_submit,
        no_validate=True,
        class_name="form",
        key=name + State.edition.to_string(),
        custom_attrs={"noValidate": True},
    )
    shown = rx.cond(State.dialog == name, form)
    return dialog(title, shown, id=f"question-{name}", open=State.dialog == name, on_close=State.close)


def _templates() -> rx.Component:
    def one(template: Var) -> rx.Component:
        return rx.el.li(button(template.label, on_click=State.insert(_page.id, template.id), wide=True))

    none = rx.el.p(_("Aucun modèle pour l’instant. Écrivez-les dans les réglages des messages."))
    inside = rx.fragment(
        rx.cond(State.templates.length() > 0, rx.el.ul(rx.foreach(State.templates, one), class_name="stack-small"), none),
        rx.el.div(
            link_button(_("Gérer les modèles"), "/pro?vue=reglages"),
            button(_("Abandonner"), kind="quiet", on_click=State.close),
            class_name="row",
        ),
    )
    is_open = State.dialog == "templates"
    return dialog(_("Insérer un modèle"), rx.cond(is_open, inside), id="question-templates", open=is_open, on_close=State.close)


def dialogs() -> rx.Component:
    """The questions about a conversation; one at most is open."""
    return rx.fragment(
        _question(
            "assign",
            _("Confier la conversation"),
            State.assign(_page.id),
            _("Confier"),
            rx.el.p(_("La personne choisie répond, et reçoit les nouvelles. Vous gardez la conversation dans votre liste.")),
            select(_("Qui répond"), "compte", State.colleagues, error=State.errors["compte"]),
        ),
        _question(
            "close",
            _("Clore la conversation"),
            State.end(_page.id),
            _("Clore la conversation"),
            rx.el.p(_("Ce qui a été dit reste lisible. Plus personne n’y écrit, et cela ne s’annule pas.")),
            rx.cond(State.begun, notice(_("La réponse que vous avez commencée ne partira pas."), kind="todo"), rx.fragment()),
            select(_("Raison"), "raison", State.reasons, error=State.errors["raison"], default_value=""),
            field(_("Un mot pour la personne (facultatif)"), "mots", large=True, required=False, max_length=500),
            kind="danger",
        ),
        _templates(),
    )
