"""The sheets people are given, made as one-page A4 PDF: the activation letter, the receipts of a refusal and of a closing.

Letters are written in French; the receipt of a closing in the language of the account. The same inputs give the same bytes. What
varies reaches the template as JSON and is only ever text there, so a name cannot become markup; the template reads no file and no
network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from rxapp.core import typeset
from rxapp.core.clock import PARIS, paris_date
from rxapp.core.contact import reached
from rxapp.core.i18n import _, date_time, long_date, of_name, plain_date, time_of_day, translate
from rxapp.core.qr import qr_svg

from .activation import expires_at
from .code import in_groups

_FOOT = _("Carnet n’est pas un service de l’État. Cette instance n’est pas un hébergeur de données de santé certifié.")
_CLOSED_TITLE = _("Récépissé de la fermeture de votre compte")
_CHILD_CLOSED_TITLE = _("Récépissé de la fermeture du carnet d’un enfant")
_CHILD_CLOSED = _("Le carnet de {nom} a été fermé le {date}, à la demande de ses parents.")
_CLOSED_SENTENCES = (
    _("Le compte Carnet au nom de {nom} a été fermé le {date}."),
    _("Les sessions sont terminées, les notifications et les calendriers partagés sont arrêtés."),
    _("Le dossier est scellé : personne ne peut plus le lire sur ce serveur, pas même son exploitant."),
    _("Il sera détruit le {fin}. Jusque-là, l’exploitant peut le rouvrir à votre demande, avec une clé gardée ailleurs."),
    _("Cette fermeture n’a pas d’effet sur vos soins ni sur leur remboursement."),
    _("Pour toute question, écrivez à l’exploitant de ce Carnet en donnant la référence ci-dessous."),
)
_ASKED_TITLE = _("Récépissé d’une demande de fermeture")
_ASKED_SENTENCES = (
    _("La fermeture du compte Carnet au nom de {nom} a été demandée le {date}."),
    _("Le compte se fermera de lui-même dès que ce qui est attendu sera fait, au plus tard le {fin}."),
    _("La fermeture portera la référence ci-dessous. Donnez-la à l’exploitant de ce Carnet pour faire rouvrir le dossier."),
    _("Si vous choisissez « Garder mon compte » d’ici là, cette feuille ne vaut plus."),
)
_ASKED_KEPT = _("Le dossier scellé sera gardé 10 ans après la fermeture, puis détruit, au plus tard le {dernier}.")
_ASKED_DESTROYED = _("Le dossier scellé sera détruit 8 semaines après la fermeture, au plus tard le {dernier}.")
_ASKED_LINK = _("Le récépissé de la fermeture se télécharge ici, pendant les 60 jours qui la suivent. Ce lien est à vous seul.")
_DESTROYED_TITLE = _("Récépissé de la destruction d’un dossier")
_DESTROYED_SENTENCES = (
    _("Le dossier Carnet fermé le {fermeture}, dont la référence est ci-dessous, a été détruit le {date}."),
    _("Sa clé n’existe plus : personne ne peut plus le lire, ni le rendre."),
    _(
        "Il reste des lignes sans nom : qu’un dossier a existé, quand il a été ouvert, fermé et détruit, et son historique sans "
        "ses mots (quand, quelle sorte d’acte, par quel compte). L’historique d’un enfant garde le nom de qui y a agi : il est à "
        "lui."
    ),
)
_ON_REQUEST = _("Cette destruction a été demandée par la personne que le dossier concernait.")
_AFTER_TEN_YEARS = _("Cette destruction a eu lieu dix ans après la fermeture, comme il était annoncé.")
_HELP_TITLE = _("Attestation d’aide")
_HELP_SENTENCES = (
    _("{personne} autorise {aidant} à agir pour elle ou pour lui dans Carnet, du {debut} au {fin} inclus."),
    _("Pour : {portee}."),
    _(
        "L’aidant ne ferme pas le compte, n’emporte pas de copie, ne change ni les coordonnées ni les choix, n’invite pas "
        "d’autre aidant et ne voit pas ce qui est gardé secret."
    ),
    _("L’une ou l’autre peut y mettre fin à tout moment, sans donner de raison. Chaque acte est noté sous les deux noms."),
)
_HELP_ENDED = _("Cette aide a pris fin le {date}.")
_HELP_MADE = _(
    "Attestation établie le {jour} : elle dit ce qui vaut ce jour-là. La page « Aidants » de Carnet, dans les paramètres de "
    "chacun, dit si cette aide est toujours en cours."
)
_HELP_OVER_TITLE = _("Attestation de la fin d’une aide")
_HELP_OVER = _("L’aide attestée sous la référence ci-dessous a pris fin le {date}.")
_LOST = "Si le second facteur est perdu aussi, vous pourrez le retirer sur la même page."
_KEPT = "Le second facteur reste demandé à la connexion : avant 18 ans, une lettre ne le retire pas."
_TAGLINE = _("Votre carnet de santé numérique")
_REFERENCE = _("Référence :")
_ADDRESS = _("Adresse de ce Carnet :")
_OPERATOR = _("Exploitant de ce Carnet :")
# A postal address has at most 6 lines of 38 signs (NF Z 10-011).
_MOST_LINES = 6
_LINE = 38


def _clipped(line: str) -> str:
    return line if len(line) <= _LINE else line[: _LINE - 1].rstrip() + "…"


@dataclass(frozen=True)
class ActivationLetter:
    """What an activation letter says.

    ``code`` is the 16 characters, ``sent_at`` an instant, ``public_url`` the address of this Carnet.
    ``for_parents``: the person is too young for an account, the letter is written to the parents. ``for_reset``: the person has
    an account and forgot its password; ``factor_stays``: they are not 18, and it takes no second factor away.
    """

    full_name: str
    given_names: str
    postal_address: Sequence[str]
    code: str
    sent_at: datetime
    public_url: str
    for_parents: bool = False
    for_reset: bool = False
    factor_stays: bool = False

    @property
    def recipient(self) -> tuple[str, ...]:
        """Lines of the window of the envelope."""
        first = f"Aux parents {of_name(self.full_name)}" if self.for_parents else self.full_name
        return tuple(_clipped(line) for line in (first, *self.postal_address)[:_MOST_LINES])

    @property
    def called(self) -> str:
        """The first given name, for the sentences of a child's letter."""
        return _clipped(self.given_names.split()[0])

    @property
    def title(self) -> str:
        if self.for_reset:
            return "Choisir un nouveau mot de passe"
        if self.for_parents:
            return f"Le carnet de santé numérique {of_name(self.called)}"
        return "Votre carnet de santé numérique vous attend"

    @property
    def link(self) -> str:
        """What the QR code opens: the page, and nothing about the person."""
        return f"{self.public_url.rstrip('/')}/{'mot-de-passe-oublie/code' if self.for_reset else 'activation'}"


