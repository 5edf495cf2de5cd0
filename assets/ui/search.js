import { createElement as h, useEffect, useRef } from "react";
import { useAddress } from "$/public/ui/address.js";

const REST = 200;

// A search box that tells what is typed after a short rest; Escape empties it.
// Without `onSearch` the text goes into the address, under the name of the box.
export function Search({ input, value, onSearch }) {
  const [addressed, put] = useAddress(input.name);
  const wanted = (onSearch ? value : addressed) ?? "";
  const box = useRef(null);
  const timer = useRef(0);
  const told = useRef(wanted);

  const tell = () => {
    clearTimeout(timer.current);
    const text = box.current.value.trim();
    if (text === told.current) return;
    // One step back leaves a search, however many letters it was typed in.
    const replace = told.current !== "";
    told.current = text;
    if (onSearch) onSearch(text);
    else put(text, { replace });
  };

  // The address may change the text (back, a link), never while someone is typing.
  useEffect(() => {
    if (wanted === told.current && box.current.value.trim() === wanted) return;
    if (document.activeElement !== box.current || wanted !== told.current) box.current.value = wanted;
    told.current = wanted;
  }, [wanted]);
  // Who follows a link leaves the search: told later, it would be put on the next page, and open that anew under what is typed there.
  // The filters beside it are links too: they narrow what is searched.
  useEffect(() => {
    const leave = ({ target }) => target.closest("a[href]:not(.chip)") && clearTimeout(timer.current);
    document.addEventListener("click", leave, { capture: true });
    return () => {
      document.removeEventListener("click", leave, { capture: true });
      clearTimeout(timer.current);
    };
  }, []);

  return h("input", {
    ...input,
    ref: box,
    type: "search",
    className: "input",
    defaultValue: wanted,
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
