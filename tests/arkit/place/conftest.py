"""What tests that draw need."""

from __future__ import annotations

import pytest

from arkit.draw.thread import run
from arkit.errors import MissingError


@pytest.fixture(scope="session")
def opengl() -> None:
    """OpenGL, or a skip that says what is absent."""
    try:
        run(lambda gpu: gpu.ctx.info["GL_RENDERER"])
    except MissingError as error:
        pytest.skip(f"arkit.draw: {error.message}")
