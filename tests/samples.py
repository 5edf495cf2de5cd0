"""Makers of sample files, real and hostile, all made in code: each function returns the bytes of one file."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw

MARKER = "MARQUEUR-TRES-PRIVE-7f3a"


def _contents(lines: list[str]) -> bytes:
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    body = "".join(f"({line}) Tj 0 -20 Td " for line in shown)
    return f"BT /F1 14 Tf 60 760 Td {body}ET".encode("cp1252")


def _pdf(pages: list[list[str]]) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for lines in pages:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(_contents(lines))
    return pdf


def _saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def pdf(pages: int = 3, text: str = "Compte rendu") -> bytes:
    """An ordinary PDF of `pages` A4 pages; streams are left uncompressed, so `text` is readable in the bytes."""
    return _saved(_pdf([[text, f"Page {n + 1}"] for n in range(pages)]), compress_streams=False)


def pdf_of_size(size: int) -> bytes:
    """A valid PDF of exactly `size` bytes (one big stream nobody reads)."""
    made = _pdf([["Grand document"]])
    small = len(_saved(made, compress_streams=False))
    noise = bytes(range(256)) * ((size - small) // 256 + 1)
    made.Root.Lourd = pikepdf.Stream(made, b"")
    for cut in (300, 0):
        made.Root.Lourd.write(noise[: size - small - cut])
        data = _saved(made, compress_streams=False)
        if cut:
            small = len(data) - len(noise[: size - small - cut])
    return data + b"\n" * (size - len(data))


def pdf_encrypted(user: str = "secret", owner: str = "maitre") -> bytes:
    return _saved(_pdf([["Secret"]]), encryption=pikepdf.Encryption(user=user, owner=owner, R=6))


def pdf_with_javascript() -> bytes:
    made = _pdf([["Formulaire"]])
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('bonjour')"))
    return _saved(made)


def pdf_with_launch() -> bytes:
    made = _pdf([["Piège"]])
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 100, 100]), A=action)
    made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(link)])
    return _saved(made)


def pdf_with_attachment(name: str = "outil.exe", data: bytes = b"MZ\x90\x00" + bytes(200)) -> bytes:
    made = _pdf([["Avec pièce jointe"]])
    made.attachments[name] = pikepdf.AttachedFileSpec(made, data, filename=name)
    return _saved(made)


def pdf_bomb(size: int = 300_000_000) -> bytes:
    """A small PDF whose page content inflates to `size` bytes."""
    made = _pdf([["Bombe"]])
    packer = zlib.compressobj(9)
    block = b"q Q " * 250_000
    packed = b"".join([*(packer.compress(block) for _ in range(size // len(block))), packer.flush()])
    stream = pikepdf.Stream(made, b"")
    stream.write(packed, filter=pikepdf.Name.FlateDecode)
    made.pages[0].obj.Contents = stream
    return _saved(made, compress_streams=False)


def pdf_huge_page(side: int = 5_000_000) -> bytes:
    made = _pdf([["Immense"]])
    made.pages[0].obj.MediaBox = pikepdf.Array([0, 0, side, side])
    return _saved(made)


def picture(width: int = 640, height: int = 400) -> Image.Image:
    image = Image.new("RGB", (width, height), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, width // 2, height // 2), fill=(30, 120, 80))
    draw.line((0, 0, width, height), fill=(200, 60, 40), width=8)
    return image


def jpeg(width: int = 640, height: int = 400, *, gps: bool = True, orientation: int = 1) -> bytes:
    """A photo with an EXIF block: maker, orientation and, with `gps`, a place."""
    exif = Image.Exif()
    exif[0x010F] = "FabricantSecret"
    exif[0x0112] = orientation
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (48.0, 51.0, 29.0), "E", (2.0, 17.0, 40.0)
    out = io.BytesIO()
    picture(width, height).save(out, "JPEG", exif=exif, quality=85)
    return out.getvalue()


def png(width: int = 320, height: int = 200) -> bytes:
    out = io.BytesIO()
    picture(width, height).save(out, "PNG")
    return out.getvalue()


def heic(width: int = 320, height: int = 200) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    picture(width, height).save(out, "HEIF", quality=60)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int = 50_000, height: int = 50_000) -> bytes:
    """A tiny PNG that announces `width` × `height` points: decoding it would take gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(100))) + _chunk(b"IEND", b"")


