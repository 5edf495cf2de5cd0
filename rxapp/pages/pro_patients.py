"""`/pro/patients`: the people who let a professional read their record, one of these records, and asking to read one."""

from __future__ import annotations

import reflex as rx

from rxapp.components import layout
from rxapp.components.buttons import button, link, link_button, submit
from rxapp.components.documents import page_picture, plain_text
from rxapp.components.feedback import empty_state, notice, skeleton_lines
from rxapp.components.forms import focus_wrong_field
from rxapp.components.icons import icon
from rxapp.components.islands import Turned
from rxapp.components.lists import address_filter, doc_row, facts, part, search_box, turns
from rxapp.components.profil import section_lines
from rxapp.components.text import _
from rxapp.pages.frame import at_desk
from rxapp.pages.pro_envoyer import traits_boxes
from rxapp.state.pro_patients import PAGE
from rxapp.state.pro_patients import ProPatientsState as State

_row = State.detail.row


def _head() -> rx.Component:
    title = rx.match(
        State.screen,
        ("record", rx.fragment(State.record.name)),
        ("document", rx.fragment(_row.title)),
        ("missing", rx.fragment(_("Introuvable"))),
        rx.fragment(_("Patients")),
    )
    lead = rx.match(
        State.screen,
        ("record", rx.el.span(_("Date de naissance : {date}", date=State.record.born_label))),
        ("document", rx.fragment(_whose(), rx.el.span(_row.act_date_label), rx.el.span(_row.category_label))),
        ("missing", rx.el.span("\u00a0")),
        rx.el.span(_("Les personnes qui vous permettent de lire leur dossier.")),
    )
    words = rx.el.p(
        _(
            "Vous lisez ce que votre profession ouvre et que la personne ne masque pas. Chaque lecture est dans son historique, "
            "sous votre nom. Un accès s’arrête au jour qu’elle a dit, ou dès qu’elle le retire."
        ),
        class_name="measure",
    )
    purpose = rx.match(State.screen, *((one, rx.fragment()) for one in ("record", "document", "missing")), words)
    return layout.page_head(title, rx.el.p(lead, class_name="soft dots"), purpose=purpose)


def _whose() -> rx.Component:
    """Beside a document, whose it is."""
    born = rx.el.span(_("Date de naissance : {date}", date=State.record.born_label))
    return rx.cond(State.record.name != "", rx.fragment(rx.el.strong(State.record.name), born))


def _way_back(words: rx.Var | str, href: rx.Var | str) -> rx.Component:
    return link(rx.fragment(icon("arrow-left"), rx.el.span(words)), href, class_name="way-back")


def _patient(line: rx.Var) -> rx.Component:
    return doc_row(
        line.row.name,
        line.href,
        meta=(line.row.born_label, line.row.age_label, line.row.until_label),
    )


def _patients() -> rx.Component:
    none = empty_state(
        _("Personne pour l’instant"),
        _("Quand une personne vous autorise, son dossier s’ouvre ici. Vous pouvez le lui demander plus bas."),
    )
    nobody = empty_state(
        _("Aucun patient ne porte ce nom"), _("Cherchez un autre nom."), link_button(_("Voir tous les patients"), PAGE)
    )
    listed = rx.el.ul(rx.foreach(State.lines, _patient), class_name="rows")
    shown = rx.cond(State.lines.length() > 0, listed, rx.cond(State.asked.q != "", nobody, none))
    return rx.el.section(
        rx.el.h2(_("Dossiers que je lis"), class_name="hush"),
        search_box(_("Chercher un patient")),
        shown,
        class_name="record",
    )


def _request(row: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name)),
            rx.el.p(
                rx.el.span(row.born_label), rx.el.span(_("Demande partie le {date}", date=row.asked_label)), class_name="doc-meta"
            ),
        ),
        key=row.id,
    )


def _asking() -> rx.Component:
    words = _(
        "Carnet transmet la demande si tous ces traits sont ceux d’une même personne, et ne dit pas s’il l’a trouvée. C’est elle "
        "qui décide ; son dossier apparaît ici si elle accepte."
    )
    alone = (State.words.kind == "error") & (State.errors.length() == 0)
    form = rx.el.form(
        *traits_boxes(),
        rx.cond(alone, notice(State.words.text, kind="error"), rx.fragment()),
        submit(_("Demander l’accès"), wide=False),
        on_submit=State.ask,
        no_validate=True,
        class_name="stack",
        key="demande" + State.made.to_string(),
        custom_attrs={"noValidate": True},
    )
    sent = part(
        "demandees",
        _("Demandes des 30 derniers jours"),
        rx.el.ul(rx.foreach(State.requests, _request), class_name="sessions"),
    )
    return rx.fragment(
        part("demander", _("Demander à lire un dossier"), rx.el.p(words, class_name="soft"), form),
        rx.cond(State.requests.length() > 0, sent),
        focus_wrong_field(State.attempt),
    )


