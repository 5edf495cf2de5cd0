"""One order on `/pharmacie`: where it stands, its lines, the code to show, what can be done."""

from __future__ import annotations

import reflex as rx

from rxapp.components import pharmacy as parts
from rxapp.components.buttons import button, link, link_button
from rxapp.components.feedback import dialog, empty_state, notice
from rxapp.components.forms import field, focus_on, focus_wrong_field
from rxapp.components.text import _
from rxapp.state.pharmacie import PharmacieState as State

_row = State.detail.row


def missing() -> rx.Component:
    """Nothing is there for this person."""
    return empty_state(
        _("Ce que vous cherchez n’est pas dans ce dossier"),
        _("L’adresse n’est peut-être pas complète, ou elle parle d’une autre personne."),
        link_button(_("Voir les commandes"), "/pharmacie", kind="primary", icon_name="arrow-left"),
    )


def _first() -> rx.Component:
    """The next step of a refusal, in one click, for the reasons that have another one than another pharmacy."""
    steps = rx.match(
        State.detail.refusal,
        ("unreadable", link_button(_("Photographier de nouveau"), State.anew, kind="primary", icon_name="camera")),
        ("too_early", link_button(_("Renvoyer à la même pharmacie"), State.again, kind="primary")),
        ("expired", link_button(_("Envoyer une autre ordonnance"), State.anew, kind="primary")),
        rx.fragment(),
    )
    return rx.cond(State.may_see, steps)


def _cancelled() -> rx.Component:
    """Given up by the person, or ended by Carnet since the pharmacy closed."""
    words = _("Cette commande est annulée")
    closed = notice(words, rx.el.p(_("Cette pharmacie a fermé.")), kind="todo")
    return rx.cond(_row.closed, closed, notice(words, rx.el.p(_("La pharmacie n’y a plus accès."))))


def _ended() -> rx.Component:
    """What a refusal, a cancellation or an expiry means, and the next step."""
    expired = _("Cette commande a expiré")
    untaken = notice(expired, rx.el.p(_("La pharmacie ne l’a pas prise à temps.")), kind="todo")
    same = link_button(_("Renvoyer à la même pharmacie"), State.again, kind="primary")
    uncollected = notice(
        expired,
        rx.el.p(_("Elle était prête, et personne n’est venu la chercher à temps.")),
        rx.cond(_row.followed | ~State.may_see, rx.fragment(), rx.el.div(same, class_name="row")),
        kind="todo",
    )
    return rx.match(
        _row.state,
        (
            "refused",
            notice(
                State.detail.refusal_label,
                rx.cond(State.detail.refusal_words != "", rx.el.p(State.detail.refusal_words, class_name="kept-lines")),
                rx.el.p(State.detail.next_step),
                rx.cond(_row.followed, rx.fragment(), rx.el.div(_first(), class_name="row")),
                kind="todo",
            ),
        ),
        (
            "expired",
            rx.cond(State.detail.was_ready, uncollected, untaken),
        ),
        ("cancelled", _cancelled()),
        rx.fragment(),
    )


def _late() -> rx.Component:
    """Taken and not begun: one may wait, or go elsewhere."""
    return notice(
        _("La pharmacie ne prépare pas encore cette commande"),
        rx.el.p(_("Vous pouvez attendre ou l’appeler. Si vous l’envoyez ailleurs, elle est annulée ici.")),
        kind="todo",
    )


def _left_behind() -> rx.Component:
    """Allergies and treatments were for one pharmacy: said before the order goes to another one without them."""
    pharmacy = _row.pharmacy_name
    return rx.el.p(
        _("Les allergies et traitements partagés ne partent pas avec : ils n’étaient que pour {pharmacie}.", pharmacie=pharmacy),
        " ",
        link(_("L’envoyer en les partageant"), State.by_hand),
    )


