"""Names that histories keep in the language of the day they were written, said in the reader's. Pure but for what is declared."""

from __future__ import annotations

from rxapp.core.i18n import LANGUAGES, translate

_PLACE = "\0"
_templates: list[str] = []


def declare_name(template: str) -> None:
    """Add a name that is made of words: a French sentence around ``{nom}``."""
    if template not in _templates:
        _templates.append(template)


def name_said(name: str, lang: str) -> str:
    """A name as it was written, in this language if it is one of those declared."""
    for template in _templates:
        for written in LANGUAGES:
            before, after = translate(template, written, nom=_PLACE).split(_PLACE)
            if len(name) > len(before + after) and name.startswith(before) and name.endswith(after):
                return translate(template, lang, nom=name.removeprefix(before).removesuffix(after))
    return name
