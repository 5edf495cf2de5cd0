"""`/parametres/acces`: who reads the record, who asks to, finding a professional, what each profession opens."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, submit
from rxapp.components.documents import document_row
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import field, focus_on, focus_wrong_field, hidden
from rxapp.components.islands import Turned
from rxapp.components.lists import chip, chips, part, search_box
from rxapp.components.profil import section_lines
from rxapp.components.text import _
from rxapp.pages.document_access import opener_line
from rxapp.pages.frame import back_to_settings, signed_in
from rxapp.state.acces import AccesState as State


def _whose() -> rx.Component:
    def one(person: rx.Var) -> rx.Component:
        return chip(person.label, f"/parametres/acces?personne={person.id}", State.subject == person.id)

    return rx.cond(State.family.length() > 1, chips(_("Dossier concerné"), rx.foreach(State.family, one)))


def _named(words: rx.Var | str, row: rx.Var) -> rx.Component:
    return rx.fragment(words, rx.el.span(" : ", row.name, class_name="hush"))


def _allow(row: rx.Var, where: str, words: rx.Var | str) -> rx.Component:
    return rx.el.form(
        hidden("compte", row.account_id),
        field(
            _("Jusqu’au (facultatif)"),
            "jusqu_au",
            id=f"{where}-{row.account_id}",
            type="date",
            default_value=row.until,
            hint=_("Sans date, l’accès dure jusqu’à ce que vous le retiriez."),
            error=rx.cond(State.wrong == row.account_id, State.errors["jusqu_au"], ""),
            required=False,
            custom_attrs={"min": State.first_day},
        ),
        submit(_named(words, row), wide=False),
        on_submit=State.allow(State.shown_for),
        no_validate=True,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _acts(row: rx.Var, where: str) -> rx.Component:
    refuse = button(_named(_("Refuser"), row), on_click=State.refuse(State.shown_for, row.account_id))
    withdraw = button(_named(_("Retirer l’accès"), row), on_click=State.withdraw(State.shown_for, row.account_id))
    block = button(_named(_("Bloquer"), row), kind="quiet", on_click=State.block(State.shown_for, row.account_id))
    unblock = button(_named(_("Débloquer"), row), on_click=State.unblock(State.shown_for, row.account_id))
    change = rx.el.details(
        rx.el.summary(_named(_("Changer la date"), row)), _allow(row, where + "-suite", _("Garder cette date"))
    )
    profile = button(
        _named(_("Autoriser aussi à lire le profil médical"), row), on_click=State.allow_profile(State.shown_for, row.account_id)
    )
    more = rx.cond(row.documents_alone, rx.el.div(profile, class_name="row"), rx.fragment())
    again = rx.el.details(rx.el.summary(_named(_("Autoriser"), row)), _allow(row, where, _("Autoriser à lire le dossier")))
    return rx.match(
        row.state,
        ("asked", rx.fragment(_allow(row, where, _("Autoriser à lire le dossier")), rx.el.div(refuse, block, class_name="row"))),
        ("allowed", rx.fragment(rx.el.div(withdraw, block, class_name="row"), more, change)),
        ("blocked", rx.el.div(unblock, class_name="row")),
        rx.cond(row.gone, rx.fragment(), rx.fragment(again, rx.el.div(block, class_name="row"))),
    )


def _row(row: rx.Var, where: str) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name)),
            rx.el.p(
                rx.el.span(row.profession_label),
                rx.cond(row.state_label, rx.el.span(row.state_label)),
                rx.cond(row.until_label, rx.el.span(row.until_label)),
                rx.cond(row.since_label, rx.el.span(_("Depuis le {date}", date=row.since_label))),
                class_name="doc-meta",
            ),
            _acts(row, where),
            class_name="stack-small",
        ),
        key=row.account_id,
    )


def _listed(rows: rx.Var, where: str) -> rx.Component:
    return rx.el.ul(rx.foreach(rows, lambda row: _row(row, where)), class_name="sessions")


def _asking() -> rx.Component:
    words = rx.el.p(_("Rien ne s’ouvre sans votre accord. Un refus n’est pas dit au professionnel."), class_name="soft")
    shown = part("demandes", _("Demandes"), words, _listed(State.asking, "demande"))
    return rx.cond(State.asking.length() > 0, shown)


def _known() -> rx.Component:
    none = rx.el.p(_("Aucun professionnel ne lit ce dossier pour l’instant."), class_name="soft")
    return part(
        "acces",
        _("Qui lit le dossier"),
        rx.cond(State.known.length() > 0, _listed(State.known, "acces"), none),
        focus_on(State.changed, "acces"),
    )


def _finding() -> rx.Component:
    nobody = rx.el.p(
        _(
            "Aucun professionnel de ce Carnet ne porte ce nom. Une pharmacie n’est pas dans cette liste : elle lit seulement ce "
            "que vous lui envoyez avec une commande."
        ),
        class_name="soft",
    )
    shown = rx.cond(State.found.length() > 0, _listed(State.found, "trouve"), nobody)
    return part(
        "autoriser",
        _("Autoriser un professionnel"),
        rx.el.p(_("Cherchez-le par son nom, puis dites jusqu’à quand."), class_name="soft"),
        search_box(_("Chercher un professionnel")),
        rx.cond(State.query != "", shown),
        focus_wrong_field(State.attempt),
    )


def _seen_as() -> rx.Component:
    """« Voir comme »: the list as somebody else would see it."""
    ways = rx.foreach(State.ways, lambda way: chip(way.label, way.href, State.whom == way.id))
    nothing = rx.el.p(_("Rien de ce dossier ne s’ouvrirait."), class_name="soft")
    rows = rx.el.ul(rx.foreach(State.seen_rows, lambda row: document_row(row)))
    shown = rx.fragment(
        rx.foreach(State.seen_sections, lambda one: rx.el.section(rx.el.h3(one.title), section_lines(one))),
        rx.cond(
            State.seen_rows.length() > 0,
            rx.fragment(rx.el.h3(_("Documents")), rows),
            rx.cond(State.seen_sections.length() > 0, rx.fragment(), nothing),
        ),
        rx.cond(State.seen_more, rx.el.p(_("Voilà les 50 documents les plus récents."), class_name="soft")),
    )
    return part(
        "voir-comme",
        _("Voir comme"),
        rx.el.p(
            _(
                "Le profil médical et les documents, tels que les verrait qui vous autorisez, qui vous soigne en urgence, une "
                "pharmacie."
            ),
            class_name="soft",
        ),
        chips(_("Voir comme"), ways),
        rx.cond(State.whom != "", rx.el.div(shown, class_name="record")),
    )


def _profile() -> rx.Component:
    """« Mon profil médical »: who reads it, and hiding it."""

    def listed(rows: rx.Var) -> rx.Component:
        return rx.el.ul(
            rx.foreach(rows, lambda one: opener_line(one, partial(State.hide_profile, State.shown_for))), class_name="sessions"
        )

    everybody = rx.cond(
        State.openers.everybody,
        button(_("Ne plus masquer le profil"), on_click=State.hide_profile(State.shown_for, "*", False)),
        button(_("Masquer le profil à tous les professionnels"), on_click=State.hide_profile(State.shown_for, "*", True)),
    )
    return part(
        "profil",
        _("Qui lit le profil médical"),
        rx.el.p(
            _(
                "Allergies, traitements, vaccinations… : qui vous autorisez lit ce que sa profession ouvre. Masqué, il ne "
                "s’ouvre plus, en urgence non plus, sauf si vous l’acceptez ci-dessous pour ce qui est masqué."
            ),
            class_name="soft",
        ),
        rx.el.div(everybody),
        rx.cond(State.openers.named.length() > 0, listed(State.openers.named)),
        rx.el.details(rx.el.summary(_("Par profession")), listed(State.openers.professions)),
        focus_on(State.hidden, "profil"),
    )


def _withdrawing(row: rx.Var) -> rx.Component:
    """Said before it is done: disputing an access withdraws what that professional is allowed."""
    said = _("Vous autorisez ce professionnel à lire le dossier : contester retire aussi cet accès.")
    return rx.cond(row.allowed, rx.el.p(said, class_name="soft"))


_URGENT = _(
    "Quand une personne ne peut plus le dire elle-même, un professionnel qui la soigne peut lire pendant une heure ce qui compte "
    "alors de son profil médical, ses vaccinations et les documents que sa profession ouvre, sauf ce qui est masqué ou gardé "
    "pour soi. Il dit pourquoi ; vous êtes prévenu aussitôt. Vous pouvez le refuser d’avance."
)


def _urgent() -> rx.Component:
    """What is agreed to for an emergency, and who opened the record so."""

    def choice(right: rx.Var) -> rx.Component:
        box = rx.el.input(
            type="checkbox",
            role="switch",
            checked=right.allowed,
            on_change=lambda wanted: State.switch(State.shown_for, right.code, wanted),
            custom_attrs={"aria-describedby": f"droit-{right.code}"},
        )
        said = rx.el.p(right.sentence, id=f"droit-{right.code}", class_name="soft")
        return rx.el.li(rx.el.div(rx.el.label(box, rx.el.span(right.label), class_name="check"), said))

    def access(row: rx.Var) -> rx.Component:
        meta = rx.el.p(
            rx.el.span(row.profession_label), rx.el.span(row.when_label), rx.el.span(row.state_label), class_name="doc-meta"
        )
        contest = rx.fragment(_withdrawing(row), button(_named(_("Contester"), row), on_click=State.dispute(row.id)))
        act = rx.cond(row.lasts, rx.fragment(), contest)  # what lasts is disputed above
        said = (rx.el.p(rx.el.strong(row.name)), meta, rx.el.p(_("Raison : {motif}", motif=row.reason)))
        return rx.el.li(rx.el.div(*said, rx.cond(row.disputed, rx.fragment(), act), class_name="stack-small"), key=row.id)

    listed = rx.el.ul(rx.foreach(State.urgences, access), class_name="sessions")
    none = rx.el.p(_("Personne n’a ouvert ce dossier en urgence."), class_name="soft")
    return part(
        "urgences",
        _("En urgence"),
        rx.el.p(_URGENT, class_name="soft"),
        rx.el.ul(rx.foreach(State.urgent, choice), class_name="lines"),
        rx.cond(State.urgences.length() > 0, listed, none),
        focus_on(State.disputes, "urgences"),
    )


def _going_on() -> rx.Component:
    """Who reads the record in an emergency now, before anything else of the page."""

    def one(row: rx.Var) -> rx.Component:
        return notice(
            _("{nom} lit ce dossier en urgence", nom=row.name),
            rx.el.p(row.state_label),
            rx.el.p(_("Raison : {motif}", motif=row.reason)),
            _withdrawing(row),
            button(_named(_("Contester et couper"), row), on_click=State.dispute(row.id)),
            kind="todo",
            key=row.id,
        )

    return rx.fragment(rx.foreach(State.lasting, one))


def _table() -> rx.Component:
    def one(row: rx.Var) -> rx.Component:
        said = rx.el.p(_("Documents : {liste}", liste=row.opens)), rx.el.p(_("Profil médical : {liste}", liste=row.profile))
        return rx.el.div(rx.el.dt(row.label), rx.el.dd(*said))

    return part(
        "professions",
        _("Ce que chaque profession ouvre"),
        rx.el.p(
            _(
                "Une fois autorisé par vous. Ce tableau est celui de Carnet, fait d’après l’idée de l’arrêté du 26 octobre 2023 "
                "et plus étroit que lui. Vous pouvez masquer davantage : le profil plus haut, un document sur sa page."
            ),
            class_name="soft",
        ),
        rx.el.dl(rx.foreach(State.table, one), class_name="facts"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    deciding = (_asking(), _known(), _finding(), _profile(), _urgent())
    shown = rx.fragment(_whose(), _going_on(), *deciding, _seen_as(), _table(), back_to_settings())
    return signed_in(
        layout.page_head(
            _("Accès au dossier"),
            _("Quels professionnels lisent le dossier, jusqu’à quand, et ce qu’ils ouvrent."),
            purpose=_(
                "Un professionnel autorisé lit les documents et les parties du profil médical que sa profession ouvre, sauf ce "
                "que vous masquez. Chaque lecture est dans l’historique. Il relit toujours ce qu’il a déposé lui-même, sauf si "
                "vous le masquez à tous ou le bloquez."
            ),
        ),
        rx.cond(State.seen, shown, skeleton_lines(12)),
        Turned.create(names=["personne"]),
        here="/parametres",
    )
