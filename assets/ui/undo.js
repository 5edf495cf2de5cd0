import { createElement as h, useEffect, useRef } from "react";
import { t } from "$/public/ui/i18n.js";

// What was just done and some seconds to take it back, counted again for another `what`. The status region says it aloud;
// the server keeps the same time.
export function Undo({ what, message, seconds = 10, label, onUndo, onExpire }) {
  const back = useRef(null);
  const held = useRef(false);

  useEffect(() => {
    if (!message) {
      // The button that had the focus is gone.
      if (held.current && document.activeElement === document.body) document.querySelector("main h1")?.focus({ preventScroll: true });
      held.current = false;
      return undefined;
    }
    // What was pressed to delete has gone with its row: the focus goes where it can be taken back.
    if (document.activeElement === document.body) back.current.focus({ preventScroll: true });
    const timer = setTimeout(() => {
      held.current = document.activeElement === back.current;
      onExpire?.();
    }, seconds * 1000);
    return () => clearTimeout(timer);
  }, [what, message, seconds]);

  const undo = () => {
    held.current = true;
    onUndo?.();
  };
  return message
    ? h(
        "section",
        { className: "undo", "aria-label": message },
        h("span", null, message),
        h("button", { ref: back, type: "button", className: "btn", onClick: undo }, label || t("Annuler la suppression")),
      )
    : null;
}
