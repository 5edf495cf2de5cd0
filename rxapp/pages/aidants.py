"""`/parametres/aidants`: who helps oneself, whom one helps, and inviting somebody."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button, submit
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field, hidden, radio_group
from rxapp.components.lists import part
from rxapp.components.text import _
from rxapp.pages.frame import back_to_settings, signed_in
from rxapp.state.aidants import AidantsState as State


def _facts(*lines: rx.Var | rx.Component) -> rx.Component:
    return rx.el.p(*(rx.el.span(line) for line in lines), class_name="doc-meta")


def _sheet(row: rx.Var) -> rx.Component:
    label = rx.fragment(_("Attestation"), rx.el.span(" : ", row.name, class_name="hush"))
    return rx.cond(row.sheet, link_button(label, row.sheet, kind="quiet", native=True, download=True))


def _end(row: rx.Var, words: rx.Var | str) -> rx.Component:
    return button(rx.fragment(words, rx.el.span(" : ", row.name, class_name="hush")), on_click=State.end(row.id))


def _day(row_id: rx.Var | str, value: rx.Var, error: rx.Var | str) -> rx.Component:
    return field(
        _("Dernier jour"),
        "jusqu_au",
        id=row_id,
        hint=_("Jour, mois, année. Au plus tard le {date}.", date=State.last_day_label),
        default_value=value,
        error=error,
        auto_complete="off",
        max_length=20,
    )


def _renewal(row: rx.Var) -> rx.Component:
    form = rx.el.form(
        hidden("aide", row.id),
        _day(f"suite-{row.id}", row.until_typed, ""),
        submit(_("Garder ce jour"), kind="second", wide=False),
        on_submit=State.renew,
        no_validate=True,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )
    return rx.el.details(rx.el.summary(_("Changer le dernier jour")), form)


def _helper(row: rx.Var) -> rx.Component:
    ends = rx.cond(row.going, _end(row, _("Mettre fin")), _end(row, _("Retirer l’invitation")))
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name)),
            _facts(row.state_label, row.scopes_label, _("Jusqu’au {date}", date=row.until_label)),
            rx.cond(row.born_label, _facts(_("Date de naissance indiquée : {date}", date=row.born_label))),
            rx.cond(row.going, _renewal(row)),
        ),
        rx.el.div(_sheet(row), ends, class_name="row"),
    )


def _helpers() -> rx.Component:
    listed = rx.el.ul(rx.foreach(State.helpers, _helper), class_name="sessions")
    none = rx.el.p(_("Personne ne vous aide pour l’instant."), class_name="soft")
    return part(
        "mes-aidants",
        _("Mes aidants"),
        rx.cond(State.helpers.length() > 0, listed, none),
        focus_on(State.changed, "mes-aidants"),
    )


def _invitation() -> rx.Component:
    boxes = rx.foreach(State.scopes, lambda one: checkbox(one.label, f"portee_{one.id}", hint=one.sentence, value="oui"))
    return rx.el.form(
        field(
            _("Identifiant Carnet de cette personne"),
            "identifiant",
            hint=_("Elle vous le donne elle-même : c’est celui avec lequel elle se connecte."),
            error=State.errors["identifiant"],
            auto_complete="off",
            max_length=64,
        ),
        field(
            _("Sa date de naissance"),
            "naissance",
            hint=_("Exemple : 04/09/1979"),
            error=State.errors["naissance"],
            auto_complete="off",
            max_length=20,
        ),
        radio_group(_("Ce qu’elle pourra faire"), boxes, id="portee", error=State.errors["portee"], role="group"),
        _day("jusqu_au", State.last_day, State.errors["jusqu_au"]),
        submit(_("Envoyer l’invitation"), wide=False),
        on_submit=State.invite,
        no_validate=True,
        class_name="stack",
        id="inviter-formulaire",
        key=State.made.to_string(),
        custom_attrs={"noValidate": True},
    )


def _invite() -> rx.Component:
    full = _("Vous avez trois aidants ou invitations, le plus possible : pour en inviter un autre, mettez fin à l’une des trois.")
    again = _("Une date de naissance fausse ? Envoyez une autre invitation au même identifiant : elle remplace la première.")
    return part(
        "inviter",
        _("Inviter un aidant"),
        rx.el.p(
            _("Trois au plus, pour un an au plus. Pour préserver chacun, Carnet ne dit pas si cette personne a un compte."),
            class_name="soft",
        ),
        rx.el.p(rx.cond(State.left > 0, again, full), class_name="soft"),
        rx.cond(State.left > 0, _invitation()),
        focus_wrong_field(State.attempt),
        focus_on(State.made, "mes-aidants"),
    )


def _asked_row(row: rx.Var) -> rx.Component:
    hush = rx.el.span(" : ", row.name, class_name="hush")
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(_("{nom} vous propose de l’aider", nom=row.name))),
            _facts(
                row.scopes_label,
                _("L’aide irait jusqu’au {date}", date=row.until_label),
                _("À accepter jusqu’au {date}", date=row.answer_label),
            ),
        ),
        rx.el.div(
            button(rx.fragment(_("Accepter"), hush), on_click=State.accept(row.id), kind="primary"),
            button(rx.fragment(_("Refuser"), hush), on_click=State.decline(row.id)),
            class_name="row",
        ),
    )


def _helped_row(row: rx.Var) -> rx.Component:
    news = rx.el.label(
        rx.el.input(type="checkbox", checked=row.told, on_change=lambda on: State.listen(row.id, on)),
        rx.el.span(_("Recevoir aussi ses nouvelles"), rx.el.span(" : ", row.name, class_name="hush")),
        class_name="check",
    )
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name)),
            _facts(row.scopes_label, _("Jusqu’au {date}", date=row.until_label)),
            news,
        ),
        rx.el.div(_sheet(row), _end(row, _("Mettre fin")), class_name="row"),
    )


def _helped() -> rx.Component:
    asked = rx.el.ul(rx.foreach(State.asked, _asked_row), class_name="sessions")
    listed = rx.el.ul(rx.foreach(State.helped, _helped_row), class_name="sessions")
    none = rx.el.p(_("Vous n’aidez personne pour l’instant."), class_name="soft")
    return part(
        "j-aide",
        _("Les personnes que j’aide"),
        rx.el.p(_("Leur dossier s’ouvre par « Dossier de », en haut des pages."), class_name="soft"),
        rx.cond(State.asked.length() > 0, asked),
        rx.cond(State.helped.length() > 0, listed, rx.cond(State.asked.length() == 0, none)),
    )


def _past() -> rx.Component:
    """Helps that are over: their attestation can still be fetched."""

    def one(row: rx.Var) -> rx.Component:
        return rx.el.li(rx.el.div(rx.el.p(rx.el.strong(row.label)), _facts(row.scopes_label)), _sheet(row))

    listed = part("terminees", _("Aides terminées"), rx.el.ul(rx.foreach(State.past, one), class_name="sessions"))
    return rx.cond(State.past.length() > 0, listed)


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    minor = notice(
        _("Les aidants sont pour les personnes majeures."), rx.el.p(_("Avant 18 ans, ce sont les parents qui agissent."))
    )
    shown = rx.cond(State.minor, minor, rx.fragment(_helpers(), _invite(), _helped(), _past()))
    return signed_in(
        layout.page_head(
            _("Aidants"),
            _("Des adultes de confiance qui agissent les uns pour les autres."),
            purpose=_(
                "Un aidant ne ferme pas le compte, n’emporte pas de copie, ne change ni vos coordonnées ni vos choix, n’invite "
                "pas d’autre aidant et ne voit pas ce que vous gardez secret. Tout ce qu’il fait est noté sous vos deux noms. "
                "Une attestation est rangée dans vos deux dossiers ; chacun est seul à voir la sienne."
            ),
        ),
        rx.cond(State.seen, rx.fragment(shown, back_to_settings()), skeleton_lines(8)),
        here="/parametres",
    )
