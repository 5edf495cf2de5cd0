"""Steps for the shared record: files to add, and what comes back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pypdfium2
from playwright.sync_api import expect
from pytest_bdd import step

from tests import samples
from tests.flows.phrases import phrase, typographic
from tests.flows.scene import Scene

KINDS: dict[str, Callable[[], bytes]] = {
    "un PDF": samples.pdf,
    "une photo": samples.jpeg,
    "une image PNG": samples.png,
    "une photo HEIC": samples.heic,
    "un texte": samples.text,
    "un compte rendu CDA": samples.cda,
    "une image DICOM": samples.dicom,
    "un PDF avec du JavaScript": samples.pdf_with_javascript,
    "un PDF qui lance un programme": samples.pdf_with_launch,
    "un PDF qui est aussi une archive": samples.pdf_and_zip,
    "un PDF chiffré": samples.pdf_encrypted,
    "un programme": samples.executable,
    "un SVG": samples.svg,
    "une archive": samples.archive,
    "une image de 50 000 points de côté": samples.png_claiming,
    "un fichier vide": bytes,
    "un fichier de 51 Mo": lambda: b"%PDF-1.7\n" + bytes(51 * 1024 * 1024),
}
BY_EXTENSION = {
    "pdf": "un PDF",
    "jpg": "une photo",
    "jpeg": "une photo",
    "png": "une image PNG",
    "heic": "une photo HEIC",
    "txt": "un texte",
    "xml": "un compte rendu CDA",
    "dcm": "une image DICOM",
}
LONG = "(300 lettres)"


@step(phrase("j'ajoute le document {nom}"))
def add(scene: Scene, nom: str) -> None:
    add_kind(scene, nom, BY_EXTENSION[nom.rsplit(".", 1)[-1].lower()])


@step(phrase("j'ajoute le document {nom}, qui est {genre}"))
def add_kind(scene: Scene, nom: str, genre: str) -> None:
    """The button opens the system's file chooser, as for anyone. « (300 lettres) » in the name stands for 300 letters."""
    scene.files[nom] = KINDS[genre]()
    scene.awake()
    with scene.page.expect_file_chooser() as chooser:
        scene.page.get_by_role("button", name="Ajouter un document").click()
    real = nom.replace(LONG, "a" * 300)
    if len(scene.files[nom]) < 1_000_000:
        chooser.value.set_files({"name": real, "mimeType": "application/octet-stream", "buffer": scene.files[nom]})
        return
    path = scene.folder / real
    path.write_bytes(scene.files[nom])
    chooser.value.set_files(path)


@step(phrase("je dépose le document {nom} sur la page"))
def drop(scene: Scene, nom: str) -> None:
    scene.files[nom] = KINDS[BY_EXTENSION[nom.rsplit(".", 1)[-1].lower()]]()
    _give(scene, nom, "drop")


@step(phrase("je colle le document {nom}"))
def paste(scene: Scene, nom: str) -> None:
    scene.files[nom] = KINDS[BY_EXTENSION[nom.rsplit(".", 1)[-1].lower()]]()
    _give(scene, nom, "paste")


def _give(scene: Scene, name: str, how: str) -> None:
    scene.awake()
    scene.page.evaluate(
        """([name, bytes, how]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], name));
          const target = document.querySelector('main');
          if (how === 'drop') {
            target.dispatchEvent(new DragEvent('dragover', {dataTransfer: carried, bubbles: true, cancelable: true}));
            target.dispatchEvent(new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}));
          } else target.dispatchEvent(new ClipboardEvent('paste', {clipboardData: carried, bubbles: true}));
        }""",
        [name, list(scene.files[name]), how],
    )


@step(phrase("le document {nom} est ajouté"))
def is_added(scene: Scene, nom: str) -> None:
    row = scene.page.get_by_role("list", name="Envois en cours").get_by_role("listitem").filter(has_text=typographic(nom))
    link = scene.page.get_by_role("link", name=nom.rsplit(".", 1)[0], exact=True)
    expect(row.or_(link).first).to_be_visible()
    expect(row.filter(has_not_text="Ajouté")).to_have_count(0, timeout=60_000)
    if scene.page.url.rstrip("/").endswith("/dossier"):  # the list has it a moment after
        expect(link.first).to_be_visible()


