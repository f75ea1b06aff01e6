"""Open3D comes without its viewer, and the viewer can come later. Each in a process of its own: imports last."""

from __future__ import annotations

import subprocess
import sys


def said(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_web_viewer_stays_out_and_distances_are_there() -> None:
    script = """
import sys
from arkit.checks.distances import load_open3d
open3d = load_open3d()
scene = open3d.t.geometry.RaycastingScene(nthreads=1)
tensor = open3d.core.Tensor
scene.add_triangles(tensor([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]], open3d.core.float32),
                    tensor([[0, 1, 2]], open3d.core.uint32))
print(scene.compute_distance(tensor([[0.2, 0.2, 3.0]], open3d.core.float32)).item(), "dash" in sys.modules)
"""
    assert said(script) == "3.0 False"


def test_a_second_import_is_the_same_module_and_the_viewer_can_be_had() -> None:
    script = """
import sys
from arkit.checks.distances import load_open3d
first = load_open3d()
import open3d
import open3d.visualization
print(first is open3d is load_open3d(), hasattr(open3d.visualization, "draw_plotly"))
"""
    assert said(script) == "True True"
