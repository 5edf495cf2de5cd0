import { createElement as h, useEffect, useRef, useState } from "react";
import { eventLoop } from "$/utils/context-registry";
import { language, t } from "$/public/ui/i18n.js";
import { askFirst } from "$/public/ui/leaving.js";
import { AGAIN, answered, held, isUnderWay, mayAsk, TRIES } from "$/public/ui/underway.js";
import { hasLeft, haveFailed, isOnItsWay, watch as watchFiles } from "$/public/ui/upload_queue.js";

const REST = 1000; // after the last sign, the draft is kept
const GLANCE = 250; // after the last sign, what is typed is looked at
const PATIENCE = 2500; // without an answer, one is told to wait
const MOST_BYTES = 60000; // of one event: the server takes no longer frame

const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const isOff = () => !navigator.onLine || eventLoop.connectErrors.length > 0;
// Leaving the application asks first while a message is on its way, whichever page shows.
askFirst(() => isUnderWay(isOff()) && mayAsk());
const boxes = (form) => [...form.querySelectorAll("textarea[name], input[name]:not([type=radio]):not([type=checkbox])")];

const withoutWords = (n) =>
  n > 1
    ? t("{n} fichiers n’ont pas pu être joints. Envoyez encore une fois pour que le message parte sans eux, ou recommencez leur envoi.", { n })
    : t("Un fichier n’a pas pu être joint. Envoyez encore une fois pour que le message parte sans lui, ou recommencez l’envoi du fichier.");

