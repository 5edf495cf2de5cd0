"""What a page is loaded with is drawn in slices: the browser answers a finger between two of them, on a slow phone too.

Reflex gives each delta to React in a way that is drawn in one go (`useSyncExternalStore`), half a second on a slow phone for a
page that is filled. Until a page has loaded (`is_hydrated`) what comes is a transition instead; what answers an act is drawn at
once, all of it together.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from reflex_base.plugins import Plugin

REGISTRY = "utils/context-registry.js"
"""Where Reflex has what reads a state, in `.web`."""
_IMPORTED = "  useSyncExternalStore,\n"
_READS = "  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);\n"
_IMPORTS = """  startTransition,
  useEffect,
  useState,
"""
_FROM = '} from "react";\n'
_AT_ONCE = """import { flushSync } from "react-dom";

// What has changed since the last drawing, drawn together once whoever changed it is done.
let due = new Set();
const draw = () => {
  const looks = due;
  due = new Set();
  flushSync(() => looks.forEach((look) => look()));
};
const atOnce = (look) => {
  if (!due.size) queueMicrotask(draw);
  due.add(look);
};
"""
_LOADS = """  const [snapshot, show] = useState(getSnapshot);
  useEffect(() => {
    const look = () => show(getSnapshot);
    const listen = () => {
      if (store.getSnapshot("reflex___state____state")?.is_hydrated_rx_state_) atOnce(look);
      else startTransition(look);
    };
    if (getSnapshot() !== snapshot) listen(); // it has changed since it was drawn
    const stop = subscribe(listen);
    return () => {
      due.delete(look);
      stop();
    };
  }, [store, subscribe, getSnapshot]);
  return snapshot;
"""


class Slices(Plugin):
    """Has pages drawn in slices while they load; RuntimeError when Reflex no longer reads its states so."""

    def pre_compile(self, **context: Any) -> None:
        """Write what reads a state, changed from Reflex's own, in its place."""
        own = files("reflex_base") / ".templates" / "web" / REGISTRY
        context["add_save_task"](lambda: (REGISTRY, in_slices(own.read_text(encoding="utf-8"))))


def in_slices(registry: str) -> str:
    """The module that reads states, with transitions while a page loads."""
    changes = {_IMPORTED: _IMPORTS, _FROM: _FROM + _AT_ONCE, _READS: _LOADS}
    for said, instead in changes.items():
        if said not in registry:
            raise RuntimeError(f"{REGISTRY} no longer says " + said.strip())
        registry = registry.replace(said, instead)
    return registry
