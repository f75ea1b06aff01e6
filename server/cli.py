"""`arkit serve`: the shop on one address."""

from __future__ import annotations

import logging
import signal
import socket
from dataclasses import replace

import click
import uvicorn

from arkit.errors import CheckError
from server import create_services
from server.accounts.store import first_key
from server.asgi import create_asgi
from server.config import read_config
from server.mall.rules import MESSAGE_BYTES


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for a network.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--workers", type=click.IntRange(0, 8), help="Conversions at once; 0 converts nothing.")
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the shop, the studio and the mall."""
    config = read_config()
    if workers is not None:
        config = replace(config, workers=workers)
    listening = listen(host, port)
    services = create_services(config)
    key = first_key(services.keys, config.data_dir / "studio.key")
    address = f"http://{host}:{listening.getsockname()[1]}"
    click.echo(f"shop    {address}/\nstudio  {address}/studio\nAPI     {address}/openapi.json", err=True)
    if key:
        click.echo(f"studio key (shown once, kept in {config.data_dir / 'studio.key'}): {key}", err=True)
    logging.getLogger("uvicorn.access").disabled = True
    settings = uvicorn.Config(
        create_asgi(config, services),
        loop="uvloop",
        log_config=None,
        ws_max_size=4 * MESSAGE_BYTES,
        ws_max_queue=64,
        timeout_graceful_shutdown=5,
        server_header=False,
        date_header=False,  # Flask says it already
    )
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # uvicorn ends on it, then raises it again: a clean end to systemd
    uvicorn.Server(settings).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        CheckError: another program has the port, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CheckError(
            f"{host}:{port}: expected a free address, got: {error.strerror}; choose another --port"
        ) from error
    listening.listen(2048)
    return listening


__all__ = ["command", "listen"]
