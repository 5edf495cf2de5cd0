"""What is read of a clinical document (CDA R2): who wrote it, where, and its body, which is sections or one file of another type.

Runs only inside the limited subprocess, on a tree parsed without DOCTYPE or entities (`inspection.parse_cda`). Nothing in it is
followed: neither a stylesheet, nor a link, nor a reference.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from rxapp.record.sniff import Kind, Refused

HL7 = "{urn:hl7-org:v3}"
_AUTHOR = f"{HL7}author/{HL7}assignedAuthor"
_WRITERS = (f"{HL7}assignedPerson/{HL7}name", f"{HL7}assignedAuthoringDevice/{HL7}softwareName")
_KEEPER = f"{HL7}custodian/{HL7}assignedCustodian/{HL7}representedCustodianOrganization/{HL7}name"
_OTHER_BODY = f"{HL7}component/{HL7}nonXMLBody/{HL7}text"
_KINDS = {"application/pdf": Kind.PDF, "image/jpeg": Kind.JPEG, "image/png": Kind.PNG, "text/plain": Kind.TEXT}
_LINES = {"paragraph", "item", "title", "tr", "br", "text", "section", "caption"}
_CELLS = {"td", "th"}
_BETWEEN = "·"


@dataclass(frozen=True)
class Body:
    """A body that is a file of another type: `kind` None for one that is not shown."""

    kind: Kind | None
    data: bytes


def author_of(root) -> str:
    """Who wrote it: a person, or the software that did."""
    author = root.find(_AUTHOR)
    names = [] if author is None else [author.find(path) for path in _WRITERS]
    return next((_flat(name) for name in names if name is not None and _flat(name)), "")


def institution_of(root) -> str:
    """Who keeps the original."""
    keeper = root.find(_KEEPER)
    return "" if keeper is None else _flat(keeper)


def body_of(root) -> Body | None:
    """The body when it is one file of another type; None when it is made of sections.

    Raises:
        Refused: it is said to be in base 64 and is not.
    """
    held = root.find(_OTHER_BODY)
    if held is None:
        return None
    kind = _KINDS.get(held.get("mediaType", "text/plain").partition(";")[0].strip().lower())
    text = "".join(held.itertext())
    if held.get("representation", "TXT").upper() != "B64":
        return Body(kind if kind is Kind.TEXT else None, text.encode("utf-8", "replace"))
    try:
        return Body(kind, base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        raise Refused("fichier.illisible") from None


def text_of(root) -> str:
    """The words of every section; of a body that is plain text, that text."""
    if root.find(_OTHER_BODY) is not None:
        body = body_of(root)
        return body.data.decode("utf-8", "replace") if body is not None and body.kind is Kind.TEXT else ""
    sections = [_words(section) for section in root.iter(HL7 + "section")]
    return "\n\n".join(sections or [_words(text) for text in root.iter(HL7 + "text")])


def _flat(element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _words(element) -> str:
    """Title and narrative of one section, one line per paragraph, item or table row. Nested sections come on their own."""
    parts: list[str] = []
    waiting = [(element, False)]
    while waiting:
        node, closing = waiting.pop()
        tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        if closing:
            parts.append(_after(tag) + (node.tail or ""))
            continue
        if tag == "entry" or (tag == "section" and node is not element):
            parts.append(node.tail or "")
            continue
        parts.append(node.text or "")
        waiting.append((node, True))
        waiting += [(child, False) for child in reversed(list(node))]
    lines = (" ".join(line.split()).strip(f"{_BETWEEN} ") for line in "".join(parts).splitlines())
    return "\n".join(line for line in lines if line)


def _after(tag: str) -> str:
    """What follows an element: the end of its line, or what parts the cells of a row."""
    if tag in _LINES:
        return "\n"
    return f" {_BETWEEN} " if tag in _CELLS else " "
