"""Steps for a copy of everything: the archive that was downloaded, opened and checked as anybody could."""

from __future__ import annotations

import hashlib
import io
import json
from zipfile import ZipFile

from pytest_bdd import step

from rxapp.takeout.age import open_age
from tests.flows.phrases import phrase
from tests.flows.scene import Scene
from tests.flows.steps.closing import command


def _archive(scene: Scene) -> ZipFile:
    return ZipFile(io.BytesIO(scene.received))


@step(phrase("la copie s'ouvre avec le mot de passe {mot_de_passe}"))
def opens_with(scene: Scene, mot_de_passe: str) -> None:
    scene.received = b"".join(open_age(mot_de_passe, [scene.received]))


@step(phrase("chaque fichier de la copie a l'empreinte que dit le manifeste"))
def each_is_as_told(scene: Scene) -> None:
    archive = _archive(scene)
    told = {one["path"]: one["sha256"] for one in json.loads(archive.read("manifest.json"))["files"]}
    assert set(told) == set(archive.namelist()) - {"manifest.json", "SHA256SUMS"}
    for path, sha256 in told.items():
        assert hashlib.sha256(archive.read(path)).hexdigest() == sha256, path


@step(phrase("la copie contient exactement le document {nom}"))
def holds_document(scene: Scene, nom: str) -> None:
    archive = _archive(scene)
    (path,) = [name for name in archive.namelist() if name.startswith("documents/") and name.endswith(f" {nom}")]
    assert archive.read(path) == scene.files[nom]


@step(phrase("l'exploitant reprend la copie dans le dossier de {identifiant}"))
def take_over(scene: Scene, identifiant: str) -> None:
    copy = scene.folder / scene.received_name
    copy.write_bytes(scene.received)
    command(scene, "import", str(copy), "--person", identifiant)


@step(phrase("la copie contient les fichiers {noms}"))
def holds_files(scene: Scene, noms: str) -> None:
    assert set(noms.split()) <= set(_archive(scene).namelist())
