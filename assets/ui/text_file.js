import { createElement as h, useRef } from "react";
import { icon as shape } from "$/public/ui/icon.js";

// More than any text we ask for; the rest of a wrong file is not read.
const MOST = 2000;

// A button that reads a small text file into a box of the page; the person sees it there before sending it.
export function TextFile({ target, label, icon }) {
  const chooser = useRef(null);

  async function read({ target: input }) {
    const [file] = input.files;
    input.value = "";
    const box = document.getElementById(target);
    if (!file || !box) return;
    box.value = await file.slice(0, MOST).text();
    box.focus();
  }

  return h(
    "span",
    null,
    h("input", {
      ref: chooser,
      type: "file",
      accept: ".txt,text/plain",
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
