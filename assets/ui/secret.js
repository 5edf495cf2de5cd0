import { createElement as h, useState } from "react";
import { t } from "$/public/ui/i18n.js";
import { icon } from "$/public/ui/icon.js";

// A password box with a button that shows what is typed.
export function Secret({ input, icons }) {
  const [shown, show] = useState(false);
  return h(
    "div",
    { className: "secret" },
    h("input", {
      ...input,
      className: "input",
      type: shown ? "text" : "password",
      autoCapitalize: "none",
      autoCorrect: "off",
      spellCheck: false,
    }),
    h(
      "button",
      { type: "button", className: "btn btn-quiet", "aria-controls": input.id, onClick: () => show(!shown) },
      icon(shown ? icons.hide : icons.show),
      h("span", null, shown ? t("Masquer") : t("Afficher")),
      h("span", { className: "hush" }, t("le mot de passe")),
    ),
  );
}
