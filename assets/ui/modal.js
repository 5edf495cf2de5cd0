import { createElement as h, useEffect, useRef, useState } from "react";

const WORDS = new Set(["text", "tel", "email", "url", "textarea"]);
const isTyped = (box) => WORDS.has(box.type) && box.value !== box.defaultValue;

// A native dialog: the browser keeps the focus inside and closes on Escape. A click beside it closes nothing: what was typed stays.
// Where something was typed, a first Escape says `asking` and a second one closes.
export function Modal({ open, labelledBy, onClose, children, id, asking }) {
  const dialog = useRef(null);
  const [asked, ask] = useState(false);

  useEffect(() => {
    const element = dialog.current;
    ask(false);
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);

  return h(
    "dialog",
    {
      ref: dialog,
      id,
      className: "dialog",
      "aria-labelledby": labelledBy,
      onInput: () => ask(false),
      onCancel: (event) => {
        event.preventDefault();
        if (!asked && [...dialog.current.querySelectorAll("input, textarea")].some(isTyped)) ask(true);
        else onClose?.();
      },
      // a browser that is told twice in a row to close does so without asking
      onClose: () => open && onClose?.(),
    },
    h("p", { role: "status", className: asked ? "soft" : "hush" }, asked ? asking : ""),
    children,
  );
}
