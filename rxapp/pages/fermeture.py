"""`/parametres/fermer`: what closing the account does, what goes on, the password; while it waits, for what and the way back.

`/compte-ferme`: done, and the receipt.
"""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import confirmation, focus_on, native_form, native_refusal, password, radio_group
from rxapp.components.lists import part
from rxapp.components.operator import reach
from rxapp.components.text import Text, _
from rxapp.pages.connexion import code_field, key_answers
from rxapp.pages.fermeture_receipt import receipt_card
from rxapp.pages.frame import signed_in
from rxapp.state.fermeture import FermetureState as State

ASKED = "/fermeture/demande.pdf"
_CHANGED_MIND = _("Vous pouvez changer d’avis tant que le compte n’est pas fermé.")


def _pending() -> rx.Component:
    """Of a closing that waits: for what, until when, the way back, and the sheet to keep."""
    return notice(
        _("Votre compte se fermera au plus tard le {date}.", date=State.until_label),
        rx.el.div(*_waits_for(), *_way_back(), class_name="stack"),
        kind="todo",
    )


def _waits_for() -> tuple[rx.Component, ...]:
    waited = rx.fragment(
        rx.el.p(_("Il se fermera de lui-même, plus tôt, dès que c’est fait :")),
        rx.el.ul(rx.foreach(State.waited, rx.el.li), class_name="text bullets"),
    )
    then = rx.cond(
        State.destroy,
        _("Votre dossier scellé sera ensuite détruit, au plus tard le {date}.", date=State.destroyed_on),
        _("Votre dossier scellé sera ensuite gardé 10 ans, au plus tard jusqu’au {date}.", date=State.kept_until),
    )
    meanwhile = _(
        "D’ici là, aucune autre commande ni aucun nouveau partage ne part. Une commande refusée ou expirée peut encore aller "
        "dans une autre pharmacie."
    )
    return (
        rx.el.p(_("Fermeture demandée le {date}.", date=State.asked_label)),
        rx.cond(State.waited.length() > 0, waited),
        rx.el.p(then),
        rx.el.p(meanwhile, class_name="soft"),
    )


def _way_back() -> tuple[rx.Component, ...]:
    sheet = _(
        "Gardez ce récépissé : il dit la référence de la fermeture, et où prendre son récépissé ensuite. Sans adresse e-mail, "
        "rien d’autre ne vous parviendra."
    )
    return (
        rx.el.div(
            button(_("Garder mon compte"), on_click=State.keep, kind="primary"),
            link_button(_("Télécharger le récépissé de la demande"), ASKED, native=True, download=True),
            class_name="row",
        ),
        rx.el.p(sheet, class_name="soft"),
    )


def _take_along() -> rx.Component:
    """Before anything else: afterwards nobody can."""
    return notice(
        _("Emportez d’abord une copie de tout."),
        rx.el.p(
            _(
                "Vos documents, vos vaccins, vos rendez-vous et vos messages dans un seul fichier. "
                "Ensuite, il faudrait faire rouvrir le compte."
            ),
        ),
        rx.el.div(link_button(_("Emporter mon carnet"), "/parametres/emporter"), class_name="row"),
    )


def _what_happens() -> rx.Component:
    points = (
        _(
            "Toutes vos sessions se terminent, sur tous vos appareils. Personne ne pourra reprendre votre identifiant tant que "
            "le dossier est gardé."
        ),
        _("Les e-mails, les notifications et les adresses de calendrier s’arrêtent ; ce qui attendait ne part pas."),
        _("Votre dossier est scellé : plus personne ne peut le lire ici, ni professionnel, ni pharmacie, ni exploitant."),
        _("Pour le rouvrir, écrivez à l’exploitant de ce Carnet : il faut une clé gardée hors du serveur, puis votre lettre."),
        _("Les professionnels et les pharmacies qui ont quelque chose en cours avec vous l’apprennent, sans autre détail."),
        _("Ce que vous avez envoyé ne se lit plus dans Carnet, chez eux non plus. Ce qu’ils en ont noté ailleurs leur reste."),
        _("Vos soins et leurs remboursements ne changent pas."),
    )
    said = (
        rx.el.ul(*[rx.el.li(point) for point in points], class_name="text bullets"),
        rx.el.p(_("L’exploitant de ce Carnet :"), class_name="soft"),
        reach(State.operator, skeleton_lines(1)),
    )
    return rx.cond(
        State.until_label,
        rx.el.details(rx.el.summary(_("Ce qui va se passer")), *said),
        part("effets", _("Ce qui va se passer"), *said),
    )


