"""Sending a prescription on `/pharmacie`: which one, then what is wanted. The pharmacy is chosen on `pharmacie_places.py`."""

from __future__ import annotations

import reflex as rx

from rxapp.components import pharmacy as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import empty_state, notice
from rxapp.components.forms import checkbox, field, focus_wrong_field, hidden
from rxapp.components.icons import SHAPES
from rxapp.components.islands import Thumbnail
from rxapp.components.lists import current, search_box, tag
from rxapp.components.text import _
from rxapp.components.uploader import record_uploader
from rxapp.state.pharmacie_send import PharmacieSendState as State


def _paper(paper: rx.Var) -> rx.Component:
    words = rx.cond(paper.chosen, _("Choisie"), _("Choisir"))
    act = link_button(
        parts.named(words, paper.title),
        paper.href,
        kind="second",
        custom_attrs=current(paper.chosen),
    )
    return rx.el.li(
        Thumbnail.create(src=paper.thumbnail, shape=SHAPES["file-text"]),
        rx.el.div(rx.el.p(rx.el.strong(paper.title)), rx.el.p(paper.meta, class_name="doc-meta")),
        act,
        class_name=rx.cond(paper.chosen, "doc-row paper-row paper-chosen", "doc-row paper-row"),
    )


def _leaving() -> rx.Component:
    """Said before anything is typed: while a closing waits no other order leaves."""
    said = notice(
        _("Vous avez demandé la fermeture de votre compte : aucune autre commande ne part en attendant."),
        rx.el.p(link(_("Garder mon compte, ou voir ce qui est attendu"), "/parametres/fermer")),
        kind="todo",
    )
    return rx.cond(State.leaving, said)


def papers() -> rx.Component:
    """Step one: a prescription of the record, or one that is photographed now."""
    none = empty_state(
        _("Aucune ordonnance dans ce dossier"),
        _("Photographiez l’ordonnance, ou ajoutez son PDF : elle sera rangée dans le dossier."),
    )
    chosen = rx.el.p(
        rx.foreach(State.titles, lambda title: rx.el.span(title)), class_name="dots", custom_attrs={"aria-live": "polite"}
    )
    onward = rx.el.div(
        rx.el.div(rx.el.strong(_("Choisi :")), chosen),
        link_button(_("Continuer"), State.onward, kind="primary"),
        class_name="onward row between",
    )
    return rx.el.div(
        parts.sending_steps(0, ()),
        _leaving(),
        rx.cond(State.may_hide, rx.el.p(_("Ce que vous ajoutez ici va dans votre dossier, que vos parents lisent."))),
        rx.cond(State.may_add, record_uploader(State.subject, on_done=State.added)),
        rx.el.div(search_box(_("Rechercher dans le dossier")), class_name="tools"),
        rx.cond(
            State.papers.length() > 0,
            rx.el.ul(rx.foreach(State.papers, _paper)),
            none,
        ),
        link(
            rx.cond(State.everything, _("Seulement les ordonnances"), _("Tous les documents du dossier")),
            State.other_way,
            class_name="alone",
        ),
        rx.cond(State.onward != "", onward),
        class_name="record",
    )


def _wanted(one: rx.Var) -> rx.Component:
    row = one.row
    box = rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=one.wanted,
            disabled=row.left == 0,
            on_change=lambda _value: State.want(row.id, ~one.wanted),
        ),
        rx.el.span(row.drug, rx.cond(row.words != "", rx.el.span(", ", row.words, class_name="soft"))),
        class_name="check",
    )
    return rx.el.li(
        rx.el.div(
            box,
            rx.el.p(
                rx.el.span(row.source_label),
                rx.cond(row.left == 0, rx.el.span(_("déjà entièrement délivré"))),
                rx.cond(row.left_label != "", rx.el.span(row.left_label)),
                rx.cond(row.due_label != "", rx.el.span(row.due_label)),
                class_name="doc-meta dots",
            ),
        ),
        rx.cond(row.changeable, button(parts.named(_("Retirer"), row.drug), kind="quiet", on_click=State.remove_line(row.id))),
        class_name="line",
    )


def _days() -> rx.Component:
    """Without it, nobody can tell when a renewal comes."""
    hint = _("Sans elle, Carnet ne peut pas vous dire quand renouveler.")
    return field(_("Durée en jours"), "duree", hint=hint, error=State.errors["duree"], required=False, input_mode="numeric")


def _line_form() -> rx.Component:
    """One line, typed from the paper; names are suggested from an open list, and never guessed."""
    abandon = button(_("Abandonner"), kind="quiet", on_click=State.drop_line(State.begun))
    options = rx.el.datalist(rx.foreach(State.suggestions, lambda name: rx.el.option(value=name)), id="medicaments")
    return rx.el.form(
        field(
            _("Médicament"),
            "medicament",
            hint=_("Comme il est écrit sur l’ordonnance."),
            error=State.errors["medicament"],
            max_length=200,
            auto_complete="off",
            list="medicaments",
            on_change=State.suggest.debounce(200),
            on_blur=State.suggest,
        ),
        options,
        rx.el.div(
            field(_("Dose"), "dose", required=False, max_length=200, auto_complete="off"),
            field(_("Rythme"), "rythme", required=False, max_length=200, auto_complete="off"),
            _days(),
            field(
                _("Renouvellements"),
                "renouvellements",
                error=State.errors["renouvellements"],
                required=False,
                input_mode="numeric",
            ),
            class_name="boxes",
        ),
        checkbox(_("Non substituable"), "non_substituable"),
        rx.el.div(button(_("Ajouter la ligne"), type="submit"), abandon, class_name="row"),
        on_submit=State.type_line(State.begun),
        no_validate=True,
        custom_attrs={"noValidate": True},
        key=State.line_edition.to_string(),
        class_name="form card",
    )


