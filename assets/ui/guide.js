import { useEffect, useRef } from "react";
import { useLocation } from "react-router";
import "$/public/ui/leaving.js";

// Each page brings its own Guide, so the page one comes from is kept here.
let before = null;

// After a change of page inside the application the focus goes to its title, as a full load would do; where one comes to search, to the box.
// Native forms that come back here learn the address (`data-here`) or the one asked for (`data-suite`).
// Back to sign-in from within means that the session is over: a full load leaves nothing of it in this tab.
export function Guide() {
  const { pathname, search } = useLocation();

  useEffect(() => {
    const wanted = new URLSearchParams(search).get("suite") ?? "";
    document.querySelectorAll("input[data-here]").forEach((box) => (box.value = pathname + search));
    document.querySelectorAll("input[data-suite]").forEach((box) => (box.value = wanted));
  }, [pathname, search]);

  useEffect(() => {
    const changed = before !== null && before !== pathname;
    const leaving = changed && pathname === "/" && before !== "/activation";
    before = pathname;
    if (leaving) return location.reload();
    if (!changed) return;
    document.querySelector(":popover-open")?.hidePopover();
    (document.querySelector("main [data-first]") ?? document.querySelector("main h1"))?.focus({ preventScroll: true });
  }, [pathname]);
  return null;
}

// How much is new stands on the icon of the installed application, and a number alone; `assets/session.js` takes it away.
export function AppBadge({ count, known }) {
  useEffect(() => {
    if (known) (count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
  }, [count, known]);
  return null;
}

// The button of a `.choice` that says how things are now (look, language) is the pressed one.
export function Chosen() {
  useEffect(() => {
    const { lang, dataset } = document.documentElement;
    const now = {
      theme: { light: "clair", dark: "sombre" }[dataset.theme] ?? "auto",
      taille: { large: "grande", largest: "tres-grande" }[dataset.size] ?? "normale",
      contraste: dataset.contrast ? "fort" : "normal",
      mouvement: dataset.motion ? "reduit" : "auto",
      lecture: dataset.reading ? "simple" : "normale",
      langue: lang,
    };
    for (const button of document.querySelectorAll(".choice button")) {
      button.setAttribute("aria-pressed", String(button.value === now[button.name]));
    }
  }, []);
  return null;
}

// What comes later above the part that the address names pushes it away: it is brought back each time `when` changes, until the
// reader moves by themself.
export function Settled({ when }) {
  const moved = useRef(false);
  useEffect(() => {
    const move = () => (moved.current = true);
    const ways = ["wheel", "touchmove", "keydown", "pointerdown"];
    ways.forEach((way) => addEventListener(way, move, { passive: true }));
    return () => ways.forEach((way) => removeEventListener(way, move));
  }, []);
  useEffect(() => {
    if (!moved.current && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ behavior: "instant" });
  }, [when]);
  return null;
}

// Puts the focus on `target` (an id) each time `when` changes, so that what was pressed may disappear.
export function FocusOn({ when, target }) {
  const last = useRef(when);
  useEffect(() => {
    if (last.current === when) return;
    last.current = when;
    document.getElementById(target)?.focus();
  }, [when, target]);
  return null;
}

// Puts the focus on the first wrong field each time `when` changes to something.
export function WrongField({ when }) {
  const first = useRef(true);
  useEffect(() => {
    const skip = first.current && !when;
    first.current = false;
    if (when && !skip) document.querySelector('[aria-invalid="true"]')?.focus();
  }, [when]);
  return null;
}
