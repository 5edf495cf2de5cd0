import { createElement as h } from "react";
import { Link } from "react-router";
import { language, t, tn } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";
import { hasFailed } from "$/public/ui/upload_queue.js";

const FOLDED_FROM = 3;

const UNITS = { fr: ["o", "ko", "Mo", "Go"], en: ["B", "kB", "MB", "GB"] };

// « 1,2 Mo »: decimal units, one decimal under 10, as rxapp/core/i18n.py writes them.
export function size(bytes) {
  const lang = language();
  let [value, step] = [bytes, 0];
  while (value >= 999.5 && step < 3) [value, step] = [value / 1000, step + 1];
  const maximumFractionDigits = step && value < 9.95 ? 1 : 0;
  const space = lang === "fr" ? "\u202f" : "\u00a0";
  return value.toLocaleString(lang === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits }) + space + UNITS[lang][step];
}

function left(seconds) {
  if (seconds < 60) return t("encore {n} s", { n: Math.max(1, Math.ceil(seconds)) });
  return t("encore {n} min", { n: Math.ceil(seconds / 60) });
}

function detail({ file, sent, speed, state, stuck }) {
  if (state === "waiting") return t("En attente");
  if (state === "checking") return t("Vérification et chiffrement…");
  if (state === "done") return t("Ajouté");
  const parts = [t("{sent} sur {total}", { sent: size(sent), total: size(file.size) })];
  if (stuck) parts.push(t("en attente du réseau…"));
  else if (speed) parts.push(t("{speed} par seconde", { speed: size(speed) }), left((file.size - sent) / speed));
  return parts.join(" · ");
}

// What was read in the file or guessed from its name is for the person to check.
function complete({ id, file }) {
  return h(Link, { to: `/dossier/${id}?modifier=1` }, t("Vérifier la date et la catégorie"), h("span", { className: "hush" }, ` ${file.name}`));
}

// One file being sent: its name, how far it is, and how to stop it or try again.
function Row({ row, icons, onRemove, onRetry }) {
  const { file, state, message, sent } = row;
  const failed = hasFailed(row);
  const act = (shape, words, onClick) =>
    h("button", { type: "button", className: "btn btn-quiet", onClick },
      icon(shape), h("span", null, words), h("span", { className: "hush" }, file.name));
  return h(
    "li",
    { className: "upload-row" },
    h("b", null, file.name),
    h("div", { className: "row" },
      state === "cut" && act(icons.retry, t("Réessayer"), onRetry),
      act(icons.stop, state === "done" ? t("Masquer") : failed ? t("Retirer") : t("Annuler"), onRemove)),
    !failed && state !== "done" &&
      h("progress", { max: file.size, value: state === "checking" ? undefined : sent, "aria-label": file.name }),
    failed
      ? h("p", { className: "error" }, icon(icons.error), h("span", null, message))
      : h("p", { className: "soft small dots" }, h("span", null, detail(row)), state === "done" && complete(row)),
  );
}

// The files of one record: those that ask for something first; several that are kept stand behind one line.
export function Rows({ rows, icons, onRemove, onRetry }) {
  const one = (row) => h(Row, { key: row.key, row: { ...row }, icons, onRemove: () => onRemove(row), onRetry: () => onRetry(row) });
  const kept = rows.filter((row) => row.state === "done");
  const list = (shown) => h("ul", { className: "uploads", "aria-label": t("Envois en cours") }, shown);
  if (kept.length < FOLDED_FROM) return list(rows.map(one));
  const words = tn("{n} document ajouté", "{n} documents ajoutés", kept.length);
  const folded = h(
    "li",
    { key: "kept", className: "upload-row" },
    h("details", null, h("summary", null, words), h("ul", null, kept.map(one))),
    h("button", { type: "button", className: "btn btn-quiet", onClick: () => kept.forEach(onRemove) },
      icon(icons.stop), h("span", null, t("Masquer")), h("span", { className: "hush" }, words)),
  );
  return list([...rows.filter((row) => row.state !== "done").map(one), folded]);
}
