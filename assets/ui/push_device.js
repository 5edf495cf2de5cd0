import { createElement as h, useEffect, useState } from "react";

const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyBytes(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

async function manager() {
  return (await navigator.serviceWorker.ready).pushManager;
}

// Whether this browser shows the account's notifications: it is subscribed, and the account knows its address. The server asks
// nothing of it; what the browser's push service gives is handed over when the switch is moved, never before.
export function PushDevice({ publicKey, known, words, onSubscribe, onUnsubscribe }) {
  const [on, setOn] = useState(false);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!able()) return setTrouble("absent");
    let left = false;
    const look = async () => {
      const held = await (await manager()).getSubscription();
      const ours = Boolean(held) && (known ?? []).includes(await digest(held.endpoint));
      if (left) return;
      setOn(ours);
      if (Notification.permission === "denied") setTrouble("denied");
    };
    look().catch(() => {});
    return () => {
      left = true;
    };
  }, [(known ?? []).join()]);

  async function subscribe() {
    if ((await Notification.requestPermission()) !== "granted") return setTrouble("denied");
    const push = await manager();
    // One that was made for another key, or for another account of this browser, starts again from nothing.
    await (await push.getSubscription())?.unsubscribe();
    const made = await push.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(publicKey) });
    const { endpoint, keys } = made.toJSON();
    onSubscribe(endpoint, keys.p256dh, keys.auth);
  }

  async function unsubscribe() {
    const held = await (await manager()).getSubscription();
    if (!held) return;
    onUnsubscribe(held.endpoint);
    await held.unsubscribe();
  }

  async function change(event) {
    const wanted = event.target.checked;
    setBusy(true);
    setTrouble("");
    try {
      await (wanted ? subscribe() : unsubscribe());
    } catch {
      setTrouble("failed");
    }
    setBusy(false);
  }

  const off = busy || !publicKey || trouble === "absent" || trouble === "denied";
  return h(
    "div",
    null,
    h(
      "label",
      { className: "check" },
      h("input", {
        type: "checkbox",
        role: "switch",
        checked: on,
        disabled: off,
        onChange: change,
        "aria-describedby": "appareil-etat",
      }),
      h("span", null, words.label),
    ),
    h("p", { id: "appareil-etat", className: "soft", role: "status" }, words[trouble] ?? ""),
  );
}
