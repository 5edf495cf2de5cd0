"""The provisional calendar: its cards by group, and what one does from a card. Whoever mounts it gives its vars and handlers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.buttons import NativeLink, button, link_button, submit
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.forms import checkbox, field, focus_wrong_field, radios, select
from rxapp.components.icons import icon
from rxapp.components.lists import chip, chips, facts
from rxapp.components.text import Text, _


@dataclass(frozen=True)
class CardActs:
    """What one does from a card: each a function of the card's id, code, entry or rule (str) that gives an event.

    may_note, may_choose: whether the reader notes what was done, and whether they set aside and bring back.
    """

    done: Any
    aside: Any
    answer: Any
    remove: Any
    bring_back: Any
    may_note: Any = True
    may_choose: Any = True


@dataclass(frozen=True)
class DialogActs:
    """What a question in front of the page does: close, or submit one of three forms."""

    close: Any
    done: Any
    aside: Any
    answer: Any


def informs(text: Text | None = None) -> rx.Component:
    """What this is and is not."""
    said = (
        _("Ce calendrier informe, il ne prescrit pas. Rien de noté ne veut pas dire pas fait : votre médecin vérifie avec vous.")
        if text is None
        else text
    )
    return rx.el.p(icon("info"), rx.el.span(said), class_name="informs")


def calendar_groups(groups: Var, acts: CardActs, *, looked_at: Text = "") -> rx.Component:
    """The cards by group. ``groups``: a var of `prevention.views.Group`; ``looked_at``: the card whose details stand open."""

    def one(group: Var) -> rx.Component:
        return rx.el.section(
            rx.el.h2(group.title, " ", rx.el.span(group.total, class_name="soft tally")),
            rx.el.div(rx.foreach(group.cards, lambda card: prevention_card(card, acts, looked_at)), class_name="cards"),
            class_name="stack",
        )

    return rx.el.div(rx.foreach(groups, one), class_name="groups")


def calendar_filters(filters: Var) -> rx.Component:
    """Which cards are on screen; ``filters``: a var with `.label`, `.href`, `.current`."""
    return chips(_("Quelles cartes montrer"), rx.foreach(filters, lambda one: chip(one.label, one.href, one.current)))


def nothing_to_do() -> rx.Component:
    """A calendar on which nothing waits."""
    return empty_state(
        _("Rien à faire en ce moment"),
        _("Ce qui viendra est sous « Plus tard » ; ce que vous notez comme fait, sous « Fait »."),
    )


def prevention_card(card: Var, acts: CardActs, looked_at: Text = "") -> rx.Component:
    """One line of the calendar: the mark, what and when, the acts, and why behind one gesture."""
    return rx.el.article(
        rx.el.span(class_name=f"dot dot-{card.mark}"),
        rx.el.div(
            rx.el.h3(card.title),
            rx.el.p(rx.el.span(card.state_label, class_name=f"tag tag-{card.mark}"), " ", card.when_label),
            _beside(card),
            rx.cond(card.to_check != "", rx.el.p(icon("info"), rx.el.span(card.to_check), class_name="to-check")),
            rx.cond(
                card.booked_label != "",
                rx.el.p(_("Rendez-vous pris : {quand}", quand=card.booked_label), class_name="booked"),
            ),
            class_name="card-words",
        ),
        _acts(card, acts),
        _why(card, acts, looked_at),
        class_name="card card-mark",
        id=card.id,
        custom_attrs={"aria-label": card.title},
    )


def _beside(card: Var) -> rx.Component:
    """Obligation, periodicity, product: one quiet line."""

    def piece(words: Var) -> rx.Component:
        return rx.cond(words != "", rx.el.span(words))

    return rx.el.p(
        piece(card.obligation_label),
        piece(card.period_label),
        piece(card.given_label),
        piece(card.kept_label),
        rx.cond(card.aside_reason != "", rx.el.span("« ", card.aside_reason, " »")),
        class_name="soft dots small",
    )


def _named(label: Text, card: Var) -> list[Any]:
    """A button's words, and for screen readers which card."""
    return [label, rx.el.span(" : ", card.title, class_name="hush")]


