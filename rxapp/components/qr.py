"""A QR code as a drawing: words beside it must say the same to whoever has no camera."""

import reflex as rx

from rxapp.components.text import Text


def qr_drawing(path: Text, side: rx.Var) -> rx.Component:
    """path, side: of a `core.qr.QrCode`, in modules."""
    return rx.el.svg(
        rx.el.svg.path(d=path, custom_attrs={"fill": "#000"}),
        view_box=f"0 0 {side} {side}",
        class_name="qr",
        custom_attrs={"aria-hidden": "true", "shapeRendering": "crispEdges"},
    )
