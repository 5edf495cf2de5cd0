"""Names of files: what a person reads and gets back, never a path on our disk.

Pure. `clean_name` turns whatever a browser sent into a name that is safe to show and to save; `content_disposition`
writes it in a header (RFC 6266); `graphemes` counts what a person counts: an emoji family is one sign. A limit in graphemes
bounds code points too, since one letter takes as many marks as one likes: see `bounded`.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 120
"""Longest file name shown or given back, in graphemes, extension included."""

MOST_IN_A_SIGN = 16
"""Most code points of one grapheme; more are dropped. An emoji family with its skin tones has 11."""

CODE_POINTS_A_SIGN = 4
"""Code points of a text, on average, for each grapheme of its limit; a short limit has 64 in all."""

_ZWJ = "\u200d"
_KEPT_FORMAT = {_ZWJ, "\ufe0f", "\ufe0e"}
_RESERVED = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")


def clean_name(raw: str) -> str:
    """A file name fit to show: no path, no control or direction mark, NFC, at most `MAX_NAME` graphemes.

    The extension survives the cut. An empty result becomes "document".
    """
    # direction and control marks go first, so that none of them hides the real extension
    name = unmarked(raw)
    name = re.split(r"[/\\]", name)[-1]
    name = unicodedata.normalize("NFC", name)
    name = _SPACES.sub(" ", _RESERVED.sub("_", name)).strip().lstrip(".").rstrip(". ")
    if not name:
        return "document"
    return _cut(name)


def unmarked(text: str, keep: str = "") -> str:
    """`text` without control, format and surrogate characters, save those of `keep` and what joins emoji."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char in keep or char in _KEPT_FORMAT or category not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"):
            kept.append(char)
        elif char in "\t\n\r\u2028\u2029":
            kept.append(" ")
    return "".join(kept)


def clean_line(raw: str, limit: int) -> str:
    """One line a person typed (a title): marks gone, NFC, spaces joined, at most `limit` graphemes."""
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", unmarked(raw))).strip()
    return bounded(line, limit).strip()


def clean_text(raw: str, limit: int) -> str:
    """Several lines a person typed (a note): line ends become "\\n", marks gone, NFC, at most `limit` graphemes."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", unmarked(lines, keep="\n\t")).strip()
    return bounded(text, limit).strip()


def title_from(file_name: str) -> str:
    """A first title from a clean file name: no extension, underscores become spaces."""
    stem, dot, _ext = file_name.rpartition(".")
    return clean_line((stem if dot and stem else file_name).replace("_", " "), MAX_NAME) or "Document"


def _cut(name: str) -> str:
    short = bounded(name, MAX_NAME)
    if short == bounded(name, len(name)):
        return short
    stem, dot, ext = name.rpartition(".")
    if not dot or not stem or len(ext) > 10:
        return bounded(name, MAX_NAME - 1) + "…"
    return bounded(stem, MAX_NAME - 2 - len(ext)).rstrip() + "…." + ext


def bounded(text: str, limit: int) -> str:
    """The beginning of `text`: at most `limit` graphemes, and of code points no more than the two constants say."""
    kept, length, most = [], 0, max(64, limit * CODE_POINTS_A_SIGN)
    for sign in graphemes(text)[:limit]:
        # a joiner at the cut would take in what follows
        short = sign if len(sign) <= MOST_IN_A_SIGN else sign[:MOST_IN_A_SIGN].rstrip(_ZWJ)
        length += len(short)
        if length > most:
            break
        kept.append(short)
    return unicodedata.normalize("NFC", "".join(kept))


def graphemes(text: str) -> list[str]:
    """`text` in user-perceived signs: marks, joiners, skin tones and flag pairs stay with what they follow."""
    signs: list[str] = []
    for char in text:
        if signs and _joins(signs[-1], char):
            signs[-1] += char
        else:
            signs.append(char)
    return signs


def _joins(sign: str, char: str) -> bool:
    if char in _KEPT_FORMAT or unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    if (sign.endswith(_ZWJ) and not char.isascii()) or 0x1F3FB <= ord(char) <= 0x1F3FF:
        return True
    return _is_flag_half(char) and len(sign) == 1 and _is_flag_half(sign)


def _is_flag_half(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def content_disposition(file_name: str, *, inline: bool = False) -> str:
    """Header value for `file_name`: an ASCII fallback and the exact name in UTF-8 (RFC 6266, RFC 8187)."""
    folded = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w. ()+,=@-]", "_", folded).strip() or "document"
    if plain.startswith("."):
        plain = "document" + plain
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