def activation_pdf(letter: ActivationLetter) -> bytes:
    """The activation letter as PDF bytes (A4, one page, tagged for screen readers)."""
    data = _words(letter) | {
        "recipient": list(letter.recipient),
        "title": letter.title,
        "sent": long_date(paris_date(letter.sent_at), "fr"),
        "expires": expiry_words(letter.sent_at),
        "code": in_groups(letter.code),
        "address": letter.link,
        "qr": qr_svg(letter.link),
        "foot": _FOOT,
    }
    return _compile("letter.typ", data)


def activation_text(letter: ActivationLetter) -> str:
    """The same letter as plain text: what is listed as having left."""
    words = _words(letter)
    return "\n\n".join(
        (
            words["greeting"],
            words["intro"],
            f"Code confidentiel : {in_groups(letter.code)}",
            f"Valable jusqu’au {expiry_words(letter.sent_at)}.",
            f"{letter.link}\n{words['asked']}\n{words['then']}",
            words["refusal"],
        )
    )


def expiry_words(sent_at: datetime) -> str:
    """Day and hour until which a code sent at ``sent_at`` works, in French and Paris time."""
    end = expires_at(sent_at).astimezone(PARIS)
    return f"{long_date(end.date(), 'fr')} à {time_of_day(end, 'fr')}"