def _children() -> rx.Component:
    """What becomes of each child: said where nothing is to be chosen, a choice where nobody else looks after them."""
    why = rx.el.p(
        _("Le carnet d’un enfant est le sien : il n’est jamais fermé avec le vôtre, et ce choix n’est pas à un parent seul."),
        class_name="soft",
    )
    return rx.cond(
        (State.children.length() > 0) | (State.alone.length() > 0),
        part(
            "enfants",
            _("Vos enfants"),
            why,
            rx.cond(State.children.length() > 0, rx.el.ul(rx.foreach(State.children, rx.el.li), class_name="text bullets")),
            rx.foreach(State.alone, _order),
            rx.cond(
                (State.alone.length() > 0) & (State.until_label == ""),
                rx.el.p(
                    _("Si vous attendez l’autre parent, votre compte se ferme dans 30 jours au plus tard."), class_name="soft"
                ),
            ),
            rx.el.div(link_button(_("Inviter l’autre parent, ou fermer un carnet ensemble"), "/parametres/proches")),
        ),
    )


def _helpers() -> rx.Component:
    return rx.cond(
        State.helps.length() > 0,
        part(
            "aides",
            _("Vos aidants"),
            rx.el.p(
                _("Toute aide, donnée ou reçue, prend fin avec votre compte. L’autre personne l’apprend dans Carnet."),
                class_name="soft",
            ),
            rx.foreach(State.helps, _order),
        ),
    )


def _order(order: rx.Var) -> rx.Component:
    name = f"commande-{order.id}"

    def one(option: rx.Var) -> rx.Component:
        checked = order.chosen == option.id
        # Another element once the choice kept is another: the browser keeps what was chosen in the one before.
        box = rx.el.input(type="radio", name=name, value=option.id, default_checked=checked, key=f"choix-{checked}")
        return rx.el.label(box, rx.el.span(option.label), class_name="check")

    whose = rx.cond(order.whose, rx.el.p(_("Pour {prenom}", prenom=order.whose), class_name="soft"))
    return radio_group(
        order.title,
        rx.fragment(whose, rx.el.p(order.state_label, class_name="soft"), rx.foreach(order.options, one)),
        id=name,
    )


_EACH_ORDER = (
    _(
        "Choisissez pour chaque commande. Une commande annulée l’est tout de suite, même si vous gardez ensuite votre compte, et "
        "la pharmacie en est prévenue. Si vous en attendez une, le compte se ferme dès qu’elle est remise, au plus tard le "
        "{date}. Si elle est refusée ou expire, vous pouvez encore l’envoyer ailleurs.",
        date=State.until_label,
    ),
    _(
        "Choisissez pour chaque commande. Une commande annulée l’est tout de suite, même si vous gardez ensuite votre compte, et "
        "la pharmacie en est prévenue. Si vous en attendez une, le compte se ferme dès qu’elle est remise, au plus tard dans 30 "
        "jours ; d’ici là, vous pouvez le garder. Si elle est refusée ou expire, vous pouvez encore l’envoyer ailleurs."
    ),
)
"""While a closing waits, whose last day stays what it was, and before one is asked for."""


def _orders() -> rx.Component:
    return part(
        "en-cours",
        _("Ce qui est en cours"),
        rx.cond(
            State.orders.length() > 0,
            rx.fragment(
                rx.el.p(rx.cond(State.until_label, *_EACH_ORDER), class_name="soft"),
                rx.foreach(State.orders, _order),
            ),
            rx.cond(State.until_label, rx.fragment(), rx.el.p(_("Aucune commande n’est en cours."), class_name="soft")),
        ),
        _others(),
    )


def _others() -> rx.Component:
    """Appointments and drafts, and the way to settle them oneself before."""
    return rx.cond(
        State.others.length() > 0,
        rx.fragment(
            rx.foreach(State.others, _order),
            rx.el.p(_("Pour prévenir un cabinet ou finir un message, faites-le avant de fermer :"), class_name="soft"),
            rx.el.div(
                link_button(_("Voir mon agenda"), "/agenda"), link_button(_("Voir mes messages"), "/messages"), class_name="row"
            ),
        ),
    )


_KEPT = (
    _("Le garder 10 ans après la fermeture, puis le détruire, au plus tard le {date}", date=State.kept_until),
    _("Le garder 10 ans, puis le détruire le {date}", date=State.kept_until),
)
_DESTROYED = (
    _("Le détruire 8 semaines après la fermeture, au plus tard le {date}", date=State.destroyed_on),
    _("Le détruire au plus tôt, le {date}", date=State.destroyed_on),
)
"""While a closing waits, and before one is asked for."""


def _afterwards() -> rx.Component:
    """How long the sealed record is kept."""

    def one(value: str, words: Text, checked: rx.Var) -> rx.Component:
        box = rx.el.input(type="radio", name="detruire", value=value, default_checked=checked, key=f"detruire-{checked}")
        return rx.el.label(box, rx.el.span(words), class_name="check")

    return part(
        "ensuite",
        _("Et ensuite ?"),
        radio_group(
            _("Votre dossier scellé"),
            rx.fragment(
                one("", rx.cond(State.until_label, *_KEPT), ~State.destroy),
                one("oui", rx.cond(State.until_label, *_DESTROYED), State.destroy),
                rx.el.p(
                    _(
                        "Jusqu’à ce jour, vous pouvez encore le faire rouvrir. Ensuite, rien ne le rend. Si la fermeture attend, "
                        "ce temps se compte depuis le jour où elle a lieu."
                    ),
                    class_name="soft",
                ),
            ),
            id="detruire",
        ),
    )


