"""Steps for the browser itself: tabs, other devices, sizes, no network, installing."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from pytest_bdd import step

from tests.flows.browsers import DESK, PHONE, SMALL_PHONE
from tests.flows.phrases import phrase
from tests.flows.scene import ME, Scene

SOMETHING = re.compile(r"\S")

OTHER_TAB = "onglet"
UPLOADS = "**/api/documents?**"
OTHER_DEVICE = "appareil"


@step(phrase("j'ouvre {adresse} dans un autre onglet"))
def other_tab(scene: Scene, adresse: str) -> None:
    scene.people.another_tab(scene.who, OTHER_TAB)
    scene.who = OTHER_TAB
    scene.open(adresse)


@step(phrase("je reviens au premier onglet"))
@step(phrase("je reviens au premier appareil"))
def first_tab(scene: Scene) -> None:
    scene.who = ME
    scene.page.bring_to_front()


@step(phrase("je prends un autre appareil"))
def other_device(scene: Scene) -> None:
    scene.who = OTHER_DEVICE
    scene.page.bring_to_front()


@step(phrase("je tiens un téléphone"))
def phone(scene: Scene) -> None:
    scene.page.set_viewport_size(PHONE)


@step(phrase("je tiens un petit téléphone"))
def small_phone(scene: Scene) -> None:
    scene.page.set_viewport_size(SMALL_PHONE)


@step(phrase("je suis devant un ordinateur"))
def desk(scene: Scene) -> None:
    scene.page.set_viewport_size(DESK)


@step(phrase("le réseau est coupé"))
def offline(scene: Scene) -> None:
    scene.people.context(scene.who).set_offline(True)


@step(phrase("le réseau est revenu"))
def online(scene: Scene) -> None:
    scene.people.context(scene.who).set_offline(False)


@step(phrase("la connexion lâche pendant les envois"))
def line_drops(scene: Scene) -> None:
    scene.page.route(UPLOADS, lambda route: route.abort("connectionreset"))


@step(phrase("les envois attendent"))
def uploads_wait(scene: Scene) -> None:
    scene.page.route(UPLOADS, lambda route: scene.held.append(route))


@step(phrase("les envois repartent"))
def uploads_go_on(scene: Scene) -> None:
    while scene.held:
        scene.held.pop().continue_()
    scene.page.unroute(UPLOADS)


@step(phrase("la connexion est bonne"))
def line_holds(scene: Scene) -> None:
    scene.page.unroute(UPLOADS)


@step(phrase("Carnet est prêt à travailler hors ligne"))
def worker_ready(scene: Scene) -> None:
    scene.page.evaluate(
        """async () => {
            const workers = navigator.serviceWorker;
            await workers.ready;
            if (!workers.controller) await new Promise((resolve) => workers.addEventListener("controllerchange", resolve));
        }"""
    )


@step(phrase("le navigateur propose d'installer Carnet"))
def installable(scene: Scene) -> None:
    talk = scene.people.context(scene.who).new_cdp_session(scene.page)
    manifest = talk.send("Page.getAppManifest")
    assert not manifest["errors"], manifest["errors"]
    assert manifest["url"].endswith("/manifest.webmanifest")
    errors = [one["errorId"] for one in talk.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    # A browser context of a test is a private window: the only thing that keeps it from offering.
    assert set(errors) <= {"in-incognito"}, errors
    talk.detach()


@step(phrase("rien de personnel n'est gardé par le navigateur"))
def nothing_kept(scene: Scene) -> None:
    kept = scene.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found;
        }"""
    )
    private = [path for path in kept if not path.startswith(("/assets/", "/fonts/", "/icons/", "/favicon", "/hors-ligne"))]
    assert private == []


@step(phrase("les touches vont dans {champ}"))
def keys_go_to(scene: Scene, champ: str) -> None:
    expect(scene.box(champ)).to_be_focused()


@step(phrase("la page est sombre"))
def is_dark(scene: Scene) -> None:
    expect(scene.page.locator("html")).to_have_attribute("data-theme", "dark")


