"""Steps for what professionals and establishments send into records."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.phrases import phrase
from tests.flows.scene import Scene
from tests.flows.steps.record import BY_EXTENSION, KINDS

_TRAITS = re.compile(r"Numéro ([\dAB ]+), naissance (\d{2}/\d{2}/\d{4})")


@step(phrase("je choisis d'envoyer {nom}"))
def choose_to_send(scene: Scene, nom: str) -> None:
    """The button opens the system's file chooser, as for anyone; the file is there, under its name, before it is sent."""
    if nom not in scene.files:  # the same name is the same file, byte for byte
        scene.files[nom] = KINDS[BY_EXTENSION[nom.rsplit(".", 1)[-1].lower()]]()
    scene.awake()
    with scene.page.expect_file_chooser() as chooser:
        scene.clickable("Choisir des fichiers").click()
    chooser.value.set_files({"name": nom, "mimeType": "application/octet-stream", "buffer": scene.files[nom]})
    expect(scene.page.get_by_label("Titre").first).to_have_value(nom.rpartition(".")[0])


@step(phrase("je remplis les traits de {qui} au nom de {prenom} {nom}"))
def fill_traits(scene: Scene, qui: str, prenom: str, nom: str) -> None:
    number, born = traits_of(scene, qui)
    typed = {"Numéro de sécurité sociale": number, "Date de naissance": born, "Nom de famille": nom, "Prénoms": prenom}
    for label, value in typed.items():
        scene.box(label).fill(value)


def traits_of(scene: Scene, login: str) -> tuple[str, str]:
    """Number and birth date, read on the bench as whoever holds somebody's card knows them."""
    bench = scene.people.bench
    bench.goto("/demo")
    said = bench.locator("dl.facts > div").filter(has_text=login).inner_text()
    return _TRAITS.search(" ".join(said.split())).groups()
