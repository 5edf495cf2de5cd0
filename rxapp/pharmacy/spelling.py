"""Names and addresses of the public extract, which come in capitals, as one writes them in French. Pure, for the eye alone.

What has small letters already was written by somebody, and is left as it is. Missing accents come back only in words that have no
other spelling; what cannot be known stays without.
"""

from __future__ import annotations

import re

_TYPES = {
    **{"R": "rue", "AV": "avenue", "BD": "boulevard", "BLD": "boulevard", "PL": "place", "ALL": "allée", "CHE": "chemin"},
    **{"RTE": "route", "IMP": "impasse", "QU": "quai", "SQ": "square", "CRS": "cours", "PAS": "passage", "FG": "faubourg"},
    **{"LOT": "lotissement", "RES": "résidence", "ESP": "esplanade", "PROM": "promenade", "RPT": "rond-point", "MTE": "montée"},
    **{"CAR": "carrefour", "HAM": "hameau", "SEN": "sente", "DOM": "domaine", "GR": "grande rue", "QUA": "quartier"},
    **{"CTRE": "centre", "TRA": "traverse", "RLE": "ruelle", "CHS": "chaussée", "LD": "lieu-dit", "CCAL": "centre commercial"},
    **{"CC": "centre commercial", "VLA": "villa", "ALLEE": "allée", "CITE": "cité", "RESIDENCE": "résidence"},
    **{"MONTEE": "montée", "CHAUSSEE": "chaussée"},
}
"""Kinds of streets as the extract shortens them, or spells them without their accent."""
_WHOLE = {
    *("RUE", "AVENUE", "BOULEVARD", "PLACE", "ALLÉE", "CHEMIN", "ROUTE", "IMPASSE", "QUAI", "SQUARE", "COURS", "PASSAGE"),
    *("FAUBOURG", "LOTISSEMENT", "RÉSIDENCE", "ESPLANADE", "PROMENADE", "MONTÉE", "CARREFOUR", "HAMEAU", "SENTIER", "VILLA"),
    *("DOMAINE", "QUARTIER", "CENTRE", "TRAVERSE", "RUELLE", "CHAUSSÉE", "PARC", "CITÉ", "VOIE", "VENELLE", "ESPACE"),
}
_ROADS = {"RUE", "AVENUE", "BOULEVARD"}
_LOWER = "DE DU DES LA LE LES ET À A AU AUX SUR SOUS EN LÈS LEZ PAR POUR CHEZ BIS TER QUATER"
_SMALL = set(_LOWER.split())
_ZONES = "ZA ZAC ZI ZUP ZAE BP CS TSA CEDEX RN RD CD CHU CH CHR HLM SNCF RER PTT"
_FIRMS = "SELARL SELAS SELURL SELAFA SARL EURL SNC SAS SASU SCP SPFPL EI"
_KEPT = {*_ZONES.split(), *_FIRMS.split()}
_SPELLED = (
    "allée aéroport bâtiment château châteaux chêne chênes cité collège commerçants crèche école écoles église églises "
    "égalité émile étang étoile étienne évêché européen fée félix forêt fraternité frères gérard général génie "
    "hélène hôpital hôtel île îles jérôme lavandière liberté libération maréchal médecin mémoire névé orléans "
    "père préfecture président rené république résistance révolution rhône rivière rosière saône stéphane "
    "sébastien théâtre thérèse tête université vallée vélodrome vérité évangile équerre éléphant clémenceau "
    "andré béziers besançon angoulême nîmes évreux épinal mâcon châlons châteauroux créteil évry sète"
)
_BARE = str.maketrans("àâéèêëîïôûç", "aaeeeeiiouc")
_ACCENTS = {spelled.translate(_BARE).upper(): spelled for spelled in _SPELLED.split()}
"""Words that have one spelling in French, by how they are written without accents."""
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(IX|IV|V?I{0,3})")
_NUMBER = re.compile(r"\d+[A-Z]?(?:[-/]\d+[A-Z]?)*")
_ORDINAL = re.compile(r"(\d+)(?:ER|E|ÈME|EME|ND|NDE|RE|ÈRE|ERE)")
_SAINTS = {"ST": "SAINT", "STE": "SAINTE", "SAINT": "SAINT", "SAINTE": "SAINTE"}
_LETTERED = {"BATIMENT", "BÂTIMENT", "BAT", "ESCALIER", "ENTREE", "ENTRÉE", "PORTE", "LOT", "BLOC", "TOUR", "IMMEUBLE"}
_VOWEL = re.compile(r"[AEIOUYHÀÂÄÉÈÊËÎÏÔÖÛÙÜŒÆ]")
_ELIDED = re.compile(r"([LD])['’](.+)")
_ARTICLES = ("LE", "LA", "LES")


