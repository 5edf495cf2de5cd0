"""Icons, always beside words and hidden from screen readers: shapes from Lucide, our own mark.

Lucide is under the ISC licence (`assets/icons/LUCIDE-LICENSE.txt`); only the icons used are here.
"""

import reflex as rx

SHAPES: dict[str, str] = {
    "arrow-left": ("M12 19l-7-7 7-7M19 12H5"),
    "bell": (
        "M10.268 21a2 2 0 0 0 3.464 0"
        "M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8"
        "c0 4.499-1.411 5.956-2.738 7.326"
    ),
    "calendar": ("M8 2v4M16 2v4M3 10h18M5 4h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2z"),
    "camera": (
        "M13.997 4a2 2 0 0 1 1.76 1.05l.486.9A2 2 0 0 0 18.003 7H20a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H4a2 2"
        " 0 0 1-2-2V9a2 2 0 0 1 2-2h1.997a2 2 0 0 0 1.759-1.048l.489-.904A2 2 0 0 1 10.004 4z"
        "M9 13a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"
    ),
    "check": ("M20 6 9 17l-5-5"),
    "chevron-right": ("M9 18l6-6-6-6"),
    "circle-alert": ("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM12 8L12 12M12 16L12.01 16"),
    "columns": ("M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2zM9 3v18M15 3v18"),
    "download": ("M12 15V3M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5"),
    "ellipsis": ("M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0zM18 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0zM4 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0z"),
    "eye": (
        "M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-1"
        "9.876 0"
        "M9 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"
    ),
    "eye-off": (
        "M10.733 5.076a10.744 10.744 0 0 1 11.205 6.575 1 1 0 0 1 0 .696 10.747 10.747 0 0 1-1.444 2.49"
        "M14.084 14.158a3 3 0 0 1-4.242-4.242"
        "M17.479 17.499a10.75 10.75 0 0 1-15.417-5.151 1 1 0 0 1 0-.696 10.75 10.75 0 0 1 4.446-5.143"
        "M2 2l20 20"
    ),
    "file-text": (
        "M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v1"
        "2a2 2 0 0 1-2 2z"
        "M14 2v5a1 1 0 0 0 1 1h5"
        "M10 9H8"
        "M16 13H8"
        "M16 17H8"
    ),
    "folder-open": (
        "M6 14l1.5-2.9A2 2 0 0 1 9.24 10H20a2 2 0 0 1 1.94 2.5l-1.54 6a2 2 0 0 1-1.95 1.5H4a2 2 0 0 1-2"
        "-2V5a2 2 0 0 1 2-2h3.9a2 2 0 0 1 1.69.9l.81 1.2a2 2 0 0 0 1.67.9H18a2 2 0 0 1 2 2v2"
    ),
    "house": (
        "M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8"
        "M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0"
        " 1-2-2z"
    ),
    "info": ("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM12 16v-4M12 8h.01"),
    "keyboard": (
        "M10 8h.01"
        "M12 12h.01"
        "M14 8h.01"
        "M16 12h.01"
        "M18 8h.01"
        "M6 8h.01"
        "M7 16h10"
        "M8 12h.01"
        "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z"
    ),
    "log-out": ("M16 17l5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"),
    "mail": (
        "M22 7l-8.991 5.727a2 2 0 0 1-2.009 0L2 7M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-16a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z"
    ),
    "pencil": (
        "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623."
        "622l4.353-1.32a2 2 0 0 0 .83-.497z"
        "M15 5l4 4"
    ),
    "pill": ("M10.5 20.5l10-10a4.95 4.95 0 1 0-7-7l-10 10a4.95 4.95 0 1 0 7 7ZM8.5 8.5l7 7"),
    "plus": ("M5 12h14M12 5v14"),
    "rotate-ccw": ("M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8M3 3v5h5"),
    "search": ("M21 21l-4.34-4.34M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z"),
    "trash-2": ("M10 11v6M14 11v6M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6M3 6h18M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"),
    "settings-2": ("M14 17H5M19 7h-9M14 17a3 3 0 1 0 6 0a3 3 0 1 0 -6 0zM4 7a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"),
    "shield-check": (
        "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 "
        "1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1zM9 12l2 2 4-4"
    ),
    "user-round": ("M7 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0zM20 21a8 8 0 0 0-16 0"),
    "x": ("M18 6 6 18M6 6l12 12"),
    "clock": ("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0zM12 6v6l4 2"),
    "printer": (
        "M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"
        "M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"
        "M7 14h10a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1v-6a1 1 0 0 1 1 -1z"
    ),
}


def icon(name: str) -> rx.Component:
    """The icon of that name, the size of the text around it. Raises KeyError for a name not in `SHAPES`."""
    return rx.el.svg(
        rx.el.path(d=SHAPES[name]),
        view_box="0 0 24 24",
        class_name="icon",
        custom_attrs={"aria-hidden": "true"},
    )


def mark() -> rx.Component:
    """The mark of Carnet: a notebook, its margin and the life line."""
    return rx.el.svg(
        rx.el.rect(x="3", y="2", width="26", height="28", rx="6"),
        rx.el.path(d="M10.5 2v28", class_name="mark-margin"),
        rx.el.path(d="M10.5 16H29"),
        rx.el.circle(cx="10.5", cy="16", r="2.5", class_name="mark-today"),
        rx.el.circle(cx="20.5", cy="16", r="2.5"),
        view_box="0 0 32 32",
        class_name="mark",
        custom_attrs={"aria-hidden": "true"},
    )
