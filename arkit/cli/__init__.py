"""The command line: one file a command, imported when it is called, so that `arkit --help` needs no camera library."""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import sys
import threading
from typing import Any

import click

from arkit.cli.logs import start_logging
from arkit.errors import ArkitError

COMMANDS = {
    "convert": ("arkit.cli.convert", "Turn a product file into a true-size, light GLB."),
    "inspect": ("arkit.cli.inspect", "Say what a 3D file holds."),
    "check": ("arkit.cli.check", "Hold a 3D file against the rules of shops and standards."),
    "track": ("arkit.cli.track", "Find the face in a picture or video, in millimetres."),
    "tryon": ("arkit.cli.tryon", "Wear glasses or lipstick in a picture or video."),
    "shades": ("arkit.cli.shades", "Read catalogues of make-up shades, search them, compare them worn."),
    "room": ("arkit.cli.room", "Find camera, floor and scale in a picture of a room."),
    "place": ("arkit.cli.place", "Draw a product at true size in a picture of a room."),
    "fit": ("arkit.cli.fit", "Say whether a product fits a room, and whether it passes the door."),
    "demo": ("arkit.cli.demo", "Run the whole chain on the sample catalogue and measure it."),
    "serve": ("server.cli", "Serve the shop on http://127.0.0.1:8080."),
    "system": ("arkit.cli.system", "See that the system libraries are there; install them where possible."),
}


_JSON = "arkit.json"
# Sums of products are small here: a second BLAS thread would only wait, at a core's cost. `arkit room` takes 0.95 s of
# CPU instead of 1.5, in the same time.
_ONE_BLAS_THREAD = frozenset(COMMANDS) - {"serve"}


class Commands(click.Group):
    """A group that imports a command's file only when it is called and tells what stopped it in one line.

    With `--json` the error is the one object on stdout too.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in _ONE_BLAS_THREAD and "numpy" not in sys.modules:
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        gc.disable()  # what is imported stays: to look through it for cycles again and again finds none
        try:
            command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        finally:
            gc.freeze()
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        ctx.meta[_JSON] = "--json" in args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly when nobody reads on
        except (ArkitError, OSError, MemoryError) as error:
            if ctx.params.get("trace"):
                raise
            told = _told(error)
            if ctx.meta.get(_JSON):
                failure = {"code": told.code, "message": told.message, "facts": told.facts}
                click.echo(json.dumps({"error": failure}, ensure_ascii=False, default=str))
            click.echo(f"arkit: {' '.join(told.message.splitlines())}", err=True)
            sys.exit(1)


def _told(error: ArkitError | OSError | MemoryError) -> ArkitError:
    """What stopped us as one of ours: the system's own refusals (a full disk, no permission, no memory) too."""
    if isinstance(error, ArkitError):
        from arkit.cli.hints import hinted

        return hinted(error)
    if isinstance(error, MemoryError):
        return ArkitError("memory: expected a file that fits in it, it ran out; try a smaller or simpler file")
    name = error.filename or "file"
    return ArkitError(f"{name}: expected to read or write it, got: {error.strerror or error}; choose another place")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--trace", is_flag=True, help="Show the whole trace of an error.")
@click.version_option(package_name="arkit")
def main(trace: bool) -> None:
    """AR and 3D shopping that tells the truth about size and colour."""
    start_logging(os.environ.get("ARKIT_LOG") or "warning")
    atexit.register(gc.freeze)  # at the end nothing is looked through for cycles: 0.03 CPU s of a conversion
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)


def _leave(number: int, _: object) -> None:
    """End as Ctrl-C does, so that what is half written goes too."""
    sys.exit(128 + number)


def print_json(answer: object) -> None:
    """Print one JSON object on stdout: the machine's answer to `--json`."""
    click.echo(json.dumps(answer, ensure_ascii=False))


__all__ = ["COMMANDS", "main", "print_json"]
