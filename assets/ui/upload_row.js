import { createElement as h } from "react";
import { Link } from "react-router";
import { language, t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";

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

function detail({ file, sent, speed, state }) {
  if (state === "waiting") return t("En attente");
  if (state === "checking") return t("Vérification et chiffrement…");
  if (state === "done") return t("Ajouté");
  const parts = [t("{sent} sur {total}", { sent: size(sent), total: size(file.size) })];
  if (speed) parts.push(t("{speed} par seconde", { speed: size(speed) }), left((file.size - sent) / speed));
  return parts.join(" · ");
}

// What was read in the file or guessed from its name is for the person to check.
function complete({ id, file }) {
  return h(Link, { to: `/dossier/${id}?modifier=1` }, t("Vérifier la date et la catégorie"), h("span", { className: "hush" }, ` ${file.name}`));
}

// One file being sent: its name, how far it is, and how to stop it or try again.
export function Row({ row, icons, onRemove, onRetry }) {
  const { file, state, message, sent } = row;
  const failed = state === "refused" || state === "cut";
  const act = (shape, words, onClick) =>
    h("button", { type: "button", className: "btn btn-quiet", onClick },
      icon(shape), h("span", null, words), h("span", { className: "hush" }, file.name));
  return h(
    "li",
    { className: "upload-row" },
    h("b", null, file.name),
    h("div", { className: "row" },
      state === "cut" && act(icons.retry, t("Réessayer"), onRetry),
      state !== "done" && act(icons.stop, failed ? t("Retirer") : t("Annuler"), onRemove)),
    !failed && state !== "done" &&
      h("progress", { max: file.size, value: state === "checking" ? undefined : sent, "aria-label": file.name }),
    failed
      ? h("p", { className: "error" }, icon(icons.error), h("span", null, message))
      : h("p", { className: "soft small dots" }, h("span", null, detail(row)), state === "done" && complete(row)),
  );
}
