import { createElement as h, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { t, tn } from "$/public/ui/i18n.js";
import { isShown, remove, unseen, watch } from "$/public/ui/upload_queue.js";

// Where the rows of a file are shown: the record, or the box that it was chosen for.
function way(row) {
  const asked = new URLSearchParams(row.url.split("?")[1]);
  if (!asked.has("message")) return ["/dossier", t("Voir dans le dossier")];
  const [whose, where] = (asked.get("lieu") ?? "").split("/");
  const there = !where ? `/pro?conversation=${whose}` : where === "nouveau" ? "/messages?ecrire=destinataire" : `/messages/${where}`;
  return [there, t("Revenir au message")];
}

// On every page: that files are still on their way, and that some did not arrive, while no row of theirs is on screen.
// `onKept` is told the name of each file kept meanwhile.
export function Sending({ onKept }) {
  const now = useRef({});
  const [, draw] = useState(0);
  now.current = { onKept };

  useEffect(
    () =>
      watch({
        draw: () => draw((n) => n + 1),
        // What goes with a message is in no record.
        ended: (row) => row.state === "done" && !isShown(row) && !row.url.includes("message=1") && now.current.onKept?.(row.file.name),
        shows: () => false,
      }),
    [],
  );

  const { moving, failed } = unseen();
  const words = [
    moving.length && tn("{n} envoi en cours", "{n} envois en cours", moving.length),
    failed.length && tn("{n} envoi n’a pas abouti", "{n} envois n’ont pas abouti", failed.length),
  ].filter(Boolean);
  if (words.length === 0) return null;
  const [to, label] = way([...moving, ...failed].at(-1));
  const [all, sent] = moving.reduce(([all, sent], row) => [all + row.file.size, sent + Math.min(row.sent, row.file.size)], [0, 0]);
  return h(
    "aside",
    { className: "sending", "aria-label": t("Envois en cours") },
    h("span", null, words.join(" · ")),
    moving.length > 0 && h("progress", { max: all, value: sent, "aria-label": words[0] }),
    h(Link, { to }, label),
    moving.length === 0 && h("button", { type: "button", className: "link", onClick: () => failed.forEach(remove) }, t("Masquer")),
  );
}
