import { createElement as h, useState } from "react";
import { icon } from "$/public/ui/icon.js";

// A picture that comes when it is about to be seen, and words in its place when it does not come.
export function Picture({ src, alt, failure, shape, className }) {
  const [failed, fail] = useState("");
  if (failed === src) return h("p", { className: "error" }, icon(shape), h("span", null, failure));
  return h("img", { key: src, src, alt, className, loading: "lazy", decoding: "async", onError: () => fail(src) });
}
