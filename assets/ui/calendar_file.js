import { createElement as h, useRef, useState } from "react";
import { t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";

// A button that sends one calendar file; what it holds is shown by the page that opens then.
export function CalendarFile({ url, most, icons, onDone }) {
  const chooser = useRef(null);
  const [busy, work] = useState(false);
  const [wrong, tell] = useState("");

  async function send({ target }) {
    const [file] = target.files;
    target.value = "";
    if (!file || !url) return;
    tell("");
    if (file.size > most) return tell(t("Ce fichier est trop lourd pour un calendrier : 2 Mo au plus."));
    work(true);
    try {
      const answer = await fetch(url, { method: "POST", body: file, headers: { "Content-Type": "text/calendar" } });
      const said = await answer.json();
      if (answer.ok) onDone?.([said.id]);
      else tell(said.message);
    } catch {
      tell(t("Le serveur ne répond pas. Vérifiez la connexion et réessayez."));
    } finally {
      work(false);
    }
  }

  return h(
    "div",
    { className: "stack" },
    h("input", { ref: chooser, type: "file", accept: ".ics,text/calendar", hidden: true, onChange: send, "aria-label": t("Fichier de calendrier") }),
    h("button", { type: "button", className: "btn", disabled: busy, "aria-describedby": "ics-erreur", onClick: () => chooser.current.click() },
      icon(icons.file), h("span", null, busy ? t("Lecture du fichier…") : t("Choisir un fichier .ics"))),
    h("p", { id: "ics-erreur", className: "error", role: "alert" }, wrong && icon(icons.error), wrong && h("span", null, wrong)),
  );
}
