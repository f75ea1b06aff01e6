"""`arkit demo`: the whole chain on the sample catalogue, measured against its bounds."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from arkit.cli.demo.catalogue import catalogue_figures
from arkit.cli.demo.faces import WEARABLES, face_figures
from arkit.cli.demo.figures import Figure, print_table
from arkit.cli.demo.fits import fit_figures
from arkit.cli.demo.friends import meet
from arkit.cli.demo.page import write_page
from arkit.cli.demo.rooms import SCENE, room_figures
from arkit.cli.demo.serving import Shop

ROOT = Path(__file__).resolve().parents[3]
LATENCY_BOUND_MS = 150.0
PIPED_WIDTH = 132
STEPS = 30  # what the picture and measuring steps report, beside one each for a product


@click.command()
@click.option("--serve/--no-serve", default=True, help="Keep serving the shop afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--out", default="out", show_default=True, type=click.Path(path_type=Path), help="Folder for pictures.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def command(serve: bool, host: str, port: int, out: Path, as_json: bool) -> None:
    """Convert the catalogue, try on, place, meet in the mall; print what was measured; serve the shop.

    Exits 1 when a bound does not hold.
    """
    started = time.perf_counter()
    console = Console(stderr=as_json)
    if not console.is_terminal:
        console = Console(stderr=as_json, width=PIPED_WIDTH)
    assets = Path(os.environ.get("ARKIT_ASSETS", ROOT / "assets"))
    data = Path(os.environ.get("ARKIT_DATA", "var"))
    out.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    shop = Shop(host, port, data, out / "server.log", workers=min(os.cpu_count() or 1, 4))
    try:
        figures = _measure(shop, assets, out, console)
        figures.append(Figure("whole demo", time.perf_counter() - started, "s", detail="the first run also converts"))
        page = write_page(out, figures, _captions(assets))
        if as_json:
            click.echo(
                json.dumps({"figures": [_plain(figure) for figure in figures], "page": str(page)}, ensure_ascii=False)
            )
        else:
            print_table(figures, console)
        console.print(f"pictures and page: {page}")
        missed = [figure.name for figure in figures if not figure.ok]
        if missed:
            raise click.ClickException(f"missed: {', '.join(missed)}")
        if serve:
            _keep_serving(shop, console)
    finally:
        shop.stop()


def _measure(shop: Shop, assets: Path, out: Path, console: Console) -> list[Figure]:
    """Every step with one bar over them all."""
    columns = (TextColumn("[progress.description]{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("starting the server", total=None)
        shop.wait_ready()
        progress.update(bar, description="converting the catalogue")
        cards = shop.wait_converted(lambda done, total: progress.update(bar, completed=done, total=2 * total + STEPS))
        skus = [card["sku"] for card in cards if card["size_m"]]

        def tick(what: str) -> None:
            progress.update(bar, advance=1, description=what)

        figures = catalogue_figures(shop, assets, skus, tick)
        with tempfile.TemporaryDirectory() as folder:
            models = _fetch(shop, cards, Path(folder))
            figures += face_figures(assets, {sku: models[sku] for sku in WEARABLES}, out, tick)
            furniture = {sku: models[sku] for sku in SCENE}
            figures += room_figures(assets / "rooms" / "loft", furniture, out, tick)
            figures += fit_figures(assets / "rooms" / "loft", furniture, out, tick)
        meeting = meet(shop.url, shop.post("/api/mall")["code"])
        figures += [
            Figure(
                "mall: a friend's step seen, median", meeting.median_ms, "ms", LATENCY_BOUND_MS, detail="two clients"
            ),
            Figure("mall: a friend's step seen, p95", meeting.p95_ms, "ms", 2 * LATENCY_BOUND_MS, detail="40 steps"),
            Figure("mall: chat heard", float(meeting.chat_heard), "", 1, "at least"),
        ]
    return figures


def _fetch(shop: Shop, cards: list[dict[str, str]], folder: Path) -> dict[str, Path]:
    """The served web models as files, by SKU: what a shopper's browser gets is what is tried on and placed."""
    models = {card["sku"]: folder / f"{card['sku']}.glb" for card in cards if card["model_url"]}
    for card in cards:
        if card["sku"] in models:
            models[card["sku"]].write_bytes(shop.bytes(card["model_url"]))
    return models


def _captions(assets: Path) -> dict[str, str]:
    """Words under each picture, both languages."""
    captions = {"place-sofa": "Hill sofa by camera height · 山丘沙发", "place-room": "A furnished room · 布置好的房间"}
    captions |= {"tryon-look": "A whole look · 整体造型", "tryon-split": "Before and after · 妆前妆后"}
    captions |= {"fit-plan": "Where the sofa fits, from above · 沙发放在哪里（俯视）"}
    captions |= {"lips-twelve": "Twelve shades · 十二色"}
    for path in sorted((assets / "products").glob("*/product.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        captions[f"tryon-{record['sku']}"] = f"{record['title']['en']} · {record['title']['zh']}"
        for shade in record.get("shades", []):
            captions[f"lips-{shade['id']}"] = f"{shade['name']['en']} · {shade['name']['zh']} ({shade['finish']})"
    return captions


def _plain(figure: Figure) -> dict[str, object]:
    return {"name": figure.name, "value": figure.value, "unit": figure.unit, "bound": figure.bound, "ok": figure.ok}


def _keep_serving(shop: Shop, console: Console) -> None:
    pages = {"shop": "/", "mirror": "/mirror", "room": "/room", "mall": "/mall", "studio": "/studio"}
    for name, path in pages.items():
        console.print(f"{name:7} {shop.url}{path}")
    console.print("Ctrl-C ends it.")
    try:
        shop.process.wait()
    except KeyboardInterrupt:
        console.print("")


__all__ = ["command"]