def name(text: str) -> str:
    """A pharmacy's: « PHARMACIE DE L'HOTEL DE VILLE » gives « Pharmacie de l’Hôtel de Ville »."""
    return text if _is_written(text) else _sentence(text, street=False)


def address(text: str) -> str:
    """A street and what goes with it: « 12 R DES LILAS, BP 4 » gives « 12 rue des Lilas, BP 4 »."""
    return ", ".join(part if _is_written(part) else _sentence(part, street=True) for part in text.split(", "))


def town(text: str) -> str:
    """A town, hyphenated as towns are: « LE PRE ST GERVAIS » gives « Le Pre-Saint-Gervais », « PARIS 12 » « Paris 12 »."""
    if _is_written(text):
        return text
    words = _elide([_SAINTS.get(word, word) for word in text.split()])
    said = [_word(word, words[:place], first=not place) for place, word in enumerate(words)]
    made = ""
    for place, word in enumerate(said):
        free = not place or (place == 1 and words[0] in _ARTICLES) or words[place][0].isdigit() or words[place] == "CEDEX"
        made += word if not place else f" {word}" if free or words[place - 1] == "CEDEX" else f"-{word}"
    return made


def _is_written(text: str) -> bool:
    return any(sign.islower() for sign in text)


def _sentence(text: str, *, street: bool) -> str:
    words = _elide(_saints(text.split()))
    said = []
    for place, word in enumerate(words):
        kind = _kind(words, place) if street else ""
        said.append(kind or _word(word, words[:place], first=not place))
    made = " ".join(said)
    return made[:1].upper() + made[1:]


def _kind(words: list[str], place: int) -> str:
    """The kind of street that a word says in its place, "" for another word."""
    if place + 1 == len(words):
        return ""
    word, before = words[place], words[place - 1] if place else ""
    leads = not place or _NUMBER.fullmatch(before) or before in ("BIS", "TER", "QUATER")
    if leads:
        return _TYPES.get(word) or (word.lower() if word in _WHOLE else "")
    return word.lower() if word in _ROADS and before not in _SMALL else ""


def _saints(words: list[str]) -> list[str]:
    """« ST ETIENNE » is one word, « SAINT-ETIENNE »."""
    made: list[str] = []
    for place, word in enumerate(words):
        if made and made[-1] in ("SAINT", "SAINTE"):
            made[-1] += f"-{word}"
        else:
            made.append(_SAINTS[word] if word in _SAINTS and place + 1 < len(words) else word)
    return made


def _elide(words: list[str]) -> list[str]:
    """« L EGLISE », whose apostrophe was left out, is one word."""
    made: list[str] = []
    for word in words:
        lone = made and made[-1] in ("L", "D") and _VOWEL.match(word)
        before = made[-2] if len(made) > 1 else ""
        if lone and before not in _LETTERED and not _NUMBER.fullmatch(before):
            made[-1] += f"'{word}"
        else:
            made.append(word)
    return made


def _word(word: str, before: list[str], *, first: bool) -> str:
    if (elided := _ELIDED.fullmatch(word)) is not None:
        article = elided[1] if first else elided[1].lower()
        return f"{article}’{_word(elided[2], before, first=True)}"
    if "-" in word and not _NUMBER.fullmatch(word):
        parts = word.split("-")
        return "-".join(_word(_SAINTS.get(part, part), parts[:place], first=not place) for place, part in enumerate(parts))
    if (ordinal := _ORDINAL.fullmatch(word)) is not None:
        return ordinal[1] + ("er" if word.endswith("1ER") else "e")
    if word in _KEPT or "." in word or any(sign.isdigit() for sign in word) or (len(word) == 1 and word not in ("A", "À")):
        return word
    if before and _ROMAN.fullmatch(word):
        return word
    if word in _SMALL and not first:
        return "à" if word == "A" else word.lower()
    if word == "MARCHE" and before[-1:] == ["DU"]:
        return "Marché"
    return "’".join(part[:1] + part[1:].lower() for part in re.split("['’]", _ACCENTS.get(word, word).upper()))