def png_cut() -> bytes:
    data = png()
    return data[: len(data) // 2]


def text(words: str = "Tension 12/8, tout va bien.\n", codec: str = "utf-8") -> bytes:
    return words.encode(codec)


def cda(title: str = "Compte rendu d’hospitalisation", date: str = "20240312", body: str = "Suites simples.") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="cda.xsl"?>
<!-- document fictif -->
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <title>{title}</title>
  <effectiveTime value="{date}"/>
  <recordTarget><patientRole><patient><name><family>MARTIN</family></name></patient></patientRole></recordTarget>
  <author><assignedAuthor><assignedPerson><name><prefix>Dr</prefix><given>Anne</given><family>Roux</family></name>
  </assignedPerson></assignedAuthor></author>
  <component><structuredBody><component><section><title>Évolution</title>
    <text><paragraph>{body}</paragraph><list><item>Repos</item><item>Contrôle</item></list></text>
  </section></component></structuredBody></component>
</ClinicalDocument>
""".encode()


def cda_around(data: bytes, media_type: str = "application/pdf", representation: str = "B64") -> bytes:
    """A clinical document whose body is one file of another type, as most of those that hospitals send."""
    text = base64.encodebytes(data).decode() if representation == "B64" else data.decode()
    body = f'<nonXMLBody><text mediaType="{media_type}" representation="{representation}">{text}</text></nonXMLBody>'
    whole = cda().decode()
    start, end = whole.index("<structuredBody>"), whole.index("</structuredBody>") + len("</structuredBody>")
    return (whole[:start] + body + whole[end:]).encode()


def cda_sections() -> bytes:
    """A clinical document as software writes them: who keeps it, several sections, one inside another, a table, coded entries."""
    keeper = """<custodian><assignedCustodian><representedCustodianOrganization><name>CHU de Valbois</name>
  </representedCustodianOrganization></assignedCustodian></custodian>"""
    table = """<component><section><title>Biologie</title><text><table><thead><tr><th>Examen</th><th>Valeur</th></tr></thead>
      <tbody><tr><td>Glycémie</td><td>1,20 g/L</td></tr><tr><td>Créatinine</td><td>9 mg/L</td></tr></tbody></table></text>
      <entry><observation><value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" value="1.20"/></observation></entry>
      <component><section><title>Commentaire</title><text>À <content styleCode="Bold">refaire</content> dans un mois.<br/>
      <linkHtml href="https://ailleurs.example">lien</linkHtml></text></section></component></section></component>"""
    whole = cda().decode().replace("  <component><structuredBody>", f"  {keeper}\n  <component><structuredBody>")
    return whole.replace("</structuredBody>", f"{table}</structuredBody>").encode()


def xml_bomb(*, late: bool = False) -> bytes:
    """Billion laughs around a ClinicalDocument; with `late` the DOCTYPE hides behind 70 KB of comment."""
    padding = "<!-- " + "x" * 70_000 + " -->" if late else ""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?>{padding}<!DOCTYPE ClinicalDocument [<!ENTITY a0 "ha">{entities}]>'
        '<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&a9;</title></ClinicalDocument>'
    ).encode()


def xml_external() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&x;</title></ClinicalDocument>'
    )


def dicom(rows: int = 64, columns: int = 48, *, bits: int = 16, preamble: bytes = bytes(128), pixels: bool = True) -> bytes:
    """A one-frame monochrome image with a patient's name in its tags; without `pixels`, a report of tags."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset("", {}, file_meta=meta, preamble=preamble)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    ds.PatientName = "SECRET^NOM"
    ds.Modality, ds.StudyDate, ds.StudyDescription = "CT", "20230415", "Scanner thoracique"
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = rows, columns
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, min(bits, 12), min(bits, 12) - 1, 0
    if pixels:
        values = [(x * y) % (1 << min(bits, 12)) for y in range(rows) for x in range(columns)]
        ds.PixelData = struct.pack(f"<{len(values)}{'H' if bits == 16 else 'B'}", *values)
        ds["PixelData"].VR = "OW" if bits == 16 else "OB"
    out = io.BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return out.getvalue()


def executable() -> bytes:
    return b"MZ\x90\x00\x03\x00\x00\x00" + bytes(52) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00" + bytes(500)


def elf() -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(200)


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def html() -> bytes:
    return b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("resultat.pdf", pdf(1))
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def gif_polyglot() -> bytes:
    """A GIF that is also a script."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;alert(1);//"


def pdf_and_zip() -> bytes:
    """A PDF that unzips: an archive hidden behind a document."""
    return pdf(1) + archive()


def jpeg_and_zip() -> bytes:
    return jpeg() + archive()