def _list() -> rx.Component:
    never = notice(
        _("Un établissement envoie des documents et ne relit que ceux qu’il a envoyés."),
        rx.el.p(_("Lire un dossier revient aux professionnels que chaque personne autorise.")),
    )
    urgent = part(
        "en-urgence",
        _("En urgence"),
        rx.el.p(
            _("La personne ne peut pas vous autoriser elle-même ? Son dossier s’ouvre pour une heure, et elle le sait."),
            class_name="soft",
        ),
        rx.el.div(link_button(_("Ouvrir un dossier en urgence"), "/pro/urgence", kind="quiet")),
    )
    return rx.cond(State.may_ask, rx.fragment(_patients(), _asking(), urgent), never)


def _document_line(line: rx.Var) -> rx.Component:
    row = line.row
    return doc_row(
        row.title,
        line.href,
        meta=(row.act_date_label, row.category_label, row.kind_label, row.author_label),
        thumbnail=rx.cond(row.has_thumbnail, "/api/documents/" + row.id + "?vignette=1", ""),
    )


def _profile() -> rx.Component:
    """What the person says of themself, as the reader's profession opens it; the same words whatever the reason."""
    none = rx.el.p(
        _("Rien à lire ici. Soit la personne n’a rien noté, soit rien n’en est ouvert à votre profession."), class_name="soft"
    )
    said = rx.el.p(_("Ce que la personne dit d’elle-même peut être incomplet."), class_name="soft")
    sections = rx.foreach(State.record.sections, lambda one: rx.el.section(rx.el.h3(one.title), section_lines(one)))
    shown = rx.cond(State.record.sections.length() > 0, rx.fragment(said, sections), none)
    return rx.cond(State.record.whole, part("profil", _("Profil médical"), shown))


def _record() -> rx.Component:
    none = empty_state(
        _("Aucun document à lire"), _("Soit le dossier n’en tient pas, soit aucun n’est ouvert à votre profession.")
    )
    listed = rx.el.ul(rx.foreach(State.record.lines, _document_line), class_name="rows")
    documents = rx.el.section(
        rx.el.h2(_("Documents")),
        rx.el.p(State.record.total_label, class_name="soft"),
        rx.el.div(link_button(_("Envoyer un document"), "/pro/envoyer?pour=" + State.asked.dossier, kind="quiet")),
        rx.el.div(
            address_filter(_("Catégorie"), "categorie", _("Toutes les catégories"), State.categories), class_name="filters"
        ),
        rx.cond(State.record.lines.length() > 0, listed, none),
        turns(previous="", following=State.record.following, first=State.record.first),
        class_name="record",
    )
    return rx.fragment(_way_back(_("Retour aux patients"), PAGE), _profile(), documents)


def _document() -> rx.Component:
    pages = rx.el.ol(rx.foreach(State.sheets, lambda sheet: rx.el.li(page_picture(sheet.src, sheet.alt))), class_name="pages")
    nothing = notice(_("Ce document n’a pas d’aperçu. Téléchargez-le pour l’ouvrir sur votre appareil."))
    shown = rx.match(State.detail.preview, ("image", pages), ("text", plain_text(State.text)), nothing)
    return rx.fragment(
        _way_back(rx.cond(State.asked.dossier != "", _("Retour au dossier"), _("Retour à mes envois")), State.back),
        rx.el.div(
            rx.el.div(
                link_button(
                    _("Télécharger"),
                    "/api/documents/" + _row.id,
                    kind="primary",
                    icon_name="download",
                    native=True,
                    download=True,
                ),
                rx.el.div(button(_("Imprimer"), icon_name="printer", custom_attrs={"data-print": ""}), class_name="hide-touch"),
                class_name="row acts",
            ),
            rx.el.div(
                rx.cond(State.detail.warning != "", notice(State.detail.warning, kind="todo")), shown, class_name="doc-main"
            ),
            rx.el.section(
                rx.el.h2(_("Détails")),
                facts(
                    (_("Date de l’acte"), _row.act_date_label),
                    (_("Catégorie"), _row.category_label),
                    (_("Type de fichier"), _row.kind_label),
                    (_("Taille"), _row.size_label),
                    (_("Provenance"), _row.author_label),
                ),
                class_name="doc-facts",
            ),
            class_name="doc-page",
        ),
    )


def _missing() -> rx.Component:
    return empty_state(
        _("Ce dossier ne vous est pas ouvert"),
        _("La personne a peut-être retiré son accord, ou l’adresse n’est pas complète."),
        link_button(_("Voir mes patients"), PAGE, kind="primary"),
    )


def page() -> rx.Component:
    """The page; what is personal comes with the state."""
    return at_desk(
        _head(),
        rx.match(
            State.screen,
            ("list", _list()),
            ("record", _record()),
            ("document", _document()),
            ("missing", _missing()),
            skeleton_lines(8),
        ),
        Turned.create(names=["dossier", "document"]),
        here=PAGE,
    )
