"""For `pages/proches.py`: closing a child's record, which all who act for the child ask for."""

from __future__ import annotations

import reflex as rx

from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice
from rxapp.components.forms import confirmation, hidden, password, radio_group
from rxapp.components.operator import reach
from rxapp.components.text import _
from rxapp.pages.connexion import code_field, key_answers
from rxapp.state.proches import ProchesState as State

_SEALED = _("Son carnet est scellé : plus personne ne peut le lire ici. Il est détruit dix ans plus tard.")
_REOPENED = _(
    "Pour le rouvrir d’ici là, écrivez à l’exploitant de ce Carnet : il faut une clé gardée hors du serveur, puis une lettre."
)


def closing_form(child: rx.Var) -> rx.Component:
    """What it does, a copy first, the password."""
    points = (
        _SEALED,
        _(
            "Un message commencé à son sujet reste avec le carnet scellé et ne part pas : finissez-le, ou effacez-le, avant de "
            "fermer."
        ),
        _REOPENED,
    )
    said = (
        notice(
            _("Emportez d’abord une copie de tout."),
            rx.el.div(link_button(_("Emporter son carnet"), f"/parametres/emporter?personne={child.id}"), class_name="row"),
        ),
        rx.el.ul(*[rx.el.li(point) for point in points], class_name="text bullets"),
        rx.el.div(rx.el.p(_("L’exploitant de ce Carnet :"), class_name="soft"), reach(State.operator), class_name="stack-small"),
        rx.cond(child.signs_in, _their_account(child)),
        _when(child),
        rx.cond(State.orders.length() > 0, _orders()),
    )
    return rx.el.div(*said, _proof(child), class_name="stack")


def _their_account(child: rx.Var) -> rx.Component:
    """What it does to a young person who signs in themself; of what they keep secret only what becomes of any."""
    name = child.called
    points = (
        _("Ses sessions se terminent, et {nom} ne peut plus se connecter.", nom=name),
        _("Ce que {nom} garde pour soi est scellé avec le reste : une copie faite par vous ne le contient pas.", nom=name),
        _("Une commande en cours que vous ne voyez pas est annulée, s’il y en a ; un rendez-vous reste dans le carnet scellé."),
        _(
            "{nom} l’apprend aussitôt, dans Carnet et par e-mail si son compte a une adresse, et peut s’y opposer pendant sept "
            "jours : parlez-en avant.",
            nom=name,
        ),
    )
    return notice(
        _("{nom} a son propre compte : il se ferme aussi.", nom=name),
        rx.el.ul(*[rx.el.li(point) for point in points], class_name="text bullets"),
        kind="todo",
    )


