"""The mall's numbers, its room codes, what is a valid message, and how often one may speak."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from server.contract import Triple
from server.contract_mall import Chat, ClientMessage, Join, Look, Pose
from server.errors import CheckError, sentence_of

SEATS = 50  # what Hubs takes at most; a room of friends needs fewer
ENTRANCE_M: Triple = (0.0, 0.0, 0.0)
TICKS_PER_S = 15  # between Hyperfy's 8 and Networked-AFrame's 15; a client eases between two
MESSAGE_BYTES = 4096
STRIKES = 10
CHAT_PER_S = 1.0
CHAT_BURST = 5.0
MESSAGES_PER_S = 60.0
MESSAGES_BURST = 120.0
WAITING_MESSAGES = 256  # important messages that may wait for one slow reader before it is let go
_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aeiou"
_CODE = re.compile(rf"([{_CONSONANTS}][{_VOWELS}]){{2}}(-([{_CONSONANTS}][{_VOWELS}]){{2}}){{3}}")
_MESSAGES: TypeAdapter[Join | Pose | Chat | Look] = TypeAdapter(ClientMessage)


def new_code() -> str:
    """A room code that can be read aloud and not be guessed, as "bako-timu-rafe-sodi": eight syllables, 50 bits."""
    words = ["".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(2)) for _ in range(4)]
    return "-".join(words)


def is_code(code: str) -> bool:
    """Whether this could be a room's code."""
    return _CODE.fullmatch(code) is not None


def parse_message(text: str) -> Join | Pose | Chat | Look:
    """A client's message, valid.

    Raises:
        CheckError: it is not JSON, of no known type, or a field is wrong.
    """
    try:
        return _MESSAGES.validate_json(text)
    except ValidationError as error:
        sentence, field = sentence_of(error)
        raise CheckError(sentence, field=field) from error


@dataclass(slots=True)
class Bucket:
    """A right to speak that refills with time: `rate` a second, `burst` at once."""

    rate: float
    burst: float
    level: float
    filled_s: float

    def take(self, now_s: float) -> bool:
        """Use one; False when none is left."""
        self.level = min(self.burst, self.level + (now_s - self.filled_s) * self.rate)
        self.filled_s = now_s
        if self.level < 1:
            return False
        self.level -= 1
        return True


def bucket(rate: float, burst: float, now_s: float) -> Bucket:
    """A full bucket."""
    return Bucket(rate, burst, burst, now_s)


__all__ = [
    "CHAT_BURST",
    "CHAT_PER_S",
    "ENTRANCE_M",
    "MESSAGES_BURST",
    "MESSAGES_PER_S",
    "MESSAGE_BYTES",
    "SEATS",
    "STRIKES",
    "TICKS_PER_S",
    "WAITING_MESSAGES",
    "Bucket",
    "bucket",
    "is_code",
    "new_code",
    "parse_message",
]
