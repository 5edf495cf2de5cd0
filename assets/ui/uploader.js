import { createElement as h, useEffect, useRef, useState } from "react";
import { t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";
import { Row } from "$/public/ui/upload_row.js";

const AT_ONCE = 3;
const LINGER = 5000;
const ACCEPTED = ["pdf", "jpg", "jpeg", "png", "heic", "heif", "txt", "xml", "dcm"];
const ACCEPT = ACCEPTED.map((extension) => `.${extension}`).join();

// What the server would refuse anyway is said before anything is sent, in the server's own words.
function refusal(file, most) {
  const dot = file.name.lastIndexOf(".");
  const extension = dot > 0 ? file.name.slice(dot + 1).toLowerCase() : "";
  if (extension && !ACCEPTED.includes(extension))
    return t("Les fichiers « .{extension} » ne sont pas acceptés. Types acceptés : PDF, JPEG, PNG, HEIC, TXT, CDA (XML), DICOM.", { extension });
  if (file.size === 0)
    return t("Ce fichier est vide : il n’y a rien à ajouter. Vérifiez qu’il s’ouvre sur votre appareil, puis recommencez.");
  if (file.size > most)
    return t("Ce fichier est trop lourd : 50 Mo au plus par fichier. Réduisez-le ou envoyez-le en plusieurs parties.");
  return "";
}

function answer(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

// One file on its way. `row.state`: waiting, sending, checking, done, refused, cut.
function send(row, url, changed) {
  const request = new XMLHttpRequest();
  const started = Date.now();
  row.request = request;
  row.state = "sending";
  const end = (state, message = "") => {
    Object.assign(row, { state, message, request: null });
    changed(row);
  };
  request.upload.onprogress = (event) => {
    const seconds = (Date.now() - started) / 1000;
    row.sent = event.loaded;
    if (seconds > 0.5) row.speed = event.loaded / seconds;
    if (event.loaded >= row.file.size) row.state = "checking";
    changed(row);
  };
  request.onload = () => {
    const { id, message } = answer(request);
    if (request.status < 300 && id) {
      row.id = id;
      end("done");
    } else if (message && request.status < 500) end("refused", message);
    else end("cut", message || t("L’envoi n’a pas abouti. Recommencez dans un instant."));
  };
  request.onerror = () =>
    end("cut", t("L’envoi a été interrompu avant la fin : rien n’a été gardé. Vérifiez votre connexion, puis recommencez."));
  request.open("POST", url);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-Carnet-Nom", encodeURIComponent(row.file.name.toWellFormed?.() ?? row.file.name));
  request.send(row.file);
  changed(row);
}

const isBusy = (row) => ["waiting", "sending", "checking"].includes(row.state);
const isMoving = (row) => row.state === "sending" || row.state === "checking";

export function Uploader({ url, most, icons, onDone }) {
  const rows = useRef([]);
  const now = useRef({});
  const [, draw] = useState(0);
  const [dragged, drag] = useState(false);
  const [said, say] = useState("");
  const picker = useRef(null);
  const camera = useRef(null);
  now.current = { url, most, onDone };

  const redraw = () => draw((n) => n + 1);
  const remove = (row) => {
    row.request?.abort();
    row.state = "gone";
    rows.current = rows.current.filter((other) => other !== row);
    pump();
  };
  const changed = (row) => {
    const { name } = row.file;
    if (row.state === "done") {
      say(t("{name} est ajouté.", { name }));
      now.current.onDone?.([row.id]);
      setTimeout(() => remove(row), LINGER);
    }
    if (row.state === "refused" || row.state === "cut") say(`${name} : ${row.message}`);
    if (isMoving(row)) redraw();
    else pump();
  };
  function pump() {
    const free = AT_ONCE - rows.current.filter(isMoving).length;
    rows.current.filter((row) => row.state === "waiting").slice(0, Math.max(0, free))
      .forEach((row) => send(row, now.current.url, changed));
    redraw();
  }
  const add = (files) => {
    for (const file of files) {
      const message = refusal(file, now.current.most);
      rows.current.push({ key: crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`, file, sent: 0, message, state: message ? "refused" : "waiting" });
      if (message) say(`${file.name} : ${message}`);
    }
    pump();
  };
  const retry = (row) => {
    Object.assign(row, { state: "waiting", message: "", sent: 0, speed: 0 });
    pump();
  };
  const picked = (event) => {
    add([...event.target.files]);
    event.target.value = "";
  };

  useEffect(() => {
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    const listeners = {
      dragover: (event) => carriesFiles(event) && (event.preventDefault(), drag(true)),
      dragleave: (event) => event.relatedTarget === null && drag(false),
      drop: (event) => {
        drag(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        add([...event.dataTransfer.files]);
      },
      paste: (event) => event.clipboardData?.files.length && (event.preventDefault(), add([...event.clipboardData.files])),
      beforeunload: (event) => rows.current.some(isBusy) && event.preventDefault(),
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener);
      rows.current.forEach((row) => row.request?.abort());
    };
  }, []);

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
    rows.current.length > 0 &&
      h("ul", { className: "uploads", "aria-label": t("Envois en cours") },
        rows.current.map((row) => h(Row, { key: row.key, row, icons, onRemove: () => remove(row), onRetry: () => retry(row), stamp: `${row.state}${row.sent}` }))),
    h("p", { className: "hush", "aria-live": "polite" }, said),
    dragged && h("div", { className: "drop" }, t("Déposez vos documents ici")),
  );
}
