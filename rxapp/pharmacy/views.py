"""What is read of this room: frozen rows ready for the screen, at most 50 at a time, only what `can_see` allows."""

from .choices import Favourite, favourites
from .directory_views import HoursView, own_hours
from .medicines import suggest
from .order_rows import NOTHING, LineRow, OrderDetail, OrderRow, OrdersPage, StepRow
from .order_views import (
    STEPS,
    arrivals,
    board,
    counts,
    ended_numbers,
    has_orders,
    how_ended,
    is_kept_secret,
    order_detail,
    orders_page,
    pickup_code,
    whose,
)
from .places import PharmaciesPage, PharmacyRow, elsewhere, pharmacy_view, search
from .prescriptions import PrescribedRow, has_renewals, prescription, renewals
from .refusals import HOLDS, REASONS
from .sharing import NEVER_SHARED, SharedBefore, last_shared
from .telling import onlookers

__all__ = [
    "HOLDS",
    "NEVER_SHARED",
    "NOTHING",
    "REASONS",
    "STEPS",
    "Favourite",
    "HoursView",
    "LineRow",
    "OrderDetail",
    "OrderRow",
    "OrdersPage",
    "PharmaciesPage",
    "PharmacyRow",
    "PrescribedRow",
    "SharedBefore",
    "StepRow",
    "arrivals",
    "board",
    "counts",
    "elsewhere",
    "ended_numbers",
    "favourites",
    "has_orders",
    "has_renewals",
    "how_ended",
    "is_kept_secret",
    "last_shared",
    "onlookers",
    "order_detail",
    "orders_page",
    "own_hours",
    "pharmacy_view",
    "pickup_code",
    "prescription",
    "renewals",
    "search",
    "suggest",
    "whose",
]
