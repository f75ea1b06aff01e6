"""What stops a command: one line on stderr, one object on stdout where asked, exit 1."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from arkit import cli
from arkit.errors import AmbiguousError, ArkitError
from arkit.io import appearing

MEANT = AmbiguousError("unit: expected one,\ngot two", readings=[("mm", "y")], size_m=np.ones(1))
FULL = OSError(errno.ENOSPC, "No space left on device", "out.glb")


@pytest.fixture
def stop(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """A command that raises what is put into this list."""
    raised: list[BaseException] = []

    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def command(as_json: bool) -> None:
        raise raised[0]

    monkeypatch.setattr(cli.Commands, "get_command", lambda *_: command)
    yield raised


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, list(words))


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (MEANT, "ambiguous", "arkit: unit: expected one, got two\n"),
        (FULL, "error", "arkit: out.glb: expected to read or write it, got: No space left on device; choose another"),
        (MemoryError(), "error", "arkit: memory: expected a file that fits in it, it ran out; try a smaller"),
    ],
)
def test_one_line_and_one_object(stop: list[BaseException], error: BaseException, code: str, line: str) -> None:
    stop.append(error)
    result = run("stop", "--json")
    assert result.exit_code == 1
    assert result.stderr.startswith(line) and result.stderr.count("\n") == 1
    assert json.loads(result.stdout)["error"]["code"] == code
    plain = run("stop")
    assert (plain.stdout, plain.stderr) == ("", result.stderr)


def test_facts_reach_a_machine_whatever_they_are(stop: list[BaseException]) -> None:
    stop.append(MEANT)
    assert json.loads(run("stop", "--json").stdout)["error"]["facts"] == {"readings": [["mm", "y"]], "size_m": "[1.]"}


def test_trace_shows_where(stop: list[BaseException]) -> None:
    stop.append(ArkitError("meant"))
    assert run("--trace", "stop").exception is stop[0]


def test_a_wrong_log_level_is_said(monkeypatch: pytest.MonkeyPatch, stop: list[BaseException]) -> None:
    monkeypatch.setenv("ARKIT_LOG", "loud")
    result = run("stop")
    assert result.exit_code == 1 and result.stderr.startswith("arkit: ARKIT_LOG: expected debug, info")


def test_a_kill_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @click.command()
    def command() -> None:
        with appearing(tmp_path / "a.glb") as draft:
            draft.write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(cli.Commands, "get_command", lambda *_: command)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert run("killed").exit_code == 128 + signal.SIGTERM
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not list(tmp_path.iterdir())


def test_every_command_has_help() -> None:
    for name in cli.COMMANDS:
        assert run(name, "--help").exit_code == 0, name


def test_no_such_command_is_wrong_usage() -> None:
    assert run("nothing").exit_code == 2
