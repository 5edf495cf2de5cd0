"""The front door of the room: everything it does, by one name. Each verb lives in the module that tells its idea.

Verbs that take ``uow`` leave the commit to the caller, except those that must remember a refusal (``check_code``,
``request_new_code``). Verbs that take ``database`` make their own transactions, with the hashing between two.
"""

from .checking import ActivationTicket, Refusal, check_code, check_letter, refuse_space
from .closing import Choice, Closing, advance, close_account, keep_account, receipt_pdf, receipt_token
from .codes import IssuedCode, answer_requests, erase_dead_letters, hand_over_letter, issue_code, request_new_code
from .csv_import import CsvOutcome, LineError, issue_codes_from_csv
from .errors import FieldErrors
from .forgotten import ResetLink, answer_resets, ask_link, hand_link, letter_link, open_link, reset_by_letter, reset_by_link
from .holding import hold_account
from .known_devices import forget_device
from .language import set_language
from .opening import NewAccount, activate_child, open_account, open_staff_account
from .passing import purge_passing
from .people import attach_child, context_for, find_person, register_person
from .sessions import (
    Principal,
    SignedIn,
    check_session,
    end_other_sessions,
    end_session,
    hash_token,
    purge_sessions,
    sign_out,
    touch,
)
from .sign_in import NextStep, change_password, give_code, sign_in

__all__ = [
    "ActivationTicket",
    "Choice",
    "Closing",
    "CsvOutcome",
    "FieldErrors",
    "IssuedCode",
    "LineError",
    "NewAccount",
    "NextStep",
    "Principal",
    "Refusal",
    "ResetLink",
    "SignedIn",
    "activate_child",
    "advance",
    "answer_requests",
    "answer_resets",
    "ask_link",
    "attach_child",
    "change_password",
    "check_code",
    "check_letter",
    "check_session",
    "close_account",
    "context_for",
    "end_other_sessions",
    "end_session",
    "erase_dead_letters",
    "find_person",
    "forget_device",
    "give_code",
    "hand_link",
    "hand_over_letter",
    "hash_token",
    "hold_account",
    "issue_code",
    "issue_codes_from_csv",
    "keep_account",
    "letter_link",
    "open_account",
    "open_link",
    "open_staff_account",
    "purge_passing",
    "purge_sessions",
    "receipt_pdf",
    "receipt_token",
    "refuse_space",
    "register_person",
    "request_new_code",
    "reset_by_letter",
    "reset_by_link",
    "set_language",
    "sign_in",
    "sign_out",
    "touch",
]
