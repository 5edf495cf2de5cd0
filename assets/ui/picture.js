import { createElement as h, useEffect, useRef, useState } from "react";
import { icon } from "$/public/ui/icon.js";

// Room for the first page of a document. The server puts the picture there already when it knows which: React leaves what it
// finds inside alone, and `Picture` takes it over.
export function FirstPage() {
  const inside = { dangerouslySetInnerHTML: { __html: "" }, suppressHydrationWarning: true };
  return h("div", { className: "bone bone-page", "aria-hidden": true, "data-first-page": "", ...inside });
}

const early = (src) => globalThis.document?.querySelector(`[data-first-page] img[src="${src}"]`);

// A picture that comes when it is about to be seen, and words in its place when it does not come.
export function Picture({ src, alt, failure, shape, className }) {
  const [failed, fail] = useState("");
  const [shown] = useState(() => early(src));
  if (failed === src) return h("p", { className: "error" }, icon(shape), h("span", null, failure));
  if (shown?.getAttribute("src") === src) {
    const failing = () => fail(src);
    const place = (here) => {
      if (!here) return;
      Object.assign(shown, { alt, onerror: failing });
      here.append(shown);
      if (shown.complete && !shown.naturalWidth) failing();
    };
    return h("span", { key: src, ref: place });
  }
  return h("img", { key: src, src, alt, className, loading: "lazy", decoding: "async", onError: () => fail(src) });
}

// The small image of a row, fetched when the row is about to be seen (browsers' own lazy loading fetches far more),
// with a sheet in its place where there is none.
export function Thumbnail({ src, shape }) {
  const place = useRef(null);
  const [near, come] = useState(false);
  const [failed, fail] = useState("");

  useEffect(() => {
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        come(true);
        watch.disconnect();
      },
      { rootMargin: "200px" },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);

  const image = src && failed !== src;
  return h(
    "span",
    { ref: place, className: "doc-thumb" },
    image
      ? near && h("img", { src, alt: "", width: 52, height: 68, decoding: "async", onError: () => fail(src) })
      : icon(shape),
  );
}
