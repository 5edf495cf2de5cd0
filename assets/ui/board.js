import { createElement as h, useEffect, useRef, useState } from "react";
import { useAddress } from "$/public/ui/address.js";
import { t } from "$/public/ui/i18n.js";

const RING = "carnet_sonnerie";
const KEYS = "carnet_touches";
const NARROW = "(max-width: 71.99em)";
const PATIENCE = 1500;
const NOTES = [
  [880, 0],
  [1174.7, 0.18],
];

let audio = null;

// Browsers let a page sound only after a gesture: the context is made, or woken, by one.
function wake() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
}

function ring() {
  if (!audio) return;
  wake();
  for (const [pitch, after] of NOTES) {
    const start = audio.currentTime + after;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.25, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.45);
  }
}

// The switch of the bell, kept in this browser; it rings each time `rings` grows while the page is open.
export function Ring({ rings }) {
  const [on, turn] = useState(true);
  const [silent, hush] = useState(true);
  const before = useRef(rings);

  useEffect(() => {
    turn(localStorage.getItem(RING) !== "non");
    const gesture = () => {
      wake();
      hush(false);
    };
    if (navigator.userActivation?.hasBeenActive) gesture();
    addEventListener("click", gesture); // not as the press begins: the words that go would take what is pressed from under it
    addEventListener("keydown", gesture);
    return () => {
      removeEventListener("click", gesture);
      removeEventListener("keydown", gesture);
    };
  }, []);

  useEffect(() => {
    if (rings > before.current && localStorage.getItem(RING) !== "non") ring();
    before.current = rings;
  }, [rings]);

  const change = (event) => {
    const wanted = event.target.checked;
    localStorage.setItem(RING, wanted ? "oui" : "non");
    turn(wanted);
    if (wanted) ring();
  };
  return h(
    "div",
    { className: "ring" },
    h(
      "label",
      { className: "check" },
      h("input", { type: "checkbox", role: "switch", checked: on, onChange: change }),
      h("span", null, t("Sonnerie")),
    ),
    h("p", { className: `soft small ${silent ? (on ? "" : "ring-off") : "ring-ready"}` }, t("Elle sonnera après un premier clic ou une touche dans cette page.")),
  );
}

// The keys of the counter: j and k or the arrows walk the cards, the letters that the page gives its acts do them.
// A card that goes to another column keeps the focus.
export function CounterKeys() {
  useEffect(() => {
    let going = 0;
    let held = "";
    const columns = () =>
      [...document.querySelectorAll("[data-column]")]
        .map((column) => [...column.querySelectorAll("[data-card]")].filter((card) => card.checkVisibility()))
        .filter((cards) => cards.length);
    const here = () => document.activeElement?.closest?.("[data-card]");
    const go = (card) => {
      card?.querySelector("a")?.focus();
      card?.scrollIntoView({ block: "nearest" });
    };
    const walk = (step) => {
      const cards = columns().flat();
      const place = cards.indexOf(here());
      go(place < 0 ? cards[0] : cards[Math.min(cards.length - 1, Math.max(0, place + step))]);
    };
    const turn = (step) => {
      const all = columns();
      const at = all.findIndex((cards) => cards.includes(here()));
      const beside = all[at + step];
      if (beside) go(beside[Math.min(all[at].indexOf(here()), beside.length - 1)]);
    };
    const act = (key) => {
      const card = here();
      const one = [...document.querySelectorAll(`[data-act="${CSS.escape(key)}"]`)].find(
        (each) => each.checkVisibility() && !each.disabled && (each.closest("[data-card]") ?? card) === card,
      );
      if (!one) return false;
      if (one.matches("input, textarea")) one.focus();
      else one.click();
      return true;
    };
    const WALKS = { j: () => walk(1), k: () => walk(-1) };
    const ARROWS = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1), ArrowRight: () => turn(1), ArrowLeft: () => turn(-1) };

    const onKey = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target.closest?.("input, textarea, select, [contenteditable]") || localStorage.getItem(KEYS) === "non") return;
      if (document.querySelector("dialog[open]")) return;
      // `g` then a letter goes to a page (keys.js).
      if (Date.now() - going < PATIENCE) {
        going = 0;
        return;
      }
      if (event.key === "g") going = Date.now();
      const does = WALKS[event.key] ?? (here() ? ARROWS[event.key] : undefined);
      if (does) does();
      else if (event.key.length !== 1 || !act(event.key)) return;
      event.preventDefault();
    };
    const onFocus = (event) => {
      held = event.target.closest?.("[data-card]")?.dataset.card ?? "";
    };
    const watch = new MutationObserver(() => {
      if (!held || document.activeElement !== document.body) return;
      document.querySelector(`[data-card="${CSS.escape(held)}"] a`)?.focus({ preventScroll: true });
    });
    addEventListener("keydown", onKey);
    addEventListener("focusin", onFocus);
    watch.observe(document.querySelector("main"), { childList: true, subtree: true });
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("focusin", onFocus);
      watch.disconnect();
    };
  }, []);
  return null;
}

// Where there is no room for columns side by side, the address names one, so that the others are not even sent.
export function OneColumn({ first, whole }) {
  const [column, put] = useAddress("colonne");
  useEffect(() => {
    if (!whole || column) return undefined;
    const narrow = matchMedia(NARROW);
    const choose = () => {
      const asked = new URLSearchParams(location.search); // ahead of what React has drawn: another choice may be on its way
      if (narrow.matches && !asked.get("colonne") && !asked.get("recherche")) put(first, { replace: true });
    };
    choose();
    narrow.addEventListener("change", choose);
    return () => narrow.removeEventListener("change", choose);
  }, [whole, column, first]);
  return null;
}