def _confirm() -> rx.Component:
    return part(
        "confirmer",
        _("Confirmer"),
        # Tells password managers whose password this is; it has no name, so it is not sent.
        rx.el.input(type="text", value=State.login, read_only=True, hidden=True, auto_complete="username"),
        password(_("Votre mot de passe")),
        rx.cond(State.wants_code, rx.fragment(code_field(app=State.has_app), key_answers(State.has_key))),
        confirmation(_("Oui, je veux fermer mon compte.")),
        rx.cond(State.seen, rx.el.p(_receipt_goes(), class_name="soft")),
        rx.el.div(
            button(rx.cond(State.until_label, _("Confirmer mes choix"), _("Fermer mon compte")), type="submit", kind="danger"),
            link_button(_("Revenir aux paramètres"), "/parametres"),
            class_name="row",
        ),
    )


def _receipt_goes() -> rx.Component:
    """To whom the receipt goes, so that who has no address takes it there and then."""
    nowhere = _(
        "Votre compte n’a pas d’adresse e-mail : le récépissé se télécharge dans les 15 minutes qui suivent la fermeture. Si "
        "elle attend, celui de la demande se télécharge ici."
    )
    return rx.cond(State.email, _("Le récépissé part aussi à {adresse}.", adresse=State.email), nowhere)


def _said() -> rx.Component:
    """What is the same for everybody stands in the page from the first paint on; what was asked comes before all else."""
    asked = State.until_label != ""
    return rx.fragment(
        rx.cond(asked, _pending()),
        _take_along(),
        _what_happens(),
        rx.cond(
            State.seen,
            # One form for both: folded away once what it asks is asked.
            rx.el.details(rx.el.summary(_("Changer mes choix"), hidden=~asked), _changed(), _form(), open=~asked),
            skeleton_lines(8),
        ),
    )


def _changed() -> rx.Component:
    """What choosing again does while a closing waits."""
    said = _(
        "Une commande annulée ou une aide arrêtée l’est déjà. Pour vos rendez-vous et vos brouillons, votre choix attend la "
        "fermeture : il se change ici, comme le reste. Si plus rien n’est attendu, le compte se ferme tout de suite."
    )
    return rx.cond(State.until_label, rx.el.p(said, class_name="soft"))


def _form() -> rx.Component:
    return native_form(
        native_refusal("refus-fermeture"),
        _orders(),
        _children(),
        _helpers(),
        _afterwards(),
        _confirm(),
        action="/fermeture",
        class_name="stack stack-wide",
        # The browser's own checks would speak its language, not the page's: the server says what is missing.
        custom_attrs={"data-session": "refus-fermeture", "noValidate": True},
    )


def _refused() -> rx.Component:
    return rx.fragment(
        notice(_("Ce compte ne se ferme pas ici."), rx.el.p(State.refusal), reach(State.operator)),
        rx.el.div(link_button(_("Revenir aux paramètres"), "/parametres"), class_name="row"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Fermer mon compte"),
            rx.cond(State.refusal, "", rx.cond(State.until_label, _CHANGED_MIND, _("À tout moment, sans donner de raison."))),
        ),
        rx.cond(State.refusal, _refused(), _said()),
        focus_on(State.kept, "effets"),
        rx.el.script(src="/session.js", async_=True),
        here="/parametres",
        everyone=True,
    )


def closed_page() -> rx.Component:
    """`/compte-ferme`: nothing personal but the way to the receipt, for a while. Of an address that gives none it says no
    more than that, whatever became of the account.
    """
    closed = _("Toutes les sessions sont terminées. Le dossier est scellé : plus personne ne peut le lire ici.")
    waits = _("Il se fermera de lui-même, au plus tard le {date}. Revenez ensuite à cette adresse.", date=State.waits_until)
    nothing = _("La fermeture a été annulée, le compte a été rouvert, ou le temps de prendre le récépissé est passé.")
    unknown = rx.cond(State.asked_for_receipt, _("Cette adresse ne montre plus rien"), _("Fermeture de votre compte"))
    title = rx.cond(State.reference, _("Votre compte est fermé"), unknown)
    said = rx.cond(State.reference, closed, rx.cond(State.asked_for_receipt, nothing, ""))
    return layout.public(
        layout.split(
            [
                rx.el.h1(rx.cond(State.waits_until, _("Votre compte n’est pas encore fermé"), title)),
                rx.el.p(rx.cond(State.waits_until, waits, said), class_name="lead"),
            ],
            rx.cond(State.waits_until, "", receipt_card()),
        ),
        action=link_button(_("Se connecter"), "/", kind="quiet"),
    )