def _acts(card: Var, acts: CardActs) -> rx.Component:
    book = rx.cond(
        card.booked_href != "",
        link_button(rx.fragment(*_named(_("Voir le rendez-vous"), card)), card.booked_href, icon_name="calendar"),
        link_button(rx.fragment(*_named(_("J’ai pris rendez-vous"), card)), card.book_href, icon_name="calendar"),
    )
    done_late = button(rx.fragment(*_named(_("C’est fait"), card)), icon_name="check", on_click=acts.done(card.id))
    to_do = rx.fragment(
        rx.cond(acts.may_note, done_late),
        book,
        rx.cond(
            acts.may_choose, button(rx.fragment(*_named(_("Pas pour moi"), card)), kind="quiet", on_click=acts.aside(card.id))
        ),
    )
    remove = rx.cond(
        card.entry != "",
        button(rx.fragment(*_named(_("Retirer"), card)), kind="quiet", on_click=acts.remove(card.entry, card.version)),
    )
    back = button(rx.fragment(*_named(_("Remettre au calendrier"), card)), on_click=acts.bring_back(card.rule))
    return rx.el.div(
        rx.match(
            card.group,
            ("done", remove),
            ("aside", rx.cond(acts.may_choose, back)),
            ("past", rx.cond(acts.may_note, done_late)),
            ("later", to_do),
            to_do,
        ),
        class_name="row",
    )


def _why(card: Var, acts: CardActs, looked_at: Text) -> rx.Component:
    return rx.el.details(
        rx.el.summary(_("Pourquoi, et qui le dit"), rx.el.span(" : ", card.title, class_name="hush")),
        rx.el.p(card.why),
        used_facts(card.facts),
        facts(
            (_("Prise en charge"), card.coverage),
            (_("Règle"), card.version_label),
            (_("Qui le dit"), sources(card.sources)),
        ),
        rx.cond(card.note != "", rx.el.p(card.note, class_name="soft small")),
        rx.cond(
            card.unconfirmed.length() > 0,
            rx.el.div(
                rx.el.p(rx.el.strong(_("Ce qui n’est pas confirmé"))),
                rx.el.ul(rx.foreach(card.unconfirmed, lambda line: rx.el.li(line)), class_name="bullets"),
                class_name="stack-small small",
            ),
        ),
        _questions(card, acts),
        open=Var.create(looked_at) == card.id,
    )


def used_facts(labels: Var) -> rx.Component:
    """The facts an answer rests on, as labels."""
    return rx.cond(
        labels.length() > 0,
        rx.el.div(
            rx.el.p(rx.el.strong(_("Ce que Carnet a regardé"))),
            rx.el.ul(rx.foreach(labels, lambda label: rx.el.li(label, class_name="tag")), class_name="labels"),
            class_name="stack-small",
        ),
    )


def sources(told: Var) -> rx.Component:
    """Titles of sources, links where they have an address."""

    def one(source: Var) -> rx.Component:
        linked = NativeLink.create(source.title, href=source.url, target="_blank", rel="noreferrer noopener")
        return rx.el.li(rx.cond(source.url != "", linked, rx.el.span(source.title)))

    return rx.el.ul(rx.foreach(told, one), class_name="sources small")


def _questions(card: Var, acts: CardActs) -> rx.Component:
    return rx.cond(
        (card.questions.length() > 0) & acts.may_note,
        rx.el.div(
            rx.el.p(rx.el.strong(_("Ce qui peut changer cette carte"))),
            rx.el.ul(rx.foreach(card.questions, lambda one: question_line(one, acts.answer)), class_name="lines"),
        ),
    )


