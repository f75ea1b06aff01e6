"""A real shop on a free port with products built in code, and a Chromium to visit it with."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from server import Services, create_services
from server.asgi import create_asgi
from server.catalog.cards import ConvertedFile
from server.catalog.store import put_version
from server.config import ROOT, read_config
from server.pages.assets import FOLDER
from tests.browser.products import PRODUCTS, Thing, glasses, write_product

VIEWER = ROOT / "viewer"
HARNESS = VIEWER / "dist-test"
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--use-gl=angle",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000  # a software renderer on a busy machine; nothing is timed
expect.set_options(timeout=PATIENCE_MS)
SMALL = {"width": 480, "height": 360}


@pytest.fixture(scope="session")
def shop_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shop's address; its products are converted already, from models written here; its room is the one we ship."""
    folder = tmp_path_factory.mktemp("shop")
    config = read_config({"ARKIT_DATA": str(folder / "data"), "ARKIT_ASSETS": str(folder / "assets")})
    things = (*PRODUCTS, glasses())
    for thing in things:
        write_product(folder / "assets" / "products", thing)
    shutil.copytree(ROOT / "assets" / "rooms" / "loft", folder / "assets" / "rooms" / "loft")
    services = create_services(replace(config, workers=0, rate_limits=False))
    for thing in things:
        _convert(services, folder, thing)
    with served(services) as url:
        yield url


@contextmanager
def served(services: Services) -> Iterator[str]:
    """Serve a shop on a free port while the block runs; its address."""
    if not (FOLDER / "manifest.json").is_file():
        pytest.skip("the viewer is not built: python hatch_build.py")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_asgi(services.config, services), port=port, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    services.sessions.kw["bind"].dispose()


@pytest.fixture(scope="session")
def serve() -> Callable[[Services], AbstractContextManager[str]]:
    """`served`, for tests that need a shop of their own."""
    return served


def _convert(services: Services, folder: Path, thing: Thing) -> None:
    """Enter the product's own model and poster as what a conversion made."""
    if thing.model is None:
        return
    source = folder / "assets" / "products" / thing.sku
    files = [("web", f"{thing.sku}.glb"), ("store", f"{thing.sku}.glb"), ("poster", "poster.png")]
    outputs = [
        (
            profile,
            ConvertedFile(services.files.put(source / name), name, (source / name).stat().st_size, {"triangles": 12}),
        )
        for profile, name in files
    ]
    with services.sessions.begin() as session:
        put_version(session, thing.sku, key=thing.sku, report=thing.report, files=outputs, now_s=1.0)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Debian's Chromium, drawing in software, with more flags where a test needs them; ends all at the end."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        started: list[Browser] = []

        def start(*flags: str) -> Browser:
            started.append(playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags]))
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Browser:
    """One Chromium for all pages that need no camera."""
    return launch()


@pytest.fixture(scope="session")
def harness() -> Path:
    """The folder of the scripts that tests inject; built anew when their source is."""
    sources = [VIEWER / "package-lock.json", *(VIEWER / "tests" / "harness").glob("*.ts")]
    newest = max(path.stat().st_mtime for path in sources)
    built = [HARNESS / "headset.js", HARNESS / "plain.js"]
    if not all(path.is_file() and path.stat().st_mtime > newest for path in built):
        if not (VIEWER / "node_modules").is_dir():
            pytest.skip("no emulated headset: python hatch_build.py")
        subprocess.run(
            [sys.executable, "hatch_build.py", "run", "build:test"], cwd=ROOT, check=True, capture_output=True
        )
    return HARNESS


@pytest.fixture
def page(browser: Browser, harness: Path, shop_url: str) -> Iterator[Page]:
    """A small Chinese desktop page without multisampling; a script error or a request elsewhere fails the test."""
    context = browser.new_context(viewport=SMALL, locale="zh-CN", base_url=shop_url, reduced_motion="reduce")
    context.add_init_script(path=harness / "plain.js")
    made = context.new_page()
    made.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("request", lambda asked: None if _own(asked.url, shop_url) else errors.append(f"asked {asked.url}"))
    yield made
    context.close()
    assert errors == []


def _own(url: str, shop_url: str) -> bool:
    return url.startswith((shop_url, "data:", "blob:"))
