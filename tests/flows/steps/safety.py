"""Steps for the safety of an account: the codes of a telephone, codes on paper, the links of e-mails."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from playwright.sync_api import expect
from pytest_bdd import step

from rxapp.accounts import totp
from rxapp.demo.people import PASSWORD
from tests.flows.phrases import phrase
from tests.flows.scene import Scene

MAIL_BOUND = 20


@step(phrase("je règle mon téléphone sur cette clé"))
def set_phone(scene: Scene) -> None:
    key = scene.page.locator(".pickup strong")
    expect(key).to_have_text(re.compile(r"^([A-Z2-7]{4} ?)+$"))
    scene.phone, scene.phone_step = totp.secret_of(key.inner_text()), 0


@step(phrase("je remplis {champ} avec le code de mon téléphone"))
def fill_code(scene: Scene, champ: str) -> None:
    """A code that was not typed before: as early as one counts, so that a flow need not wait half a minute for the next."""
    here = totp.step_at(datetime.now(UTC))
    scene.phone_step = max(scene.phone_step + 1, here - totp.DRIFT + 1)
    assert scene.phone_step <= here + totp.DRIFT, "trop de codes en peu de temps"
    scene.awake()
    scene.box(champ).fill(totp.code_of(scene.phone, scene.phone_step))


@step(phrase("je remplis {champ} encore avec le même code"))
def fill_same_code(scene: Scene, champ: str) -> None:
    scene.awake()
    scene.box(champ).fill(totp.code_of(scene.phone, scene.phone_step))


@step(phrase("je note mes codes de secours"))
def note_codes(scene: Scene) -> None:
    codes = scene.page.locator("main ol.text strong")
    expect(codes).to_have_count(10)
    scene.paper = codes.all_inner_texts()


@step(phrase("je remplis {champ} avec un code de secours"))
def fill_recovery_code(scene: Scene, champ: str) -> None:
    scene.awake()
    scene.box(champ).fill(scene.paper[0])


@step(phrase("je remplis {champ} avec un autre code de secours"))
def fill_next_recovery_code(scene: Scene, champ: str) -> None:
    scene.paper.pop(0)
    fill_recovery_code(scene, champ)


@step(phrase("j'ouvre le lien reçu par e-mail"))
def open_link(scene: Scene) -> None:
    """The e-mail leaves beside the answer: it is there after a moment."""
    bound = time.monotonic() + MAIL_BOUND
    while True:
        bench = scene.people.bench
        bench.goto("/demo?genre=courriel")
        bench.get_by_role("heading", name="Ce qui est parti").wait_for()
        mail = bench.get_by_role("article").filter(has_text="/mot-de-passe-oublie/nouveau#").first
        found = re.search(r"/mot-de-passe-oublie/nouveau#[\w-]{43}", mail.text_content() or "") if mail.count() else None
        if found:
            scene.link = found[0]
            break
        assert time.monotonic() < bound, "aucun lien n’est arrivé"
        scene.page.wait_for_timeout(200)
    scene.open(scene.link)


@step(phrase("j'ouvre encore le même lien"))
def open_link_again(scene: Scene) -> None:
    scene.open("/")
    scene.open(scene.link)


@step(phrase("un e-mail dit {texte}"))
def mail_says(scene: Scene, texte: str) -> None:
    bound = time.monotonic() + MAIL_BOUND
    bench = scene.people.bench
    while True:
        bench.goto("/demo?genre=courriel")
        bench.get_by_role("heading", name="Ce qui est parti").wait_for()
        if bench.get_by_role("article").filter(has_text=texte).count():
            return
        assert time.monotonic() < bound, f"aucun e-mail ne dit « {texte} »"
        scene.page.wait_for_timeout(200)


@step(phrase("je recopie la lettre que {nom} vient de recevoir"))
def copy_new_letter(scene: Scene, nom: str) -> None:
    """The letter of somebody who has an account: its code is read where letters are listed."""
    bench, bound = scene.people.bench, time.monotonic() + MAIL_BOUND
    while True:
        bench.goto("/demo?genre=lettre")
        bench.get_by_role("heading", name="Ce qui est parti").wait_for()
        letter = bench.get_by_role("article").filter(has_text="Choisir un nouveau mot de passe").filter(has_text=nom).first
        found = re.search(r"Code confidentiel : (\S+?)(?=Valable|\s|$)", letter.text_content() or "") if letter.count() else None
        if found:
            break
        assert time.monotonic() < bound, f"aucune lettre pour {nom}"
        scene.page.wait_for_timeout(200)
    scene.awake()
    scene.box("Code confidentiel").fill(found[1])


@step(phrase("mon téléphone sait garder une clé d'accès"))
def virtual_authenticator(scene: Scene) -> None:
    """Chromium's own: a device that keeps keys and has just recognised its owner."""
    page = scene.page  # the browser opens with its first page
    talk = scene.people.context(scene.who).new_cdp_session(page)
    talk.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    scene.authenticator = (talk, talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


@step(phrase("mon téléphone ne me reconnaît pas"))
def not_recognised(scene: Scene) -> None:
    talk, device = scene.authenticator
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})


@step(phrase("mon téléphone me reconnaît"))
def recognised(scene: Scene) -> None:
    talk, device = scene.authenticator
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})


@step(phrase("la clé d'accès a été copiée ailleurs"))
def key_was_copied(scene: Scene) -> None:
    """The same key with a counter that starts again, as a copy has."""
    talk, device = scene.authenticator
    (key,) = talk.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    talk.send("WebAuthn.removeCredential", {"authenticatorId": device, "credentialId": key["credentialId"]})
    talk.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": key | {"signCount": 0}})


@step(phrase("je donne mon mot de passe pour une clé d'accès"))
def password_for_key(scene: Scene) -> None:
    scene.awake()
    scene.page.locator("#mot-de-passe-cle").fill(PASSWORD)


@step(phrase("je donne mon mot de passe pour la retirer"))
def password_to_remove(scene: Scene) -> None:
    scene.awake()
    scene.page.locator("#mot-de-passe-retrait-cle").fill(PASSWORD)


@step(phrase("je donne mon mot de passe pour l'application"))
def password_for_app(scene: Scene) -> None:
    scene.awake()
    scene.page.locator("#mot_de_passe_actuel").fill(PASSWORD)