@step(phrase("la première page du document est là, demandée une seule fois"))
def first_page_once(scene: Scene) -> None:
    scene.page.wait_for_function("() => document.querySelector('.pages img')?.naturalWidth")
    asked = "() => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('?apercu=1&page=1')).length"
    assert scene.page.evaluate(asked) == 1


@step(phrase("le document {nom} est refusé : {texte}"))
def is_refused(scene: Scene, nom: str, texte: str) -> None:
    row = scene.page.get_by_role("list", name="Envois en cours").get_by_role("listitem").filter(has_text=nom.replace(LONG, ""))
    expect(row.first).to_contain_text(typographic(texte), timeout=60_000)


def _rows(datatable: list[list[str]]) -> list[dict[str, str]]:
    head, *rows = datatable
    return [dict(zip(head, row, strict=True)) for row in rows]


@step(phrase("chacun de ces documents est refusé avec ces mots"))
def are_refused(scene: Scene, datatable: list[list[str]]) -> None:
    for row in _rows(datatable):
        add_kind(scene, row["nom"], row["genre"])
        is_refused(scene, row["nom"], row["réponse"])


@step(phrase("chacun de ces documents revient à l'identique"))
def all_come_back(scene: Scene, datatable: list[list[str]]) -> None:
    """Added one by one, then found in the list under its title and downloaded."""
    for row in _rows(datatable):
        scene.open("/dossier")
        add_kind(scene, row["nom"], row["genre"])
        scene.page.locator("main a.doc-title", has_text=typographic(row["titre"])).click(timeout=30_000)
        download(scene, "Télécharger")
        same_bytes(scene, row["nom"])


@step(phrase("j'ouvre le document dont le titre commence par {titre}"))
def open_titled(scene: Scene, titre: str) -> None:
    """By its link: the button beside it, « Supprimer … », says its title too."""
    scene.awake()
    scene.page.get_by_role("link", name=typographic(titre)).first.click()
    expect(scene.page).to_have_url(re.compile(r"/dossier/[0-9a-f]{32}$"))


@step(phrase("je télécharge avec {nom}"))
def download(scene: Scene, nom: str) -> None:
    scene.awake()
    with scene.page.expect_download() as expected:
        scene.clickable(nom).click()
    scene.received = expected.value.path().read_bytes()
    scene.received_name = expected.value.suggested_filename


@step(phrase("le fichier téléchargé est exactement {nom}"))
def same_bytes(scene: Scene, nom: str) -> None:
    asked, got = (hashlib.sha256(data).hexdigest() for data in (scene.files[nom], scene.received))
    assert got == asked, f"{len(scene.received)} octets reçus, {len(scene.files[nom])} ajoutés"


@step(phrase("le PDF téléchargé tient en {n:d} page au plus et dit {texte}"))
@step(phrase("le PDF téléchargé tient en {n:d} pages au plus et dit {texte}"))
def pdf_says(scene: Scene, n: str, texte: str) -> None:
    with pypdfium2.PdfDocument(scene.received) as document:
        said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
        assert len(document) <= int(n), f"{len(document)} pages"
    assert texte in said, said


@step(phrase("je colle le fichier téléchargé dans {champ}"))
def paste_received(scene: Scene, champ: str) -> None:
    scene.box(champ).fill(scene.received.decode("utf-8-sig"))


@step(phrase("le fichier téléchargé s'appelle {nom}"))
def name_is(scene: Scene, nom: str) -> None:
    assert scene.received_name == nom


@step(phrase("le fichier téléchargé est un PDF"))
def is_pdf(scene: Scene) -> None:
    assert scene.received.startswith(b"%PDF-"), scene.received[:20]


@step(phrase("je retiens l'adresse sous le nom {nom}"))
def remember_address(scene: Scene, nom: str) -> None:
    scene.addresses[nom] = urlsplit(scene.page.url).path


@step(phrase("j'ouvre l'adresse retenue {nom}"))
def open_remembered(scene: Scene, nom: str) -> None:
    scene.open(scene.addresses[nom])


@step(phrase("le fichier téléchargé n'est pas vide"))
def not_empty(scene: Scene) -> None:
    assert scene.received
