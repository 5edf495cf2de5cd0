import { createElement as h } from "react";

// The same icon as rxapp/components/icons.py; the shape is given, so that it is written down once.
export const icon = (shape) =>
  h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: shape }));
