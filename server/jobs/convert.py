"""The "convert" job: one product file in; web, store and iOS models, a poster and a report out.

Each profile is one run of `arkit convert` in a child process. What it prints with `--progress-json` becomes the job's
progress, the one line it prints when it fails becomes the job's error.
"""

from __future__ import annotations

import json
import logging
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from arkit.errors import ArkitError, ReadError
from arkit.product import Product, product_from_dict
from server.catalog.cards import ConvertedFile, size_error_mm
from server.catalog.store import put_product, put_version
from server.config import Config
from server.errors import failure_of
from server.files import FileStore
from server.jobs.child import Ended, Limits, run_child
from server.jobs.store import Claim, Heard, JobStore

log = logging.getLogger(__name__)
REPORT_EVERY_S = 0.5
PROFILES = {"web": ".glb", "store": ".glb", "ios": ".usdz"}
"""What a product is converted to, in this order, and the files' suffixes."""
CHANNELS = {"web": ("structure", "validator", "khronos"), "store": ("google", "amazon", "shopify"), "ios": ("apple",)}
"""Whose rules each file is for: a shop is sent the plain model, a browser the light one."""
CRASHES = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGXCPU, signal.SIGXFSZ)


class StoppedError(Exception):
    """The job must not go on: cancelled, lost to another worker, or the server ends."""


class DiedError(Exception):
    """The child was killed from outside: not the file's fault, try again."""


@dataclass(slots=True)
class Converting:
    """One attempt at one convert job."""

    config: Config
    jobs: JobStore
    files: FileStore
    claim: Claim
    stopping: Callable[[], bool]
    heard: Heard = "go"
    made: dict[str, ConvertedFile] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    done: float = 0.0
    part: float = 0.0
    stage: str = ""
    reported_s: float = 0.0

    def run(self) -> None:
        """Do the job and write how it ended into its row."""
        try:
            self._convert()
            self._finish()
        except StoppedError:
            if self.heard == "cancel":
                self.jobs.cancelled(self.claim)
            elif self.heard == "go":
                self.jobs.release(self.claim, death=False)
        except DiedError:
            log.warning("converter killed", extra={"job": self.claim.id, "attempt": self.claim.attempt})
            self.jobs.release(self.claim, death=True)
        except ArkitError as error:
            log.info("conversion failed", extra={"job": self.claim.id, "reason": error.message})
            self.jobs.fail(self.claim, failure_of(error))
        except Exception as error:
            log.exception("conversion broke", extra={"job": self.claim.id})
            self.jobs.fail(self.claim, failure_of(error))

    def _convert(self) -> None:
        source = Path(self.claim.spec["source"])
        scratch = self.config.data_dir / "scratch"
        scratch.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as name:
            for index, profile in enumerate(PROFILES):
                self.done = index / len(PROFILES)
                self.part, self.stage = 0.0, profile
                self._convert_profile(source, profile, Path(name) / profile)

    def _convert_profile(self, source: Path, profile: str, folder: Path) -> None:
        folder.mkdir()
        target = folder / f"{self.claim.sku}{PROFILES[profile]}"
        poster = folder / f"{self.claim.sku}.png"
        program = convert_program(self.config, self.claim.spec, source, profile, target)
        if profile == "web":
            program += ("--poster", str(poster))
        limits = Limits(wall_s=self.config.convert_timeout_s, memory_bytes=self.config.child_memory_bytes)
        ended = run_child(program, folder, limits, on_line=self._on_line, beat=self._beat)
        answer = answer_of(ended, limits)
        facts: dict[str, Any] = next(
            (entry for entry in answer.get("outputs", []) if entry.get("profile") == profile), {}
        )
        self._keep(profile, target, facts)
        if profile == "web":
            self.report = answer | {"checks": {}}
            if poster.is_file():
                self._keep("poster", poster, {})
        found = answer.get("checks", {})
        self.report["checks"] |= {name: found[name] for name in CHANNELS[profile] if name in found}

    def _keep(self, profile: str, path: Path, facts: dict[str, Any]) -> None:
        if not path.is_file() or path.is_symlink():
            raise ReadError(f"The converter said it was done but left no {profile} file; please report this.")
        known: dict[str, Any] = {name: facts[name] for name in ("triangles", "textures") if name in facts}
        sha256 = self.files.put(path)
        self.made[profile] = ConvertedFile(sha256, path.name, path.stat().st_size, known)

    def _on_line(self, line: str) -> None:
        """Hear `{"progress": 0…1, "stage": "…"}`; any other line is not progress."""
        if not line.startswith("{"):
            return
        try:
            said = json.loads(line)
            self.part = min(1.0, max(self.part, float(said["progress"])))
            self.stage = str(said.get("stage", ""))[:80] or self.stage
        except (ValueError, KeyError, TypeError):
            return

    def _beat(self) -> bool:
        if self.stopping():
            raise StoppedError
        now_s = time.monotonic()
        if now_s - self.reported_s >= REPORT_EVERY_S:
            self.reported_s = now_s
            self.heard = self.jobs.report(self.claim, self.done + self.part / len(PROFILES), self.stage)
            if self.heard != "go":
                raise StoppedError
        return True

    def _finish(self) -> None:
        claim = self.claim
        product = product_from_dict(claim.spec["record"])
        uploaded = bool(claim.spec.get("uploaded"))

        def also(session: Session) -> None:
            now_s = self.jobs.clock()
            if uploaded:
                options: dict[str, Any] = {"source": "upload", "state": "draft", "owner": claim.owner, "position": 0}
                put_product(session, product, now_s=now_s, **options)
                session.flush()
            put_version(session, product.sku, key=claim.key, report=self.report, files=self.made.items(), now_s=now_s)

        if self.jobs.finish(claim, self._result(product), also):
            log.info("converted", extra={"sku": product.sku, "job": claim.id})

    def _result(self, product: Product) -> dict[str, Any]:
        files = {profile: {"url": file.url, "bytes": file.bytes} for profile, file in self.made.items()}
        error_mm = size_error_mm(product.size_m, self.report.get("size_m"))
        return {"sku": product.sku, "files": files, "size_error_mm": error_mm, "report": self.report}


