"""One order of `/officine?commande=…`: its acts, its lines, what was sent, who moved it."""

from __future__ import annotations

from functools import partial

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import empty_state, notice
from rxapp.components.forms import field, focus_on, focus_wrong_field
from rxapp.components.lists import facts
from rxapp.components.officine_order import order_line, paper, secrecy, step_line
from rxapp.components.pharmacy import shared_facts
from rxapp.components.text import _
from rxapp.state.officine_order import OfficineOrderState as State

_detail = State.detail
_row = State.detail.row


def lead() -> rx.Component:
    """For whom, and where it stands; one line even before it is known."""
    words = rx.fragment(
        rx.el.span(_row.person_name),
        rx.el.span(_row.state_label),
        rx.el.span(_("depuis le {moment}", moment=_row.moved_label)),
    )
    return rx.el.p(rx.cond(_row.id != "", words, rx.el.span("\u00a0")), class_name="soft dots")


def missing(back: Var) -> rx.Component:
    """An order that is not, or no longer, at this counter; how that came when it is known."""
    how = rx.match(
        State.gone,
        ("cancelled", _("Elle a été annulée par la personne, ou avec son compte. Remettez en rayon ce qui était préparé.")),
        ("expired", _("Elle a expiré. Remettez en rayon ce qui était préparé.")),
        ("refused", _("Elle a été refusée à ce comptoir.")),
        ("collected", _("Elle a été remise, et le délai pendant lequel vous la voyez encore est passé.")),
        _("Elle a été annulée ou refusée, a expiré, ou n’a jamais été envoyée à cette pharmacie."),
    )
    return empty_state(
        _("Cette commande n’est pas à votre comptoir"),
        how,
        link_button(_("Retour au tableau"), back, kind="primary", icon_name="arrow-left"),
    )


def _next() -> rx.Component:
    """The next move, the main act of the page: one button, that keeps the focus while its words change."""
    move = rx.match(_row.state, ("sent", "receive"), ("received", "prepare"), "ready")
    words = rx.match(
        _row.state, ("sent", _("Prendre la commande")), ("received", _("Commencer la préparation")), _("La commande est prête")
    )
    act = button(words, kind="primary", on_click=State.step(_row.id, _row.version, move), custom_attrs={"data-act": "s"})
    return rx.cond(_row.moves.contains("receive") | _row.moves.contains("prepare") | _row.moves.contains("ready"), act)


def _acts() -> rx.Component:
    at_work = _row.moves.contains("prepare") | _row.moves.contains("ready") | _row.moves.contains("resume")
    address = "/officine?commande=" + _row.id + "&imprimer="
    return rx.el.div(
        _next(),
        rx.cond(
            at_work,
            button(
                _("Promettre une heure"),
                icon_name="clock",
                on_click=State.ask(_row.id, "promise"),
                custom_attrs={"data-act": "m"},
            ),
        ),
        rx.cond(
            _row.moves.contains("resume"),
            button(_("Reprendre la préparation"), on_click=State.step(_row.id, _row.version, "resume")),
        ),
        link_button(_("Étiquette"), address + "etiquette", kind="quiet", icon_name="printer", custom_attrs={"data-act": "e"}),
        link_button(
            _("Fiche de préparation"), address + "fiche", kind="quiet", icon_name="printer", custom_attrs={"data-act": "f"}
        ),
        rx.cond(
            _row.moves.contains("refuse"),
            button(_("Refuser"), kind="danger", on_click=State.ask(_row.id, "refuse"), custom_attrs={"data-act": "r"}),
        ),
        class_name="row acts",
    )


