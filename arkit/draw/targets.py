"""Pictures the GPU draws into, kept by size so that a video allocates once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

GRAIN_PX = 64  # sizes are rounded up to this, so that a box that breathes by a pixel finds its target again
KEPT = 6
MAX_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Target:
    """Where samples are drawn and where they are resolved: two pictures of four numbers (see surface.frag)."""

    drawn: Any
    resolved: Any
    size_px: tuple[int, int]

    def release(self) -> None:
        """Give the memory back."""
        for buffer in {id(self.drawn): self.drawn, id(self.resolved): self.resolved}.values():
            for attachment in (*buffer.color_attachments, buffer.depth_attachment):
                attachment.release()
            buffer.release()


class Targets:
    """A few targets, the least recently used leaves first."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self._kept: OrderedDict[tuple[int, int, int], Target] = OrderedDict()
        self._squares: dict[tuple[str, int], Any] = {}
        self._depths: OrderedDict[tuple[int, int], Any] = OrderedDict()

    def get(self, width: int, height: int, samples: int) -> Target:
        """A target of at least `width` x `height` pixels; `samples` is cut to what the driver can do."""
        samples = min(samples, self._ctx.max_samples)
        wide, high = (-(-side // GRAIN_PX) * GRAIN_PX for side in (width, height))
        key = (wide, high, samples)
        if key not in self._kept:
            self._kept[key] = self._make(wide, high, samples)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)[1].release()
        return self._kept[key]

    def sun(self, size: int) -> Any:
        """A square depth map that compares when it is sampled."""
        if ("sun", size) not in self._squares:
            self._squares["sun", size] = self._compared((size, size))
        return self._squares["sun", size]

    def depth(self, size: tuple[int, int]) -> Any:
        """A depth map of that size that compares when it is sampled."""
        if size not in self._depths:
            self._depths[size] = self._compared(size)
        self._depths.move_to_end(size)
        while len(self._depths) > KEPT:
            old = self._depths.popitem(last=False)[1]
            old.depth_attachment.release()
            old.release()
        return self._depths[size]

    def _compared(self, size: tuple[int, int]) -> Any:
        depth = self._ctx.depth_texture(size)
        depth.compare_func = "<="
        depth.repeat_x = depth.repeat_y = False
        return self._ctx.framebuffer(depth_attachment=depth)

    def ground(self, size: int) -> Any:
        """A square with two channels to add up and depth."""
        if ("ground", size) not in self._squares:
            color = self._ctx.renderbuffer((size, size), 2, dtype="f4")
            self._squares["ground", size] = self._ctx.framebuffer([color], self._ctx.depth_renderbuffer((size, size)))
        return self._squares["ground", size]

    def _make(self, width: int, height: int, samples: int) -> Target:
        resolved = self._buffer((width, height), 0)
        drawn = resolved if samples <= 1 else self._buffer((width, height), samples)
        return Target(drawn, resolved, (width, height))

    def _buffer(self, size: tuple[int, int], samples: int) -> Any:
        colors = [self._ctx.renderbuffer(size, 4, samples=samples, dtype="f4") for _ in range(2)]
        return self._ctx.framebuffer(colors, self._ctx.depth_renderbuffer(size, samples=samples))


__all__ = ["GRAIN_PX", "KEPT", "MAX_SAMPLES", "Target", "Targets"]
