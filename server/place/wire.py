"""How the shop and its placing process talk through pipes: two lengths, JSON, then bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import IO, Any

HEAD = struct.Struct(">II")
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """Facts, and a picture's bytes."""

    head: dict[str, Any]
    picture: bytes = b""


def message_bytes(message: Message) -> bytes:
    """The message as it goes through a pipe."""
    facts = json.dumps(message.head).encode()
    return HEAD.pack(len(facts), len(message.picture)) + facts + message.picture


def read_message(pipe: IO[bytes]) -> Message | None:
    """The next message; None at the end of the pipe."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    count, size = parse_head(head)
    return parse_message(pipe.read(count + size), count)


def parse_head(head: bytes) -> tuple[int, int]:
    """How many bytes of JSON and of picture follow.

    Raises:
        ValueError: more than any message has.
    """
    count, size = HEAD.unpack(head)
    if count + size > MOST_BYTES:
        raise ValueError(f"message: expected at most {MOST_BYTES} bytes, got {count + size}")
    return count, size


def parse_message(body: bytes, count: int) -> Message:
    """A message whose JSON is the first `count` bytes.

    Raises:
        ValueError: the JSON is none.
    """
    return Message(json.loads(body[:count]), body[count:])


__all__ = ["HEAD", "Message", "message_bytes", "parse_head", "parse_message", "read_message"]