def _words(letter: ActivationLetter) -> dict[str, str]:
    if letter.for_reset:
        return {
            "greeting": "Bonjour,",
            "intro": "Vous avez demandé une lettre parce que le mot de passe de votre espace Carnet est oublié. Si ce n’est pas "
            "vous, connectez-vous à votre espace : cette lettre ne servira plus. Puis jetez-la.",
            "asked": "Indiquez votre numéro de sécurité sociale, votre date de naissance et ce code.",
            "then": "Choisissez un nouveau mot de passe, puis connectez-vous : toutes les sessions ouvertes sont terminées.",
            "refusal": "Si vous vous souvenez de votre mot de passe, il sert toujours. La première connexion rend cette lettre "
            f"inutile. {_KEPT if letter.factor_stays else _LOST}",
        }
    if letter.for_parents:
        child = letter.called
        return {
            "greeting": "Madame, Monsieur,",
            "intro": f"Un carnet de santé numérique peut être ouvert pour {child}. Il réunit ses documents de "
            "santé, ses vaccinations et ses rendez-vous, et vous le suivez depuis votre propre espace.",
            "asked": f"Indiquez le numéro de sécurité sociale {of_name(child)}, sa date de naissance et ce code.",
            "then": "Connectez-vous à votre espace : le carnet de votre enfant s’y ajoute, sous «\u00a0Dossier de\u00a0».",
            "refusal": f"Vous pouvez refuser ce carnet pour {child} sur la même page, sans dire pourquoi. Un reçu "
            "vous est donné. Une lettre demandée plus tard pourra toujours l’ouvrir.",
        }
    return {
        "greeting": "Bonjour,",
        "intro": "Carnet réunit vos documents de santé, vos vaccinations et vos rendez-vous en un seul endroit, à "
        "vous. Vous décidez de ce qui s’y trouve et de qui le voit.",
        "asked": "Indiquez votre numéro de sécurité sociale, votre date de naissance et ce code.",
        "then": "Choisissez votre identifiant et votre mot de passe : votre espace est ouvert.",
        "refusal": "Vous pouvez refuser cet espace sur la même page, sans dire pourquoi. Un reçu vous est donné. "
        "Une lettre demandée plus tard pourra toujours l’ouvrir.",
    }


def refusal_pdf(*, full_name: str, at: datetime, reference: str) -> bytes:
    """The receipt given to someone who refuses their space; ``reference`` names the line of the history."""
    local = at.astimezone(PARIS)
    data = {
        "title": "Reçu de votre refus",
        "sentences": [
            f"Le {long_date(local.date(), 'fr')} à {time_of_day(at, 'fr')}, l’espace Carnet au nom {of_name(full_name)} "
            "a été refusé avant d’être ouvert.",
            "Aucun espace n’est ouvert et aucun document n’y sera rangé. Aucune raison n’a été demandée.",
            "Ce choix n’a pas d’effet sur vos soins ni sur leur remboursement.",
            "Si vous changez d’avis, une lettre demandée plus tard pourra toujours ouvrir cet espace.",
        ],
    }
    return _receipt(data, reference, "fr")


def closing_pdf(
    *,
    full_name: str,
    at: datetime,
    last_day: date,
    reference: str,
    public_url: str,
    operator: Sequence[str],
    lang: str,
    child: bool = False,
) -> bytes:
    """The receipt given to someone who closed their account; ``reference`` names the line of the history, ``public_url`` the
    Carnet where it is and ``operator`` how its operator is reached (lines): a sheet outlives the memory of an address.
    ``last_day``: when the record is destroyed. ``child``: it is given to the parents, who closed their child's.
    """
    said = {"nom": full_name, "date": date_time(at, lang), "fin": plain_date(last_day, lang)}
    title, first = (_CHILD_CLOSED_TITLE, _CHILD_CLOSED) if child else (_CLOSED_TITLE, _CLOSED_SENTENCES[0])
    sentences = [translate(sentence, lang, **said) for sentence in (first, *_CLOSED_SENTENCES[1:])]
    where = _reached(public_url, operator, lang)
    return _receipt({"title": translate(title, lang), "sentences": sentences, **where}, reference, lang)


