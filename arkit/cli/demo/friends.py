"""Two headless friends meet in the mall: how long one's step takes to reach the other, over real sockets."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

STEPS = 40
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Meeting:
    """What two clients saw of each other."""

    latency_s: tuple[float, ...]
    chat_heard: bool

    @property
    def median_ms(self) -> float:
        return statistics.median(self.latency_s) * 1000

    @property
    def p95_ms(self) -> float:
        return sorted(self.latency_s)[int(len(self.latency_s) * 0.95)] * 1000


def meet(base_url: str, code: str) -> Meeting:
    """Let Ann and Bo join the room, Ann walk `STEPS` steps and say hello, and time when Bo sees each.

    Args:
        base_url: the server, "http://127.0.0.1:8080".
        code: the room.
    """
    url = f"{base_url.replace('http', 'ws', 1)}/ws/mall/{code}"
    with _join(url, "Ann", "#B93A17") as ann, _join(url, "Bo", "#2E6B4F") as bo:
        ann_id = _wait(ann, "welcome")["you"]
        _wait(bo, "welcome")
        latency = tuple(_step(ann, bo, ann_id, index) for index in range(STEPS))
        ann.send(json.dumps({"type": "chat", "text": "你好, Bo"}))
        heard = _wait(bo, "chat")["text"] == "你好, Bo"
    return Meeting(latency, heard)


def _join(url: str, name: str, color: str) -> ClientConnection:
    client = connect(url, subprotocols=[Subprotocol("mall.v1")], open_timeout=PATIENCE_S)
    client.send(json.dumps({"type": "join", "name": name, "color": color}))
    return client


def _step(walker: ClientConnection, watcher: ClientConnection, walker_id: str, index: int) -> float:
    """Seconds from the walker's message to the watcher's first sight of the new place."""
    x = round(0.05 * (index + 1), 3)
    started = time.perf_counter()
    walker.send(json.dumps({"type": "pose", "position": [x, 0, 0], "yaw_rad": 0}))
    while True:
        seen = {member["id"]: member for member in _wait(watcher, "poses")["members"]}
        if walker_id in seen and abs(seen[walker_id]["position"][0] - x) < 1e-4:
            return time.perf_counter() - started


def _wait(client: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a kind; others on the way are dropped."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        message: dict[str, Any] = json.loads(client.recv(timeout=max(0.0, deadline - time.monotonic())))
        if message["type"] == kind:
            return message


__all__ = ["Meeting", "meet"]
