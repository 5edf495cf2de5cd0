"""The front door of the room: every act by one name. Each lives in the module that tells its idea.

They leave the commit to the caller. Those that take a ``Database`` make their own transactions.
"""

from . import acts as _acts  # noqa: F401 - declares the words of the history
from . import errors as _errors  # noqa: F401 - declares the words of refusals
from .choices import choose, forget
from .directory import Loaded, attach, load, write_hours
from .hours_form import HoursForm

__all__ = ["HoursForm", "Loaded", "attach", "choose", "forget", "load", "write_hours"]