// A form whose draft keeps itself, and that is sent once, however often and however late.
// place: what is written where. revision, kept: of the draft, told by the server. outcome: {key, done} of what was sent. checked, warned: up to which look, and what it found.
export function Writing({ place, revision, kept, outcome, checked, warned, most, onSend, onKeep, onCheck, children, id }) {
  const form = useRef(null);
  const [said, say] = useState("");
  const [waiting, wait] = useState(""); // for what: "network", or "answer" when it is late
  const now = useRef({});
  const my = useRef({ form: null, key: fresh(), asked: null, safe: "", seen: "", looked: "", intent: null, timers: {} });
  now.current = { place, revision, onSend, onKeep, onCheck, warned };

  // The form is read once more when it is gone from the page.
  const values = () => Object.fromEntries([...new FormData(my.current.form)].filter(([, value]) => typeof value === "string"));
  const words = () => JSON.stringify(values());
  const after = (name, time, run) => {
    clearTimeout(my.current.timers[name]);
    my.current.timers[name] = setTimeout(run, time);
  };
  const isLong = () => [...(values().texte ?? "")].length > most;
  const isHeavy = () => new TextEncoder().encode(JSON.stringify(values())).length > MOST_BYTES;
  const excess = () => (isLong() ? "long" : isHeavy() ? "heavy" : "");
  // All that is read of it: its subject too.
  const spoken = () => [values().objet, values().texte].filter(Boolean).join("\n");

  const keep = (leaving = false) => {
    clearTimeout(my.current.timers.keep);
    const { asked, safe, key } = my.current;
    const typed = words();
    if (held.get(place)?.pending) return;
    if (typed === safe) return void held.delete(place);
    if (isHeavy()) return say(excess()); // what is only too long to be sent is kept all the same
    if (asked && !leaving) return after("keep", REST, keep);
    my.current.asked = { essai: fresh().slice(0, 8), typed };
    const { base, asked: { essai } } = my.current;
    now.current.onKeep?.({ ...values(), cle: key, lieu: place, revision: String(base), essai });
    if (leaving && !isOff()) held.delete(place);
  };

  const look = () => {
    clearTimeout(my.current.timers.look);
    const texte = spoken();
    if (!now.current.onCheck || texte === my.current.looked || isHeavy()) return null;
    my.current.looked = texte;
    my.current.looking = fresh().slice(0, 8);
    now.current.onCheck({ texte, essai: my.current.looking });
    return my.current.looking;
  };

  const typed = () => {
    say("");
    held.set(place, { values: values(), base: my.current.base });
    after("keep", REST, keep);
    after("look", GLANCE, look);
  };

  // The network may be gone while it leaves: it is tried again with its key, which makes one message of all the tries.
  const hold = (on) => {
    for (const box of boxes(form.current)) box.readOnly = on;
  };
  const leave = (pending) => {
    pending.tries += 1;
    pending.at = Date.now();
    now.current.onSend({ ...pending.typed, lieu: place, cle: pending.key });
  };
  const watch = (pending) => {
    after("watch", 500, () => {
      if (held.get(place)?.pending !== pending) return;
      const off = isOff();
      wait(off ? "network" : Date.now() - pending.since > PATIENCE ? "answer" : "");
      // What waits for the connection leaves by itself once it is back; what was lost with it is sent again.
      if (off) pending.at = Math.max(pending.at, Date.now() - AGAIN + 1500);
      else if (Date.now() - pending.at > AGAIN) {
        if (pending.tries >= TRIES) return giveUp();
        leave(pending);
      }
      watch(pending);
    });
  };
  // Nobody knows whether it left, which is said: the box is free again, and what is sent from it next bears the same key.
  const giveUp = () => {
    held.set(place, { values: values(), base: my.current.base });
    wait("");
    say("unknown");
    hold(false);
    after("keep", REST, keep);
  };
  const start = () => {
    const pending = { key: my.current.key, typed: values(), tries: 0, since: Date.now(), at: 0 };
    my.current.intent = null;
    for (const timer of Object.values(my.current.timers)) clearTimeout(timer);
    held.set(place, { values: values(), base: my.current.base, pending });
    say("");
    status()?.toggleAttribute("data-past", true);
    wait(isOff() ? "network" : "");
    hold(true);
    leave(pending);
    watch(pending);
  };
  // Words about what was done before give way, and new ones stand above the box, where nothing is pressed.
  const status = () => document.getElementById("etat");
  const raise = () => {
    if (!form.current) return;
    const high = innerHeight - form.current.getBoundingClientRect().top;
    status()?.parentElement.style.setProperty("--raise", `${high > 0 && high < 0.6 * innerHeight ? high + 12 : 0}px`);
  };
  const calls = () => form.current.querySelector("[data-calls]");
  // What was found in the text was in nobody's sight: the message waits, which is said, and the next press sends it.
  const holdBack = () => {
    my.current.seen = now.current.warned;
    say("calls");
    calls().focus({ preventScroll: true });
    calls().scrollIntoView({ block: "nearest" });
  };
  // Whether it has been in sight: above the bar that stands at the foot of a telephone.
  const wasSeen = () => {
    if (!warned || warned === my.current.seen) return true;
    const { top, bottom } = calls().getBoundingClientRect();
    const bar = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom);
    if (top < 0 || bottom > innerHeight - bar + 1) return void holdBack();
    my.current.seen = warned;
    return true;
  };
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (held.get(place)?.pending) return;
    if (excess()) return say(excess());
    if (isOnItsWay(place)) return say("files");
    // A file that did not arrive is said once; who has read that sends without it.
    const failed = haveFailed(place);
    if (failed && failed !== my.current.without) {
      my.current.without = failed;
      return say("without");
    }
    // What may be an emergency is told before it is sent; who has read that sends it.
    const looking = look() ?? (my.current.looking !== checked ? my.current.looking : null);
    if (!looking) return wasSeen() && start();
    my.current.intent = looking;
    after("intent", 1000, () => my.current.intent && start());
  };

  useEffect(() => {
    const mine = my.current;
    mine.form = form.current;
    Object.assign(mine, { safe: words(), known: revision, base: revision });
    const before = held.get(place);
    if (before) {
      mine.base = before.base; // of the draft that it was typed over: a newer one is offered
      for (const box of boxes(form.current)) if (box.name in before.values) box.value = before.values[box.name];
      if (before.pending) {
        mine.key = before.pending.key;
        hold(true);
        watch(before.pending);
      } else after("keep", REST, keep);
    }
    look();
    let frame = 0;
    const spoken = new MutationObserver(() => {
      status()?.removeAttribute("data-past");
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(raise);
    });
    if (status()) spoken.observe(status(), { childList: true, characterData: true, subtree: true });
    const arrived = () => say((before) => (before === "files" || before === "without" ? "" : before));
    const stop = watchFiles({ draw() {}, ended: arrived, shows: () => false });
    const away = () => document.visibilityState === "hidden" && keep(true);
    const unload = () => keep(true);
    document.addEventListener("visibilitychange", away);
    // Before `leaving.js` has heard of it; on `pagehide` before Reflex closes its socket.
    addEventListener("beforeunload", unload, { capture: true });
    addEventListener("pagehide", away, { capture: true });
    return () => {
      stop();
      spoken.disconnect();
      cancelAnimationFrame(frame);
      status()?.removeAttribute("data-past");
      status()?.parentElement.style.removeProperty("--raise");
      keep(true);
      for (const timer of Object.values(mine.timers)) clearTimeout(timer);
      document.removeEventListener("visibilitychange", away);
      removeEventListener("beforeunload", unload, { capture: true });
      removeEventListener("pagehide", away, { capture: true });
    };
  }, []);

  // What the server answered to what was sent.
  useEffect(() => {
    const from = outcome?.key && answered(outcome);
    if (!from) return;
    if (from !== place) return void (outcome.done && hasLeft(from));
    wait("");
    hold(false);
    status()?.removeAttribute("data-past");
    my.current.key = fresh(); // what was refused under the other one may be said otherwise
    if (!outcome.done) return after("keep", REST, keep);
    hasLeft(place);
    const inside = form.current.contains(document.activeElement) || document.activeElement === document.body;
    for (const box of form.current.querySelectorAll("textarea")) box.value = "";
    Object.assign(my.current, { safe: words(), asked: null, looked: "", seen: "" });
    say("");
    if (inside) form.current.querySelector("textarea")?.focus({ preventScroll: true });
    requestAnimationFrame(() => [...document.querySelectorAll("[data-message]")].at(-1)?.scrollIntoView({ block: "nearest" }));
  }, [outcome]);

  useEffect(() => {
    const { asked } = my.current;
    if (!asked || asked.essai !== kept) return;
    Object.assign(my.current, { safe: asked.typed, asked: null, known: revision, base: revision });
    if (words() !== asked.typed) return after("keep", REST, keep);
    if (!held.get(place)?.pending) held.delete(place);
    const told = excess() || (boxes(form.current).some((box) => box.value.trim()) ? "kept" : "");
    say((before) => (before === "unknown" ? before : told));
  }, [kept]);

  // Sent, joined to documents, or kept in place of a newer one: what is here stands on that from now on.
  useEffect(() => {
    if (my.current.known === revision) return;
    Object.assign(my.current, { known: revision, base: revision, asked: null });
    if (my.current.safe !== words()) after("keep", 100, keep);
  }, [revision]);

  useEffect(() => {
    const { intent } = my.current;
    if (!intent || intent !== checked) return;
    clearTimeout(my.current.timers.intent);
    my.current.intent = null;
    if (!warned || warned === my.current.seen) return start();
    holdBack();
  }, [checked]);

  // It comes into sight as it appears, for who is typing; with the frame that lays it out.
  useEffect(() => {
    if (!warned || !form.current.contains(document.activeElement)) return;
    const frame = requestAnimationFrame(() => calls().scrollIntoView({ block: "nearest" }));
    return () => cancelAnimationFrame(frame);
  }, [warned]);

  const click = (event) => {
    // Another version takes the place of this one: nothing of this one is put back.
    if (event.target.closest("[data-take]")) {
      held.delete(place);
      my.current.safe = words();
    }
  };
  const key = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) form.current.requestSubmit();
  };
  const told =
    waiting === "network"
      ? t("Pas de connexion : votre message partira dès qu’elle revient")
      : waiting
        ? t("L’envoi prend plus de temps que d’habitude. Il continue.")
        : said === "unknown"
          ? t("Nous ne savons pas si ce message est parti. Renvoyez-le : il ne partira qu’une fois.")
          : said === "long"
            ? t("Ce texte est trop long pour un message : {n} caractères au plus. Joignez-le plutôt en document.", { n: most.toLocaleString(language()) })
            : said === "heavy"
              ? t("Ce texte est trop long pour un message. Joignez-le plutôt en document.")
              : said === "files"
                ? t("Un fichier n’est pas encore arrivé. Attendez qu’il soit là, ou retirez-le, puis envoyez.")
                : said === "without"
                  ? withoutWords(haveFailed(place).split(" ").length)
                  : said === "calls"
                    ? t("Votre message n’est pas encore parti. Lisez ce qui précède, puis envoyez.")
                    : "";
  return h(
    "form",
    // The browser keeps nothing of it to open its tabs again.
    { ref: form, id, className: "writing", noValidate: true, autoComplete: "off", onSubmit: submit, onInput: typed, onClick: click, onKeyDown: key },
    children,
    h("p", { className: "soft small writing-told" }, h("span", { "aria-live": "polite" }, told), !told && said === "kept" && t("Brouillon gardé")),
  );
}

