import { createElement as h, useLayoutEffect, useRef } from "react";
import { useLocation } from "react-router";

// What is folded away opens for whoever comes for it: the page is opened at `#name`, or a link of the page leads there, again and again.
export function Fold({ name, children }) {
  const { hash, key } = useLocation();
  const box = useRef(null);
  useLayoutEffect(() => {
    if (hash === `#${name}`) box.current.open = true;
  }, [hash, key, name]);
  return h("details", { ref: box }, children);
}
