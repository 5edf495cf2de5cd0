"""`/profil`: what a person says of their health, part by part."""

from __future__ import annotations

from functools import partial

import reflex as rx

from rxapp.components import layout
from rxapp.components import profil as parts
from rxapp.components.buttons import button, link_button
from rxapp.components.feedback import notice, skeleton_lines, undo_bar
from rxapp.components.islands import KeptCard
from rxapp.components.lists import part
from rxapp.components.profil import Acts
from rxapp.components.profil_tabs import profil_tabs
from rxapp.components.text import _
from rxapp.pages.frame import signed_in
from rxapp.pages.profil_dialogs import SEEN, dialogs
from rxapp.state.profil import ProfilState as State
from rxapp.state.profil_links import ProfilLinksState as Links

_LOADED = (State.shown_for != "") & (State.shown_for == State.subject)


def _profile() -> rx.Component:
    add, set_none = partial(State.add, SEEN), partial(State.set_none, SEEN)
    acts = Acts(add, set_none, State.edit, State.read_versions, State.remove, Links.ask_links, State.keep, State.show)
    start = notice(
        _("Commencez par ce qui compte en urgence : traitements, allergies, personnes à prévenir."),
        rx.el.p(_("Le reste peut attendre. Tout est libre, et chiffré.")),
    )
    return rx.el.div(
        rx.cond(State.empty, start),
        parts.contents(State.parts),
        rx.foreach(State.parts, lambda one: parts.part_section(one, acts)),
        _to_carry(),
        class_name="stack stack-wide record",
    )


def _to_carry() -> rx.Component:
    """The sheets to carry, in the reader's language and in the other one."""

    def sheet(words: rx.Var, kind: str, language: str, said: str) -> rx.Component:
        href = f"/api/profil/{kind}.pdf?langue={language}&personne=" + State.subject
        return link_button(words, href, icon_name="download", native=True, custom_attrs={"hrefLang": language, "download": said})

    return part(
        "emporter",
        _("À emporter"),
        rx.el.p(_("Pour un voyage ou une première visite : deux pages, avec vos vaccinations."), class_name="soft"),
        rx.el.div(
            sheet(_("Résumé en français"), "resume", "fr", "resume-medical.pdf"),
            sheet(_("Résumé en anglais"), "resume", "en", "medical-summary.pdf"),
            class_name="row",
        ),
        rx.el.p(_("Pour le portefeuille : une carte à découper et à plier."), class_name="soft"),
        rx.el.div(
            sheet(_("Carte d’urgence en français"), "carte", "fr", "carte-urgence.pdf"),
            sheet(_("Carte d’urgence en anglais"), "carte", "en", "emergency-card.pdf"),
            class_name="row",
        ),
        _on_this_device(),
    )


def _on_this_device() -> rx.Component:
    """The card that is read without network: off until one says so, with what it means."""
    return rx.el.div(
        rx.el.h3(_("Sur cet appareil, sans réseau")),
        rx.el.p(
            _(
                "Allergies, traitements, personnes à prévenir : la carte se lit alors sur cet appareil même sans réseau et sans "
                "se connecter. Quiconque le déverrouille peut la lire. « Se déconnecter » l’efface aussi. "
                "Un appareil n’en garde qu’une."
            ),
            class_name="soft",
        ),
        KeptCard.create(
            person=State.subject,
            words={
                "label": _("Garder la carte d’urgence sur cet appareil"),
                "see": _("Voir ce qui est gardé"),
                "done": _("La carte est gardée sur cet appareil, et remise à jour quand vous ouvrez cette page."),
                "gone": _("La carte n’est plus sur cet appareil."),
                "other": _("C’est la carte de {nom} qui est gardée : garder celle-ci la remplace.", nom="{nom}"),
                "absent": _("Ce navigateur ne sait pas garder la carte. La carte à imprimer, elle, ne demande rien."),
                "failed": _("La carte n’a pas pu être gardée. Vérifiez le réseau, puis réessayez."),
            },
        ),
        class_name="stack",
    )


def page() -> rx.Component:
    """The medical profile."""
    printing = button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""})
    return signed_in(
        layout.page_head(
            _("Profil"),
            State.subject_label,
            printing,
            purpose=_("Ce que vous dites de votre santé, pour l’avoir sous la main et le montrer à qui vous soigne."),
        ),
        profil_tabs("/profil"),
        rx.cond(_LOADED, _profile(), skeleton_lines(8)),
        dialogs(),
        here="/profil",
        undo=undo_bar(
            State.undo_text,
            on_undo=State.undo,
            on_expire=State.too_late,
            seconds=State.undo_seconds,
            what=State.undo_key,
            label=_("Annuler"),
        ),
    )
