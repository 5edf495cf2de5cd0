import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

// Each page brings its own Guide, so the page one comes from is kept here.
let before = null;

// After a change of page inside the application the focus goes to its title, as a full load would do.
// Native forms that come back here learn the address (`data-here`) or the one asked for (`data-suite`).
export function Guide() {
  const { pathname, search } = useLocation();

  useEffect(() => {
    const wanted = new URLSearchParams(search).get("suite") ?? "";
    document.querySelectorAll("input[data-here]").forEach((box) => (box.value = pathname + search));
    document.querySelectorAll("input[data-suite]").forEach((box) => (box.value = wanted));
  }, [pathname, search]);

  useEffect(() => {
    const changed = before !== null && before !== pathname;
    before = pathname;
    if (!changed) return;
    document.querySelector(":popover-open")?.hidePopover();
    document.querySelector("main h1")?.focus({ preventScroll: true });
  }, [pathname]);
  return null;
}

// Puts the focus on the first wrong field each time `when` changes to something.
export function WrongField({ when }) {
  const first = useRef(true);
  useEffect(() => {
    const skip = first.current && !when;
    first.current = false;
    if (when && !skip) document.querySelector('[aria-invalid="true"]')?.focus();
  }, [when]);
  return null;
}
