import { createElement as h, useEffect, useRef, useState } from "react";
import { t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";
import { ACCEPTED, add, hasFailed, remove, retry, rowsOf, watch } from "$/public/ui/upload_queue.js";
import { Rows } from "$/public/ui/upload_row.js";

const ACCEPT = ACCEPTED.map((extension) => `.${extension}`).join();

// The buttons, the drop zone and one row a file. While `url` is empty (the record is not known yet) files wait here.
// aside: they go with something else on the page, which shows them once they are there; its words, for the button.
export function Uploader({ url, most, icons, aside, onDone }) {
  const now = useRef({});
  const early = useRef([]);
  const [, draw] = useState(0);
  const [dragged, drag] = useState(false);
  const picker = useRef(null);
  const camera = useRef(null);
  now.current = { url, most, onDone };

  const take = (files) => {
    if (now.current.url) add(files, now.current.url, now.current.most, aside);
    else early.current.push(...files);
  };
  const picked = (event) => {
    take([...event.target.files]);
    event.target.value = "";
  };

  useEffect(() => {
    if (!url) return;
    if (early.current.length) add(early.current.splice(0), url, most, aside);
    // What arrived while one was elsewhere goes with what it was chosen for.
    const kept = aside ? rowsOf(url).filter((row) => row.state === "done") : [];
    if (kept.length) onDone?.(kept.map((row) => row.id));
    kept.forEach(remove);
  }, [url]);

  useEffect(() => {
    const stop = watch({
      draw: () => draw((n) => n + 1),
      ended: (row) => {
        if (row.url !== now.current.url || row.state !== "done") return;
        now.current.onDone?.([row.id]);
        if (aside) queueMicrotask(() => remove(row));
      },
      shows: (row) => row.url === now.current.url,
    });
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    const listeners = {
      dragover: (event) => carriesFiles(event) && (event.preventDefault(), drag(true)),
      dragleave: (event) => event.relatedTarget === null && drag(false),
      drop: (event) => {
        drag(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        take([...event.dataTransfer.files]);
      },
      // A word processor copies its text as a picture too: what is pasted into a box is the text.
      paste: (event) => {
        const { files = [], types = [] } = event.clipboardData ?? {};
        if (!files.length || (types.includes("text/plain") && event.target.matches?.("textarea, input"))) return;
        event.preventDefault();
        take([...files]);
      },
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => {
      stop();
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener);
    };
  }, []);

  const rows = rowsOf(url);
  // Said aloud as long as it is true: once it is tried again or taken away there is nothing to say.
  const failed = rows.filter(hasFailed).at(-1);
  return h(
    "div",
    { className: "uploader" },
    h(
      "div",
      { className: "row" },
      h("button", { type: "button", className: aside ? "btn" : "btn btn-primary", onClick: () => picker.current.click() },
        icon(icons.add), h("span", null, aside || t("Ajouter un document"))),
      h("button", { type: "button", className: "btn only-touch", onClick: () => camera.current.click() },
        icon(icons.camera), h("span", null, t("Photographier"))),
      h("input", { ref: picker, type: "file", multiple: true, accept: ACCEPT, hidden: true, onChange: picked, "aria-label": t("Fichiers à ajouter") }),
      h("input", { ref: camera, type: "file", accept: "image/*", capture: "environment", hidden: true, onChange: picked, "aria-label": t("Photo à ajouter") }),
    ),
    rows.length > 0 && h(Rows, { rows, icons, onRemove: remove, onRetry: retry }),
    h("p", { className: "hush", "aria-live": "polite" }, failed ? `${failed.file.name} : ${failed.message}` : ""),
    dragged && h("div", { className: "drop" }, t("Déposez vos documents ici")),
  );
}