def convert_program(config: Config, spec: dict[str, Any], source: Path, profile: str, target: Path) -> tuple[str, ...]:
    """The converter's command line for one profile."""
    record = spec["record"]
    options: list[str] = ["--profile", profile, "--validate", "--json", "--progress-json"]
    if record.get("size_m"):
        width, height, depth = (f"{side * 100:g}" for side in record["size_m"])
        options += ["--size", f"{width}x{depth}x{height}cm"]
    for name, option in (("unit", "--units"), ("up", "--up"), ("attach", "--attach"), ("kind", "--kind")):
        if record.get(name):
            options += [option, record[name]]
    return (*config.converter, str(source), str(target), *options)


def answer_of(ended: Ended, limits: Limits) -> dict[str, Any]:
    """The converter's JSON answer.

    Raises:
        ReadError: it refused the file (its own sentence), took too long, or crashed on it.
        DiedError: it was killed from outside.
    """
    if ended.why == "time":
        raise ReadError(f"The file took longer than {limits.wall_s:g} s to convert; try a simpler one.")
    if ended.status < 0:
        if -ended.status in CRASHES:
            raise ReadError("The converter crashed on this file; export it again, or as GLB.", signal=-ended.status)
        raise DiedError
    if ended.status != 0:
        raise ReadError(sentence_of(ended), status=ended.status)
    try:
        answer = json.loads(ended.output)
        if not isinstance(answer, dict):
            raise ValueError("not an object")
    except ValueError as error:
        raise ReadError("The converter gave no report; please report this.") from error
    return answer


def sentence_of(ended: Ended) -> str:
    """The one sentence the converter ended with."""
    for line in reversed(ended.errors):
        if line.startswith("arkit: "):
            return line.removeprefix("arkit: ")
    if any("MemoryError" in line for line in ended.errors):
        return "The file needs more memory than we give to one conversion; try a smaller or simpler file."
    return f"The converter stopped without a reason (exit status {ended.status}); try to export the file again."


__all__ = ["PROFILES", "Converting", "answer_of", "convert_program", "sentence_of"]
