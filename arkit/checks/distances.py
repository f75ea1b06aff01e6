"""Open3D's distances without its viewer."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from arkit.errors import MissingError

_UNUSED = ("open3d.visualization", "open3d.ml")


def load_open3d() -> Any:
    """The module open3d for its geometry; a program that has imported it whole keeps it whole.

    `import open3d` brings its viewer, and with it dash, plotly and a web server: 0.35 of its 0.6 CPU seconds. While it
    is imported here empty modules stand for these parts; they are taken away again, so that they can come later.

    Raises:
        MissingError: it is not installed.
    """
    absent = [name for name in _UNUSED if name not in sys.modules]
    if "open3d" not in sys.modules:
        sys.modules.update({name: ModuleType(name) for name in absent})
    try:
        return import_module("open3d")
    except ImportError as error:
        raise MissingError("deviation: expected open3d; pip install open3d==0.20.0") from error
    finally:
        for name in absent:
            if isinstance(sys.modules.get(name), ModuleType) and not hasattr(sys.modules[name], "__file__"):
                del sys.modules[name]


__all__ = ["load_open3d"]
