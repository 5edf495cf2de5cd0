"""Steps for people: letters, first sign-in, sign-in and sign-out."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect
from pytest_bdd import step

from rxapp.accounts.code import in_groups, new_code
from rxapp.demo.people import PASSWORD
from tests.flows.phrases import phrase
from tests.flows.scene import Letter, Scene

LETTER_BOUND = 20


@step(phrase("la lettre de {nom}"))
def letter_of(scene: Scene, nom: str) -> None:
    scene.read_letter(nom)


@step(phrase("je recopie la lettre de {nom}"))
def copy_letter(scene: Scene, nom: str) -> None:
    _fill(scene, scene.letter_of(nom))


@step(phrase("je recopie la lettre de {nom} avec le code de {autre}"))
def copy_letter_with_foreign_code(scene: Scene, nom: str, autre: str) -> None:
    mine = scene.letter_of(nom)
    _fill(scene, Letter(mine.nir, mine.birth_date, scene.letter_of(autre).code))


@step(phrase("je recopie la lettre de {nom} avec un code inventé"))
def copy_letter_with_wrong_code(scene: Scene, nom: str) -> None:
    mine = scene.letter_of(nom)
    _fill(scene, Letter(mine.nir, mine.birth_date, in_groups(new_code())))


@step(phrase("j'essaie {fois:d} fois la lettre de {nom} avec un code inventé"))
def try_wrong_codes(scene: Scene, fois: str, nom: str) -> None:
    for _ in range(int(fois)):
        copy_letter_with_wrong_code(scene, nom)
        with _answered(scene):
            scene.page.get_by_role("button", name="Continuer").click()


class _answered:
    """Waits until the page has moved its focus or its words after a click: the answer has come."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        expect(self._scene.page.get_by_role("alert").filter(visible=True).first).to_be_visible()


def _fill(scene: Scene, letter: Letter) -> None:
    scene.awake()
    scene.box("Numéro de sécurité sociale").fill(letter.nir)
    scene.box("Date de naissance").fill(letter.birth_date)
    scene.box("Code confidentiel").fill(letter.code)


@step(phrase("je demande une nouvelle lettre pour {nom}"))
def ask_new_letter(scene: Scene, nom: str) -> None:
    letter = scene.letter_of(nom)
    scene.awake()
    scene.box("Numéro de sécurité sociale").fill(letter.nir)
    scene.box("Date de naissance").fill(letter.birth_date)
    scene.page.get_by_role("button", name="Demander un nouveau code").click()


@step(phrase("une nouvelle lettre arrive pour {nom}"))
def new_letter(scene: Scene, nom: str) -> None:
    """A letter leaves beside the answer: it is there after a moment."""
    old, bound = scene.letter_of(nom).code, time.monotonic() + LETTER_BOUND
    while scene.read_letter(nom).code == old:
        assert time.monotonic() < bound, f"aucune nouvelle lettre pour {nom}"
        scene.page.wait_for_timeout(200)


@step(phrase("je suis connecté comme {identifiant}"))
@step(phrase("je suis connectée comme {identifiant}"))
def signed_in(scene: Scene, identifiant: str) -> None:
    """Whoever has opened nothing yet signs in without the form, which the flows of signing in fill."""
    if not scene.people.is_new(scene.who):
        return sign_in(scene, identifiant)
    return scene.people.sign_in(scene.who, identifiant=identifiant, mot_de_passe=PASSWORD)


@step(phrase("je me connecte comme {identifiant}"))
def sign_in(scene: Scene, identifiant: str) -> None:
    sign_in_with(scene, identifiant, PASSWORD)
    expect(scene.page).not_to_have_url(re.compile(r"^https?://[^/]+/(\?.*)?$"))
    scene.awake()


@step(phrase("j'essaie de me connecter comme {identifiant} avec le mot de passe {mot_de_passe}"))
def sign_in_with(scene: Scene, identifiant: str, mot_de_passe: str) -> None:
    if not re.fullmatch(r"https?://[^/]+/(\?.*)?", scene.page.url):
        scene.open("/")
    scene.awake()
    scene.box("Identifiant").fill(identifiant)
    scene.box("Mot de passe").fill(mot_de_passe)
    scene.page.get_by_role("main").get_by_role("button", name="Se connecter").click()


@step(phrase("je me déconnecte"))
def sign_out(scene: Scene) -> None:
    scene.awake()
    scene.page.get_by_role("button", name="Se déconnecter").filter(visible=True).first.click()
    expect(scene.page).to_have_url(re.compile(r"raison=fin"))
    scene.awake()
