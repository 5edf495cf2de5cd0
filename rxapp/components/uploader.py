"""Adding documents: button, camera, drop anywhere, paste; a row a file with progress and cancel."""

from typing import Any

import reflex as rx
from reflex.vars.base import Var

from rxapp.components.icons import SHAPES
from rxapp.components.islands import Sending, UploadPanel
from rxapp.components.text import Text

MOST_BYTES = 50 * 1024 * 1024
"""Above this size a file is refused before it leaves; the server says the same (docs/decisions/008-fifty-megabytes.md)."""

_ICONS = {"add": "plus", "camera": "camera", "stop": "x", "retry": "rotate-ccw", "error": "circle-alert"}


def sending(*, on_kept: Any) -> rx.Component:
    """What goes on out of sight, once a page: files on their way after one has left the page they were chosen on.

    on_kept: handler of the name (str) of each file kept meanwhile.
    """
    return Sending.create(on_kept=on_kept)


def record_uploader(person_id: Var[str], *, on_done: Any, secret: Var[bool] | bool = False) -> rx.Component:
    """The uploader of one person's record; files chosen before `person_id` is known wait. secret: kept from one's parents."""
    whole = "/api/documents?personne=" + person_id + rx.cond(secret, "&garde=1", "")
    address = rx.cond(person_id != "", whole, "")
    return uploader(address, on_done=on_done)


def uploader(upload_url: Var[str] | str, *, on_done: Any, most: Var[int] | int = MOST_BYTES, aside: Text = "") -> rx.Component:
    """The uploader of a page; use it once a page.

    Each file is a POST of its raw bytes to `upload_url`, its name in `X-Carnet-Nom` (encodeURIComponent).
    The server answers 2xx with `{"id": …}`, or another status with `{"message": …}` shown beside the file.

    on_done: handler of the ids (list[str]) of the files just kept, once a file.
    most: bytes; larger files are refused in words before they are sent. aside: see `UploadPanel`.
    """
    icons = {role: SHAPES[name] for role, name in _ICONS.items()}
    return UploadPanel.create(url=upload_url, most=most, icons=icons, aside=aside, on_done=on_done)
