import { useEffect, useRef } from "react";

// A page that begins out of sight does nothing until somebody looks: what it would load counts as read.
if (typeof document !== "undefined" && document.visibilityState === "hidden")
  await new Promise((seen) => document.addEventListener("visibilitychange", seen, { once: true }));

// Tells when the page comes into sight and when it leaves it: another tab, another application, a locked screen; at first only
// that it begins out of sight. What was said while the network was away may be lost: each time it is `asked` it says again.
export function Visible({ onChange, asked }) {
  const now = useRef(onChange);
  now.current = onChange;
  useEffect(() => {
    const look = () => now.current?.(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    if (asked || document.visibilityState !== "visible") now.current?.(document.visibilityState === "visible");
  }, [asked]);
  return null;
}