def _hand_over() -> rx.Component:
    """The code, typed as the person shows it; it stays in its box when it is wrong."""
    form = rx.el.form(
        rx.el.input(type="hidden", name="version", value=_row.version.to_string(), read_only=True),
        field(
            _("Code de retrait"),
            "code",
            hint=_("Six lettres ou chiffres, que montre la personne ou qui vient pour elle."),
            error=State.errors["code"],
            code=True,
            max_length=12,
            custom_attrs={"data-act": "c"},
        ),
        button(_("Remettre la commande"), kind="primary", type="submit"),
        on_submit=State.hand_over(_row.id),
        no_validate=True,
        class_name="form card",
        key="remise" + State.turned.to_string(),
        custom_attrs={"noValidate": True},
    )
    blocked = notice(
        _("Trop de codes faux"),
        rx.el.p(_("La personne doit afficher un nouveau code depuis son carnet ; celui d’avant n’ouvre plus rien.")),
        kind="todo",
        role="alert",
    )
    return rx.cond(
        _row.moves.contains("hand_over"),
        rx.el.section(rx.el.h2(_("Remettre au comptoir")), rx.cond(_detail.code_blocked, blocked, form), class_name="stack"),
    )


def _lines() -> rx.Component:
    open_now = _row.moves.contains("prepare") | _row.moves.contains("ready") | _row.moves.contains("resume")
    may_type = _row.moves.contains("prepare") | _row.moves.contains("ready")
    none = rx.el.p(
        _("Aucune ligne n’est saisie : lisez l’ordonnance ci-dessous. Une ligne saisie se prépare et se suit à part."),
        class_name="soft",
    )
    add = button(_("Saisir une ligne"), icon_name="plus", on_click=State.ask(_row.id, "type"), custom_attrs={"data-act": "l"})
    rows = rx.foreach(
        _detail.lines,
        lambda line: order_line(
            line, open_now=open_now, on_state=partial(State.line_to, _row.id), on_ask=partial(State.ask_line, _row.id)
        ),
    )
    return rx.el.section(
        rx.el.div(rx.el.h2(_("Lignes")), rx.cond(may_type, add), class_name="row between"),
        rx.cond(_detail.lines.length() > 0, rx.el.ul(rows), none),
        class_name="stack",
    )


def wishes() -> rx.Component:
    """What the person asks, and what was answered."""

    def shown(words: Var) -> rx.Component:
        unsaid = rx.el.span(_("Non précisé"), class_name="soft unsaid")
        return rx.cond(words != "", rx.el.span(words, class_name="kept-lines"), unsaid)

    return facts(
        (_("Question de la personne"), shown(_detail.question)),
        (_("Génériques"), rx.cond(_detail.generic, _("Acceptés"), _("Non souhaités"))),
        (_("Peut venir à sa place"), shown(_detail.bearer)),
        (_("Heure promise"), shown(_row.promised_label)),
        (_("Votre mot"), shown(_detail.note)),
    )


def shared() -> rx.Component:
    """What the person chose to tell of allergies and treatments, or that they did not."""
    nothing = rx.el.p(_("Le patient n’a pas partagé ses allergies ni ses traitements."), class_name="informs")
    told = rx.fragment(rx.el.h2(_("Partagé par le patient")), shared_facts(_detail))
    return rx.el.section(
        rx.cond(_detail.shared, told, rx.fragment(rx.el.h2(_("Allergies et traitements")), nothing)), class_name="doc-facts"
    )


def order() -> rx.Component:
    """The order, whole."""
    history = rx.el.section(
        rx.el.h2(_("Historique")),
        rx.el.ol(rx.foreach(_detail.steps, step_line), class_name="log log-narrow"),
    )
    return rx.el.div(
        _acts(),
        rx.el.div(
            secrecy(_row),
            _hand_over(),
            shared(),
            _lines(),
            rx.el.section(
                rx.el.h2(_("Ordonnances envoyées")),
                rx.el.ul(rx.foreach(State.papers, paper), class_name="stack stack-wide"),
                class_name="stack",
            ),
            class_name="doc-main order-main",
        ),
        rx.el.div(
            rx.el.section(rx.el.h2(_("Demandes")), wishes(), class_name="doc-facts"),
            history,
            class_name="stack stack-wide",
        ),
        focus_wrong_field(State.attempt),
        focus_on(State.turned, "contenu"),
        class_name="doc-page order-page",
        key="commande",
    )
