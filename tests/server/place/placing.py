"""Stands in for the placing process in the server's tests; the request's yaw says how it behaves."""

from __future__ import annotations

import os
import sys
import time

from server.place.wire import Message, message_bytes, read_message

FACTS = {
    "width_px": 4,
    "height_px": 3,
    "size_on_floor_m": [0.78, 0.82, 0.8],
    "footprint_px": [[0, 0], [1, 0], [1, 1], [0, 1]],
    "distance_m": 2.9,
    "scale": {"source": "marker", "sd": 0.01},
    "position_sd_cm": 1.5,
    "size_sd": 0.02,
    "warnings": ["sofa reaches 12 cm behind a wall"],
    "seconds": 0.1,
}

while (message := read_message(sys.stdin.buffer)) is not None:
    if message.head["yaw_deg"] == 1:
        time.sleep(60)
    if message.head["yaw_deg"] == 2:
        os.abort()
    answer = Message(FACTS, message.picture[::-1])
    if message.head["yaw_deg"] == 3:
        answer = Message({"error": {"code": "not_found", "message": "marker: expected one, found none", "facts": {}}})
    sys.stdout.buffer.write(message_bytes(answer))
    sys.stdout.buffer.flush()