def _elsewhere() -> rx.Component:
    """The same, sent to another pharmacy in one click."""

    def one(offer: rx.Var) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.h3(offer.name),
                rx.el.p(
                    rx.el.span(offer.address),
                    rx.cond(offer.distance_label != "", rx.el.span(offer.distance_label)),
                    class_name="dots soft",
                ),
                rx.el.p(offer.open_label, class_name="soft"),
            ),
            button(parts.named(_("Envoyer ici"), offer.name), kind="primary", on_click=State.send_to(_row.id, offer.id)),
            class_name="line",
        )

    known = rx.el.ul(rx.foreach(State.offers, one), class_name="lines")
    other = link_button(_("Choisir une autre pharmacie"), "/pharmacie?ailleurs=" + _row.id, icon_name="search")
    offered = rx.el.section(
        rx.el.h2(_("Envoyer ailleurs")),
        rx.cond(State.detail.shared, _left_behind()),
        rx.cond(State.offers.length() > 0, known),
        other,
        class_name="stack",
    )
    then = link(_("Voir la nouvelle commande"), "/pharmacie?commande=" + State.detail.follower)
    return rx.cond(_row.followed, rx.el.p(_("Elle a été renvoyée depuis."), " ", then), rx.cond(State.may_see, offered))


def _line(line: rx.Var) -> rx.Component:
    answers = rx.el.div(
        button(
            parts.named(_("Accepter"), line.replacement),
            kind="primary",
            on_click=State.answer(_row.id, line.id, line.version, True),
        ),
        button(parts.named(_("Refuser"), line.replacement), on_click=State.answer(_row.id, line.id, line.version, False)),
        class_name="row",
    )
    may_stop = _row.live & ((line.status == "preparation") | (line.status == "on-hold"))
    stop = button(
        parts.named(_("Ne plus demander"), line.drug), kind="quiet", on_click=State.give_up(_row.id, line.id, line.version)
    )
    return parts.line_row(line, rx.cond(line.answerable, answers), rx.cond(may_stop & (State.detail.lines.length() > 1), stop))


def _lines() -> rx.Component:
    listed = rx.el.ul(rx.foreach(State.detail.lines, _line), class_name="lines")
    whole = rx.el.p(_("Toute l’ordonnance, comme elle est écrite."), class_name="soft")
    return rx.el.section(
        rx.el.h2(_("Ce qui est demandé")),
        rx.cond(State.detail.lines.length() > 0, listed, whole),
        rx.cond(State.detail.question != "", rx.el.p(_("Votre question : {question}", question=State.detail.question))),
        rx.el.p(
            rx.cond(State.detail.generic, _("Un générique convient."), _("Sans générique, si la loi le permet.")),
            class_name="soft",
        ),
        rx.el.ul(
            rx.foreach(
                State.detail.documents, lambda paper: rx.el.li(link(paper[1], "/dossier/" + paper[0], class_name="alone"))
            ),
        ),
        class_name="stack",
    )


def _sharing() -> rx.Component:
    """What is shared while the order goes on: told, corrected, or taken back at once."""
    boxes = rx.el.form(
        parts.shared_boxes(State.for_self, State.shared_before, State.errors, State.clear_shared(_row.id)),
        rx.cond((State.words.kind == "error") & (State.errors.length() == 0), notice(State.words.text, kind="error")),
        rx.el.div(
            button(_("Partager avec cette pharmacie"), kind="primary", type="submit"),
            button(_("Abandonner"), kind="quiet", on_click=State.keep_shared),
            class_name="row",
        ),
        on_submit=State.share(_row.id),
        no_validate=True,
        custom_attrs={"noValidate": True},
        key="partage-" + State.shared_edition.to_string(),
        class_name="form",
    )
    begin = button(
        rx.cond(State.detail.shared, _("Modifier ce qui est partagé"), _("Partager avec cette pharmacie")),
        on_click=State.begin_sharing(_row.id),
    )
    stop = button(_("Ne plus partager"), kind="quiet", on_click=State.stop_sharing(_row.id))
    return rx.cond(State.sharing, boxes, rx.el.div(begin, rx.cond(State.detail.shared, stop), class_name="row"))


def _shared() -> rx.Component:
    """What goes with the order of allergies and treatments, who sees it, and how to change it while the order goes on."""
    sees = rx.el.p(_("Cette pharmacie les voit avec cette commande, et personne d’autre."), class_name="soft")
    told = rx.fragment(rx.cond(_row.live, sees), parts.shared_facts(State.detail))
    return rx.el.section(
        rx.el.h2(_("Allergies et traitements")),
        rx.cond(State.detail.shared, told, rx.el.p(_("Rien n’en est partagé avec la pharmacie."), class_name="soft")),
        rx.cond(_row.live, _sharing()),
        focus_on(State.shared_edition, "partage"),
        focus_wrong_field(State.attempt),
        id="partage",
        tab_index=-1,
        class_name="stack",
    )


