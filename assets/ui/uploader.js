import { createElement as h, useEffect, useRef, useState } from "react";
import { t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";
import { ACCEPTED, add, remove, retry, rowsOf, watch } from "$/public/ui/upload_queue.js";
import { Row } from "$/public/ui/upload_row.js";

const ACCEPT = ACCEPTED.map((extension) => `.${extension}`).join();

// The buttons, the drop zone and one row a file. While `url` is empty (the record is not known yet) files wait here.
export function Uploader({ url, most, icons, onDone }) {
  const now = useRef({});
  const early = useRef([]);
  const [, draw] = useState(0);
  const [dragged, drag] = useState(false);
  const [said, say] = useState("");
  const picker = useRef(null);
  const camera = useRef(null);
  now.current = { url, most, onDone };

  const take = (files) => {
    if (now.current.url) add(files, now.current.url, now.current.most);
    else early.current.push(...files);
  };
  const picked = (event) => {
    take([...event.target.files]);
    event.target.value = "";
  };

  useEffect(() => {
    if (url && early.current.length) add(early.current.splice(0), url, most);
  }, [url]);

  useEffect(() => {
    const stop = watch({
      draw: () => draw((n) => n + 1),
      ended: (row) => {
        if (row.url !== now.current.url) return;
        if (row.state === "done") now.current.onDone?.([row.id]);
        else say(`${row.file.name} : ${row.message}`);
      },
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
      paste: (event) => event.clipboardData?.files.length && (event.preventDefault(), take([...event.clipboardData.files])),
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => {
      stop();
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener);
    };
  }, []);

  const rows = rowsOf(url);
  return h(
    "div",
    { className: "uploader" },
    h(
      "div",
      { className: "row" },
      h("button", { type: "button", className: "btn btn-primary", onClick: () => picker.current.click() },
        icon(icons.add), h("span", null, t("Ajouter un document"))),
      h("button", { type: "button", className: "btn only-touch", onClick: () => camera.current.click() },
        icon(icons.camera), h("span", null, t("Photographier"))),
      h("input", { ref: picker, type: "file", multiple: true, accept: ACCEPT, hidden: true, onChange: picked, "aria-label": t("Fichiers à ajouter") }),
      h("input", { ref: camera, type: "file", accept: "image/*", capture: "environment", hidden: true, onChange: picked, "aria-label": t("Photo à ajouter") }),
    ),
    rows.length > 0 &&
      h("ul", { className: "uploads", "aria-label": t("Envois en cours") },
        rows.map((row) => h(Row, { key: row.key, row: { ...row }, icons, onRemove: () => remove(row), onRetry: () => retry(row) }))),
    h("p", { className: "hush", "aria-live": "polite" }, said),
    dragged && h("div", { className: "drop" }, t("Déposez vos documents ici")),
  );
}
