import { useEffect, useRef } from "react";

const EACH = 60000;
const inParis = new Intl.DateTimeFormat("fr", { timeZone: "Europe/Paris" });

// Tells when another day has begun in Paris under a page that nobody loads again: « aujourd’hui » is « hier » by then.
export function NewDay({ onChange }) {
  const now = useRef(onChange);
  now.current = onChange;
  useEffect(() => {
    let day = inParis.format();
    const timer = setInterval(() => {
      const before = day;
      day = inParis.format();
      if (day !== before) now.current();
    }, EACH);
    return () => clearInterval(timer);
  }, []);
  return null;
}
