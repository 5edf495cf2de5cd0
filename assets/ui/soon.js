import { startTransition, useEffect, useState } from "react";
import { useNavigationType } from "react-router";

// Its children a moment after the rest: what is under the fold comes once what one sees has been drawn, in slices. Who comes back
// finds all of it at once, to stand where they stood.
export function Soon({ children }) {
  const back = useNavigationType() === "POP";
  const [due, come] = useState(back);
  useEffect(() => {
    if (due) return undefined;
    const frame = requestAnimationFrame(() => startTransition(() => come(true)));
    return () => cancelAnimationFrame(frame);
  }, [due]);
  return due ? children : null;
}