def _reached(public_url: str, operator: Sequence[str], lang: str) -> dict[str, object]:
    """Which Carnet a receipt is of, and how its operator is reached."""
    where = {"address_label": translate(_ADDRESS, lang), "address": public_url}
    return where | {"operator_label": translate(_OPERATOR, lang), "operator": list(reached(operator, public_url, lang))}


def closing_asked_pdf(
    *,
    full_name: str,
    at: datetime,
    until: datetime,
    last_day: date,
    destroyed: bool,
    reference: str,
    link: str,
    public_url: str,
    operator: Sequence[str],
    lang: str,
) -> bytes:
    """The receipt given to someone whose account will close by itself: the ``reference`` that the closing will bear,
    and the ``link`` under which its own receipt is then. ``last_day``: of the record at the latest; ``destroyed``: at their wish.
    """
    said = {"nom": full_name, "date": date_time(at, lang), "fin": date_time(until, lang), "dernier": plain_date(last_day, lang)}
    then = _ASKED_DESTROYED if destroyed else _ASKED_KEPT
    sentences = [translate(sentence, lang, **said) for sentence in (*_ASKED_SENTENCES[:2], then, *_ASKED_SENTENCES[2:])]
    where = _reached(public_url, operator, lang)
    where |= {"link": link, "link_label": translate(_ASKED_LINK, lang), "qr": qr_svg(link)}
    return _receipt({"title": translate(_ASKED_TITLE, lang), "sentences": sentences, **where}, reference, lang)


def destruction_pdf(
    *, closed_at: datetime, destroyed_at: datetime, asked: bool, reference: str, public_url: str, lang: str
) -> bytes:
    """The receipt of a destruction. It names nobody: by then nobody here knows whose the record was."""
    said = {"fermeture": date_time(closed_at, lang), "date": date_time(destroyed_at, lang)}
    why = _ON_REQUEST if asked else _AFTER_TEN_YEARS
    sentences = [translate(sentence, lang, **said) for sentence in (*_DESTROYED_SENTENCES, why)]
    where = {"address_label": translate(_ADDRESS, lang), "address": public_url}
    return _receipt({"title": translate(_DESTROYED_TITLE, lang), "sentences": sentences, **where}, reference, lang)


@dataclass(frozen=True)
class HelpSheet:
    """What an attestation says. ``scopes``: in words, in its language; ``made``: the day on which it holds; ``ended``: the day it
    ended early, if it did. Without names (one of the two has left) it says that end alone.
    """

    person: str
    helper: str
    scopes: str
    first: date
    last: date
    reference: str
    made: date
    ended: date | None = None


def help_pdf(sheet: HelpSheet, *, public_url: str, lang: str) -> bytes:
    """The attestation that one adult lets another act for them; the same sheet for both."""
    days = {"debut": plain_date(sheet.first, lang), "fin": plain_date(sheet.last, lang)}
    said = {"personne": sheet.person, "aidant": sheet.helper, "portee": sheet.scopes} | days
    said |= {"jour": plain_date(sheet.made, lang), "date": plain_date(sheet.ended or sheet.last, lang)}
    named = bool(sheet.person and sheet.helper)
    over = () if sheet.ended is None else (_HELP_ENDED,)
    told = (*_HELP_SENTENCES, *(over or (_HELP_MADE,))) if named else (_HELP_OVER,)
    sentences = [translate(sentence, lang, **said) for sentence in told]
    where = {"address_label": translate(_ADDRESS, lang), "address": public_url}
    title = translate(_HELP_TITLE if named else _HELP_OVER_TITLE, lang)
    return _receipt({"title": title, "sentences": sentences, **where}, sheet.reference, lang)


def _receipt(data: dict[str, object], reference: str, lang: str) -> bytes:
    common = {"tagline": _TAGLINE, "reference_label": _REFERENCE, "foot": _FOOT}
    words = {name: translate(sentence, lang) for name, sentence in common.items()}
    return _compile("receipt.typ", data | words | {"lang": lang, "reference": reference})


@cache
def _template(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


def _compile(template: str, data: dict[str, object]) -> bytes:
    return typeset.pdf(_template(template), data)
