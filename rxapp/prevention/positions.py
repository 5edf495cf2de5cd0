"""Where each key of a TOML file stands, since `tomllib` does not tell: a scan of the same text that keeps line numbers.

Only for texts that `tomllib` has accepted, so it can be simple: it follows headers, keys, strings, arrays and inline tables.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^\s,\]}#]+(?: \d[^\s,\]}#]*)?")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)


def lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each table and key by its path, for instance ``("rule", 2, "step", 0, "from")``."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self._blank(newlines=True)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._blank(newlines=True)
        return self.found

    def _header(self) -> Path:
        line, several = self.line, self.text.startswith("[[", self.at)
        self._skip(2 if several else 1)
        keys = self._key()
        self._blank()
        self._skip(2 if several else 1)
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            last = place == len(keys) - 1
            self.found.setdefault(path, line)
            if last and several:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        self.found.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self._key():
            path = (*path, key)
            self.found.setdefault(path, line)
        self._blank()
        self._skip(1)  # the equals sign
        self._blank()
        self._value(path)

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._blank()
            if self.text[self.at] in "\"'":
                keys.append(self._string()[1:-1])
            else:
                word = _BARE.match(self.text, self.at)
                keys.append(word.group() if word else "")
                self._skip(len(keys[-1]))
            self._blank()
            if self.text[self.at] != ".":
                return keys
            self._skip(1)

    def _value(self, path: Path) -> None:
        self.found.setdefault(path, self.line)
        match self.text[self.at]:
            case "[":
                self._members(path, "]")
            case "{":
                self._members(path, "}")
            case '"' | "'":
                self._string()
            case _:
                scalar = _SCALAR.match(self.text, self.at)
                self._skip(len(scalar.group()) if scalar else 1)

    def _members(self, path: Path, end: str) -> None:
        self._skip(1)
        place = 0
        self._blank(newlines=True)
        while self.text[self.at] != end:
            if end == "]":
                self._value((*path, place))
            else:
                self._pair(path)
            place += 1
            self._blank(newlines=True)
            if self.text[self.at] == ",":
                self._skip(1)
            self._blank(newlines=True)
        self._skip(1)

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        taken = found.group() if found else self.text[self.at]
        self._skip(len(taken))
        return taken

    def _blank(self, newlines: bool = False) -> None:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif letter in " \t\r" or (newlines and letter == "\n"):
                self._skip(1)
            else:
                return

    def _skip(self, size: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + size)
        self.at += size
