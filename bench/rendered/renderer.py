"""Draw GLB files in a real browser with three.js: the same light, tones and cameras for every tool's file."""

from __future__ import annotations

import base64
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from playwright.sync_api import Page, Playwright, Route, sync_playwright

from arkit.errors import MissingError, ReadError

HERE = Path(__file__).parent
THREE = HERE.parents[1] / "viewer" / "node_modules" / "three"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--use-gl=angle",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
_HOST = "http://bench.localhost/"
_TYPES = {".js": "text/javascript", ".html": "text/html", ".wasm": "application/wasm", ".glb": "model/gltf-binary"}
_PATIENCE_MS = 120_000  # a software renderer on a busy machine


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a file looks like: every variant from every side.

    Attributes:
        names: the variants' names; [""] for a file that has none.
        rgb: (variants, views, height, width, 3) uint8, sRGB, top row first.
        inside: (views, height, width) bool, where the product stands.
        box_m: (2, 3) lowest and highest corner that the cameras were set by.
    """

    names: tuple[str, ...]
    rgb: np.ndarray
    inside: np.ndarray
    box_m: np.ndarray


class Renderer:
    """One browser that draws many files, each once.

    Example:
        >>> with Renderer() as renderer:
        ...     source = renderer.pictures(source_path)
        ...     other = renderer.pictures(other_path, framed_as=source)
    """

    def __init__(self, *, views: int = 8, px: int = 512) -> None:
        self.views, self.px = views, px
        self._drawn: dict[tuple[str, bytes], Pictures] = {}
        self._files: dict[str, Path] = {}

    def __enter__(self) -> Renderer:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if program is None:
            raise MissingError("Chromium: expected it on the PATH to draw with; sudo apt-get install chromium")
        if not THREE.is_dir():
            raise MissingError("three.js: expected it in viewer/node_modules; run: python hatch_build.py")
        self._playwright: Playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        self._page: Page = self._browser.new_page()
        self._page.set_default_timeout(_PATIENCE_MS)
        self._page.route("**/*", self._serve)
        self._page.goto(_HOST + "page.html")
        self._page.wait_for_function("window.rendered !== undefined")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def pictures(self, path: Path, *, framed_as: Pictures | None = None) -> Pictures:
        """Draw every variant of a GLB; the cameras stand around its own box or as they stood for another file.

        Raises:
            ReadError: three.js does not read the file.
        """
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        key = digest, b"" if framed_as is None else framed_as.box_m.tobytes()
        if key not in self._drawn:
            self._files[digest] = path
            drawn = self._drawn[key] = self._draw(path, digest, framed_as)
            self._drawn[digest, drawn.box_m.tobytes()] = drawn
        return self._drawn[key]

    def _draw(self, path: Path, digest: str, framed_as: Pictures | None) -> Pictures:
        try:
            facts = self._call(f"rendered.load('/file/{digest}.glb')")
        except Exception as error:
            raise ReadError(f"{path.name}: expected a GLB that three.js reads, got: {error}") from error
        box_m = np.array([facts["low"], facts["high"]]) if framed_as is None else framed_as.box_m
        names = tuple(facts["names"]) or ("",)
        inside = self._shot(box_m, mask=True)[..., 0] > 127
        looks = []
        for place in range(len(names)):
            self._call(f"rendered.wear({place if facts['names'] else 'null'})")
            looks.append(self._shot(box_m, mask=False))
        self._call("rendered.drop()")
        return Pictures(names, np.stack(looks), inside, box_m)

    def _shot(self, box_m: np.ndarray, *, mask: bool) -> np.ndarray:
        """(views, height, width, 3) uint8."""
        asked = {"views": self.views, "px": self.px, "low": box_m[0].tolist(), "high": box_m[1].tolist(), "mask": mask}
        sent = self._page.evaluate("(asked) => rendered.draw(asked)", asked)
        pixels = np.frombuffer(base64.b64decode(sent), np.uint8).reshape(self.views, self.px, self.px, 4)
        return pixels[:, ::-1, :, :3]

    def _call(self, script: str) -> Any:
        return self._page.evaluate(script)

    def _serve(self, route: Route) -> None:
        """Answer the page's requests from this folder, three's package and the files to draw; nothing leaves."""
        name = route.request.url.split("?")[0].removeprefix(_HOST)
        if name.startswith("file/"):
            path = self._files.get(Path(name).stem, HERE)
        elif name.startswith("three/"):
            path = THREE / name.removeprefix("three/")
        else:
            path = HERE / name
        if path.is_file():
            route.fulfill(body=path.read_bytes(), content_type=_TYPES.get(path.suffix, "application/octet-stream"))
        elif route.request.url.startswith(("blob:", "data:")):
            route.continue_()
        else:
            route.fulfill(status=404)


__all__ = ["Pictures", "Renderer"]
