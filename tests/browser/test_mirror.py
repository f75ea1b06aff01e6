"""The mirror with Chromium's fake camera: consent first, the face found, what is worn drawn, no request meanwhile."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect
from skimage import data

pytestmark = pytest.mark.browser
CAMERA_FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A still camera clip of scikit-image's astronaut (public domain); 4:2:0, or no face is found."""
    path = tmp_path_factory.mktemp("camera") / "face.mjpeg"
    pixels = np.full((360, 480, 3), 90, dtype=np.uint8)
    pixels[:, 40:440] = data.astronaut()[:360, 40:440]
    jpeg = io.BytesIO()
    Image.fromarray(pixels).save(jpeg, "JPEG", quality=94, subsampling="4:2:0")
    path.write_bytes(jpeg.getvalue() * 15)  # the very same picture: an encoder would vary it from frame to frame
    return path


@pytest.fixture(scope="module")
def camera(launch: Callable[..., Browser], clip: Path) -> Browser:
    return launch(*CAMERA_FLAGS, f"--use-file-for-fake-video-capture={clip}")


@pytest.fixture
def mirror(camera: Browser, shop_url: str) -> Iterator[Page]:
    context = camera.new_context(viewport={"width": 480, "height": 640}, base_url=shop_url, reduced_motion="reduce")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def found(page: Page, after: int = 0) -> int:
    """Wait until the face is found in a frame later than `after`; its number."""
    view = page.locator("#view[data-face=found]")
    expect(view).to_be_visible()
    number = after
    while number <= after:
        number = int(view.get_attribute("data-frames") or 0)
        page.wait_for_timeout(50)
    return number


def picture(page: Page) -> np.ndarray:
    """What the mirror shows, without tools over it: (h, w, 3) of the canvas itself."""
    url = page.locator("#view").evaluate("canvas => canvas.toDataURL('image/png')")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")).astype(int)


def test_nothing_happens_before_consent(mirror: Page) -> None:
    mirror.add_init_script(
        "window.asked = 0; const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = (...wish) => { window.asked += 1; return real(...wish); };"
    )
    mirror.goto("/mirror?lang=en")
    expect(mirror.locator("html[data-ready=mirror]")).to_be_attached()
    expect(mirror.locator("#consent")).to_be_visible()
    assert mirror.evaluate("() => window.asked") == 0
    mirror.click("#camera")
    found(mirror)
    assert mirror.evaluate("() => window.asked") == 1
    mirror.click("#stop")
    expect(mirror.locator("#consent")).to_be_visible()
    assert mirror.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('consent'))") == []


def test_lipstick_and_glasses_are_drawn_and_nothing_is_sent(mirror: Page) -> None:
    mirror.goto("/mirror?lang=zh")
    expect(mirror.locator("html[data-ready=mirror]")).to_be_attached()
    asked: list[Request] = []
    sockets: list[str] = []
    mirror.on("request", lambda request: asked.append(request))
    mirror.on("websocket", lambda socket: sockets.append(socket.url))
    mirror.click("#camera")
    frame = found(mirror)

    shades = mirror.locator("#lips [role=radio]")
    worn = []
    for index in (0, shades.count() - 1):
        if shades.nth(index).get_attribute("aria-checked") != "true":
            shades.nth(index).click()
        frame = found(mirror, frame + 1)
        worn.append(picture(mirror))
        assert _changed(mirror) > 60, "lipstick alone must change the picture against the bare face"
    assert _differing(worn[0], worn[1]) > 30, "two shades must not look alike"

    shades.last.click()  # off again: what changes from here on is the glasses
    frame = found(mirror, frame + 1)
    assert _changed(mirror) == 0, "with nothing on, the picture is the camera's"
    mirror.locator("[data-rail=frames]").click()
    seen = len(asked)
    mirror.locator("#frames [role=radio]").first.click()
    mirror.wait_for_load_state("networkidle")
    frame = found(mirror, frame + 1)
    assert _changed(mirror) > 60, "glasses alone must change the picture"
    expect(mirror.locator("#width")).to_contain_text("±")

    assert sockets == []
    assert [_told(request) for request in asked if not _only_fetches(request)] == []
    fetched = [request.url for request in asked[seen:] if not request.url.startswith(("blob:", "data:"))]
    assert all("/files/" in url for url in fetched), "with the camera on only a chosen product's own file is fetched"


