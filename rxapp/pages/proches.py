"""`/parametres/proches`: one's children and who acts for them, oneself until 18, invitations, what ended."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link_button, submit
from rxapp.components.feedback import notice, skeleton_lines
from rxapp.components.forms import checkbox, field, focus_on, focus_wrong_field, hidden, radio_group
from rxapp.components.lists import part
from rxapp.components.text import Text, _
from rxapp.pages.frame import back_to_settings, signed_in
from rxapp.pages.proches_fermer import closing_asked, closing_barred, closing_button, closing_form
from rxapp.state.proches import CHOICE
from rxapp.state.proches import ProchesState as State


def _ended() -> rx.Component:
    return rx.foreach(State.ended, lambda one: notice(one.words, rx.el.p(_("Son carnet n’est plus dans « Dossier de »."))))


def _received() -> rx.Component:
    def one(asked: rx.Var) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.strong(_("{nom} vous propose d’agir pour {enfant}", nom=asked.asker, enfant=asked.child))),
                rx.el.p(
                    rx.el.span(_("Date de naissance : {date}", date=asked.born)),
                    rx.el.span(_("À accepter jusqu’au {date}", date=asked.until)),
                    class_name="doc-meta",
                ),
            ),
            rx.el.div(
                button(_("Accepter"), kind="primary", on_click=State.accept(asked.id)),
                button(_("Décliner"), on_click=State.decline(asked.id)),
                class_name="row",
            ),
        )

    listed = part(
        "recues",
        _("Invitations reçues"),
        rx.el.p(
            _(
                "Accepter, c’est voir et tenir le carnet de cet enfant comme parent. Décliner ne demande pas de raison, et "
                "personne n’en est averti."
            ),
            class_name="soft",
        ),
        rx.el.ul(rx.foreach(State.received, one), class_name="sessions"),
    )
    return rx.cond(State.received.length() > 0, listed)


def _guardian(one: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(one.name), rx.cond(one.is_me, rx.el.span(" ", _("(vous)")))),
            rx.el.p(
                rx.el.span(_("Depuis le {date}", date=one.since)),
                rx.el.span(one.by),
                rx.cond(one.ends, rx.el.span(_("S’arrête le {date}", date=one.ends))),
                class_name="doc-meta",
            ),
        )
    )


def _guardians(child: rx.Var) -> rx.Component:
    return rx.el.ul(rx.foreach(child.guardians, _guardian), class_name="sessions")


def _sent(one: rx.Var) -> rx.Component:
    said = _("Retirer l’invitation de {nom}", nom=one.name)
    return rx.el.li(
        rx.el.div(
            rx.el.p(_("Invitation adressée à {nom}", nom=one.name)),
            rx.el.p(rx.el.span(_("En attente jusqu’au {date}", date=one.until)), class_name="doc-meta"),
        ),
        button(_("Retirer"), on_click=State.withdraw(one.id), custom_attrs={"aria-label": said}),
    )


def _choice_title(words: Text) -> rx.Component:
    """What the boxes that are open are for; the reader is led to it."""
    return rx.el.h4(words, id=CHOICE, tab_index=-1)


def _invite_form(child: rx.Var) -> rx.Component:
    return rx.el.form(
        hidden("enfant", child.id),
        _choice_title(_("Inviter l’autre parent")),
        rx.el.p(
            _(
                "Indiquez qui est l’autre parent. Par discrétion, Carnet ne dit jamais si cette personne y a un dossier : vous "
                "saurez qu’elle a accepté quand son nom sera ici."
            ),
            class_name="soft",
        ),
        field(
            _("Son numéro de sécurité sociale"),
            "nir",
            hint=_("15 caractères, clé comprise."),
            error=State.errors["nir"],
            auto_complete="off",
            max_length=40,
        ),
        field(
            _("Sa date de naissance"),
            "naissance",
            hint=_("Jour, mois, année. Exemple : 04/09/1979"),
            error=State.errors["naissance"],
            auto_complete="off",
            max_length=20,
        ),
        field(_("Son premier prénom"), "prenom", error=State.errors["prenom"], auto_complete="off", max_length=100),
        rx.el.div(submit(_("Inviter"), wide=False), button(_("Laisser"), on_click=State.leave), class_name="row"),
        on_submit=State.invite,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _left_alone(child: rx.Var) -> tuple[rx.Var, rx.Var]:
    """Of a child for whom nobody will act: one who signs in themself, and one who does not."""
    signs_in = _(
        "{prenom} garde son propre compte : rien ne change pour son carnet, mais plus personne n’agira pour {prenom} jusqu’à ses "
        "18 ans.",
        prenom=child.called,
    )
    return signs_in, _("Son carnet restera, sans que personne ne le tienne, jusqu’à une décision ou ses 18 ans.")


def _stop_form(child: rx.Var) -> rx.Component:
    return rx.el.form(
        hidden("enfant", child.id),
        _choice_title(_("Ne plus agir pour {nom}", nom=child.name)),
        rx.cond(
            child.alone,
            notice(
                _("Personne d’autre n’agit pour {nom}.", nom=child.name),
                rx.el.p(rx.cond(child.signs_in, *_left_alone(child))),
                rx.cond(child.may_invite, rx.el.p(_("Vous pouvez d’abord inviter l’autre parent."))),
                kind="todo",
            ),
        ),
        field(
            _("Ne plus agir pour {nom} à partir du", nom=child.name),
            "jour",
            hint=rx.cond(
                child.alone,
                _("Jour, mois, année. Si c’est aujourd’hui, cela s’arrête tout de suite, sans retour possible."),
                _(
                    "Jour, mois, année. Si c’est aujourd’hui, cela s’arrête tout de suite, sans retour possible. Vous seul êtes "
                    "concerné, pas l’autre parent."
                ),
            ),
            error=State.errors["jour"],
            auto_complete="off",
            max_length=20,
        ),
        rx.el.div(submit(_("Ne plus agir"), wide=False), button(_("Laisser"), on_click=State.leave), class_name="row"),
        on_submit=State.stop,
        class_name="stack",
        custom_attrs={"noValidate": True},
    )


def _acts(child: rx.Var) -> rx.Component:
    stay = rx.fragment(
        rx.el.p(_("Vous n’agirez plus pour {nom} à partir du {date}.", nom=child.name, date=child.ends)),
        rx.cond(child.can_stay, button(_("Continuer d’agir pour {nom}", nom=child.name), on_click=State.stay(child.id))),
    )
    return rx.fragment(
        rx.el.div(
            rx.cond(child.may_invite, button(_("Inviter l’autre parent"), on_click=State.begin_asking(child.id))),
            rx.cond(
                child.ends == "", button(_("Ne plus agir pour {nom}", nom=child.name), on_click=State.begin_stopping(child.id))
            ),
            rx.cond(child.closing.words == "", closing_button(child)),
            class_name="row",
        ),
        rx.cond(child.ends != "", stay),
    )


def _until(child: rx.Var) -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _(
                "Jusqu’à ses 18 ans : dès le {date} à 0 h (heure de Paris), cela s’arrête de soi-même.",
                date=child.majority,
            )
        ),
        rx.cond(
            child.keeps,
            rx.el.p(
                _(
                    "Dès 16 ans, {nom} peut garder des choses pour soi : vous ne les voyez pas.",
                    nom=child.name,
                ),
                class_name="soft",
            ),
        ),
        rx.cond(
            child.soon,
            notice(
                _("{nom} aura 18 ans le {date}.", nom=child.name, date=child.majority),
                rx.el.p(
                    _(
                        "Dès ce jour-là à 0 h (heure de Paris), vous ne verrez plus rien de son carnet, même sur une page "
                        "ouverte. Rien de ce qui attendait ne vous sera envoyé. Ce que vous gardez : rien, sauf ce que {nom} "
                        "choisit de vous laisser.",
                        nom=child.name,
                    )
                ),
            ),
        ),
    )


def _child(child: rx.Var) -> rx.Component:
    closing = rx.fragment(_choice_title(_("Fermer le carnet de {nom}", nom=child.name)), closing_form(child))
    return rx.el.section(
        rx.el.h3(child.name, " ", rx.el.span(child.age, class_name="soft"), id=f"enfant-{child.id}", tab_index=-1),
        rx.el.p(_("Qui agit pour {nom} :", nom=child.name)),
        _guardians(child),
        rx.cond(child.invitations.length() > 0, rx.el.ul(rx.foreach(child.invitations, _sent), class_name="sessions")),
        _until(child),
        rx.cond(State.asking == child.id, _invite_form(child)),
        rx.cond(State.stopping == child.id, _stop_form(child)),
        rx.cond(State.closing == child.id, closing, rx.fragment(closing_asked(child), closing_barred(child))),
        rx.cond((State.asking != child.id) & (State.stopping != child.id) & (State.closing != child.id), _acts(child)),
        class_name="stack",
    )


def _children() -> rx.Component:
    none = rx.el.p(
        _("Vous n’agissez pour aucun enfant. Un enfant s’ajoute avec sa lettre, depuis « Activer un espace »."), class_name="soft"
    )
    every = rx.el.div(rx.foreach(State.children, _child), class_name="stack stack-wide")
    listed = rx.cond(State.children.length() > 0, every, none)
    return part(
        "enfants",
        _("Mes enfants"),
        rx.cond(State.seen, listed, skeleton_lines(4)),
        focus_wrong_field(State.attempt),
        focus_on(State.changes, "enfants"),
        focus_on(State.turns, State.place),
    )


def _handover() -> rx.Component:
    points = (
        _("Vos parents ne voient plus rien de votre carnet : ni documents, ni agenda, ni messages, ni commandes."),
        _("Ce qui attendait de leur être envoyé à votre sujet ne part pas."),
        _("Ce qu’ils gardent : rien. Vous n’avez rien à faire, sauf si vous choisissez ci-dessous autre chose."),
        _("Vous pourrez fermer votre compte vous-même, et choisir qui peut vous aider."),
    )
    return notice(
        _("Vous aurez 18 ans le {date}. Dès ce jour-là à 0 h (heure de Paris) :", date=State.myself.majority),
        rx.el.ul(*[rx.el.li(point) for point in points], class_name="text bullets"),
    )


def _keeping(one: rx.Var) -> rx.Component:
    """What one parent keeps at 18: nothing, or what the young person chose; and the boxes to choose it."""
    boxes = rx.foreach(
        one.boxes,
        lambda box: checkbox(
            box.label,
            f"portee_{box.id}",
            hint=box.sentence,
            hint_id=f"{one.id}-{box.id}-aide",
            value="oui",
            default_checked=box.on,
        ),
    )
    wrong = rx.cond(State.keeping == one.id, State.errors["jusqu_au"], "")
    form = rx.el.form(
        hidden("lien", one.id),
        radio_group(_("Ce que {nom} pourra faire, comme aidant", nom=one.name), boxes, id=f"garde-{one.id}", role="group"),
        field(
            _("Dernier jour"),
            "jusqu_au",
            id=f"jour-{one.id}",
            default_value=one.until_typed,
            hint=_("Jour, mois, année : un an au plus après vos 18 ans. Vous pourrez y mettre fin avant, page « Aidants »."),
            error=wrong,
            auto_complete="off",
            max_length=20,
        ),
        submit(_("Enregistrer ce choix"), kind="second", wide=False),
        on_submit=State.keep,
        class_name="stack",
        key=one.id + one.kept + one.until,
        custom_attrs={"noValidate": True},
    )
    shown = rx.el.section(
        rx.el.p(rx.el.strong(_("À vos 18 ans, {nom} garde :", nom=one.name)), " ", rx.cond(one.kept, one.kept, _("rien"))),
        rx.el.details(rx.el.summary(_("Choisir ce que {nom} garde", nom=one.name)), form, open=wrong != ""),
        class_name="stack",
    )
    return rx.cond(one.boxes.length() > 0, shown)


def _choice() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            _("Ce choix n’est montré qu’à vous. Rien de coché : rien n’est gardé. Ce que vous gardez pour vous le reste."),
            class_name="soft",
        ),
        rx.foreach(State.myself.guardians, _keeping),
    )


def _myself() -> rx.Component:
    none = rx.el.p(_("Personne n’agit pour vous dans Carnet."))
    listed = rx.fragment(rx.el.p(_("Qui agit pour vous :")), _guardians(State.myself))
    return rx.cond(
        State.myself.id != "",
        part(
            "moi",
            _("Mes parents"),
            closing_asked(State.myself),
            closing_barred(State.myself),
            rx.cond(State.myself.guardians.length() > 0, listed, none),
            rx.el.p(
                _(
                    "Jusqu’à vos 18 ans : dès le {date} à 0 h (heure de Paris), cela s’arrête de soi-même.",
                    date=State.myself.majority,
                ),
            ),
            rx.cond(
                State.myself.keeps,
                rx.el.p(
                    _(
                        "Vous pouvez garder pour vous un document, un rendez-vous, une conversation, une commande : cochez "
                        "« Garder pour moi ». Vos parents n’en voient rien, ni titre, ni nombre, ni notification."
                    ),
                    class_name="soft",
                ),
            ),
            rx.cond(State.myself.soon, rx.fragment(_handover(), _choice())),
            focus_wrong_field(State.attempt),
            focus_on(State.changes, "moi"),
        ),
    )


def _grown() -> rx.Component:
    """To a young adult: the parents act no more, and what they help with where the young adult chose so."""
    nothing = rx.el.p(_("Ils ne voient plus rien de votre carnet, et ne gardent rien."))
    helps = rx.fragment(
        rx.el.ul(rx.foreach(State.grown.kept, lambda words: rx.el.li(words)), class_name="text bullets"),
        rx.el.p(_("Vous pouvez y mettre fin quand vous voulez.")),
        rx.el.div(link_button(_("Voir mes aidants"), "/parametres/aidants"), class_name="row"),
    )
    return rx.cond(
        State.grown.since != "",
        part(
            "parents",
            _("Mes parents"),
            notice(
                _("Depuis le {date}, vos parents n’agissent plus pour vous.", date=State.grown.since),
                rx.el.div(rx.cond(State.grown.kept.length() > 0, helps, nothing), class_name="stack"),
            ),
        ),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return signed_in(
        layout.page_head(
            _("Proches"),
            _("Qui agit pour qui, et jusqu’à quand."),
            purpose=_(
                "Chaque parent voit et tient le carnet de l’enfant, sous son propre nom, et ne peut pas en écarter l’autre. Dès "
                "16 ans, un jeune peut garder des choses pour lui. Dès le jour de ses 18 ans à 0 h (heure de Paris), l’accès "
                "des parents s’arrête de lui-même. L’historique dit qui a fait quoi."
            ),
        ),
        _ended(),
        _received(),
        _myself(),
        _grown(),
        rx.cond(State.myself.id == "", _children(), rx.cond(State.children.length() > 0, _children())),
        rx.cond(State.seen, back_to_settings()),
        here="/parametres",
    )
