"""First frame of a DICOM image as an 8-bit picture, with Pillow alone. Runs only inside the limited subprocess.

Covers what hospitals burn on discs: uncompressed grey or colour, JPEG baseline, JPEG 2000. The rest is shown as a card.
"""

from __future__ import annotations

import io

import pydicom
from PIL import Image
from pydicom.encaps import generate_frames
from pydicom.uid import JPEG2000, ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEG2000Lossless, JPEGBaseline8Bit

from rxapp.record.sniff import check_pixels

_PLAIN = {ExplicitVRLittleEndian, ImplicitVRLittleEndian}
_PACKED = {JPEGBaseline8Bit, JPEG2000, JPEG2000Lossless}


def drawable(tags: pydicom.Dataset) -> bool:
    """Whether `first_frame` can draw it, told by the tags alone (announced size checked)."""
    rows, columns = int(tags.get("Rows") or 0), int(tags.get("Columns") or 0)
    if not rows or not columns:
        return False
    check_pixels(columns, rows)
    syntax = getattr(getattr(tags, "file_meta", None), "TransferSyntaxUID", None)
    if syntax in _PACKED:
        return True
    if syntax not in _PLAIN:
        return False
    if int(tags.get("SamplesPerPixel", 1)) == 3:
        return int(tags.get("BitsAllocated", 0)) == 8 and int(tags.get("PlanarConfiguration", 0)) == 0
    return int(tags.get("BitsAllocated", 0)) in (8, 16)


def first_frame(dataset: pydicom.Dataset) -> Image.Image:
    """The first frame, grey levels spread over 8 bits by its own window or its extremes.

    Raises:
        ValueError: the pixels are missing or shorter than announced.
    """
    if dataset.file_meta.TransferSyntaxUID in _PACKED:
        image = Image.open(io.BytesIO(next(generate_frames(dataset.PixelData))), formats=("JPEG", "JPEG2000"))
        check_pixels(*image.size)
        image.load()
        return _levelled(dataset, image.convert("I")) if image.mode.startswith("I") else image
    size = (int(dataset.Columns), int(dataset.Rows))
    data = bytes(dataset.get("PixelData", b""))
    if int(dataset.get("SamplesPerPixel", 1)) == 3:
        return Image.frombytes("RGB", size, _frame(data, size, 3))
    if int(dataset.BitsAllocated) == 8:
        image = Image.frombytes("L", size, _frame(data, size, 1))
        return _inverted(dataset, image)
    signed = int(dataset.get("PixelRepresentation", 0)) == 1
    raw = "I;16S" if signed else "I;16"
    return _levelled(dataset, Image.frombytes("I", size, _frame(data, size, 2), "raw", raw))


def _frame(data: bytes, size: tuple[int, int], depth: int) -> bytes:
    wanted = size[0] * size[1] * depth
    if len(data) < wanted:
        raise ValueError("pixel data shorter than announced")
    return data[:wanted]


def _levelled(dataset: pydicom.Dataset, image: Image.Image) -> Image.Image:
    low, high = image.getextrema()
    window = _first(dataset.get("WindowWidth"))
    if window and window > 1:
        slope = _first(dataset.get("RescaleSlope")) or 1.0
        centre = ((_first(dataset.get("WindowCenter")) or 0.0) - (_first(dataset.get("RescaleIntercept")) or 0.0)) / slope
        low, high = centre - window / slope / 2, centre + window / slope / 2
    scale = 255.0 / max(high - low, 1)
    grey = image.point(lambda level: level * scale + (-low * scale)).convert("L")
    return _inverted(dataset, grey)


def _first(value: object) -> float | None:
    if value is None or value == "":
        return None
    many = value if isinstance(value, (list, tuple, pydicom.multival.MultiValue)) else [value]
    return float(many[0]) if len(many) else None


def _inverted(dataset: pydicom.Dataset, image: Image.Image) -> Image.Image:
    if dataset.get("PhotometricInterpretation") == "MONOCHROME1":
        return image.point(lambda level: 255 - level)
    return image
