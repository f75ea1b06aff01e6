from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from arkit.cli.logs import OURS, Facts, start_logging
from arkit.errors import CheckError


@pytest.fixture
def levels() -> Iterator[None]:
    """The levels of the whole process, put back afterwards."""
    before = {name: logging.getLogger(name).level for name in OURS}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def line(message: str, *words: object, **facts: object) -> str:
    record = logging.LogRecord("arkit.convert", logging.INFO, "story.py", 1, message, words, None)
    vars(record).update(facts)
    return Facts().format(record)


def test_facts_follow_the_event_as_key_and_value() -> None:
    assert (
        line("converted", triangles=51_200, seconds=1.8) == "INFO arkit.convert converted triangles=51200 seconds=1.8"
    )


def test_an_event_without_facts_stands_alone() -> None:
    assert line("read %s", "a.obj") == "INFO arkit.convert read a.obj"


def test_a_fact_stays_one_word_on_one_line() -> None:
    assert line("failed", reason='two\nlines "quoted"', empty="").endswith('reason="two\\nlines \\"quoted\\"" empty=""')


def test_levels_turn_up_ours_alone(levels: None) -> None:
    start_logging("debug")
    assert logging.getLogger("arkit.convert").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("PIL.TiffImagePlugin").isEnabledFor(logging.INFO)


def test_no_such_level() -> None:
    with pytest.raises(CheckError, match='expected debug, info, warning or error, got "loud"'):
        start_logging("loud")
