"""The OpenGL context and what is kept on it between drawings. Lives and is used on the render thread only."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

import numpy as np

from arkit.document import Document
from arkit.draw.environment import studio
from arkit.draw.programs import Programs
from arkit.draw.targets import Targets
from arkit.draw.upload import Model, upload
from arkit.errors import MissingError

log = logging.getLogger(__name__)

INSTALL = "sudo apt-get install -y libegl1 libgl1 libgl1-mesa-dri"
MODELS_KEPT = 16  # a page of a catalogue; the oldest is released when a seventeenth comes
_DEPTH_CLAMP = 0x864F  # GL_DEPTH_CLAMP: what lies beyond the far plane still hides and still casts


class Gpu:
    """Context, programs, targets, the studio's light and the uploaded models."""

    def __init__(self) -> None:
        self.ctx = _context()
        self.programs = Programs(self.ctx)
        self.targets = Targets(self.ctx)
        self.scene = self.ctx.buffer(reserve=1024)
        light = studio()
        side = light.radiance.shape[-1]
        self.radiance = self.ctx.texture3d((side, side, len(light.radiance)), 1, light.radiance.tobytes(), dtype="f4")
        self.radiance.repeat_x = self.radiance.repeat_y = self.radiance.repeat_z = False
        self.table = self.ctx.texture(light.table.shape[1::-1], 3, light.table.tobytes(), dtype="f4")
        self.table.repeat_x = self.table.repeat_y = False
        self.harmonics = light.harmonics
        self.shadows: dict[Any, np.ndarray] = {}  # ground shadows by what they depend on
        self.held: dict[Any, list[Document]] = {}  # the documents they are of, so that no other takes their id
        self._models: OrderedDict[int, tuple[Document, Model]] = OrderedDict()
        log.debug("context", extra={"renderer": self.ctx.info["GL_RENDERER"], "version": self.ctx.info["GL_VERSION"]})

    def model(self, document: Document) -> Model:
        """The document on the GPU: uploaded at first sight, kept while it is among the last MODELS_KEPT.

        Documents are told apart by identity; the cache holds each one, so that no other can take its id.
        """
        key = id(document)
        if key not in self._models:
            self._models[key] = (document, upload(self.ctx, document))
        self._models.move_to_end(key)
        while len(self._models) > MODELS_KEPT:
            self._models.popitem(last=False)[1][1].release()
        return self._models[key][1]

    def release(self) -> None:
        """Give everything back."""
        self._models.clear()
        self.ctx.release()


def _context() -> Any:
    try:
        import moderngl
    except ImportError as error:
        raise MissingError('drawing: expected moderngl, found none; install it with "pip install moderngl"') from error
    try:
        create: Any = moderngl.create_context  # its own signature calls `backend` a dict
        ctx = create(standalone=True, backend="egl", require=410)
    except Exception as error:  # moderngl raises plain Exception when a library or a driver is absent
        raise MissingError(
            f'drawing: expected EGL and OpenGL 4.1, got "{error}"; install them with "{INSTALL}"'
        ) from error
    ctx.enable_direct(_DEPTH_CLAMP)
    return ctx


__all__ = ["INSTALL", "MODELS_KEPT", "Gpu"]
