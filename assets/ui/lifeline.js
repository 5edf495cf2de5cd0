import { createElement as h, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { language, t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";

const DAY = 86_400_000;
// Days on screen; null is a whole life. Today stands at a third of the window: what comes matters more than what was.
const SPANS = [null, 3652, 366, 31];
const AHEAD = 1 / 3;
// In the first three years so much happens that a whole life shows nothing: a year does.
const SMALL = 3 * 365.25;
const [LIFE, YEAR] = [0, 2];
const STEPS = [1, 2, 5, 10, 20];
const names = () => [t("La vie"), t("10 ans"), t("1 an"), t("1 mois")];

const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const dated = (day, options) => new Date(day * DAY).toLocaleDateString(language(), { timeZone: "UTC", ...options });

// First and last day of what a line shows, counted from its birth.
function windowOf(line, span, centre) {
  if (!span) return [-line.end * 0.02, line.end * 1.02];
  const from = centre - dayOf(line.birth) - span * AHEAD;
  return [from, from + span];
}

// Where the calendar turns: years, months or days, never more than eight.
function ticksOf(line, [from, to], span) {
  const birth = dayOf(line.birth);
  const first = new Date((birth + from) * DAY);
  const ticks = [];
  const put = (time, options, label) => {
    const at = time / DAY - birth;
    // A label at the very start would touch the next one.
    if (at >= from + (to - from) * 0.03 && at <= to) ticks.push({ at, label: label ?? dated(time / DAY, options) });
  };
  const year = first.getUTCFullYear();
  if (!span || span > 400) {
    const years = (to - from) / 365.25;
    const step = STEPS.find((one) => years / one <= 7) ?? 20;
    for (let y = Math.ceil(year / step) * step; y <= year + years + 1; y += step) put(Date.UTC(y, 0, 1), null, String(y));
  } else if (span > 40) {
    for (let m = 0; m < 14; m += 2) {
      const month = Math.ceil(first.getUTCMonth() / 2) * 2 + m;
      put(Date.UTC(year, month, 1), month % 12 ? { month: "short" } : { year: "numeric" });
    }
  } else {
    for (let d = 0; d < 40; d += 7) {
      put(Date.UTC(year, first.getUTCMonth(), first.getUTCDate() + d + ((8 - first.getUTCDay()) % 7)), { day: "numeric", month: "short", ...(d ? {} : { year: "numeric" }) });
    }
  }
  return ticks;
}

function Shape({ mark, x, chosen }) {
  if (mark.kind === "document") {
    const y = chosen ? 10 : 5;
    return h("line", { x1: x, x2: x, y1: 44 - y, y2: 44 + y, className: `frise-doc${chosen ? " frise-chosen" : ""}` });
  }
  return h("g", { className: `frise-${mark.state}${chosen ? " frise-chosen" : ""}` },
    h("circle", { cx: x, cy: 44, r: chosen ? 11 : 8 }),
    mark.state === "booked" && h("circle", { cx: x, cy: 44, r: 3, className: "frise-core" }),
    mark.state === "soon" && h("circle", { cx: x, cy: 44, r: 4 }),
    mark.state === "past" && h("svg", { x, y: 44, overflow: "visible" }, h("line", { x1: -5, x2: 5, y1: 0, y2: 0, className: "frise-bar" })));
}

function Line({ line, span, centre, onMove, icons, opening, alone, quiet, onWalk }) {
  const [chosen, choose] = useState(line.chosen);
  const [listed, list] = useState(false);
  const track = useRef(null);
  const grip = useRef(null);
  useEffect(() => choose(line.chosen), [line.person_id, line.marks.length, line.chosen]);

  const marks = line.marks;
  const mark = marks[chosen];
  const [from, to] = windowOf(line, span, centre);
  const percent = (at) => ((at - from) / (to - from)) * 100;
  const x = (at) => `${percent(at).toFixed(3)}%`;
  const show = (place) => {
    const next = Math.max(0, Math.min(marks.length - 1, place));
    choose(next);
    const seen = percent(marks[next].at);
    if (span && (seen < 4 || seen > 96)) onMove(dayOf(line.birth) + marks[next].at);
  };
  const nearest = (event) => {
    const box = track.current.getBoundingClientRect();
    const at = from + ((event.clientX - box.left) / box.width) * (to - from);
    let best = 0;
    marks.forEach((one, place) => {
      const [gap, least] = [Math.abs(one.at - at), Math.abs(marks[best].at - at)];
      // Of marks on top of each other the one that says more: something to do before a document.
      if (gap < least || (gap === least && marks[best].kind === "document")) best = place;
    });
    choose(best);
  };
  const keys = {
    ArrowRight: () => show(chosen + 1),
    ArrowUp: () => show(chosen + 1),
    ArrowLeft: () => show(chosen - 1),
    ArrowDown: () => show(chosen - 1),
    Home: () => show(0),
    End: () => show(marks.length - 1),
    PageUp: () => show(chosen + 10),
    PageDown: () => show(chosen - 10),
    Enter: () => track.current.closest(".frise-line").querySelector(".frise-card a")?.focus(),
  };
  const down = (event) => (grip.current = { x: event.clientX, centre, moved: false });
  const move = (event) => {
    const held = grip.current;
    if (!held || !span) return;
    const gone = event.clientX - held.x;
    if (!held.moved && Math.abs(gone) < 8) return;
    held.moved = true;
    onMove(held.centre - (gone / track.current.clientWidth) * span);
  };
  const up = (event) => {
    const held = grip.current;
    grip.current = null;
    if (held && !held.moved && marks.length) nearest(event);
  };
  const seen = marks.map((one, place) => ({ one, place })).filter(({ one, place }) => place !== chosen && one.at >= from && one.at <= to);
  // What is to be done is drawn last, over the rest.
  const order = ["document", "done", "past", "later", "check", "soon", "booked", "due", "overdue"];
  const rank = ({ one }) => order.indexOf(one.kind === "document" ? "document" : one.state);
  seen.sort((a, b) => rank(a) - rank(b));
  const said = mark ? [mark.label, mark.when, mark.state_label].filter(Boolean).join(", ") : t("Rien encore sur cette frise");

  return h("div", { className: "frise-line", onFocus: onWalk, onPointerDown: onWalk },
    !alone && h("div", { className: "frise-who" },
      h("h3", null, line.label, " ", h("span", { className: "soft" }, line.age_label)),
      opening?.onOpen && (opening.opened === line.person_id
        ? h("span", { className: "soft" }, opening.openedLabel)
        : h("button", { type: "button", className: "btn btn-quiet", "aria-label": `${opening.openLabel} : ${line.label}`, onClick: () => opening.onOpen(line.person_id) }, opening.openLabel))),
    h("div", {
      ref: track,
      className: span ? "frise-track frise-held" : "frise-track",
      role: "slider",
      tabIndex: 0,
      "aria-label": t("La frise de {nom}", { nom: line.label }),
      "aria-valuemin": marks.length ? 1 : 0,
      "aria-valuemax": marks.length,
      "aria-valuenow": chosen + 1,
      "aria-valuetext": said,
      onKeyDown: (event) => {
        if (!Object.hasOwn(keys, event.key) || !marks.length || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        keys[event.key]();
      },
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerLeave: () => (grip.current = null),
      onPointerCancel: () => (grip.current = null),
    },
    h("svg", { "aria-hidden": "true", width: "100%", height: 92 },
      h("line", { x1: x(Math.max(from, 0)), x2: x(Math.min(to, line.today)), y1: 44, y2: 44, className: "frise-past" }),
      line.today < to && h("line", { x1: x(Math.max(from, line.today)), x2: x(Math.min(to, line.end)), y1: 44, y2: 44, className: "frise-ahead" }),
      from <= 0 && h("line", { x1: x(0), x2: x(0), y1: 34, y2: 54, className: "frise-past" }),
      ticksOf(line, [from, to], span).map((tick) =>
        h("g", { key: tick.at, className: "frise-tick" },
          h("line", { x1: x(tick.at), x2: x(tick.at), y1: 58, y2: 64 }),
          h("text", { x: x(tick.at), y: 84, textAnchor: percent(tick.at) < 6 ? "start" : percent(tick.at) > 94 ? "end" : "middle" }, tick.label))),
      seen.map(({ one }) => h(Shape, { key: one.id, mark: one, x: x(one.at) })),
      line.today >= from && line.today <= to && h("line", { x1: x(line.today), x2: x(line.today), y1: 8, y2: 64, className: "frise-today" }),
      mark && mark.at >= from && mark.at <= to && h(Shape, { mark, x: x(mark.at), chosen: true }))),
    !quiet && (mark ? h(Card, { mark }) : h("p", { className: "frise-card soft" }, t("Rien encore sur cette frise"))),
    !quiet && marks.length > 0 && h("div", { className: "frise-foot noprint" },
      h(Step, { shape: icons.back, words: t("Repère précédent"), act: chosen > 0 && (() => show(chosen - 1)) }),
      h("button", { type: "button", className: "link", "aria-expanded": listed, onClick: () => list(!listed) },
        listed ? t("Fermer la liste") : t("Voir en liste"), !alone && h("span", { className: "hush" }, ` (${line.label})`)),
      h(Step, { shape: icons.on, words: t("Repère suivant"), act: chosen < marks.length - 1 && (() => show(chosen + 1)) })),
    h("ol", { className: "frise-list", hidden: quiet || !listed },
      marks.map((one) => h("li", { key: one.id },
        h("span", { className: dotOf(one), "aria-hidden": "true" }),
        h("span", null, h("b", null, one.href ? h(Link, { to: one.href }, one.label) : one.label), " ",
          h("span", { className: "soft" }, [one.when, one.kind === "document" ? one.kind_label : one.state_label].filter(Boolean).join(" · ")))))));
}

const DOTS = { done: "dot-done", past: "dot-past", due: "dot-todo", overdue: "dot-todo", soon: "dot-soon", check: "dot-check", booked: "dot-booked", later: "" };
// What the marks stand for, in this order; a line shows only its own.
const key = () => [["done", t("Fait")], ["past", t("Passé")], ["booked", t("Rendez-vous pris")], ["due", t("À faire")], ["soon", t("Bientôt")], ["check", t("À vérifier")], ["later", t("Plus tard")]];
const dotOf = (mark) => (mark.kind === "document" ? "frise-leaf" : `dot ${DOTS[mark.state]}`);

function Step({ shape, words, act }) {
  return h("button", { type: "button", className: "btn frise-step", "aria-label": words, disabled: !act, onClick: act || undefined }, icon(shape));
}

function Card({ mark }) {
  return h("div", { className: "frise-card" },
      h("p", { className: "frise-what" },
        h("span", { className: dotOf(mark), "aria-hidden": "true" }),
        mark.href ? h(Link, { to: mark.href }, mark.label) : h("b", null, mark.label)),
      h("p", { className: "soft" }, [mark.kind === "document" ? mark.kind_label : mark.state_label, mark.when].filter(Boolean).join(" · ")),
      (mark.why || mark.source) && h("p", { className: "soft small" }, [mark.why, mark.source].filter(Boolean).join(" · ")));
}

export function LifeLines({ lines, icons, level: first = LIFE, together, ...opening }) {
  const [asked, zoom] = useState(null);
  const [walked, walk] = useState("");
  const [centre, move] = useState(null);
  if (!lines.length) return null;
  const today = dayOf(lines[0].birth) + lines[0].today;
  const level = asked ?? (first === LIFE && lines.every((line) => line.today < SMALL) ? YEAR : first);
  const span = SPANS[level];
  const go = (to) => {
    zoom(Math.max(0, Math.min(SPANS.length - 1, to)));
    move(null);
  };
  const drawn = new Set(lines.flatMap((line) => line.marks.map((mark) => (mark.kind === "document" ? "document" : mark.state.replace("overdue", "due")))));
  const keys = { "+": level + 1, "=": level + 1, "-": level - 1 };
  return h("div", {
    className: "stack",
    onKeyDown: (event) => event.target.role === "slider" && !event.ctrlKey && !event.metaKey && Object.hasOwn(keys, event.key) && go(keys[event.key]),
  },
    h("div", { className: "choice noprint", role: "group", "aria-label": t("Étendue de la frise") },
      names().map((name, place) =>
        h("button", { key: name, type: "button", className: "btn", "aria-pressed": place === level, onClick: () => go(place) }, name))),
    lines.map((line) =>
      h(Line, {
        key: line.person_id, line, span, centre: centre ?? today, onMove: move, icons, opening, alone: lines.length === 1,
        quiet: together && line !== (lines.find((one) => one.person_id === walked) ?? lines[0]), onWalk: () => walk(line.person_id),
      })),
    h("p", { className: "frise-key small soft" },
      key().filter(([state]) => drawn.has(state)).map(([state, words]) =>
        h("span", { key: state }, h("span", { className: `dot ${DOTS[state]}`, "aria-hidden": "true" }), words)),
      drawn.has("document") && h("span", null, h("span", { className: "frise-leaf", "aria-hidden": "true" }), t("Document")),
      h("span", null, h("span", { className: "frise-now", "aria-hidden": "true" }), lines[0].today_label)));
}
