import { createElement as h, useEffect, useState } from "react";

// Where `sw.js` leaves it and `hors-ligne.html` reads it.
const STORE = "carnet-carte";
const PLACE = "/carte-gardee.json";

const able = () => "caches" in window && "serviceWorker" in navigator;

async function kept() {
  const answer = await caches.match(PLACE, { cacheName: STORE });
  return answer ? answer.json().catch(() => null) : null;
}

async function forget() {
  await caches.delete(STORE);
}

// A card as the server gives it; whoever may read it no more has it no more.
async function fetched(person, first) {
  const asked = new URLSearchParams({ personne: person, ...(first ? { garder: "1" } : {}) });
  const answer = await fetch(`/api/profil/carte.json?${asked}`, { cache: "no-store" });
  if (answer.status === 404) await forget();
  if (!answer.ok) throw new Error(String(answer.status));
  const store = await caches.open(STORE);
  await store.put(PLACE, new Response(await answer.text(), { headers: { "content-type": "application/json" } }));
}

// The switch that keeps the emergency card of one person on this device, off until it is moved. While it is on, the card is
// fetched anew each time the profile opens.
export function KeptCard({ person, words }) {
  const [card, setCard] = useState(null);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!able()) return setTrouble("absent");
    let left = false;
    const look = async () => {
      if ((await kept())?.person === person) await fetched(person, false).catch(() => {});
      const held = await kept();
      if (!left) setCard(held);
    };
    look().catch(() => {});
    return () => {
      left = true;
    };
  }, [person]);

  async function change(event) {
    const wanted = event.target.checked;
    setBusy(true);
    setTrouble("");
    try {
      await (wanted ? fetched(person, true) : forget());
      setTrouble(wanted ? "done" : "gone");
    } catch {
      setTrouble("failed");
    }
    setCard(await kept().catch(() => null));
    setBusy(false);
  }

  const mine = card?.person === person;
  const other = card && !mine ? words.other.replace("{nom}", card.name) : "";
  return h(
    "div",
    { className: "stack" },
    h(
      "label",
      { className: "check" },
      h("input", {
        type: "checkbox",
        role: "switch",
        checked: mine,
        disabled: busy || trouble === "absent",
        onChange: change,
        "aria-describedby": "carte-etat",
      }),
      h("span", null, words.label),
    ),
    h("p", { id: "carte-etat", className: "soft", role: "status" }, words[trouble] ?? other),
    mine && h("p", null, h("a", { href: "/hors-ligne.html", className: "link alone" }, words.see)),
  );
}
