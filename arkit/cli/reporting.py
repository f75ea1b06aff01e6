"""What `--report` asks of `arkit convert`: the answer as JSON, or a page with pictures, by the name's suffix."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from arkit.document import Document
from arkit.errors import CheckError
from arkit.io import check_writable, write_bytes

_SUFFIXES = (".json", ".html", ".htm")
_TOLD = Callable[[float, str], None]


@dataclass(slots=True)
class Reporting:
    """Clocks the stages of one conversion, keeps what a page needs to draw, and writes the reports.

    Attributes:
        paths: where to write; .json and .html, any number.
        started_s: of `clock`.
        clock: seconds that only rise.
    """

    paths: Sequence[Path]
    clock: Callable[[], float] = time.perf_counter
    started_s: float = 0.0
    _stages: list[tuple[str, float]] = field(default_factory=list)
    _documents: tuple[Document, Document] | None = None

    def __post_init__(self) -> None:
        for path in self.paths:
            if path.suffix.lower() not in _SUFFIXES:
                raise CheckError(f"{path.name}: expected a report's name ending in .json or .html")
            check_writable(path)
        self.started_s = self.clock()

    @property
    def draws(self) -> bool:
        """Whether a page is asked for."""
        return any(path.suffix.lower() != ".json" for path in self.paths)

    def clocked(self, told: _TOLD) -> _TOLD:
        """A progress that also writes down when each stage begins."""

        def tell(part: float, stage: str) -> None:
            self._stages.append((stage, self.clock()))
            told(part, stage)

        return tell

    def watch(self, before: Document, after: Document) -> None:
        """Keep the two documents that a page shows beside each other."""
        if self.draws:
            self._documents = (before, after)

    def write(self, facts: Mapping[str, Any], *, attach: str = "") -> dict[str, Any]:
        """Draw, write every report, and return the answer: `facts` with `stages` and `seconds`."""
        pictures = None
        if self._documents is not None:
            from arkit.convert.portrait import poster_view
            from arkit.convert.report import take_pictures

            self._stages.append(("report", self.clock()))
            before, after = self._documents
            pictures = take_pictures(before, after, view=poster_view(after, attach))
        ended_s = self.clock()
        answer = {**facts, "stages": self._lasted(ended_s), "seconds": round(ended_s - self.started_s, 3)}
        for path in self.paths:
            if path.suffix.lower() == ".json":
                text = json.dumps(answer, ensure_ascii=False, indent=1)
            else:
                from arkit.convert.report import report_page

                text = report_page(json.loads(json.dumps(answer)), pictures)
            write_bytes(path, text.encode("utf-8"))
        return answer

    def _lasted(self, ended_s: float) -> list[dict[str, Any]]:
        """How long each stage took; "done" is the end of the last one."""
        ends = [*(begun for _, begun in self._stages[1:]), ended_s]
        pairs = zip(self._stages, ends, strict=True)
        found = [{"stage": name, "seconds": round(end - begun, 3)} for (name, begun), end in pairs]
        return [one for one in found if one["stage"] != "done"]


__all__ = ["Reporting"]
