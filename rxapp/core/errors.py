"""One way to say no: a code with parameters, and one catalogue that turns it into words."""

from collections.abc import Mapping
from types import MappingProxyType

from rxapp.core import i18n

Template = str | tuple[str, str]
"""A French sentence with `{name}` places, or a pair (one, many) chosen by the parameter `n`."""

_templates: dict[str, Template] = {}


class DomainError(Exception):
    """Something a person may meet and that has words for it.

    `params` may be personal, so neither `str` nor `repr` shows them. `then`: what is said after it.
    """

    def __init__(self, code: str, /, then: "DomainError | None" = None, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.then = then
        self.params = params


_PASSING = frozenset({"base.occupee", "stockage.plein", "demandes.trop"})


def passes(failure: Exception) -> bool:
    """Whether this machine can do nothing of the sort now, and may again by itself: what failed waits, and is nobody's fault."""
    return isinstance(failure, DomainError) and failure.code in _PASSING


def declare(templates: Mapping[str, Template]) -> None:
    """Add a room's sentences. Raises `ValueError` when a code already has other words."""
    for code, template in templates.items():
        if _templates.setdefault(code, template) != template:
            raise ValueError(f"the code {code} already has other words")


def declared() -> Mapping[str, Template]:
    """Every code known so far with its French words."""
    return MappingProxyType(_templates)


def message(error: DomainError | str, lang: str, /, **params: object) -> str:
    """The words for an error or a code, in `lang` ("fr" or "en"); dates and durations are written out.

    Raises `KeyError` for a code that no room declared.
    """
    if isinstance(error, DomainError) and error.then is not None:
        return f"{message(DomainError(error.code, **error.params), lang, **params)} {message(error.then, lang)}"
    code, values = (error.code, error.params | params) if isinstance(error, DomainError) else (error, params)
    template = _templates[code]
    words = {name: i18n.localised(value, lang) for name, value in values.items()}
    if isinstance(template, tuple):
        return i18n.plural(*template, values["n"], lang, **words)
    return i18n.translate(template, lang, **words)


declare(
    {
        "introuvable": "Introuvable.",
        "session.absente": "Votre session est terminée. Connectez-vous de nouveau.",
        "page.changee": "La page a changé entre-temps : rien n’a été fait.",
        "stockage.plein": "Il n’y a plus de place sur le serveur : rien n’a été enregistré. Réessayez plus tard.",
        "stockage.absent": "Le contenu de ce document est absent du stockage. Prévenez l’exploitant.",
        "base.occupee": "Le serveur est occupé. Rien n’a été enregistré ; réessayez dans un instant.",
        "demandes.trop": "Vous avez déjà beaucoup de demandes en cours. Attendez qu’elles se terminent, puis recommencez.",
        "horloge.passe": "Le voyage dans le temps ne va que vers l’avenir.",
    }
)