// A text put into the box `target` (an id) each time `when` changes, at the place of the cursor.
export function Inserted({ target, text, when }) {
  const last = useRef(when);
  useEffect(() => {
    if (last.current === when) return;
    last.current = when;
    const box = document.getElementById(target);
    if (!box || !text) return;
    const { selectionStart: from, selectionEnd: to, value } = box;
    const gap = from > 0 && value[from - 1] !== "\n" ? "\n" : "";
    box.setRangeText(gap + text, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    // The dialog it was chosen in gives the focus back when it closes.
    requestAnimationFrame(() => box.focus());
  }, [when]);
  return null;
}

// A conversation opens at its end; what comes in is brought into sight for who was there already.
export function Latest({ place, last }) {
  const seen = useRef({ place: "", last: 0 });
  useEffect(() => {
    const messages = document.querySelectorAll("[data-message]");
    const end = messages[messages.length - 1];
    if (!place || !end) return;
    const [opened, came] = [seen.current.place !== place, last !== seen.current.last];
    seen.current = { place, last };
    if (opened) {
      // What was pressed to come here may be gone.
      if (!document.activeElement?.matches("input, textarea")) document.getElementById("conversation")?.focus({ preventScroll: true });
      if (messages.length > 1) end.scrollIntoView({ block: "center", behavior: "instant" });
    } else if (came) {
      // With the frame that lays it out: asked for now, the page would be laid out twice.
      requestAnimationFrame(() => {
        if ((messages[messages.length - 2] ?? end).getBoundingClientRect().top < innerHeight) end.scrollIntoView({ block: "nearest" });
      });
    }
  }, [place, last]);
  return null;
}
