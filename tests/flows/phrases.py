"""How a step's sentence is read: quotes may be "…" or « … », apostrophes ’ or ', so that testers type as they like."""

from __future__ import annotations

import re

from pytest_bdd.parsers import StepParser

_QUOTED = r'(?:"(?P<{0}__a>[^"]*)"|«[\s\u202f]*(?P<{0}__b>[^»]*?)[\s\u202f]*»)'
_NUMBER = r"(?P<{0}>\d+)"


def typographic(words: str) -> str:
    """Words as the screens write them: with typographic apostrophes."""
    return words.replace("'", "’")


class phrase(StepParser):
    """`phrase('je remplis {champ} avec {valeur}')`: a name in braces is a quoted text, `{n:d}` is a number."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        pattern = ""
        for literal, whole, number in re.findall(r"([^{]*)(?:\{(\w+)\}|\{(\w+):d\})?", typographic(name)):
            pattern += re.escape(literal)
            pattern += _QUOTED.format(whole) if whole else _NUMBER.format(number) if number else ""
        self._pattern = re.compile(pattern)

    def is_matching(self, name: str) -> bool:
        """Whether a step of a flow is this one."""
        return self._match(name) is not None

    def parse_arguments(self, name: str) -> dict[str, str] | None:
        """The quoted texts of the step by name, or None."""
        found = self._match(name)
        if found is None:
            return None
        given = {key.split("__")[0]: value for key, value in found.groupdict().items() if value is not None}
        return given

    def _match(self, name: str) -> re.Match[str] | None:
        """Apostrophes outside quotes are levelled; inside them the text stays as typed (same length, so places agree)."""
        level = self._pattern.fullmatch(typographic(name))
        if level is None:
            return None
        return re.compile(self._pattern.pattern.replace("’", "['’]")).fullmatch(name)