def test_four_shades_are_compared_on_one_still(mirror: Page) -> None:
    mirror.goto("/mirror?lang=en&shade=r0&cover=100")
    mirror.click("#camera")
    found(mirror)
    mirror.click("#compare")
    tiles = mirror.locator("#four .tile")
    expect(tiles).to_have_count(4)
    expect(tiles.first).to_have_attribute("aria-pressed", "true")
    drawn = [tiles.nth(at).locator("canvas").evaluate("canvas => canvas.toDataURL()") for at in range(4)]
    assert len(set(drawn)) == 4, "three shades and a bare face, each its own picture"

    mirror.locator("#lips [role=radio]").nth(1).click()
    expect(tiles.first).to_contain_text("Brick")
    mirror.keyboard.press("Escape")

    expect(mirror.locator("#four")).to_be_hidden()
    expect(mirror.locator("#worn")).to_contain_text("Brick")
    assert tiles.first.locator("canvas").evaluate("canvas => canvas.width") == 0, "the still is forgotten"


def test_a_look_travels_as_a_link(mirror: Page, shop_url: str) -> None:
    mirror.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mirror.goto("/mirror?lang=en&shade=r2&frame=aria-round&cover=60")
    expect(mirror.locator("#worn")).to_contain_text("Coral · satin + Aria round glasses")
    mirror.click("#camera")
    found(mirror)
    mirror.click("#link")
    expect(mirror.locator("#told")).to_contain_text("Link copied")
    assert mirror.evaluate("() => navigator.clipboard.readText()") == (
        f"{shop_url}/mirror?shade=r2&cover=60&frame=aria-round"
    )


def test_a_swipe_over_the_face_wears_the_next_shade(mirror: Page) -> None:
    mirror.goto("/mirror?lang=en&shade=r0")
    mirror.click("#camera")
    found(mirror)
    expect(mirror.locator("#light")).to_be_visible()
    box = mirror.locator("#view").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mirror.mouse.move(*middle)
    mirror.mouse.down()
    mirror.mouse.move(middle[0] - 120, middle[1] + 10)
    mirror.mouse.up()
    expect(mirror.locator("#worn")).to_contain_text("Brick")
    mirror.locator("#view").press("ArrowRight")
    expect(mirror.locator("#worn")).to_contain_text("Coral")


def test_a_photo_without_a_face_says_so(mirror: Page, tmp_path: Path) -> None:
    Image.new("RGB", (320, 240), (120, 130, 140)).save(tmp_path / "wall.png")
    mirror.goto("/mirror?lang=en")
    mirror.set_input_files("#photo", tmp_path / "wall.png")
    expect(mirror.locator("#view[data-face=none]")).to_be_visible()
    expect(mirror.locator("#state")).to_contain_text("No face")
    (tmp_path / "no.png").write_text("no picture")
    mirror.click("#stop")
    mirror.set_input_files("#photo", tmp_path / "no.png")
    expect(mirror.locator("#trouble")).to_contain_text("JPEG")


def _changed(page: Page) -> int:
    """Pixels that differ between the worn and the bare picture; the camera holds still."""
    worn = picture(page)
    page.locator("#before").dispatch_event("pointerdown")
    bare = picture(page)
    page.locator("#before").dispatch_event("pointerup")
    return _differing(worn, bare)


def _differing(one: np.ndarray, other: np.ndarray) -> int:
    return int((np.abs(one - other).max(axis=2) > 6).sum())


def _only_fetches(request: Request) -> bool:
    """Whether a request takes a file of ours and says nothing: no body, no query."""
    still = request.method == "GET" and request.post_data is None
    return still and (request.url.startswith(("blob:", "data:")) or "?" not in request.url)


def _told(request: Request) -> str:
    return f"{request.method} {request.url}"
