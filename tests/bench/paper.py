"""A heavy document such as people have: a scanned file of 50 MB, one photograph of paper a page."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
from PIL import Image

SIZE = 50_000_000


def scanned(path: Path, size: int = SIZE) -> Path:
    """Write a PDF of exactly `size` bytes, pages of JPEG scans, and give its path back."""
    pdf = pikepdf.new()
    scan = _scan()
    pages = (size - 200_000) // (len(scan) + 2_000)
    for number in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1].obj
        marked = scan[:-2] + b"\xff\xfe\x00\x08" + f"{number:06}".encode() + scan[-2:]  # no two pages alike
        image = pikepdf.Stream(pdf, marked)
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1240,
            Height=1754,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=pdf.make_indirect(image)))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    path.write_bytes(_filled(pdf, size))
    return path


def _scan() -> bytes:
    noise = random.Random(50)  # noqa: S311 - grain of paper, the same at each run
    grain = Image.frombytes("L", (1240, 1754), noise.randbytes(1240 * 1754)).point(lambda level: 200 + level // 6)
    out = io.BytesIO()
    grain.save(out, "JPEG", quality=75)
    return out.getvalue()


def _filled(pdf: pikepdf.Pdf, size: int) -> bytes:
    """The file brought to exactly `size` bytes by a stream nobody reads, and a few ends of line."""
    pdf.Root.Reste = pdf.make_stream(b"")
    missing = size - len(_saved(pdf)) - 20
    pdf.Root.Reste.write(random.Random(51).randbytes(missing))  # noqa: S311
    data = _saved(pdf)
    return data + b"\n" * (size - len(data))


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()
