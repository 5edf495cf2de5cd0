import { createElement as h, useEffect, useRef } from "react";

const REST = 200;

// A search box that tells what is typed after a short rest; Escape empties it.
export function Search({ input, value, onSearch }) {
  const box = useRef(null);
  const timer = useRef(0);
  const told = useRef(value ?? "");

  const tell = () => {
    clearTimeout(timer.current);
    const text = box.current.value;
    if (text === told.current) return;
    told.current = text;
    onSearch?.(text);
  };

  // The address may change the text (back, a link), never while someone is typing.
  useEffect(() => {
    if (box.current && document.activeElement !== box.current) box.current.value = value ?? "";
    told.current = value ?? "";
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return h("input", {
    ...input,
    ref: box,
    type: "search",
    className: "input",
    defaultValue: value ?? "",
    autoComplete: "off",
    enterKeyHint: "search",
    "data-search": "",
    onChange: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(tell, REST);
    },
    onKeyDown: (event) => {
      if (event.key === "Enter") tell();
      if (event.key === "Escape" && box.current.value) {
        event.preventDefault();
        box.current.value = "";
        tell();
      }
    },
  });
}
