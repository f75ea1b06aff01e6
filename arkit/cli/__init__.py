"""The command line: one file a command, imported when it is called, so that `arkit --help` needs no camera library."""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
from typing import Any

import click

from arkit.errors import ArkitError

COMMANDS = {
    "convert": ("arkit.cli.convert", "Turn a product file into a true-size, light GLB."),
    "inspect": ("arkit.cli.inspect", "Say what a 3D file holds."),
    "check": ("arkit.cli.check", "Hold a 3D file against the rules of shops and standards."),
    "track": ("arkit.cli.track", "Find the face in a picture or video, in millimetres."),
    "tryon": ("arkit.cli.tryon", "Wear glasses or lipstick in a picture or video."),
    "room": ("arkit.cli.room", "Find camera, floor and scale in a picture of a room."),
    "place": ("arkit.cli.place", "Draw a product at true size in a picture of a room."),
    "demo": ("arkit.cli.demo", "Run the whole chain on the sample catalogue and measure it."),
    "serve": ("server.cli", "Serve the shop on http://127.0.0.1:8080."),
    "system": ("arkit.cli.system", "See that the system libraries are there; install them where possible."),
}


class Commands(click.Group):
    """A group that imports a command's file only when it is called and prints an ArkitError as one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ArkitError as error:
            if ctx.params.get("trace"):
                raise
            click.echo(f"arkit: {error.message}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--trace", is_flag=True, help="Show the whole trace of an error.")
@click.version_option(package_name="arkit")
def main(trace: bool) -> None:
    """AR and 3D shopping that tells the truth about size and colour."""
    level = os.environ.get("ARKIT_LOG", "warning").upper()
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")


def print_json(answer: object) -> None:
    """Print one JSON object on stdout: the machine's answer to `--json`."""
    click.echo(json.dumps(answer, ensure_ascii=False))


__all__ = ["COMMANDS", "main", "print_json"]