@step(phrase("la page est claire"))
def is_light(scene: Scene) -> None:
    expect(scene.page.locator("html")).to_have_attribute("data-theme", "light")


@step(phrase("la page tient dans la largeur"))
def fits(scene: Scene) -> None:
    wide, window = scene.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{wide} points de large dans une fenêtre de {window}"


@step(phrase("je lis Carnet en anglais"))
def english(scene: Scene) -> None:
    scene.clickable("English").click()
    expect(scene.page.locator("html")).to_have_attribute("lang", "en")
    scene.awake()


@step(phrase("l'annulation se lit d'un coup d'œil"))
def undo_is_readable(scene: Scene) -> None:
    """The sentence has most of the width, whole words on a few lines, and the button stays in sight."""
    bar = scene.page.locator(".undo")
    expect(bar).to_be_visible()
    window = scene.page.viewport_size
    words, button = bar.locator("span").first.bounding_box(), bar.get_by_role("button").bounding_box()
    assert words["width"] >= 0.6 * window["width"], words
    assert bar.bounding_box()["height"] <= 200, bar.bounding_box()
    assert button["x"] >= 0, button
    assert button["x"] + button["width"] <= window["width"], button


@step(phrase("{nom} est à portée"))
def in_reach(scene: Scene, nom: str) -> None:
    """Wholly in the window, nothing over it."""
    box = scene.clickable(nom).bounding_box()
    assert box["y"] >= 0, box
    assert box["y"] + box["height"] <= scene.page.viewport_size["height"], box
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    above = scene.page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('button, a')?.innerText ?? ''", middle)
    assert nom in above


@step(phrase("rien ne se touche du doigt sur moins de 44 points"))
def touch_targets(scene: Scene) -> None:
    """Links and buttons that stand alone; a link inside a sentence is as high as its line (WCAG 2.5.8), one that covers its row
    as high as the row."""
    small = scene.page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, select')]
          .filter((one) => one.checkVisibility() && !one.closest('p') && getComputedStyle(one).position !== 'fixed')
          .map((one) => getComputedStyle(one, '::after').position === 'absolute' ? one.offsetParent : one)
          .map((one) => [one.innerText, one.getBoundingClientRect().height])
          .filter(([words, height]) => height > 0 && height < 43.5)"""
    )
    assert small == []


@step(phrase("chaque vue et chaque filtre se lit en entier"))
def views_are_readable(scene: Scene) -> None:
    """Each is wholly in the window and in the bar that holds it, which therefore never scrolls."""
    expect(scene.page.locator(".tab:visible, .chip:visible").first).to_be_visible()
    cut = scene.page.evaluate(
        """() => [...document.querySelectorAll('.tab, .chip')].filter((one) => one.checkVisibility()).filter((one) => {
          const mine = one.getBoundingClientRect(), bar = one.parentElement.getBoundingClientRect();
          return mine.left < -0.5 || mine.right > innerWidth + 0.5 || mine.right > bar.right + 0.5
            || one.scrollWidth > one.clientWidth + 1 || one.parentElement.scrollWidth > one.parentElement.clientWidth + 1;
        }).map((one) => one.innerText)"""
    )
    assert cut == []


@step(phrase("le choix de {champ} se lit en entier"))
def choice_is_readable(scene: Scene, champ: str) -> None:
    """The words chosen have the room they ask for, the arrow beside them."""
    box = scene.box(champ)
    expect(box.locator("option:checked")).to_have_text(SOMETHING)  # who one acts for comes with the state
    words, asked, given = box.evaluate(
        """(list) => {
          const style = getComputedStyle(list), pen = document.createElement('canvas').getContext('2d');
          pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
          const words = list.selectedOptions[0].label;
          return [words, pen.measureText(words).width, list.clientWidth - parseFloat(style.paddingRight) - 16];
        }"""
    )
    assert words
    assert asked <= given, f"{words} : {asked} points dans {given}"
