// Keeps what is the same for everyone: hashed files, font, icons, one offline page. Never a page of someone
// signed in, never /api, never an event: those are not even looked at. The emergency card that a person chose to keep on this
// device (`ui/kept_card.js`) has a store of its own, which is left alone here.
const VERSION = "carnet-4";
const CARD = "carnet-carte";
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
    await Promise.all(names.filter((name) => name !== VERSION && name !== CARD).map((name) => caches.delete(name)));
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

// A push says only that there is news; what it is about stays in Carnet. Nothing it brings is trusted: words are shown as words,
// and only a path of ours opens.
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    // An empty or foreign message still shows that there is news.
  }
  // That there is something, beside the icon; how much, a page says once it is open.
  self.navigator.setAppBadge?.()?.catch(() => {});
  const url = typeof said.url === "string" && /^\/[a-z]/.test(said.url) ? said.url : "/";
  event.waitUntil(
    self.registration.showNotification(String(said.title ?? "Carnet"), {
      body: String(said.body ?? ""),
      lang: String(said.lang ?? "fr"),
      icon: "/icons/carnet-192.png",
      tag: "carnet",
      renotify: true,
      data: { url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const open = async () => {
    const url = new URL(event.notification.data?.url ?? "/", self.location.origin).href;
    const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (!page) return self.clients.openWindow(url);
    await page.focus();
    return page.navigate(url).catch(() => self.clients.openWindow(url));
  };
  event.waitUntil(open());
});
