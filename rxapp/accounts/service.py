"""The front door of the room: everything it does, by one name. Each verb lives in the module that tells its idea.

Verbs that take ``uow`` leave the commit to the caller, except those that must remember a refusal (``check_code``,
``request_new_code``). Verbs that take ``database`` make their own transactions, with the hashing between two.
"""

from .archive import archive_of, reopen
from .checking import ActivationTicket, Refusal, check_code, check_letter, refuse_space
from .child_closing import ChildClosing, advance_children, close_child, keep_child
from .child_notice import oppose
from .closing import Choice, Closing, advance, close_account, keep_account
from .closing_receipt import asked_pdf, forget_receipts, receipt_pdf, receipt_token
from .codes import IssuedCode, answer_requests, erase_dead_letters, hand_over_letter, issue_code, request_new_code
from .csv_import import CsvOutcome, LineError, issue_codes_from_csv
from .destruction import ask_destruction, asked_for, destruction_receipt, keep_archived, receipt_leaves
from .errors import FieldErrors
from .forgotten import ResetLink, answer_resets, ask_link, hand_link, letter_link, open_link, reset_by_letter, reset_by_link
from .handover import keep
from .holding import hold_account
from .invitations import accept_invitation, answer_invitations, decline_invitation, invite, withdraw_invitation
from .known_devices import forget_device
from .language import set_language
from .majority import Watch
from .opening import NewAccount, activate_child, open_account, open_staff_account
from .passing import purge_passing
from .people import Origin, acts_for_all, attach_child, context_for, find_person, register_person
from .registering import name_profession, register
from .relatives import detach_child, join_parent, keep_acting, stop_acting
from .replaying import Replayed, replay, unsaid
from .sessions import (
    Principal,
    SignedIn,
    check_session,
    end_other_sessions,
    end_session,
    ended_by_closing,
    hash_token,
    purge_sessions,
    sign_out,
    touch,
)
from .sign_in import NextStep, change_password, give_code, sign_in
from .upkeep import destroy_due, erase_words, forget_keys, put_away_left, settle

__all__ = [
    "ActivationTicket",
    "ChildClosing",
    "Choice",
    "Closing",
    "CsvOutcome",
    "FieldErrors",
    "IssuedCode",
    "LineError",
    "NewAccount",
    "NextStep",
    "Origin",
    "Principal",
    "Refusal",
    "Replayed",
    "ResetLink",
    "SignedIn",
    "Watch",
    "accept_invitation",
    "activate_child",
    "acts_for_all",
    "advance",
    "advance_children",
    "answer_invitations",
    "answer_requests",
    "answer_resets",
    "archive_of",
    "ask_destruction",
    "ask_link",
    "asked_for",
    "asked_pdf",
    "attach_child",
    "change_password",
    "check_code",
    "check_letter",
    "check_session",
    "close_account",
    "close_child",
    "context_for",
    "decline_invitation",
    "destroy_due",
    "destruction_receipt",
    "detach_child",
    "end_other_sessions",
    "end_session",
    "ended_by_closing",
    "erase_dead_letters",
    "erase_words",
    "find_person",
    "forget_device",
    "forget_keys",
    "forget_receipts",
    "give_code",
    "hand_link",
    "hand_over_letter",
    "hash_token",
    "hold_account",
    "invite",
    "issue_code",
    "issue_codes_from_csv",
    "join_parent",
    "keep",
    "keep_account",
    "keep_acting",
    "keep_archived",
    "keep_child",
    "letter_link",
    "name_profession",
    "open_account",
    "open_link",
    "open_staff_account",
    "oppose",
    "purge_passing",
    "purge_sessions",
    "put_away_left",
    "receipt_leaves",
    "receipt_pdf",
    "receipt_token",
    "refuse_space",
    "register",
    "register_person",
    "reopen",
    "replay",
    "request_new_code",
    "reset_by_letter",
    "reset_by_link",
    "set_language",
    "settle",
    "sign_in",
    "sign_out",
    "stop_acting",
    "touch",
    "unsaid",
    "withdraw_invitation",
]
