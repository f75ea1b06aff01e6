"""What every test of the renderer needs: OpenGL, or a skip that says which package is absent."""

from __future__ import annotations

import pytest

from arkit.draw.thread import run
from arkit.errors import MissingError


@pytest.fixture(autouse=True, scope="session")
def opengl() -> str:
    """The driver's name."""
    try:
        return str(run(lambda gpu: gpu.ctx.info["GL_RENDERER"]))
    except MissingError as error:
        pytest.skip(f"arkit.draw: {error.message}")
