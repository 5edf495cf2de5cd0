"""Words that should make somebody telephone rather than write. Pure. A notice, never a block: the message may be sent.

It is a list of words, no judgement of what is meant: it misses some and shows once too often, and says only whom to call.
Numbers: 15 (SAMU), 112 (European emergency), 3114 (national number of suicide prevention, France).
"""

from __future__ import annotations

import re
import unicodedata
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
    # French, of oneself or of somebody else
    r"suicid",
    r"scarif",
    r"(me|m|te|se|s) (tuer|pendre|ouvrir les veines|foutre en l air|taillader|mutiler)",
    r"(me|se) (fais|fait|faire|faisait|faisais|font) du mal",
    r"(me|se) jeter (sous|par la|dans le vide|d un|du|de la)",
    r"(j?veu[xt]|veulent|voudrai[st]|voulai[st]|envie d ?e?|pense a|prefere) ?(mourir|plus vivre|plus etre la)",
    r"(j?veu[xt]|vai?s?|voudrai[st]|voulai[st]|envie d) ?en finir",
    r"en finir avec (la|ma|sa) vie",
    r"(mettre|mets|met|mis) fin a (mes|ses|leurs) jours",
    r"(mettre|mets|met|mis) fin a (ma|sa) vie",
    r"plus (envie de vivre|(le )?gout (a|de) (la vie|vivre)|vivre)",
    r"(idee|pensee)s? (noire|de mort)",
    r"(marre|fatiguee?|peu[xt] plus) de vivre|(vie|vivre) (ne )?(vaut|valait) (plus|pas) (la peine|le coup)",
    r"(coupe[rz]?|coupee|tranche[rz]?|ouvert) les veines|mieux sans moi|envie de disparaitre|veu[xt] disparaitre",
    r"(me|se|vais|va|veu[xt]|envie de) (sauter|jeter) (du|d un|de la|par la|dans le) (pont|toit|balcon|fenetre|vide)",
    # English
    r"(kill|killing|hurt|hurts|hurting|cut|cuts|cutting|hang|hanging|harm|harming) (my|him|her) ?self",
    r"(kill|hurt|harm) (them|your) ?selves",
    r"(want|wants|wanted) to die",
    r"(end|ending|take|taking|took) (my|his|her|their) (own )?life",
    r"end it all",
    r"self ?harm",
    r"no reason to live",
    r"better off dead",
    r"(don ?t|do not|doesn ?t|does not|didn ?t|no longer) wants? to (live|be alive)",
)
_VITAL = (
    # the chest and the heart
    r"(douleur|douleurs|mal|oppression|serrement|pression|brulure|etau|serre) (\w+ ){0,3}(poitrine|thorax|thoracique)",
    r"poitrine (\w+ ){0,2}(serre|oppress|douloureuse)",
    r"infarctus|crise cardiaque|(arret|malaise) cardiaque",
    r"chest (pain|pressure|tight|hurts)|pains? in (my|his|her|the) chest|heart attack|cardiac arrest",
    # breath
    r"respir(e|ent|ais|ait) (\w+ )?(plus|mal|pas|difficilement|a peine)\b",
    r"\w*(arrive|peu[xt]|parvien\w+) (plus|pas|meme plus|a peine) (\w+ )?(a )?(bien )?respirer",
    r"(peine|mal|difficultes?|gene) (a|pour) (bien )?respirer",
    r"(difficultes?|detresse|gene) respiratoires?",
    r"(j|m|t|s|il|elle|on|bebe|enfant|fils|fille) ?(s |m )?etouff(e|ent|er|ait|ais)\b",
    r"(il|elle|bebe|enfant|fils|fille) (est|devient|est devenue?) (tout |toute )?bleue?\b",
    r"levres (sont |deviennent )?(toutes )?bleues",
    r"crise d ?asthme (\w+ ){0,2}(grave|severe|violente|aigue)|crise d ?asthme qui ne (passe|cede|calme)",
    r"noyade|s est noyee?|(m|l|s|t) ?(a|est) (\w+ )?etranglee?|(he|she|baby|child|son|daughter) (is|turned|is turning) blue\b",
    r"can ?(t|not) (\w+ )?breathe|(stopped|not|isn ?t) breathing|short(ness)? of breath|chok(ing|es)\b",
    r"(trouble|difficulty|struggl(e|es|ing)|hard|unable|problems?) (to |with )?breath(e|ing)",
    # the brain
    r"avc\b|stroke\b|paralysie",
    r"bouche (de travers|tordue|deformee|qui tombe)|(visage|bras|jambe) (\w+ )?(paralyse|deforme|qui tombe|tordu)",
    r"sen[st] plus (mon|son|ma|sa|mes|ses) (bras|jambe|visage|main)|\w*arrive (plus|pas) a parler|peu[xt] plus parler",
    r"\w*(arrive|peu[xt]) (plus|pas) (a )?bouger (mon|son|ma|sa|mes|ses|le|la|les|un|une) (bras|jambe|main)",
    r"inconscien(t|te)s?\b|(perd|perds|perdu|perte de|perdre) (la )?(connaissance|conscience)|evanoui",
    r"tombee? dans les pommes|(il|elle|on|bebe|malaise|et) (ne )?repond plus(?! (a|au|aux|par|sur|du|de|depuis|le|la|les)\b)",
    r"se reveille pas|ne se reveille plus|n? ?reagi[ts] plus|ne bouge plus",
    r"convuls|crises? d ?epilepsie|crise d epilepsie|epileptic fit|seizure",
    r"unconscious|unresponsive|pass(ed|es|ing) out|not responding|collapsed|won ?t wake",
    r"face (\w+ )?(droop|numb)|can ?(t|not) speak",
    # blood
    r"(saigne|saignent|saignait|saignement) (\w+ )?(beaucoup|enormement|abondamment|abondant|sans arret)",
    r"hemorragi|(vomi|vomis|vomit|crache|crachait|tousse) (encore )?du sang",
    r"(bleeding|bleeds) (heavily|a lot|badly|so much|profusely)|(severe|heavy) bleeding|(coughing|vomiting) (up )?blood",
    # what was taken
    r"overdos|surdos|intoxiqu|anaphyla|(gorge|langue|visage|levres?) (qui |se |me |est |sont )*(gonfle|serre)",
    r"(grave|forte|severe|violente) reaction allergique|reaction allergique (\w+ )?(grave|forte|severe|violente|generalisee)",
    r"(severe|serious) allergic reaction|electrocut",
    r"(pris|prise|prend|avale|avalee|ingere) (beaucoup )?trop de (medicament|comprime|cachet|gelule|somnifere)",
    r"(pris|prise|prend|avale|avalee|ingere) (beaucoup )?trop de (doliprane|paracetamol)",
    r"(avale|ingere) (des|tous (les|mes|ses)|plein de) (medicament|comprime|cachet|gelule|somnifere)",
    r"avale toute (la|ma|sa|une) (boite|plaquette)",
    r"pris toute (la|ma|sa|une) (boite|plaquette)",
    r"(avale|bu|ingere|mange) (\w+ ){0,3}(javel|detergent|lessive|deboucheur|poison|antigel|pile)",
    r"(took|taken|swallowed) (too many|all (of )?(my|his|her|the)|a lot of|lots of) (pill|tablet|med)",
    r"swallowed (\w+ ){0,2}(bleach|batter|poison)",
    # violence
    r"viol(ee?s?)?\b|agress\w+ sexuel|raped?\b",
)
"""Beginnings of words and of what follows, as `_readings` gives them; ``\\b`` where only the whole word means it."""
_OTHER_SENSE = re.compile(r"\b(heat ?stroke|back ?stroke|breast ?stroke)\b")
_FOUND = {
    Emergency.SUICIDE: re.compile(rf"\b(?:{'|'.join(_SUICIDE)})"),
    Emergency.VITAL: re.compile(rf"\b(?:{'|'.join(_VITAL)})"),
}
_JOINED = re.compile("['’ʼ`´.]")


def emergencies_in(text: str) -> tuple[Emergency, ...]:
    """What the words of a text may be about, the gravest to answer first; accents, case and hidden signs do not matter."""
    readings = _readings(text)
    return tuple(one for one, words in _FOUND.items() if any(words.search(reading) for reading in readings))


def notices_for(text: str, lang: str) -> tuple[EmergencyNotice, ...]:
    """The notices to show before a text is sent, in "fr" or "en"; none most of the time."""
    return tuple(
        EmergencyNotice(one, translate(_TITLES[one], lang), translate(_TEXTS[one], lang), _NUMBERS[one])
        for one in emergencies_in(text)
    )


def _readings(text: str) -> tuple[str, str]:
    """The words in small letters without accents, one space between: « l’AVC » as "l avc", then « A.V.C. » as "avc"."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    low = unicodedata.normalize("NFKD", seen.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in low if not unicodedata.combining(sign))
    return _words(plain), _words(_JOINED.sub("", plain))


def _words(plain: str) -> str:
    return _OTHER_SENSE.sub(" ", " ".join(re.findall(r"[a-z0-9]+", plain)))
