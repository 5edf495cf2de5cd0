"""What is kept of a flow that failed: screenshot, trace, and a film made of the frames of the trace."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from PIL import Image

LONGEST = 3000
SIDE = 900


def film(trace: Path, out: Path) -> bool:
    """Turn the frames of a Playwright trace into one moving picture (WebP, any browser shows it); False without frames.

    Playwright's own video needs an ffmpeg that is downloaded apart; the trace has the same frames.
    """
    with zipfile.ZipFile(trace) as archive:
        frames = _frames(archive)
        if not frames:
            return False
        images = [_image(archive.read(name)) for name, _ in frames]
    times = [at for _, at in frames]
    shown = [max(40, min(LONGEST, int(after - at))) for at, after in zip(times, [*times[1:], times[-1] + LONGEST], strict=True)]
    images[0].save(out, save_all=True, append_images=images[1:], duration=shown, quality=60, method=0)
    return True


def _frames(archive: zipfile.ZipFile) -> list[tuple[str, float]]:
    """Name and time (ms) of each frame, in order."""
    found = []
    names = set(archive.namelist())
    for log in (name for name in names if name.endswith(".trace")):
        for line in archive.read(log).decode().splitlines():
            event = json.loads(line)
            if event.get("type") == "screencast-frame" and event["file"] in names:
                found.append((event["file"], event["timestamp"]))
    return sorted(found, key=lambda frame: frame[1])


def _image(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as frame:
        picture = frame.convert("RGB")
    sheet = Image.new("RGB", (SIDE, SIDE), "white")
    picture.thumbnail((SIDE, SIDE))
    sheet.paste(picture)
    return sheet