def _collect() -> rx.Component:
    """What is shown at the counter, and who may come with it."""
    bearer = rx.el.form(
        field(
            _("Qui d’autre peut venir la chercher ?"),
            "porteur",
            hint=_("Cette personne montre le code. Laissez vide si vous venez vous-même."),
            error=State.errors["porteur"],
            default_value=State.detail.bearer,
            required=False,
            max_length=100,
            auto_complete="off",
        ),
        rx.el.div(button(_("Enregistrer"), type="submit"), class_name="row"),
        on_submit=State.name_bearer(_row.id),
        key=State.edition.to_string(),
        class_name="form",
    )
    blocked = notice(
        _("Trop d’essais avec un mauvais code : faites-en un nouveau, et montrez celui-là."),
        kind="todo",
    )
    return rx.el.section(
        rx.el.h2(_("Pour la retirer")),
        rx.cond(State.detail.code_blocked, blocked),
        parts.pickup(State.code, State.qr.path, State.qr.side),
        rx.el.p(_("Quand elle est prête, montrez ce code à la pharmacie : sans lui, rien n’est remis."), class_name="soft"),
        button(_("Faire un nouveau code"), kind="quiet", icon_name="rotate-ccw", on_click=State.renew_code(_row.id)),
        bearer,
        class_name="stack",
    )


def _secret() -> rx.Component:
    """What a minor keeps for them, and what the record shows all the same."""
    return notice(
        _("Cette commande est secrète."),
        rx.el.p(_("Vos parents ne la voient nulle part.")),
        rx.el.p(_("L’ordonnance, elle, est dans votre dossier, que vos parents lisent.")),
    )


def _lead_sentence() -> rx.Component:
    """Where it stands, said aloud when it changes."""
    return rx.el.p(
        rx.el.strong(_row.state_label),
        rx.el.span(_row.moved_label),
        rx.cond(parts.promised_on(_row) != "", rx.el.span(_("prévue le {moment}", moment=parts.promised_on(_row)))),
        rx.cond(_row.kept_label != "", rx.el.span(_("gardée jusqu’au {moment}", moment=_row.kept_label))),
        class_name="dots",
        custom_attrs={"aria-live": "polite"},
    )


def one() -> rx.Component:
    """The order that is open."""
    going = _row.live | (_row.state == "collected")
    cancel = button(_("Annuler la commande"), kind="danger", icon_name="x", on_click=State.ask_to_cancel(_row.id))
    return rx.el.div(
        rx.el.div(
            rx.cond(going, parts.order_steps(State.step)),
            _lead_sentence(),
            rx.cond(
                State.detail.note != "", notice(_("Un mot de la pharmacie"), rx.el.p(State.detail.note, class_name="kept-lines"))
            ),
            rx.cond(_row.late, _late()),
            _ended(),
            rx.cond(_row.secret, _secret()),
            class_name="stack",
        ),
        rx.cond(State.detail.elsewhere | _row.followed, _elsewhere()),
        rx.cond(_row.live, _collect()),
        _lines(),
        _shared(),
        rx.el.section(rx.el.h2(_("Ce qui s’est passé")), parts.steps_made(State.detail.steps)),
        rx.cond(_row.live, rx.el.div(cancel, class_name="row")),
        class_name="record stack-wide",
    )


def cancel_dialog() -> rx.Component:
    """A cancellation cannot be undone: it is asked once."""
    inside = rx.fragment(
        rx.el.p(_("La pharmacie perd tout de suite l’accès à cette ordonnance. Une commande annulée ne reprend pas.")),
        rx.el.div(
            button(_("Annuler la commande"), kind="danger", on_click=State.cancel(_row.id, _row.version)),
            button(_("Garder la commande"), kind="primary", on_click=State.keep),
            class_name="row",
        ),
    )
    opened = {"open": State.cancelling, "on_close": State.keep}
    return dialog(_("Annuler cette commande ?"), rx.cond(State.cancelling, inside), id="annuler", **opened)
