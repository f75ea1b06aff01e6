from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from server.asgi import create_supervisor
from server.jobs.store import NewJob
from tests.server.shop import Shop


def wait_until(true: Callable[[], bool]) -> None:
    """Wait some seconds for something to become true."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never became true")


def only_job(shop: Shop, tmp_path: Path, word: str) -> str:
    """Leave one job in the line, whose source tells the converter what to do."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "source.obj").write_text(word)
    while (claim := shop.services.jobs.claim()) is not None:
        shop.services.jobs.cancelled(claim)
    record = shop.services.catalog.product("lund-chair")
    spec = {"source": str(folder / "source.obj"), "record": {"sku": record.sku, "title": dict(record.title)}}
    spec["record"] |= {"kind": "armchair", "size_m": [0.78, 0.82, 0.8], "unit": "mm", "up": "z"}
    return shop.services.jobs.add(NewJob(kind="convert", key="k", sku=record.sku, owner="me", spec=spec))


def pids(tmp_path: Path) -> list[int]:
    path = tmp_path / "source" / "pids"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_done_with_report_and_the_brands_options(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "fine")
    shop.run_jobs()
    job = shop.services.jobs.get(job_id, "me")
    assert job.state == "done" and job.progress == 1.0 and job.result is not None
    assert set(job.result["files"]) == {"web", "store", "ios", "poster"}
    options = job.result["report"]["options"]
    assert (options["--size"], options["--units"], options["--up"]) == ("78x80x82cm", "mm", "z")  # width, depth, height
    assert set(job.result["report"]["checks"]) == {"khronos", "shopify", "apple"}
    assert not list((shop.config.data_dir / "scratch").iterdir())


def test_a_refusal_is_the_jobs_error_word_for_word(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "refuse")
    shop.run_jobs()
    job = shop.services.jobs.get(job_id, "me")
    assert job.state == "failed" and job.error is not None
    assert job.error.message == "source.glb: expected a GLB, got text; export it again"
    assert job.progress < 1 and job.result is None


def test_a_crash_of_the_converter_fails_at_once(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "crash")
    shop.run_jobs()
    job = shop.services.jobs.get(job_id, "me")
    assert job.state == "failed" and job.error is not None and "crashed" in job.error.message


def test_too_long_is_said(make_shop: Callable[..., Shop], tmp_path: Path) -> None:
    shop = make_shop(convert_timeout_s=2.0)
    job_id = only_job(shop, tmp_path, "hang")
    shop.run_jobs()
    job = shop.services.jobs.get(job_id, "me")
    assert job.state == "failed" and job.error is not None and "longer than 2 s" in job.error.message


def test_progress_is_what_the_converter_says(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "hang")
    supervisor = create_supervisor(shop.services)
    supervisor.start()
    wait_until(lambda: shop.services.jobs.get(job_id, "me").stage == "weld")
    assert shop.services.jobs.get(job_id, "me").progress == 0.5 / 3
    supervisor.stop()
    assert shop.services.jobs.get(job_id, "me").state == "waiting"


def test_cancel_kills_the_converter(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "hang")
    thread = threading.Thread(target=create_supervisor(shop.services).run_one)
    thread.start()
    wait_until(lambda: bool(pids(tmp_path)))
    shop.services.jobs.cancel(job_id, "me")
    thread.join(10)
    assert shop.services.jobs.get(job_id, "me").state == "cancelled"
    assert not Path(f"/proc/{pids(tmp_path)[0]}").exists()


def test_a_killed_converter_is_tried_again_three_times(shop: Shop, tmp_path: Path) -> None:
    job_id = only_job(shop, tmp_path, "hang")
    supervisor = create_supervisor(shop.services)
    supervisor.start()
    for attempt in range(3):
        wait_until(lambda count=attempt: len(pids(tmp_path)) > count)
        os.kill(pids(tmp_path)[attempt], signal.SIGKILL)
    wait_until(lambda: shop.services.jobs.get(job_id, "me").state == "failed")
    supervisor.stop()
    assert len(pids(tmp_path)) == 3


def test_a_killed_supervisor_leaves_its_job_to_the_next(make_shop: Callable[..., Shop], tmp_path: Path) -> None:
    """kill -9 of a whole server process: its child dies with it, the lease ends, another process finishes the job."""
    shop = make_shop(lease_s=3.0)
    job_id = only_job(shop, tmp_path, "hang")
    code = (
        "import sys, dataclasses; from server.config import read_config; from server import create_services;"
        "from server.asgi import create_supervisor;"
        f"config = dataclasses.replace(read_config(), converter={shop.config.converter!r}, lease_s=3.0);"
        "create_supervisor(create_services(config)).run_one()"
    )
    environ = os.environ | {"ARKIT_DATA": str(shop.config.data_dir), "ARKIT_ASSETS": str(tmp_path / "none")}
    server = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[3], env=environ)
    wait_until(lambda: bool(pids(tmp_path)))
    server.kill()
    server.wait()
    assert shop.services.jobs.get(job_id, "me").state == "running"
    (tmp_path / "source" / "source.obj").write_text("fine")
    supervisor = create_supervisor(shop.services)
    supervisor.start()
    wait_until(lambda: shop.services.jobs.get(job_id, "me").state == "done")
    supervisor.stop()
    assert not Path(f"/proc/{pids(tmp_path)[0]}").exists()