def question_line(asked: Var, on_answer: Any) -> rx.Component:
    """One question, why it is asked, the answer given, and the button that answers."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(asked.ask),
            rx.el.p(asked.why, class_name="soft small"),
            rx.el.p(
                rx.el.strong(asked.said_label),
                rx.cond(asked.kept_label != "", rx.el.span(asked.kept_label, class_name="tag")),
                class_name="row small",
            ),
            class_name="question",
        ),
        button(
            rx.fragment(rx.cond(asked.said == "", _("Répondre"), _("Modifier")), rx.el.span(" : ", asked.ask, class_name="hush")),
            on_click=on_answer(asked.code),
        ),
        class_name="line",
    )


def calendar_dialogs(
    opened: Var,
    card: Var,
    question: Var,
    errors: Var,
    acts: DialogActs,
    *,
    key: Var,
    attempt: Var,
    may_hide: Var,
    today: Var,
    of_child: Var,
) -> rx.Component:
    """The three questions a card may ask, in front of the page. ``opened``: "", "done", "aside" or "answer".

    ``of_child``: the cards are those of a child of the reader.
    """
    given = {"errors": errors, "acts": acts, "key": key, "may_hide": may_hide}

    def asks(what: str, title: Text, name: str, form: rx.Component) -> rx.Component:
        return dialog(title, rx.cond(opened == what, form), id=name, open=opened == what, on_close=acts.close)

    return rx.fragment(
        asks("done", _("C’est fait"), "fait", _done_form(card, today=today, **given)),
        asks("aside", _("Pas pour moi"), "de-cote", _aside_form(card, errors, acts, key, of_child)),
        asks("answer", _("Une question"), "question", _answer_form(question, **given)),
        focus_wrong_field(attempt),
    )


def _form(*children: Any, on_submit: Any, acts: DialogActs, key: Var, label: Text) -> rx.Component:
    return rx.el.form(
        *children,
        rx.el.div(submit(label, wide=False), button(_("Annuler"), kind="quiet", on_click=acts.close), class_name="row"),
        on_submit=on_submit,
        no_validate=True,
        class_name="form",
        key=key.to_string(),
        custom_attrs={"noValidate": True},
    )


def _hide(may_hide: Var, hidden: Var | bool = False) -> rx.Component:
    """``hidden``: it is kept secret now, and stays so unless the box is emptied."""
    return rx.cond(
        may_hide,
        rx.el.div(
            checkbox(_("Garder pour moi"), "secret", value="1", default_checked=hidden),
            rx.el.p(_("Vos parents n’en verront rien : ni ici, ni dans un message, ni dans l’historique."), class_name="hint"),
        ),
    )


def _done_form(card: Var, *, errors: Var, acts: DialogActs, key: Var, may_hide: Var, today: Var) -> rx.Component:
    tests = [("", _("Je ne sais pas")), ("cytology", _("Frottis (cytologie)")), ("hpv", _("Test HPV"))]
    return _form(
        rx.el.p(card.title),
        field(
            _("Jour"),
            "jour",
            hint=_("Comme 26/11/2026. S’il n’est pas connu exactement, donnez le plus proche."),
            error=errors["jour"],
            default_value=today,
            auto_complete="off",
            max_length=20,
        ),
        rx.cond(card.vaccine, _vaccine_fields(card, errors)),
        rx.cond(card.rule == "sc-cervix", select(_("Quel examen ?"), "examen", tests)),
        _hide(may_hide),
        on_submit=acts.done,
        acts=acts,
        key=key,
        label=_("Noter comme fait"),
    )


def _vaccine_fields(card: Var, errors: Var) -> rx.Component:
    free = {"required": False, "auto_complete": "off", "max_length": 80}
    dose = {"default_value": card.dose, "input_mode": "numeric"}
    return rx.fragment(
        field(_("Vaccin (nom sur l’étiquette)"), "produit", error=errors["produit"], **free),
        rx.el.div(
            field(_("Numéro de lot"), "lot", error=errors["lot"], **free),
            field(_("Dose"), "dose", error=errors["dose"], **free, **dose),
            class_name="two",
        ),
    )


def _aside_form(card: Var, errors: Var, acts: DialogActs, key: Var, of_child: Var) -> rx.Component:
    return _form(
        rx.el.p(card.title),
        rx.el.p(
            rx.cond(
                of_child,
                _("La carte quitte votre liste, sans rien changer pour l’autre parent. Vous pourrez la remettre à tout moment."),
                _("La carte quitte votre liste. Vous pourrez la remettre à tout moment."),
            ),
            class_name="soft",
        ),
        field(
            _("Raison, si vous voulez la garder"),
            "raison",
            error=errors["raison"],
            required=False,
            hint=_("Personne d’autre ne la lira."),
            auto_complete="off",
            max_length=300,
        ),
        on_submit=acts.aside,
        acts=acts,
        key=key,
        label=_("Mettre de côté"),
    )


def _answer_form(question: Var, *, errors: Var, acts: DialogActs, key: Var, may_hide: Var) -> rx.Component:
    choices = [("yes", _("Oui")), ("no", _("Non")), ("", _("Je ne réponds pas"))]
    day = field(
        question.day_ask,
        "jour",
        hint=_("Comme 26/11/2026."),
        error=errors["jour"],
        default_value=question.day,
        required=False,
        auto_complete="off",
        max_length=20,
    )
    return _form(
        rx.el.p(rx.el.strong(question.ask)),
        notice(_("Pourquoi cette question ?"), rx.el.p(question.why)),
        radios(_("Votre réponse"), "reponse", choices),
        rx.cond(question.day_ask != "", day),
        _hide(may_hide, question.secret),
        on_submit=acts.answer,
        acts=acts,
        key=key,
        label=_("Garder la réponse"),
    )
