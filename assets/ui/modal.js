import { createElement as h, useEffect, useRef } from "react";

// A native dialog: the browser keeps the focus inside and closes on Escape. A click beside it closes nothing: what was typed stays.
export function Modal({ open, labelledBy, onClose, children, id }) {
  const dialog = useRef(null);

  useEffect(() => {
    const element = dialog.current;
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
      onCancel: (event) => {
        event.preventDefault();
        onClose?.();
      },
    },
    children,
  );
}
