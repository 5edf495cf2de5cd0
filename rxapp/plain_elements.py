"""Elements made by React alone: Reflex imports the whole of `@emotion/react` for them, 20 KiB more on every page, for styles in
scripts that Carnet does not have (its style is one sheet).

A component that carries such a style would lose it in silence: the build stops instead, and says which.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from reflex_base.plugins import Plugin

ELEMENTS = PurePosixPath("utils/plain-elements.js")
"""Where the stand-in is written, in `.web`."""
_SCRIPT = """import { createElement } from "react";

export function jsx(type, props, ...children) {
  if (props && props.css) throw new Error("A style in a script: " + JSON.stringify(props.css) + " on " + type);
  return createElement(type, props, ...children);
}
"""
_ALIASES = "    alias: [\n"
_ALIAS = f"""      {{
        find: "@emotion/react",
        replacement: fileURLToPath(new URL("./{ELEMENTS}", import.meta.url)),
      }},
"""


class PlainElements(Plugin):
    """Has the screens built without `@emotion/react`; RuntimeError when Reflex no longer writes its configuration so."""

    def pre_compile(self, **context: Any) -> None:
        """Write the stand-in, and ask for the change of the builder's configuration."""
        context["add_save_task"](lambda: (str(ELEMENTS), _SCRIPT))
        context["add_modify_task"]("vite.config.js", with_plain_elements)


def with_plain_elements(configuration: str) -> str:
    """The builder's configuration in which `@emotion/react` is the stand-in."""
    if _ALIAS in configuration:
        return configuration
    if _ALIASES not in configuration:
        raise RuntimeError("vite.config.js no longer says " + _ALIASES.strip())
    return configuration.replace(_ALIASES, _ALIASES + _ALIAS)
