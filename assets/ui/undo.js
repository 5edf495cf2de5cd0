import { createElement as h, useEffect, useRef, useState } from "react";
import { t } from "$/public/ui/i18n.js";

// What was just done and some seconds to take it back; time stands still under the pointer or the focus.
export function Undo({ message, seconds = 10, onUndo, onExpire }) {
  const [held, hold] = useState(false);
  const left = useRef(0);

  useEffect(() => {
    left.current = seconds * 1000;
  }, [message, seconds]);

  useEffect(() => {
    if (!message || held) return undefined;
    const since = Date.now();
    const timer = setTimeout(() => onExpire?.(), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= Date.now() - since;
    };
  }, [message, held]);

  const bar = message && h(
    "div",
    {
      className: "undo",
      onPointerEnter: () => hold(true),
      onPointerLeave: () => hold(false),
      onFocus: () => hold(true),
      onBlur: () => hold(false),
    },
    h("span", null, message),
    h("button", { type: "button", className: "btn", onClick: () => { hold(false); onUndo?.(); } }, t("Annuler")),
  );
  return h("div", { "aria-live": "polite" }, bar || null);
}
