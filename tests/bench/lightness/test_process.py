"""What a process took is counted with its children, and a failure is told."""

from __future__ import annotations

import sys

import pytest

from bench.lightness.process import ToolError, spend

BUSY = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"


def test_children_are_counted() -> None:
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    spent = spend([sys.executable, "-c", script])
    assert spent.cpu_s >= 0.3
    assert spent.peak_bytes > 1e6


def test_a_failing_tool_says_why() -> None:
    with pytest.raises(ToolError, match="no such model"):
        spend([sys.executable, "-c", "raise SystemExit('no such model')"])
