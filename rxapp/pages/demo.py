"""`/demo`, the testers' bench: travel in time, start afresh, read every letter that left. It exists in a demonstration only."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import field, focus_wrong_field, native_form
from rxapp.components.lists import card, chip, chips, facts, more, tag
from rxapp.components.text import Text, _
from rxapp.state.demo import DemoState as State


def _copyable(value: rx.Var, label: Text) -> rx.Component:
    """A value and the button that copies it (`assets/copy.js`); the words said after stand in the page already."""
    return rx.el.span(
        rx.el.span(value, custom_attrs={"data-copied": ""}),
        button(label, kind="quiet", custom_attrs={"data-copy": ""}),
        rx.el.span(role="status", custom_attrs={"data-said": _("Copié")}),
        class_name="row",
    )


def _time() -> rx.Component:
    def step(words: Text, value: str) -> rx.Component:
        return button(words, type="submit", name="pas", value=value)

    wrong = rx.cond(State.wrong_date, _("Écrivez un jour à venir, comme dans l’exemple : on ne remonte pas le temps."), "")
    return rx.el.section(
        rx.el.h2(_("Le temps")),
        rx.el.p(_("Pour Carnet, nous sommes le {date}.", date=State.now_label), id="date"),
        rx.el.p(_("Avancer ferme les sessions ouvertes, comme si l’on revenait ce jour-là."), class_name="soft"),
        native_form(
            step(_("+1 jour"), "jour"),
            step(_("+1 semaine"), "semaine"),
            step(_("+6 semaines"), "six_semaines"),
            step(_("Revenir au présent"), "present"),
            action="/demo/voyage",
            class_name="row",
        ),
        native_form(
            field(
                _("Aller à une date"),
                "pas",
                id="jour",
                hint=_("Jour, mois, année. Exemple : {date}", date=State.tomorrow),
                error=wrong,
                default_value=State.typed_date,
                max_length=20,
                auto_complete="off",
            ),
            button(_("Y aller"), type="submit"),
            action="/demo/voyage",
            class_name="stack measure",
            key="date-" + State.typed_date,
        ),
        focus_wrong_field(State.wrong_date),
        class_name="stack",
    )


def _afresh() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Recommencer")),
        rx.el.details(
            rx.el.summary(_("Tout remettre à zéro")),
            rx.el.p(_("Effacer tout ce qui a été fait dans cette démonstration et revenir au présent ?")),
            native_form(button(_("Oui, tout effacer"), kind="danger", type="submit"), action="/demo/remise"),
        ),
        class_name="stack",
    )


def _waiting() -> rx.Component:
    def one(person: rx.Var) -> rx.Component:
        return rx.el.li(
            card(
                rx.el.div(
                    rx.el.h3(person.name),
                    rx.cond(person.is_live, tag(person.status_label), tag(person.status_label, "todo")),
                    class_name="row",
                ),
                facts(
                    (_("Numéro"), _copyable(person.nir, _("Copier le numéro"))),
                    (_("Naissance"), _copyable(person.birth_date, _("Copier la date"))),
                    (_("Code"), rx.cond(person.code, _copyable(person.code, _("Copier le code")), "")),
                    (_("Envoyée"), person.sent_label),
                    (_("Valable jusqu’au"), person.expires_label),
                ),
                rx.cond(person.letter, _sheet(person.letter, person.name)),
                custom_attrs={"aria-label": person.name},
            )
        )

    return rx.el.section(
        rx.el.h2(_("Personnes qui attendent leur espace")),
        rx.cond(
            State.waiting.length() > 0,
            rx.el.ul(rx.foreach(State.waiting, one), class_name="cards two"),
            empty_state(_("Plus personne n’attend"), _("Remettez la démonstration à zéro pour retrouver leurs lettres.")),
        ),
        class_name="stack",
    )


def _sheet(departure: rx.Var, whose: rx.Var) -> rx.Component:
    return link_button(
        _("Lettre (PDF) : {name}", name=whose), "/demo/lettre/" + departure, icon_name="download", native=True, target="_blank"
    )


def _departures() -> rx.Component:
    kinds = (
        (_("Tout"), "", "/demo"),
        (_("Lettres"), "lettre", "/demo?genre=lettre"),
        (_("E-mails"), "courriel", "/demo?genre=courriel"),
        (_("Notifications"), "notification", "/demo?genre=notification"),
    )
    return rx.el.section(
        rx.el.h2(_("Ce qui est parti")),
        chips(_("Genre d’envoi"), *[chip(words, href, State.genre == value) for words, value, href in kinds]),
        rx.cond(
            State.left.length() > 0,
            rx.el.ul(rx.foreach(State.left, _departure), class_name="cards"),
            empty_state(_("Rien n’est parti"), _("Ce que Carnet envoie apparaît ici, avec tout son contenu.")),
        ),
        rx.cond(State.more, more(href=State.more)),
        class_name="stack",
    )


def _departure(item: rx.Var) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.div(tag(item.kind_label), rx.el.span(item.at_label, class_name="soft"), class_name="row"),
            rx.el.h3(item.subject),
            rx.el.p(item.recipient, class_name="soft"),
            rx.el.details(
                rx.el.summary(_("Lire")),
                rx.el.div(rx.foreach(item.lines, rx.el.p), class_name="text"),
            ),
            rx.cond(item.has_pdf, _sheet(item.id, item.name)),
        )
    )


def _sign_in(one: rx.Var) -> rx.Component:
    traits = rx.el.p(_("Numéro {nir}, naissance {date}", nir=one.nir, date=one.birth_date), class_name="soft small")
    return rx.el.div(rx.el.dt(one.login), rx.el.dd(one.who, rx.cond(one.nir != "", traits, rx.fragment())))


def _sign_ins() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Qui peut se connecter")),
        rx.el.p(_("Un seul mot de passe : {password}", password=State.password)),
        rx.el.dl(
            rx.foreach(State.sign_ins, _sign_in),
            class_name="facts",
        ),
        class_name="stack",
    )


def page() -> rx.Component:
    """The page; what it shows comes with the state, which answers in a demonstration only."""
    loaded = rx.fragment(_waiting(), _departures(), _sign_ins())
    failed = notice(State.words.text, kind="error")
    waiting = rx.cond(State.words.kind == "error", failed, skeleton_lines(6))
    return layout.public(
        layout.page_head(
            _("Banc d’essai"),
            _("Pour essayer Carnet avec des personnes inventées : voyager dans le temps et lire tout ce qui part."),
        ),
        _time(),
        rx.el.div(rx.cond(State.ready, loaded, waiting), class_name="stack stack-wide"),
        _afresh(),
        rx.el.script(src="/copy.js", async_=True),
        action=link_button(_("Se connecter"), "/", kind="quiet"),
        status=State.words.text,
    )
