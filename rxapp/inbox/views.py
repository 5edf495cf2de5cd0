"""What is read of this room: frozen rows ready for the screen, at most 50 at a time, only what `can_see` allows.

What is given of a conversation (`conversation_page`, `printed`) is marked as read by the actor before it is given; lists and
counts mark nothing.
"""

from .blocking import blocked_by
from .conversation_views import PrintedConversation, as_text, conversation_page, printed, whose
from .directory import DirectoryPage, ProfessionalCard, directory, professional
from .disputing import dispute_of, reach_of
from .emergencies import EmergencyNotice, notices_for
from .filing import count_received
from .links import Part
from .list_views import inbox_page, patients, pro_inbox, unread_count
from .own_views import DraftView, InboxChoicesView, ReportRow, colleagues, draft, own_choices, reports
from .rows import NOTHING, AttachmentRow, ConversationPage, InboxPage, InboxRow, MessageRow, PatientRow, ProfessionalRow
from .rules import CLOSINGS, REPORTS
from .telling import conversation_of, onlookers
from .text import refusals

__all__ = [
    "CLOSINGS",
    "NOTHING",
    "REPORTS",
    "AttachmentRow",
    "ConversationPage",
    "DirectoryPage",
    "DraftView",
    "EmergencyNotice",
    "InboxChoicesView",
    "InboxPage",
    "InboxRow",
    "MessageRow",
    "Part",
    "PatientRow",
    "PrintedConversation",
    "ProfessionalCard",
    "ProfessionalRow",
    "ReportRow",
    "as_text",
    "blocked_by",
    "colleagues",
    "conversation_of",
    "conversation_page",
    "count_received",
    "directory",
    "dispute_of",
    "draft",
    "inbox_page",
    "notices_for",
    "onlookers",
    "own_choices",
    "patients",
    "printed",
    "pro_inbox",
    "professional",
    "reach_of",
    "refusals",
    "reports",
    "unread_count",
    "whose",
]
