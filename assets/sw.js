// Keeps what is the same for everyone: hashed files, font, icons, one offline page. Never a page of someone
// signed in, never /api, never an event: those are not even looked at.
const VERSION = "carnet-1";
const OFFLINE = "/hors-ligne.html";
const SHELL = [OFFLINE, "/fonts/atkinson-hyperlegible-next-1.woff2", "/favicon.svg"];
const KEPT = /^\/(assets|fonts|icons)\/|^\/favicon\./;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(VERSION);
    await cache.addAll(SHELL.map((address) => new Request(address, { cache: "no-store" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

async function keptOrFetched(request) {
  const cache = await caches.open(VERSION);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200 && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}

async function pageOrOffline(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(pageOrOffline(request));
  else if (KEPT.test(pathname)) event.respondWith(keptOrFetched(request));
});
