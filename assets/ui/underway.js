// What is typed and not kept yet, or on its way, by place. In the memory of this tab alone: nothing of it is ever stored.
export const held = new Map();

export const AGAIN = 5000; // between two tries of a message on its way
export const TRIES = 20;

// Whether a message may still be on its way. Its page tries again; once that is left, the last try is over after a while,
// but what waits for the network leaves when it is back.
export const isUnderWay = (off) => [...held.values()].some(({ pending }) => pending && (off || Date.now() - pending.at < AGAIN * TRIES));

// The server answered what was sent under a key, whichever place is on screen. Returns the place it was sent from; what was refused
// there is what is typed there again.
export function answered({ key, done }) {
  for (const [place, one] of held) {
    if (one.pending?.key !== key) continue;
    held.delete(place);
    if (!done) held.set(place, { values: one.values, base: one.base });
    return place;
  }
  return null;
}

// Signing out, and a session that ends by itself (`idle.js` hides the page), wait for nobody.
let leaves = false;
export const mayAsk = () => !leaves && !document.documentElement.hidden;
if (typeof window !== "undefined") addEventListener("submit", (event) => (leaves = event.target.getAttribute?.("action") === "/session/fin"));
