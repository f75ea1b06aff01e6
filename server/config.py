"""What the server is told: folders, limits, the secret it signs with. Read once, at the door."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from arkit.errors import CheckError

ROOT = Path(__file__).resolve().parent.parent
CONVERTER = (sys.executable, "-m", "arkit", "convert")
PLACER = (sys.executable, "-m", "server.place.worker")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Config:
    """How one server runs.

    Attributes:
        data_dir: everything the server writes: database, converted files, secrets.
        assets_dir: the catalogue and rooms we ship.
        database_url: SQLAlchemy URL.
        secret: signs session cookies.
        https: True when shoppers arrive by https, so that the cookie is for https only.
        max_upload_bytes, max_picture_bytes: largest product file, largest picture of a room.
        converter, placer: the programs that convert and place, each run as a child process.
        workers: conversions at once; 0 converts nothing: jobs wait for a server that does.
        lease_s: a job whose worker is silent for longer is given to another.
        convert_timeout_s, place_timeout_s: wall time of one conversion step, of one placement.
        child_memory_bytes: address space of a child process.
        rate_limits: False turns request limits off.
    """

    data_dir: Path
    assets_dir: Path
    database_url: str
    secret: str = field(repr=False)
    https: bool = False
    max_upload_bytes: int = 200 * MEGABYTE
    max_picture_bytes: int = 12 * MEGABYTE
    converter: tuple[str, ...] = CONVERTER
    placer: tuple[str, ...] = PLACER
    workers: int = 1
    lease_s: float = 30.0
    convert_timeout_s: float = 600.0
    place_timeout_s: float = 60.0
    child_memory_bytes: int = 12 * 1024 * MEGABYTE
    rate_limits: bool = True


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read ARKIT_DATA, ARKIT_ASSETS, ARKIT_DATABASE_URL, ARKIT_HTTPS and ARKIT_WORKERS; make the data folder.

    Raises:
        CheckError: ARKIT_WORKERS is not a number from 0 to 8.
    """
    data_dir = Path(environ.get("ARKIT_DATA") or "var").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    workers = environ.get("ARKIT_WORKERS") or "1"
    if not workers.isdigit() or int(workers) > 8:
        raise CheckError(f'ARKIT_WORKERS: expected a number from 0 to 8, got "{workers}"')
    return Config(
        data_dir=data_dir,
        assets_dir=Path(environ.get("ARKIT_ASSETS") or ROOT / "assets").resolve(),
        database_url=environ.get("ARKIT_DATABASE_URL") or f"sqlite:///{data_dir / 'arkit.sqlite'}",
        secret=kept_secret(data_dir / "session.secret"),
        https=environ.get("ARKIT_HTTPS", "") not in ("", "0"),
        workers=int(workers),
    )


def kept_secret(path: Path) -> str:
    """The secret kept at `path`; made on the first call, readable by its owner only (0600)."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    return secret


__all__ = ["CONVERTER", "MEGABYTE", "PLACER", "ROOT", "Config", "kept_secret", "read_config"]
