"""Folders that only their owner reads, and names in them that survive a power cut."""

import os
from pathlib import Path


def private_directory(path: Path) -> Path:
    """Create `path` with mode 0700 when it does not exist, and return it."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    return path


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
