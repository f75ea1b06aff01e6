"""Log lines on stderr: the event and its facts as `key=value`."""

from __future__ import annotations

import json
import logging

from arkit.errors import CheckError

LEVELS = ("debug", "info", "warning", "error")
OURS = ("arkit", "server")  # others' debug lines may hold what a photo's file says of its owner
_PLAIN = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class Facts(logging.Formatter):
    """Prints `LEVEL logger event key=value …`, the facts being what was logged with `extra`."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        facts = (f"{key}={_shown(value)}" for key, value in vars(record).items() if key not in _PLAIN)
        return " ".join((record.levelname, record.name, record.message, *facts))


def _shown(value: object) -> str:
    """A value in one word: quoted where it has spaces, quotes or line ends, or is empty."""
    text = str(value)
    return text if text and not set(text) & set(' "=\r\n\t') else json.dumps(text, ensure_ascii=False)


def start_logging(level: str) -> None:
    """Send log lines to stderr, ours from `level` on, others' from warnings on.

    Raises:
        CheckError: there is no such level.
    """
    if level.lower() not in LEVELS:
        raise CheckError(f'ARKIT_LOG: expected {", ".join(LEVELS[:-1])} or {LEVELS[-1]}, got "{level}"')
    handler = logging.StreamHandler()
    handler.setFormatter(Facts())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


__all__ = ["LEVELS", "Facts", "start_logging"]
