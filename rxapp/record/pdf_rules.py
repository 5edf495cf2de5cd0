"""What a PDF may hold beside its pages: what is refused, what is kept with a word to the reader. Runs only in the subprocess.

Decisions: `docs/decisions/004-active-content.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pikepdf

from rxapp.record.answers import ACTIVE, ATTACHMENTS, SCRIPT
from rxapp.record.sniff import HEAD_BYTES, Kind, Refused, detect, extension

MAX_OBJECTS = 400_000

_LAUNCHES = {"/Launch", "/ImportData"}
_SCRIPTED = {"/JavaScript", "/Rendition", "/RichMediaExecute", "/SubmitForm"}
_ACTIVE = {"/Movie", "/Sound", "/GoToR", "/GoToE", "/GoTo3DView"}
_MEDIA = {"/Movie", "/Sound", "/RichMedia", "/Screen", "/3D"}
_TELLING = frozenset({"/S", "/EF", "/JS", "/XFA", "/Subtype", "/OpenAction", "/AA"})
"""Keys that `_found_in` looks at: a dictionary with none of them has nothing to find. To ask for what is absent is slow."""
_MOST_IN_CHAIN = 1_000
_DEEPEST = 40

_ATTACHED: Mapping[str, Kind] = {
    "txt": Kind.TEXT,
    "xml": Kind.CDA,
    "jpg": Kind.JPEG,
    "jpeg": Kind.JPEG,
    "png": Kind.PNG,
    "heic": Kind.HEIC,
    "heif": Kind.HEIC,
}
"""By its extension, what an attached file has to be: a system opens it by its name, whatever its bytes say. "xml" is any XML."""

_NAMES = ("/UF", "/F", "/Unix", "/Mac", "/DOS")
_ODD_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def active_content(pdf: pikepdf.Pdf) -> str:
    """The gravest warning, "" when there is none to give. Raises `Refused`."""
    found: set[str] = set()
    for number, obj in enumerate(pdf.objects):
        if number > MAX_OBJECTS:
            raise Refused("fichier.trop_complexe")
        for mapping in _mappings(obj):
            if not _TELLING.isdisjoint(mapping.keys()):
                found |= _found_in(mapping)
    return next((warning for warning in (SCRIPT, ACTIVE, ATTACHMENTS) if warning in found), "")


def _found_in(mapping: pikepdf.Object) -> set[str]:
    action = _name(mapping, "/S")
    if action in _LAUNCHES:
        raise Refused("pdf.lancement")
    if "/EF" in mapping:
        _check_attachment(mapping)
    marks = {
        SCRIPT: action in _SCRIPTED or "/JS" in mapping or "/XFA" in mapping,
        ACTIVE: action in _ACTIVE or _name(mapping, "/Subtype") in _MEDIA or _goes_out_by_itself(mapping),
        ATTACHMENTS: "/EF" in mapping,
    }
    return {warning for warning, present in marks.items() if present}


def _name(mapping: pikepdf.Object, key: str) -> str:
    value = mapping.get(key) if key in mapping else None
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _goes_out_by_itself(mapping: pikepdf.Object) -> bool:
    """Whether opening, turning a page or another event, with no click, follows a link that leaves the document."""
    starts = [mapping["/OpenAction"]] if "/OpenAction" in mapping else []
    events = mapping.get("/AA") if "/AA" in mapping else None
    if isinstance(events, pikepdf.Dictionary):
        starts += [action for _event, action in events.items()]
    seen = 0
    while starts:
        action = starts.pop()
        seen += 1
        if seen > _MOST_IN_CHAIN:  # one that turns in circles as well
            raise Refused("fichier.trop_complexe")
        if isinstance(action, pikepdf.Array):
            starts += [one for one in action if isinstance(one, pikepdf.Dictionary)]
        elif isinstance(action, pikepdf.Dictionary):
            if _name(action, "/S") == "/URI":
                return True
            if "/Next" in action:
                starts.append(action["/Next"])
    return False


def _mappings(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every dictionary written directly inside one indirect object, itself included."""
    waiting = [(root, 0)]
    while waiting:
        obj, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Refused("fichier.trop_complexe")
        if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            yield obj
            children = [child for _key, child in obj.items()]
        elif isinstance(obj, pikepdf.Array):
            children = list(obj)
        else:
            continue
        waiting += [
            (child, depth + 1)
            for child in children
            if isinstance(child, (pikepdf.Dictionary, pikepdf.Array)) and not child.is_indirect
        ]


def _check_attachment(spec: pikepdf.Object) -> None:
    """An attachment is let in when its name and its bytes both say a plain image, text or XML; anything else is not."""
    kinds = {_kind_by_name(spec[key]) for key in _NAMES if key in spec}
    if len(kinds) != 1 or not isinstance(spec.EF, pikepdf.Dictionary):
        raise Refused("pdf.pieces_jointes")
    for _key, stream in spec.EF.items():
        if isinstance(stream, pikepdf.Stream) and _kind_by_bytes(stream.read_bytes()[:HEAD_BYTES], kinds) not in kinds:
            raise Refused("pdf.pieces_jointes")


def _kind_by_name(name: pikepdf.Object) -> Kind:
    text = str(name) if isinstance(name, pikepdf.String) else ""
    kind = _ATTACHED.get(extension(re.split(r"[/\\]", text)[-1]))
    if kind is None or _ODD_IN_A_NAME.search(text):
        raise Refused("pdf.pieces_jointes")
    return kind


def _kind_by_bytes(head: bytes, kinds: set[Kind]) -> Kind | None:
    """What the bytes are; any XML but a web page, a drawing or one with entities counts as XML."""
    try:
        kind = detect(head) if head else Kind.TEXT
    except Refused as refused:
        if refused.code == "fichier.xml_inconnu":
            return Kind.CDA
        raise Refused("pdf.pieces_jointes") from None
    bare_xml = kind is Kind.TEXT and kinds == {Kind.CDA} and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return Kind.CDA if bare_xml else kind
