"""What leaves the app, in words: that there is news, and nothing of what it is about."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlsplit

from rxapp.core.i18n import _, translate

from .kinds import Channel
from .parcels import Parcel

NEWS = "/notifications"
CHOICES = "/parametres#notifications"
_ADDRESS = re.compile(r"[^\x00-\x20\x7f-\uffff,<>;:\"@()\[\]\\]+@[A-Za-z0-9.-]+")

_SUBJECT = _("Du nouveau dans votre carnet")
_HELLO = _("Bonjour,")
_NEWS = _("Il y a du nouveau dans votre carnet. Pour le lire, connectez-vous :")
_NOTHING = _("Par prudence, ce message ne dit rien de votre santé.")
_CHOOSE = _("Choisir ce que Carnet vous envoie :")
_OPEN = _("Ouvrir Carnet")
_CHOOSE_LINK = _("Choisir ce que Carnet vous envoie")
_PUSH_TITLE, _PUSH_BODY = "Carnet", _("Il y a du nouveau dans votre carnet.")
_NO_DEVICE = _("Aucun appareil abonné (démonstration)")
_DEVICE = _("Appareil abonné : {service}")


def is_address(recipient: str) -> bool:
    """Whether an e-mail can be written in a header and handed to a server as it is."""
    return len(recipient) <= 254 and _ADDRESS.fullmatch(recipient) is not None


def news_text(language: str, public_url: str) -> str:
    """The text of the e-mail that says there is news."""
    said = [translate(words, language) for words in (_HELLO, _NEWS, _NOTHING, _CHOOSE)]
    hello, news, nothing, choose = said
    return f"{hello}\n\n{news}\n{public_url}{NEWS}\n\n{nothing}\n\n{choose}\n{public_url}{CHOICES}\n"


def mail_bytes(parcel: Parcel, *, sender: str, public_url: str, at: datetime) -> bytes:
    """The whole e-mail, CRLF, with a `Message-ID` that is the same at each attempt: a server that got it twice can tell."""
    host = urlsplit(public_url).hostname or "localhost"
    own = f"To: {parcel.recipient}\r\nDate: {format_datetime(at)}\r\nMessage-ID: <{parcel.id}@{host}>\r\n".encode("ascii")
    if parcel.letter is None:
        return own + _news(parcel.language, sender, public_url)
    return own + _letter(*parcel.letter, sender, parcel.sheet)


@cache
def _news(language: str, sender: str, public_url: str) -> bytes:
    message = _message(sender, translate(_SUBJECT, language))
    message["List-Unsubscribe"] = f"<{public_url}{CHOICES}>"
    message["Content-Language"] = language
    message.set_content(news_text(language, public_url), cte="quoted-printable")
    message.add_alternative(_html(language, public_url), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _letter(subject: str, body: str, sender: str, sheet: bytes | None) -> bytes:
    message = _message(sender, subject)
    message.set_content(body, cte="quoted-printable")
    if sheet is not None:
        message.add_attachment(sheet, maintype="application", subtype="pdf", filename="carnet.pdf")
    return message.as_bytes()


def _message(sender: str, subject: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Carnet <{sender}>"
    message["Subject"] = " ".join(subject.split())
    message["Auto-Submitted"] = "auto-generated"
    return message


def _html(language: str, public_url: str) -> str:
    hello, news, nothing, opened, choose = (
        html.escape(translate(words, language)) for words in (_HELLO, _NEWS, _NOTHING, _OPEN, _CHOOSE_LINK)
    )
    where, choices = html.escape(public_url + NEWS), html.escape(public_url + CHOICES)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Carnet</title></head>'
        f'<body style="font:18px/1.5 sans-serif"><p>{hello}</p><p>{news}</p><p><a href="{where}">{opened}</a></p>'
        f'<p>{nothing}</p><p><a href="{choices}">{choose}</a></p></body></html>\n'
    )


def push_bytes(language: str) -> bytes:
    """What the service worker shows (`assets/sw.js`)."""
    said = {"title": _PUSH_TITLE, "body": translate(_PUSH_BODY, language), "url": NEWS, "lang": language}
    return json.dumps(said, ensure_ascii=False).encode()


def log_words(parcel: Parcel, public_url: str) -> tuple[str, str, str]:
    """What the log keeps of a notice that left: to whom (the service of a push alone), what about, what it said."""
    if parcel.channel == Channel.MAIL:
        return parcel.recipient, translate(_SUBJECT, parcel.language), news_text(parcel.language, public_url)
    service = urlsplit(parcel.device.endpoint).hostname if parcel.device else None
    return service or "", _PUSH_TITLE, translate(_PUSH_BODY, parcel.language)


def device_words(service: str, language: str) -> str:
    """To which device a push left, for a reader of the log; ``service`` as `log_words` keeps it, "" for none."""
    return translate(_DEVICE, language, service=service) if service else translate(_NO_DEVICE, language)
