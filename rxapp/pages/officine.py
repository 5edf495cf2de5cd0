"""`/officine`: the board of the counter, one order, its papers to print, the hours; what shows is in the address."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import link, link_button
from rxapp.components.feedback import empty_state, skeleton_lines
from rxapp.components.icons import icon
from rxapp.components.islands import CounterKeys, OneColumn, Ring, Turned
from rxapp.components.lists import chip, search_box
from rxapp.components.officine import column, column_bone, column_chip
from rxapp.components.text import _, _n
from rxapp.pages import officine_dialogs, officine_hours, officine_order, officine_print
from rxapp.pages.frame import at_counter
from rxapp.state.officine import OfficineState as State
from rxapp.state.officine_order import OfficineOrderState as OrderState

COLUMNS = (
    (_("Envoyées"), "envoyees", State.sent),
    (_("Reçues"), "recues", State.received),
    (_("En préparation"), "preparation", State.preparing),
    (_("Prêtes"), "pretes", State.ready_column),
    (_("Remises"), "remises", State.collected),
)
KEYS = (
    (_("Carte suivante, carte d’avant"), "j k"),
    (_("D’une carte à l’autre, en tous sens"), "← → ↑ ↓"),
    (_("Ouvrir la carte"), "⏎"),
    (_("Étape suivante de la carte ou de la commande"), "s"),
    (_("Écrire le code de retrait"), "c"),
    (_("Promettre une heure, écrire un mot"), "m"),
    (_("Saisir une ligne de l’ordonnance"), "l"),
    (_("Refuser la commande"), "r"),
    (_("Étiquette, fiche de préparation"), "e f"),
    (_("Imprimer"), "i"),
    (_("Retour au tableau"), "b"),
)
_BOARD = (State.screen == "") | (State.screen == "board")
_PAPER = (State.screen == "label") | (State.screen == "sheet")


def _title() -> rx.Component:
    """The one h1; it stays the same element while its words change."""
    numbered = rx.match(
        State.screen,
        ("label", _("Étiquette n° {numero}", numero=OrderState.detail.row.number)),
        ("sheet", _("Fiche de préparation n° {numero}", numero=OrderState.detail.row.number)),
        _("Commande n° {numero}", numero=OrderState.detail.row.number),
    )
    order = rx.cond(OrderState.missing, _("Commande introuvable"), numbered)
    return rx.fragment(rx.cond(_BOARD, _("Officine"), rx.cond(State.screen == "hours", _("Horaires"), order)))


def _head() -> rx.Component:
    purpose = rx.el.p(_("Les commandes de votre comptoir : elles arrivent et avancent ici d’elles-mêmes."), class_name="measure")
    lead = rx.cond(_BOARD, rx.fragment(), rx.cond(State.screen == "hours", officine_hours.lead(), officine_order.lead()))
    hours = link_button(_("Horaires"), State.ways.hours, icon_name="clock")
    print_it = rx.cond(_PAPER & ~OrderState.missing, officine_print.print_button())
    return layout.page_head(_title(), lead, rx.cond(_BOARD, hours, print_it), purpose=rx.cond(_BOARD, purpose))


def _way_back() -> rx.Component:
    inside = rx.fragment(icon("arrow-left"), rx.el.span(_("Retour au tableau")))
    to_board = link(inside, State.ways.board, class_name="way-back", custom_attrs={"data-act": "b"})
    news = link(
        _n("{n} nouvelle commande", "{n} nouvelles commandes", State.fresh), State.ways.board, class_name="tag tag-todo way-back"
    )
    return rx.el.div(to_board, rx.cond(State.fresh > 0, news), class_name="row between")


def _bell() -> rx.Component:
    """The bell of every screen of the page, and what it says to who does not hear it."""
    return rx.el.div(
        Ring.create(rings=State.rings),
        rx.el.p(State.heard, class_name="hush", custom_attrs={"aria-live": "polite"}),
        class_name=rx.cond(_BOARD, "", "hush-screen"),
    )


def _tools() -> rx.Component:
    everything = chip(_("Tout le tableau"), State.ways.whole, State.asked.column == "")
    filters = [column_chip(title, shown, State.asked.column == word) for title, word, shown in COLUMNS]
    return rx.el.div(
        search_box(_("Nom ou numéro"), name="recherche"),
        rx.el.nav(
            rx.el.span(everything, class_name="only-wide"),
            *filters,
            class_name="chips",
            custom_attrs={"aria-label": _("Colonnes du tableau")},
        ),
        rx.el.p(State.found, custom_attrs={"aria-live": "polite"}),
        class_name="tools",
    )


def _columns() -> rx.Component:
    def shown(title: rx.Var, word: str, held: rx.Var) -> rx.Component:
        wanted = (State.asked.column == word) | (
            (State.asked.column == "") & ((State.asked.query == "") | (held.cards.length() > 0))
        )
        return rx.cond(wanted, column(title, word, held, State.advance))

    return rx.el.div(
        *[shown(*one) for one in COLUMNS],
        class_name=rx.cond(State.asked.column == "", "board", "board board-one"),
    )


def _ended() -> rx.Component:
    """Which bags to put back: numbers alone."""
    rows = rx.foreach(State.ended, lambda one: rx.el.li(rx.el.strong(one.number), " ", rx.el.span(one.words, class_name="soft")))
    return rx.cond(
        State.ended.length() > 0,
        rx.el.details(
            rx.el.summary(_("Commandes terminées sans remise")),
            rx.el.p(_("Si un sac était prêt, remettez-le en rayon. Leur contenu ne vous est plus visible."), class_name="soft"),
            rx.el.ul(rows, class_name="ended"),
        ),
    )


def _board() -> rx.Component:
    nothing = empty_state(
        _("Aucune commande pour l’instant"),
        _(
            "Gardez cette page ouverte : une commande s’y affiche et sonne dès qu’une personne vous l’envoie. "
            "En attendant, vérifiez vos horaires : tout le monde les lit."
        ),
        link_button(_("Vérifier les horaires"), State.ways.hours),
    )
    no_match = empty_state(
        _("Aucune commande ne correspond"),
        _("Cherchez un nom, un prénom ou les six signes d’un numéro."),
        link_button(_("Effacer la recherche"), State.ways.everything),
    )
    return rx.el.div(
        rx.cond(State.total == 0, _as_wide(nothing), rx.cond(State.no_match, _as_wide(no_match), _columns())),
        rx.cond(State.ways.first != "", rx.el.p(link(_("Revenir au début"), State.ways.first))),
        _ended(),
        class_name="record",
        key="tableau",
    )


def _as_wide(words: rx.Component) -> rx.Component:
    """Words in the place of the columns: the page keeps the width that those would have."""
    return rx.el.div(words, class_name="board board-one")


def _waiting() -> rx.Component:
    """The shape of the board while it comes."""
    bones = [column_bone(title, word) for title, word, _shown in COLUMNS]
    return rx.el.div(*bones, class_name="board board-wait", key="attente")


def _unattached() -> rx.Component:
    return empty_state(
        _("Ce compte n’est rattaché à aucune pharmacie"),
        _("Demandez à l’exploitant de Carnet de le rattacher : il lui faut le numéro FINESS de votre pharmacie."),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    order = rx.cond(
        OrderState.missing,
        officine_order.missing(State.ways.board),
        rx.match(
            State.screen,
            ("label", officine_print.label()),
            ("sheet", officine_print.sheet()),
            officine_order.order(),
        ),
    )
    screens = rx.match(
        State.screen,
        ("", _waiting()),
        ("board", _board()),
        ("hours", officine_hours.form()),
        rx.cond((OrderState.detail.row.id != "") | OrderState.missing, order, skeleton_lines(6)),
    )
    return at_counter(
        rx.el.div(rx.cond(_BOARD, rx.fragment(), _way_back()), _head(), class_name="doc-head"),
        _bell(),
        rx.cond(_BOARD & ~State.unattached, _tools()),
        rx.cond(State.unattached, _unattached(), screens),
        officine_dialogs.dialogs(),
        CounterKeys.create(),
        OneColumn.create(first=State.first, whole=State.screen == "board"),
        Turned.create(names=["vue", "commande", "imprimer"]),
        here="/officine",
        keys=KEYS,
    )
