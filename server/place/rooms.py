"""The sample rooms we ship: `rooms/<id>/room.jpg` and, where a marker lies on the floor, `room_marker.jpg`."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from arkit.errors import NotFoundError
from server.contract import SampleRoom, Text
from server.files import FileStore, file_url

log = logging.getLogger(__name__)
_PICTURES = {"room.jpg": "", "room_marker.jpg": "-marker"}
_WITH_MARKER = {"zh": "（地上有标记）", "en": ", marker on the floor"}


@dataclass(frozen=True, slots=True)
class SampleRooms:
    """Sample rooms by id, and where their pictures lie."""

    rooms: tuple[SampleRoom, ...]
    pictures: dict[str, Path]

    def picture(self, room_id: str) -> bytes:
        """A room's picture as it lies on disk.

        Raises:
            NotFoundError: there is no such room.
        """
        if room_id not in self.pictures:
            raise NotFoundError(f'room: there is no sample room "{room_id}"', room=room_id)
        return self.pictures[room_id].read_bytes()


def read_rooms(folder: Path, files: FileStore) -> SampleRooms:
    """Every sample room below `folder`; each picture gets a lasting address."""
    found: list[SampleRoom] = []
    pictures: dict[str, Path] = {}
    for truth_path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(truth_path.read_text(encoding="utf-8"))
        for name, ending in _PICTURES.items():
            path = truth_path.parent / name
            if path.is_file():
                room = _room(truth_path.parent.name, ending, truth, path, files)
                found.append(room)
                pictures[room.id] = path
    return SampleRooms(tuple(found), pictures)


def _room(name: str, ending: str, truth: dict[str, Any], path: Path, files: FileStore) -> SampleRoom:
    with Image.open(path) as picture:
        width, height = picture.size
    marker = truth.get("marker") if ending else None
    title = truth.get("title") or {"zh": name, "en": name.replace("-", " ").capitalize()}
    return SampleRoom(
        id=name + ending,
        title=Text(**{tongue: title[tongue] + (_WITH_MARKER[tongue] if marker else "") for tongue in ("zh", "en")}),
        image_url=file_url(files.put(path), f"{name}{ending}.jpg"),
        width_px=width,
        height_px=height,
        camera_height_m=truth.get("camera_height_m"),
        marker_cm=marker["side_m"] * 100 if marker else None,
    )


__all__ = ["SampleRooms", "read_rooms"]
