"""`/historique`: who did what in the open record, and the proof that nothing of it was changed."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import field, focus_on, focus_wrong_field, text_file
from rxapp.components.lists import address_filter, log_day, log_line, more, search_box, tools
from rxapp.components.text import _, _n
from rxapp.pages.frame import signed_in
from rxapp.state.historique import HistoriqueState as State

_LOADED = State.ready & (State.shown_for == State.subject)


def _answer(answer: rx.Var) -> rx.Component:
    """What a check found; nothing before any."""
    return rx.match(
        answer.kind,
        ("done", notice(answer.title, rx.el.p(answer.text), kind="done")),
        ("error", notice(answer.title, rx.el.p(answer.text), kind="error")),
        ("info", notice(answer.title, rx.el.p(answer.text))),
        rx.fragment(),
    )


def _file(name: str) -> rx.Var:
    """Where a file of the open history is; nowhere until the page knows whose that is, so that nobody asks for nobody's."""
    return rx.cond(State.subject != "", f"/api/historique/{name}?personne=" + State.subject, rx.Var("undefined"))


def _proof() -> rx.Component:
    """The chain in two sentences, and what one can do with it."""
    return rx.el.section(
        rx.el.p(
            _(
                "Chaque ligne porte l’empreinte de la précédente : en changer une se voit. "
                "Votre reçu, gardé hors de Carnet, montre aussi si la fin a été coupée."
            ),
            class_name="soft measure",
        ),
        rx.el.div(
            button(_("Vérifier l’historique"), on_click=State.verify, icon_name="check"),
            link_button(
                _("Garder mon reçu"),
                _file("recu"),
                native=True,
                icon_name="download",
            ),
            class_name="row",
        ),
        _answer(State.check),
        rx.el.details(rx.el.summary(_("Comparer un reçu")), _kept_receipt()),
        rx.el.details(rx.el.summary(_("Vérifier hors de Carnet")), _away()),
        class_name="stack",
    )


def _away() -> rx.Component:
    """For who trusts neither Carnet nor whoever runs it: the history, a program to read through, and what to do with them."""
    steps = (
        _("Gardez votre reçu dès aujourd’hui, ailleurs que dans Carnet : une clé USB, ou imprimé."),
        _("Plus tard, téléchargez l’historique complet et le petit programme dans un même dossier de votre ordinateur."),
        _(
            "Ouvrez le programme avec Python (gratuit, python.org), ou demandez à un proche de le faire : « python3 "
            "verifier-historique.py carnet-historique.json » suivi du nom du fichier de votre reçu."
        ),
        _("Il répond en une phrase : rien n’a changé, ou bien quelle ligne a été modifiée, ou où l’historique a été coupé."),
    )
    return rx.el.div(
        rx.el.p(
            _(
                "Sans passer par Carnet, sur votre ordinateur, et sans réseau. "
                "Le fichier contient tout l’historique : gardez-le pour vous."
            ),
            class_name="measure",
        ),
        rx.el.ol(*(rx.el.li(f"{number}. ", step) for number, step in enumerate(steps, 1)), class_name="stack measure"),
        rx.el.div(
            link_button(
                _("Historique complet"),
                _file("preuve.json"),
                native=True,
                icon_name="download",
            ),
            link_button(_("Le programme"), "/api/historique/verifier-historique.py", native=True, icon_name="download"),
            class_name="row",
        ),
        class_name="stack",
    )


def _kept_receipt() -> rx.Component:
    return rx.el.form(
        field(
            _("Reçu gardé"),
            "recu",
            hint=_("Collez tout le texte du fichier, ou choisissez le fichier : il n’est pas conservé."),
            error=State.errors["recu"],
            large=True,
            required=False,
            auto_complete="off",
            spell_check=False,
            max_length=2000,
        ),
        rx.el.div(
            submit(_("Comparer"), wide=False),
            text_file(_("Choisir le fichier"), "recu"),
            class_name="row",
        ),
        focus_wrong_field(State.attempt),
        _answer(State.comparison),
        on_submit=State.compare,
        no_validate=True,
        class_name="stack",
    )


