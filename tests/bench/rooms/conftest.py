"""The rooms are lit by embreex, which has no wheel for ARM: there these tests are left out."""

from __future__ import annotations

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("embreex") else ["test_*.py"]
