import { createElement as h, useRef } from "react";
import { icon as shape } from "$/public/ui/icon.js";

// Spreadsheets still write Windows-1252; in UTF-8 it would show.
function words(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

// A button that reads a small text file into a box of the page; the person sees it there before sending it.
export function TextFile({ target, label, icon, most }) {
  const chooser = useRef(null);

  async function read({ target: input }) {
    const [file] = input.files;
    input.value = "";
    const box = document.getElementById(target);
    if (!file || !box) return;
    // One more than is of use: that it is too long is said, and nothing is cut off in silence.
    box.value = words(await file.slice(0, 4 * most + 4).arrayBuffer()).slice(0, most + 1);
    box.focus();
  }

  return h(
    "span",
    null,
    h("input", {
      ref: chooser,
      type: "file",
      accept: ".txt,.csv,text/plain,text/csv",
      hidden: true,
      onChange: read,
    }),
    h(
      "button",
      { type: "button", className: "btn btn-second", onClick: () => chooser.current.click() },
      shape(icon),
      h("span", null, label),
    ),
  );
}