def _line(act: rx.Var) -> rx.Component:
    who = [
        rx.cond(act.actor, rx.el.span(act.actor), rx.fragment()),
        rx.cond(act.on_behalf, rx.el.span(_("pour {name}", name=act.on_behalf)), rx.fragment()),
        rx.cond(act.why, rx.el.span(act.why), rx.fragment()),
        rx.cond(act.device, rx.el.span(act.device), rx.fragment()),
        rx.cond(act.place, rx.el.span(act.place), rx.fragment()),
    ]
    return log_line(act.time_label, act.at_iso, act.words, act.detail, who, act.number_label)


def _day(day: rx.Var) -> rx.Component:
    return log_day(day.label, day.near_label, rx.foreach(day.acts, _line))


def _lines() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(_("Qui a fait quoi"), id="lignes", tab_index=-1),
            rx.cond(~State.narrowed, rx.el.span(_n("{n} ligne", "{n} lignes", State.total), class_name="soft")),
            class_name="row between",
        ),
        rx.foreach(State.days, _day),
        rx.cond(
            (State.older != "") | (State.before > 0),
            rx.el.div(
                rx.cond(State.newer != "", link_button(_("Page précédente"), State.newer)),
                rx.cond(State.older != "", more(href=State.older)),
                rx.cond(State.before > 0, link_button(_("Revenir au plus récent"), State.newest, kind="quiet")),
                class_name="row",
            ),
        ),
        class_name="stack",
    )


def _tools() -> rx.Component:
    """What one looks for; it lives in the address. There before the lines are, so that nothing moves when they come."""
    return tools(
        search_box(_("Rechercher dans l’historique")),
        address_filter(_("Genre d’acte"), "acte", _("Tous les actes"), State.kinds),
        address_filter(_("Auteur"), "qui", _("Tous les auteurs"), State.people_seen),
        address_filter(_("Période"), "periode", _("Toutes les dates"), State.periods),
    )


def _found() -> rx.Component:
    """How many match, said aloud while one types; the way back to everything; and what was found as a file."""
    return rx.fragment(
        rx.el.div(
            rx.el.p(
                State.found_label,
                # The empty page says the same to the eye.
                class_name=rx.cond(State.days.length() > 0, "", "hush"),
                custom_attrs={"aria-live": "polite"},
            ),
            rx.cond(State.narrowed & (State.days.length() > 0), link(_("Effacer les filtres"), "/historique")),
            class_name="row found",
        ),
        rx.cond(State.days.length() > 0, _taken()),
    )


def _taken() -> rx.Component:
    """The lines that are looked for, all of them, as a file."""
    address = "/api/historique/lignes.{}?"
    return rx.el.div(
        link_button(
            _("Télécharger ces lignes (tableur)"), address.format("csv") + State.taken, native=True, icon_name="download"
        ),
        link_button(_("Pour un logiciel (JSON)"), address.format("json") + State.taken, native=True, kind="quiet"),
        class_name="row",
    )


def _nothing_found() -> rx.Component:
    """A search that stopped early may go on; one that saw everything found nothing."""
    everything = link_button(_("Effacer les filtres"), "/historique")
    return rx.cond(
        State.older != "",
        empty_state(
            _("Rien parmi les lignes les plus récentes"),
            _("La recherche peut continuer dans les lignes plus anciennes."),
            rx.el.div(more(href=State.older), everything, class_name="row"),
        ),
        empty_state(_("Aucune ligne ne correspond"), _("Essayez un autre mot, ou moins de filtres."), everything),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        State.before > 0,
        empty_state(
            _("Il n’y a rien de plus ancien"),
            _("Vous êtes au début de l’historique."),
            link_button(_("Revenir au plus récent"), "/historique"),
        ),
        empty_state(
            _("Rien n’est encore inscrit"),
            _("Dès qu’une personne ouvre, ajoute ou change quelque chose dans ce dossier, une ligne le dit ici."),
        ),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(_("Historique"), State.subject_label),
        _proof(),
        rx.el.div(_tools(), rx.cond(_LOADED, _found()), class_name="record"),
        rx.cond(
            _LOADED,
            rx.cond(State.days.length() > 0, _lines(), rx.cond(State.narrowed, _nothing_found(), _nothing())),
            skeleton_lines(6),
        ),
        focus_on(State.before, "lignes"),
        here="/historique",
    )
