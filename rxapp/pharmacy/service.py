"""The front door of the room: every act by one name. Each lives in the module that tells its idea.

They leave the commit to the caller, except `hand_over`, which must remember a wrong code. Those that take a ``Database`` make
their own transactions. A verb of the patient's side takes ``actor`` and ``context``; one of the counter takes ``actor`` alone.
"""

from . import acts as _acts  # noqa: F401 - declares the words of the history
from . import errors as _errors  # noqa: F401 - declares the words of refusals
from .choices import choose, forget
from .counter import LineChange, change_line, hand_over, make_ready, prepare, promise, propose, receive, refuse, resume
from .counter import type_line as type_line_at_counter
from .delays import advance, end_all
from .directory import Loaded, attach, detach, load, write_hours
from .hours_form import HoursForm
from .life import LineState, Move, Side, State
from .lines import LineForm
from .orders import Wishes, answer, cancel, give_up_line, name_bearer, renew_code, send, send_elsewhere
from .prescriptions import change_line as change_prescribed
from .prescriptions import remove_line as remove_prescribed
from .prescriptions import type_line
from .sharing import Shared, share

__all__ = [
    "HoursForm",
    "LineChange",
    "LineForm",
    "LineState",
    "Loaded",
    "Move",
    "Shared",
    "Side",
    "State",
    "Wishes",
    "advance",
    "answer",
    "attach",
    "cancel",
    "change_line",
    "change_prescribed",
    "choose",
    "detach",
    "end_all",
    "forget",
    "give_up_line",
    "hand_over",
    "load",
    "make_ready",
    "name_bearer",
    "prepare",
    "promise",
    "propose",
    "receive",
    "refuse",
    "remove_prescribed",
    "renew_code",
    "resume",
    "send",
    "send_elsewhere",
    "share",
    "type_line",
    "type_line_at_counter",
    "write_hours",
]
