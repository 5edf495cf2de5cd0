import { createElement as h, useEffect, useState } from "react";
import { able, forget, keep, kept, refresh } from "$/public/ui/pocket.js";

// The switch that keeps the emergency card of one person on this device, off until it is moved. The card that is kept
// is fetched anew each time a profile opens.
export function KeptCard({ person, words }) {
  const [card, setCard] = useState(null);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!able()) return setTrouble("absent");
    let left = false;
    const look = async () => {
      await refresh(person).catch(() => {});
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
      await (wanted ? keep(person) : forget());
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
