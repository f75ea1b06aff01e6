"""The studio in a browser, with the real converter: sign in, send, answer the question, publish, find it again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server import Services, create_services
from server.config import read_config

pytestmark = pytest.mark.browser
CONVERTED_MS = 180_000
TABLE_MM = (1200.0, 600.0, 450.0)  # width, depth, height: z up


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """An empty shop with one worker."""
    folder = tmp_path_factory.mktemp("studio")
    config = read_config({"ARKIT_DATA": str(folder / "data"), "ARKIT_ASSETS": str(folder / "assets")})
    return create_services(replace(config, workers=1, rate_limits=False))


@pytest.fixture(scope="module")
def shop_url(services: Services, serve: Callable[[Services], AbstractContextManager[str]]) -> Iterator[str]:
    with serve(services) as url:
        yield url


@pytest.fixture
def studio(page: Page, services: Services) -> Page:
    """The studio, signed in with a new key."""
    page.goto("/studio?lang=en")
    page.locator("html[data-ready=studio]").wait_for()
    page.fill("#key", services.keys.create("Test brand"))
    page.click("#sign .primary")
    expect(page.locator("#account")).to_have_text("Signed in as Test brand")
    return page


def block(low: tuple[float, float, float], high: tuple[float, float, float], first: int) -> str:
    """A box as OBJ text whose vertices are numbered from `first`, each face looking outwards."""
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    lines = ["v {:g} {:g} {:g}".format(*corner) for corner in corners]
    return "\n".join([*lines, *("f " + " ".join(str(first + index) for index in face) for face in faces), ""])


def table_zip(path: Path) -> Path:
    """A table top on four legs, millimetres, z up, as OBJ with its material in a zip."""
    width, depth, height = TABLE_MM
    boxes = [((0.0, 0.0, height - 40), (width, depth, height))]
    for x in (0.0, width - 60):
        boxes += [((x, y, 0.0), (x + 60, y + 60, height - 40)) for y in (0.0, depth - 60)]
    solids = [block(low, high, 8 * number + 1) for number, (low, high) in enumerate(boxes)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.obj", "mtllib table.mtl\nusemtl oak\n" + "".join(solids))
        archive.writestr("table.mtl", "newmtl oak\nKd 0.6 0.45 0.3\n")
    return path


def send(page: Page, path: Path, name: str, size_cm: tuple[float, float, float]) -> None:
    page.locator("#file").set_input_files(path)
    page.fill("[name=title_zh]", name)
    page.fill("[name=title_en]", name)
    page.select_option("[name=kind]", "table")
    for side, value in zip(("width", "depth", "height"), size_cm, strict=True):
        page.fill(f"[name={side}_cm]", f"{value:g}")
    page.click("#send .primary")


def wait_for_state(page: Page, state: str) -> None:
    page.locator(f"#conversion[data-state={state}]").wait_for(timeout=CONVERTED_MS)


def test_a_zip_becomes_a_product_in_the_shop(studio: Page, tmp_path: Path) -> None:
    expect(studio.locator("#nothing")).to_be_visible()
    send(studio, table_zip(tmp_path / "table.zip"), "Leg table", (120, 60, 45))
    studio.locator("#conversion progress").wait_for()
    wait_for_state(studio, "done")

    sizes = studio.locator(".sizes tbody tr")
    expect(sizes.nth(0)).to_contain_text("120 cm120 cm0.0 mm")
    expect(sizes.nth(2)).to_contain_text("45 cm45 cm0.0 mm")
    expect(studio.locator(".decisions")).to_contain_text("mm, z up")
    expect(studio.locator("[data-channel=khronos]")).to_be_visible()
    expect(studio.locator("a[data-file=ios]")).to_have_attribute("href", re.compile(r"\.usdz$"))

    studio.click("[data-act=publish]")
    studio.click("[data-act=see]")
    expect(studio.get_by_role("heading", name="Leg table")).to_be_visible()
    studio.goto("/?lang=en")
    expect(studio.get_by_text("Leg table").first).to_be_visible()
    studio.goto("/studio")
    expect(studio.locator("#rows tr")).to_have_attribute("data-state", "published")


def test_a_question_is_answered_in_place(studio: Page, tmp_path: Path) -> None:
    plaque = block((100, 100, 445), (200, 200, 450), 9)  # on the side or on top: nothing tells which
    (tmp_path / "block.obj").write_text(block((0, 0, 0), (600, 450, 445), 1) + plaque)
    send(studio, tmp_path / "block.obj", "Block", (60, 45, 45))
    wait_for_state(studio, "failed")
    expect(studio.locator(".refused h2")).to_have_text("Size and unit are clear. Which axis of the file points up?")

    studio.get_by_role("button", name="Z axis up").click()

    wait_for_state(studio, "done")
    expect(studio.locator(".decisions")).to_contain_text("stated, and it fits the size")


def test_another_size_than_stated_is_offered(studio: Page, tmp_path: Path) -> None:
    (tmp_path / "block.obj").write_text(block((0, 0, 0), (600, 300, 450), 1))
    send(studio, tmp_path / "block.obj", "Block", (60, 30, 40))
    wait_for_state(studio, "failed")

    expect(studio.locator(".refused .readings button b").first).to_have_text("60 × 30 × 45 cm")


def test_a_text_file_is_refused_with_its_sentence(studio: Page, tmp_path: Path) -> None:
    (tmp_path / "notes.glb").write_text("no model, just words\n")
    send(studio, tmp_path / "notes.glb", "Words", (60, 45, 40))
    wait_for_state(studio, "failed")

    expect(studio.locator(".refused h2")).to_contain_text("Export it again")
    expect(studio.locator(".sentence")).to_contain_text("expected")


def test_the_form_says_what_is_missing(studio: Page, tmp_path: Path) -> None:
    studio.click("#send .primary")
    expect(studio.locator("#send-trouble")).to_have_text("Choose a file first.")
    (tmp_path / "lamp.exe").write_text("x")
    send(studio, tmp_path / "lamp.exe", "Lamp", (1, 1, 1))
    expect(studio.locator("#send-trouble")).to_contain_text(".zip")
    expect(studio.locator("#conversion")).to_be_hidden()


def test_a_wrong_key_stays_outside_and_signing_out_leads_there(studio: Page) -> None:
    studio.click("#sign-out")
    expect(studio.locator("#door")).to_be_visible()
    studio.fill("#key", "ak_wrong")
    studio.press("#key", "Enter")
    expect(studio.locator("#sign-trouble")).to_contain_text("This key is not right")
    expect(studio.locator("#desk")).to_be_hidden()