def _lines() -> rx.Component:
    listed = rx.el.ul(rx.foreach(State.lines, _wanted), class_name="lines")
    return rx.el.section(
        rx.el.h2(_("Ce que vous demandez")),
        rx.el.p(rx.foreach(State.titles, lambda title: rx.el.span(title)), class_name="dots"),
        rx.cond(
            State.lines.length() > 0,
            listed,
            rx.el.p(
                _("Toute l’ordonnance. Pour n’en demander qu’une partie, recopiez ses lignes."),
                class_name="soft",
            ),
        ),
        rx.cond(
            State.typing, _line_form(), button(_("Recopier une ligne"), icon_name="plus", on_click=State.begin_line(State.begun))
        ),
        class_name="stack",
    )


def _hidden_question() -> rx.Component:
    """A masked prescription: this pharmacy sees it, nobody else."""
    return notice(
        _("Cette ordonnance est masquée aux professionnels."),
        rx.el.p(_("Si vous l’envoyez, seule cette pharmacie la verra, pour cette commande.")),
        kind="todo",
        role="alert",
    )


def _sharing() -> rx.Component:
    """Allergies and treatments: closed, and nothing of them leaves, until the person opens it for this order."""
    boxes = rx.el.div(
        hidden("partage", "oui"),
        parts.shared_boxes(State.for_self, State.shared_before, State.errors, State.clear_shared(State.begun)),
        rx.el.div(button(_("Ne rien partager"), on_click=State.share_nothing(State.begun)), class_name="row"),
        key="partage-" + State.shared_edition.to_string(),
        class_name="form",
    )
    closed = rx.el.div(
        rx.el.p(_("Rien n’en est partagé avec la pharmacie, sauf si vous le choisissez."), class_name="soft"),
        rx.el.div(
            button(_("Partager avec cette pharmacie"), icon_name="plus", on_click=State.share(State.begun)), class_name="row"
        ),
        class_name="stack-small",
    )
    return rx.el.section(rx.el.h2(_("Allergies et traitements")), rx.cond(State.sharing, boxes, closed), class_name="stack")


def _secret() -> rx.Component:
    """A minor keeps the order for them: asked before its lines are typed, since they go with it; and what stays in the record."""
    box = checkbox(
        _("Garder cette commande pour moi : mes parents ne la voient pas"),
        "secret",
        checked=State.secret,
        on_change=lambda _value: State.keep_secret(State.begun, ~State.secret),
    )
    told = rx.cond(
        State.secret,
        _(
            "Les lignes que vous recopiez maintenant restent pour vous. "
            "L’ordonnance est dans votre dossier, que vos parents lisent."
        ),
        _("L’ordonnance et les lignes recopiées sont dans votre dossier, que vos parents lisent."),
    )
    return rx.el.div(box, rx.el.p(told, class_name="soft", custom_attrs={"aria-live": "polite"}), class_name="stack-small")


def _wishes() -> rx.Component:
    return rx.el.form(
        rx.el.h2(_("Vos souhaits")),
        checkbox(_("Sans générique"), "sans_generique"),
        field(
            _("Une question à la pharmacie"),
            "question",
            error=State.errors["question"],
            large=True,
            required=False,
            max_length=2000,
        ),
        field(
            _("Qui d’autre peut venir la chercher ?"),
            "porteur",
            hint=_("Cette personne montre le code. Laissez vide si vous venez vous-même."),
            required=False,
            max_length=100,
            auto_complete="off",
        ),
        _sharing(),
        rx.cond(State.consent != "", hidden("accord", State.consent)),
        on_submit=State.send(State.begun),
        id="souhaits",
        key=State.edition.to_string(),
        class_name="form",
    )


def wishes() -> rx.Component:
    """Step three: what is asked, of whom; then send."""
    where = rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(State.pharmacy.name),
                rx.el.p(State.pharmacy.address),
                rx.el.p(State.pharmacy.open_label, class_name="soft"),
                rx.cond(State.pharmacy.orders_later, tag(_("Prend les commandes pour sa réouverture"), "soon")),
                class_name="stack-small",
            ),
            link_button(_("Changer de pharmacie"), State.to_place, kind="quiet"),
            class_name="row between",
        ),
        class_name="card",
    )
    again = rx.cond(State.consent != "", _("L’envoyer à cette pharmacie seulement"), _("Envoyer la commande"))
    return rx.el.div(
        parts.sending_steps(2, (State.to_papers, State.to_place)),
        _leaving(),
        where,
        rx.cond(State.may_hide, _secret()),
        _lines(),
        _wishes(),
        rx.cond(State.consent != "", _hidden_question()),
        rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error")),
        rx.el.div(button(again, kind="primary", type="submit", form="souhaits", disabled=State.leaving), class_name="row"),
        focus_wrong_field(State.attempt),
        class_name="record stack-wide sheet-form",
    )
