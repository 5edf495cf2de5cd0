import { t } from "$/public/ui/i18n.js";
import { askFirst } from "$/public/ui/leaving.js";

const AT_ONCE = 3;
const LINGER = 20000;
// Milliseconds without a byte leaving: a doubt is said after the first, the second ends it (the server waits for 30 s).
const DOUBT = 8000;
const PATIENCE = 120000;
export const ACCEPTED = ["pdf", "jpg", "jpeg", "png", "heic", "heif", "txt", "xml", "dcm", "dicom"];

// Files on their way. They belong to the tab, not to the page: one may look elsewhere while they go.
// `row.state`: waiting, sending, checking, done, refused, cut. `row.url`: whose record it goes to, fixed when it was chosen.
// `row.stuck`: nothing leaves for a while, the network may be gone.
let rows = [];
const watchers = new Set();

const isMoving = (row) => row.state === "sending" || row.state === "checking";
const isBusy = (row) => row.state === "waiting" || isMoving(row);
export const hasFailed = (row) => row.state === "refused" || row.state === "cut";

// watcher: {draw(), ended(row), shows(row)}; returns how to stop watching. `shows`: whether the watcher has that row on screen.
export function watch(watcher) {
  watchers.add(watcher);
  draw();
  return () => {
    watchers.delete(watcher);
    draw();
  };
}

export const rowsOf = (url) => rows.filter((row) => row.url === url);

// Whether some part of the page has the row on screen.
export const isShown = (row) => [...watchers].some((watcher) => watcher.shows(row));

// What goes on, and what failed, out of sight.
export const unseen = () => {
  const hidden = rows.filter((row) => !isShown(row));
  return { moving: hidden.filter(isBusy), failed: hidden.filter(hasFailed) };
};

// aside: see `Uploader`; those stay until the page they are for has taken them.
export function add(files, url, most, aside) {
  for (const file of files) {
    const message = refusal(file, most);
    const row = { key: `${Date.now()}${Math.random()}`, url, file, aside, message, sent: 0, speed: 0, state: message ? "refused" : "waiting" };
    rows.push(row);
    if (message) tellEnd(row);
  }
  pump();
}

export function remove(row) {
  rows = rows.filter((other) => other !== row);
  row.request?.abort();
  pump();
}

// What was chosen for the message that is written at that place.
const of = (place) => rows.filter((row) => row.aside && row.url.endsWith(`&lieu=${place}`));
export const isOnItsWay = (place) => of(place).some(isBusy);
// Which of them did not arrive, "" when all did.
export const haveFailed = (place) => of(place).filter(hasFailed).map((row) => row.key).join(" ");
// The message has left: what did not arrive for it goes with nothing any more.
export const hasLeft = (place) => of(place).filter(hasFailed).forEach(remove);

export function retry(row) {
  Object.assign(row, { state: "waiting", message: "", sent: 0, speed: 0 });
  pump();
}

function pump() {
  const free = AT_ONCE - rows.filter(isMoving).length;
  rows.filter((row) => row.state === "waiting").slice(0, Math.max(0, free)).forEach(send);
  draw();
}

const draw = () => watchers.forEach((watcher) => watcher.draw());
const tellEnd = (row) => watchers.forEach((watcher) => watcher.ended(row));

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

function send(row) {
  const request = new XMLHttpRequest();
  const started = Date.now();
  const cut = () =>
    end("cut", t("L’envoi a été interrompu avant la fin : rien n’a été gardé. Vérifiez votre connexion, puis recommencez."));
  let moved = started;
  const watched = setInterval(() => {
    const still = Date.now() - moved;
    if (row.state !== "sending" || still < DOUBT) return;
    row.stuck = true;
    if (still < PATIENCE) return draw();
    request.abort();
    cut();
  }, 1000);
  row.request = request;
  row.state = "sending";
  const end = (state, message = "") => {
    Object.assign(row, { state, message, request: null, stuck: false });
    tellEnd(row);
    if (state === "done" && !row.aside) setTimeout(() => remove(row), LINGER);
    pump();
  };
  request.upload.onprogress = (event) => {
    moved = Date.now();
    const seconds = (moved - started) / 1000;
    Object.assign(row, { sent: event.loaded, stuck: false });
    if (seconds > 0.5) row.speed = event.loaded / seconds;
    if (event.loaded >= row.file.size) row.state = "checking";
    dispatchEvent(new Event("carnet-envoi")); // who waits for it is there (`idle.js`)
    draw();
  };
  request.onloadend = () => clearInterval(watched);
  request.onload = () => {
    const { id, message } = answer(request);
    if (request.status < 300 && id) {
      row.id = id;
      end("done");
    } else if (message && request.status < 500) end("refused", message);
    else end("cut", message || t("L’envoi n’a pas abouti. Recommencez dans un instant."));
  };
  request.onerror = cut;
  request.open("POST", row.url);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-Carnet-Nom", encodeURIComponent(row.file.name.toWellFormed?.() ?? row.file.name));
  request.send(row.file);
}

// Leaving the application, not the page, cuts what is on its way.
askFirst(() => rows.some(isBusy));
