// The emergency card that is kept on this device: one at a time, where `sw.js` leaves it and `hors-ligne.html` reads and erases it
// under the same lock.
const STORE = "carnet-carte";
const PLACE = "/carte-gardee.json";

export const able = () => "caches" in window && "serviceWorker" in navigator;

// What changes the card is done one after the other, in every tab; nothing waits for the network meanwhile.
let last = Promise.resolve();
function inTurn(change) {
  if (navigator.locks) return navigator.locks.request(STORE, change);
  return (last = last.then(change, change));
}

export async function kept() {
  const answer = await caches.match(PLACE, { cacheName: STORE });
  return answer ? answer.json().catch(() => null) : null;
}

export const forget = () => inTurn(() => caches.delete(STORE));

async function put(text) {
  const store = await caches.open(STORE);
  await store.put(PLACE, new Response(text, { headers: { "content-type": "application/json" } }));
}

const ask = (query) => fetch(`/api/profil/carte.json?${new URLSearchParams(query)}`, { cache: "no-store" });

// Keeps the card of a person from now on, instead of another that was kept.
export async function keep(person) {
  const answer = await ask({ personne: person, garder: "1" });
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  await inTurn(() => put(text));
}

// The card that is kept, as the server gives it now, whoever is `shown`; whoever may read it no more has it no more. It is
// asked for as its reader alone: to another account, that person's own too, the server says nothing of it (204), and it stays.
export async function refresh(shown) {
  const before = await kept();
  if (!before || (before.person !== shown && !before.reader)) return;
  const answer = await ask({ personne: before.person, ...(before.reader ? { lecteur: before.reader } : {}) });
  if (answer.status !== 200 && answer.status !== 404) return;
  const text = await answer.text();
  await inTurn(async () => {
    const now = await kept();
    if (now?.person !== before.person || now.reader !== before.reader) return; // let go, or another's, meanwhile
    if (answer.status === 404) await caches.delete(STORE);
    else await put(text);
  });
}
