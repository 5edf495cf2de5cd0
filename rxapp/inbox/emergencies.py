"""Words that should make somebody telephone rather than write. Pure. A notice, never a block: the message may be sent.

It is a list of words, no judgement of what is meant: it misses some and shows once too often, and says only whom to call.
Numbers: 15 (SAMU), 112 (European emergency), 3114 (national number of suicide prevention, France).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rxapp.core.i18n import _, translate


class Emergency(StrEnum):
    """What the words are about."""

    SUICIDE = "suicide"
    VITAL = "vital"


@dataclass(frozen=True)
class EmergencyNotice:
    """A calm notice before sending. ``numbers``: to call, the first one first."""

    code: str
    title: str
    text: str
    numbers: tuple[str, ...]


_TITLES = {
    Emergency.SUICIDE: _("Vous n’êtes pas seul"),
    Emergency.VITAL: _("Si c’est une urgence, appelez maintenant"),
}
_TEXTS = {
    Emergency.SUICIDE: _(
        "Une messagerie n’est pas lue tout de suite. Au 3114, quelqu’un vous écoute gratuitement, jour et nuit. "
        "En danger immédiat, appelez le 15 ou le 112. Vous pouvez aussi envoyer ce message."
    ),
    Emergency.VITAL: _(
        "Une messagerie n’est pas lue tout de suite. Pour une urgence, appelez le 15 ou le 112. "
        "Vous pouvez aussi envoyer ce message."
    ),
}
_NUMBERS = {Emergency.SUICIDE: ("3114", "15", "112"), Emergency.VITAL: ("15", "112")}

_SUICIDE = (
    *("suicid", "me tuer", "en finir avec la vie", "envie d en finir", "veux en finir", "vais en finir", "veux mourir"),
    *("envie de mourir", "voudrais mourir", "mettre fin a mes jours", "plus envie de vivre", "me pendre", "me foutre en l air"),
    *("m ouvrir les veines", "idees noires", "me faire du mal", "me scarif", "veux plus vivre", "plus vivre"),
    *("kill myself", "want to die", "end my life", "end it all", "self harm", "hurt myself", "no reason to live"),
    *("take my own life", "better off dead", "hang myself", "don t want to live"),
)
_VITAL = (
    *("douleur dans la poitrine", "douleur a la poitrine", "douleurs dans la poitrine", "douleur thoracique"),
    *("mal dans la poitrine", "mal a la poitrine", "douleurs thoraciques", "serrement dans la poitrine", "infarctus"),
    *("crise cardiaque", "arret cardiaque", "ne respire plus", "respire plus", "peine a respirer", "du mal a respirer"),
    *("n arrive plus a respirer", "arrive pas a respirer", "s etouffe", "m etouffe", "avc", "bouche de travers"),
    *("visage paralyse", "paralysie", "bras paralyse", "ne sens plus mon bras", "n arrive plus a parler", "inconscient"),
    *("a perdu connaissance", "perd connaissance", "perte de connaissance", "evanoui", "ne se reveille pas"),
    *("ne reagit plus", "convulsion", "saigne beaucoup", "hemorragie", "vomit du sang", "crache du sang", "overdose"),
    *("surdose", "avale des medicaments", "choc anaphylactique", "gorge qui gonfle", "ne bouge plus", "intoxique"),
    *("chest pain", "pain in my chest", "heart attack", "cardiac arrest", "stroke", "can t breathe", "cannot breathe"),
    *("trouble breathing", "difficulty breathing", "unconscious", "passed out", "not breathing", "seizure"),
    *("bleeding heavily", "face is drooping", "can t speak", "won t wake up", "severe bleeding", "coughing blood"),
    *("anaphyla", "choking", "collapsed", "not responding"),
)
_WHOLE = frozenset({"avc", "stroke"})
"""Found as whole words alone; the others as the beginning of words."""
_OTHER_SENSE = re.compile(r"\b(heat ?stroke|back ?stroke|breast ?stroke)\b")


def emergencies_in(text: str) -> tuple[Emergency, ...]:
    """What the words of a text may be about, the gravest to answer first; accents and case do not matter."""
    words = _folded(text)
    found = ((Emergency.SUICIDE, _SUICIDE), (Emergency.VITAL, _VITAL))
    return tuple(one for one, list_of in found if _says(words, list_of))


def notices_for(text: str, lang: str) -> tuple[EmergencyNotice, ...]:
    """The notices to show before a text is sent, in "fr" or "en"; none most of the time."""
    return tuple(
        EmergencyNotice(one, translate(_TITLES[one], lang), translate(_TEXTS[one], lang), _NUMBERS[one])
        for one in emergencies_in(text)
    )


def _says(words: str, wanted: Iterable[str]) -> bool:
    return any((f" {one} " if one in _WHOLE else f" {one}") in words for one in wanted)


def _folded(text: str) -> str:
    """Words in small letters without accents, one space around each."""
    low = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in low if not unicodedata.combining(sign))
    return _OTHER_SENSE.sub(" ", f" {' '.join(re.findall(r'[a-z0-9]+', plain))} ")
