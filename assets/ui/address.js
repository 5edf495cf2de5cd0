import { createElement as h, useEffect, useRef, useSyncExternalStore } from "react";
import { useLocation, useNavigate } from "react-router";

// Where the rows on screen start; any other choice starts again at the first ones.
const START = "apres";
const BEFORE = "avant";
const never = () => () => {};

// One value of the address, and how to change it. Empty in the prerendered page, which is the same for every address.
export function useAddress(name) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const known = useSyncExternalStore(never, () => search, () => "");
  const put = (value, { replace = false } = {}) => {
    const parameters = new URLSearchParams(window.location.search);
    if (value) parameters.set(name, value);
    else parameters.delete(name);
    parameters.delete(START);
    parameters.delete(BEFORE);
    navigate({ search: parameters.toString() }, { replace, preventScrollReset: true });
  };
  return [new URLSearchParams(known).get(name) ?? "", put];
}

const ALL = "*";

// A filter that lives in the address, so that back, reload and a copied link keep it. Closed and unused it shows its name;
// `everything` is what one chooses to use it no more.
export function Filter({ name, label, everything, options }) {
  const [value, put] = useAddress(name);
  const choose = (event) => put(event.target.value === ALL ? "" : event.target.value);
  return h(
    "select",
    { name, value, "aria-label": label, className: value ? "filter filter-on" : "filter", onChange: choose },
    h("option", { value: "", hidden: true }, label),
    h("option", { value: ALL }, everything),
    options.map((one) => h("option", { key: one.id, value: one.id }, one.label)),
  );
}

// Shows its children once what the state holds is what the address asks for, `waiting` until then.
export function Addressed({ id, waiting, children }) {
  const { pathname } = useLocation();
  return id && pathname.endsWith(`/${id}`) ? children : (waiting ?? null);
}

// After « Page suivante » (and back) the focus goes to the title, as after a change of page. `names`: other values of the
// address that make another page of it.
export function Turned({ names = [] }) {
  const { search } = useLocation();
  const asked = new URLSearchParams(search);
  const start = [START, ...names].map((name) => asked.get(name) ?? "").join(" ");
  const before = useRef(start);
  useEffect(() => {
    if (before.current === start) return;
    before.current = start;
    if (document.activeElement?.type !== "search") document.querySelector("main h1")?.focus({ preventScroll: true });
  }, [start]);
  return null;
}
