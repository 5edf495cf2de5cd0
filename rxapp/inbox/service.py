"""The front door of the room: every act by one name. Each lives in the module that tells its idea.

They leave the commit to the caller. Those that take a ``Database`` (`receive`, `file_conversation`) make their own transactions.
A verb of a conversation takes ``actor`` and ``context``; a professional's context is `policy.NO_CONTEXT`.
"""

from . import acts as _acts  # noqa: F401 - declares the words of the history
from . import errors as _errors  # noqa: F401 - declares the words of refusals
from .blocking import block, unblock
from .choices import set_absence, set_templates, set_who_may_start
from .content import Draft, Template
from .disputing import contest
from .drafts import drop_draft, keep_draft
from .filing import file_attachment, file_conversation, file_received
from .lifecycle import add_professional, archive, assign, close, mark_read, report, unarchive, withdraw
from .once import Sent
from .pieces import receive
from .practices import join_practice, leave_practice
from .rules import CLOSINGS, REPORTS, WhoMayStart
from .writing import inform, reply, start

__all__ = [
    "CLOSINGS",
    "REPORTS",
    "Draft",
    "Sent",
    "Template",
    "WhoMayStart",
    "add_professional",
    "archive",
    "assign",
    "block",
    "close",
    "contest",
    "drop_draft",
    "file_attachment",
    "file_conversation",
    "file_received",
    "inform",
    "join_practice",
    "keep_draft",
    "leave_practice",
    "mark_read",
    "receive",
    "reply",
    "report",
    "set_absence",
    "set_templates",
    "set_who_may_start",
    "start",
    "unarchive",
    "unblock",
    "withdraw",
]