def _proof(child: rx.Var) -> rx.Component:
    return rx.el.form(
        hidden("enfant", child.id),
        # Tells password managers whose password this is; it has no name, so it is not sent.
        rx.el.input(type="text", value=State.login, read_only=True, hidden=True, auto_complete="username"),
        password(_("Votre mot de passe"), "mot_de_passe_actuel", error=State.errors["mot_de_passe_actuel"]),
        rx.cond(
            State.standing.on,
            rx.fragment(
                code_field(State.errors["code"], app=State.standing.app),
                key_answers(State.standing.key, State.standing.key_answers),
            ),
        ),
        _confirmed(child),
        rx.el.div(
            button(_("Fermer son carnet"), type="submit", kind="danger"),
            button(_("Laisser"), on_click=State.leave),
            class_name="row",
        ),
        on_submit=State.close_child,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _orders() -> rx.Component:
    """The child's orders, each with its choice: outside the form, since each is told as it is made."""
    said = _(
        "Choisissez pour chaque chose en cours. Une pharmacie est prévenue de ce qui est annulé. Si l’un de vous attend une "
        "commande, le carnet se ferme quand elle est remise, au plus tard dans 30 jours ; d’ici là, chacun peut revenir en "
        "arrière. Un rendez-vous n’est annulé que si tous le choisissent."
    )
    return rx.fragment(rx.el.p(said, class_name="soft"), rx.foreach(State.orders, _order))


def _order(order: rx.Var) -> rx.Component:
    name = f"commande-{order.id}"

    def one(option: rx.Var) -> rx.Component:
        checked = order.chosen == option.id
        # Another element once the choice kept is another: the browser keeps what was chosen in the one before.
        chosen = {"default_checked": checked, "on_change": State.choose(order.id, option.id), "key": f"{order.id}-{checked}"}
        return rx.el.label(rx.el.input(type="radio", name=name, **chosen), rx.el.span(option.label), class_name="check")

    choices = rx.fragment(rx.el.p(order.state_label, class_name="soft"), rx.foreach(order.options, one))
    return radio_group(order.title, choices, id=name, error=State.errors["commande-" + order.id])


def _when(child: rx.Var) -> rx.Component:
    """Whether anybody is waited for: another parent, a young person who may object."""
    nobody = rx.cond(
        State.orders.length() > 0,
        _("Personne d’autre n’agit pour {nom} dans Carnet : il n’y a personne à attendre.", nom=child.name),
        _("Personne d’autre n’agit pour {nom} dans Carnet : le carnet est fermé tout de suite.", nom=child.name),
    )
    heard = _(
        "Le carnet est fermé le {date} au plus tôt : {nom} a sept jours pour s’y opposer, et vous pouvez revenir en arrière.",
        date=child.closing.day,
        nom=child.called,
    )
    others = _("Il est fermé quand tous ceux qui agissent pour {nom} l’ont demandé, en 30 jours au plus.", nom=child.name)
    after = _("{nom} a ensuite sept jours pour s’y opposer.", nom=child.called)
    return rx.cond(
        child.alone,
        rx.el.p(rx.cond(child.signs_in, heard, nobody)),
        rx.el.p(others, rx.cond(child.signs_in, rx.el.span(" ", after))),
    )


def _confirmed(child: rx.Var) -> rx.Component:
    said = _("Oui, je demande que le carnet de {nom} soit fermé.", nom=child.name)
    return confirmation(said, error=State.errors["confirmation"])


def closing_asked(child: rx.Var) -> rx.Component:
    """Who asks that the record be closed, and what one may do about it: go on, once nobody is waited for."""
    closing = child.closing
    close = rx.cond(closing.mine & ~closing.now, rx.fragment(), closing_button(child))
    keep = rx.cond(closing.mine, button(_("Ne plus le demander"), on_click=State.keep_child(child.id)))
    acts = rx.cond(child.mine, rx.fragment(), rx.el.div(close, keep, class_name="row"))
    said = rx.cond(child.mine, _for_the_child(child), _for_others(child))
    return rx.cond(closing.words != "", notice(closing.words, rx.el.div(said, acts, class_name="stack"), kind="todo"))


def closing_barred(child: rx.Var) -> rx.Component:
    """Why it may not be asked now."""
    return rx.cond(child.closing.barred != "", notice(child.closing.barred))


def _for_others(child: rx.Var) -> rx.Component:
    """What the page of who did not ask says of it before they press anything."""
    return rx.fragment(
        rx.el.ul(rx.el.li(_SEALED), rx.el.li(_REOPENED), class_name="text bullets"),
        rx.cond(child.signs_in, rx.el.p(_("{nom} a son propre compte : il se ferme aussi.", nom=child.called))),
    )


def _for_the_child(child: rx.Var) -> rx.Component:
    """That they may object, first; what it changes for them, and the copy that only they can take: what they keep from their
    parents is in no other.
    """
    until = rx.cond(
        child.closing.last_day != "",
        _("Vous pouvez vous y opposer jusqu’au {date} inclus, sans donner de raison.", date=child.closing.last_day),
        _("Vous pouvez vous y opposer dès maintenant, sans donner de raison."),
    )
    points = (
        _("Vos sessions se terminent, et vous ne pouvez plus vous connecter."),
        _("Votre carnet est scellé : plus personne ne peut le lire ici, vous non plus. Il est détruit dix ans plus tard."),
        _("Ce que vous gardez pour vous n’est que dans votre propre copie : emportez-la d’ici là."),
        _REOPENED,
    )
    return rx.fragment(
        rx.el.p(until, " ", _("Votre carnet reste alors ouvert, et qui a demandé sa fermeture en est averti.")),
        rx.el.div(button(_("Je m’y oppose"), kind="primary", on_click=State.oppose), class_name="row"),
        rx.el.p(_("Si le carnet est fermé :")),
        rx.el.ul(*[rx.el.li(point) for point in points], class_name="text bullets"),
        rx.el.div(link_button(_("Emporter mon carnet"), "/parametres/emporter"), class_name="row"),
        rx.el.p(_("L’exploitant de ce Carnet :"), class_name="soft"),
        reach(State.operator),
    )


def closing_button(child: rx.Var) -> rx.Component:
    """What opens the boxes, unless it may not be asked now."""
    opens = button(_("Fermer le carnet de {nom}", nom=child.name), on_click=State.begin_closing(child.id))
    return rx.cond(child.closing.barred == "", opens)
