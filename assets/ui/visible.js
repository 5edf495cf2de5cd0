import { useEffect, useRef } from "react";

// Tells when the page comes into sight and when it leaves it: another tab, another application, a locked screen.
export function Visible({ onChange }) {
  const now = useRef(onChange);
  now.current = onChange;
  useEffect(() => {
    const look = () => now.current?.(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return null;
}
