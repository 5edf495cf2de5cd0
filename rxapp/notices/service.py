"""The front door of the room. Each verb lives in the module that tells its idea; all leave the commit to the caller."""

from . import errors as _errors  # noqa: F401 - declares the words
from .announcing import (
    announce,
    announced_since,
    erase_old,
    keep_only,
    mark_all_read,
    mark_read,
    prepare_after,
    read_about,
    restore,
    stop,
    told_at,
    wake,
    wake_with,
    withdraw,
)
from .choices import choose_delays, choose_quiet_hours, reminder_delays, switch, switched
from .departures import erase_letters, erase_mails, erase_old_mails, send_letter, send_mail, take_letter
from .devices import Device, forget_devices, subscribe, unsubscribe, vapid_public_key
from .parting import forget, part

__all__ = [
    "Device",
    "announce",
    "announced_since",
    "choose_delays",
    "choose_quiet_hours",
    "erase_letters",
    "erase_mails",
    "erase_old",
    "erase_old_mails",
    "forget",
    "forget_devices",
    "keep_only",
    "mark_all_read",
    "mark_read",
    "part",
    "prepare_after",
    "read_about",
    "reminder_delays",
    "restore",
    "send_letter",
    "send_mail",
    "stop",
    "subscribe",
    "switch",
    "switched",
    "take_letter",
    "told_at",
    "unsubscribe",
    "vapid_public_key",
    "wake",
    "wake_with",
    "withdraw",
]
