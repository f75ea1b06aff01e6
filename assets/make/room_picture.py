"""Path-trace the room picture that `arkit place` is shown and measured on, with its truth.

    pip install mitsuba==3.6.4 oidn==0.2.1 opencv-python-headless     (in an environment of its own; arkit needs none)
    python assets/make/room_picture.py assets/rooms/loft [--samples 160]

Writes room.jpg, room_marker.jpg (the same room, a printed marker on the floor), depth.png (16 bit, millimetres along
the viewing axis) and truth.json.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import json
import tempfile
from pathlib import Path
from typing import Any

import cv2
import mitsuba as mi
import numpy as np

mi.set_variant("llvm_ad_rgb")
LIBRARIES = Path(str(importlib.util.find_spec("oidn").origin)).parent / "lib.linux.x64"
ctypes.CDLL(str(next(LIBRARIES.glob("libtbb*"))), mode=ctypes.RTLD_GLOBAL)  # the wheel leaves finding it to the system

import oidn  # noqa: E402  (needs the library above)
import room_plan as place  # noqa: E402  (the scene below needs the variant set above)
from room_scene import marker_sheet, room_scene  # noqa: E402
from room_truth import room_truth, scene_pose  # noqa: E402

SIZE = (1280, 960)
EXPOSURE = 1.1


def sensor(crop: tuple[int, int, int, int], samples: int) -> dict[str, Any]:
    """The camera, for a crop (x, y, width, height) of the whole picture."""
    T_scene_camera = np.linalg.inv(scene_pose())
    forward, up, eye = -T_scene_camera[:3, 2], T_scene_camera[:3, 1], T_scene_camera[:3, 3]
    film = {"type": "hdrfilm", "width": SIZE[0], "height": SIZE[1], "pixel_format": "rgb", "rfilter": {"type": "box"}}
    film |= {"crop_offset_x": crop[0], "crop_offset_y": crop[1], "crop_width": crop[2], "crop_height": crop[3]}
    return {
        "type": "perspective",
        "fov_axis": "y",
        "fov": float(np.degrees(place.FOV_Y_RAD)),
        "to_world": mi.ScalarTransform4f().look_at(eye.tolist(), (eye + forward).tolist(), up.tolist()),
        "film": film,
        "sampler": {"type": "independent", "sample_count": samples},
    }


def render(scene: dict[str, Any], crop: tuple[int, int, int, int], samples: int) -> dict[str, np.ndarray]:
    """Colour, albedo, normal (h, w, 3) float32; in passes, so that memory stays small."""
    aovs = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal", "image": {"type": "path", "max_depth": 9}}
    loaded = mi.load_dict({**scene, "sensor": sensor(crop, 16), "integrator": aovs})
    total = np.zeros((crop[3], crop[2], 9), np.float64)
    passes = max(samples // 16, 1)
    for number in range(passes):
        image = np.array(mi.render(loaded, spp=16, seed=number), dtype=np.float64)
        image[..., :3] = np.minimum(image[..., :3], 30.0)  # a path that meets the sun by chance leaves a firefly
        total += image
        print(f"\rpass {number + 1}/{passes}", end="", flush=True)
    print()
    mean = np.ascontiguousarray(total / passes, dtype=np.float32)
    names = ("color", "albedo", "normal")
    return {name: np.ascontiguousarray(mean[..., 3 * i : 3 * i + 3]) for i, name in enumerate(names)}


def denoised(layers: dict[str, np.ndarray]) -> np.ndarray:
    """The colour layer after Open Image Denoise, guided by albedo and normal."""
    library = ctypes.CDLL(str(next(LIBRARIES.glob("libOpenImageDenoise*"))))
    library.oidnSetFilter1b.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_bool]
    height, width = layers["color"].shape[:2]
    result = np.zeros_like(layers["color"])
    device = oidn.NewDevice()
    oidn.CommitDevice(device)
    work = oidn.NewFilter(device, "RT")
    for name in ("color", "albedo", "normal"):
        oidn.SetSharedFilterImage(work, name, layers[name], oidn.FORMAT_FLOAT3, width, height)
    oidn.SetSharedFilterImage(work, "output", result, oidn.FORMAT_FLOAT3, width, height)
    library.oidnSetFilter1b(work, b"hdr", True)
    oidn.CommitFilter(work)
    oidn.ExecuteFilter(work)
    return result


def developed(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB bytes: straight up to 0.6, then a soft shoulder, as a phone develops a bright room."""
    light = np.maximum(linear * EXPOSURE, 0)
    knee = 0.6
    above = np.maximum(light - knee, 0)
    light = np.where(light > knee, knee + (1 - knee) * above / (above + 1 - knee), light)
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    grain = np.random.default_rng(3).normal(0, 0.004, srgb.shape)
    return (np.clip(srgb + grain, 0, 1) * 255 + 0.5).astype(np.uint8)


def marker_print() -> np.ndarray:
    """The sheet: a marker of the stated side in the middle of white paper, (h, w, 3) 0…1."""
    cells = 1040
    side = round(cells * place.MARKER["side"] / place.MARKER["sheet"])
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    sheet = np.full((cells, cells), 0.88)
    start = (cells - side) // 2
    code = cv2.aruco.generateImageMarker(dictionary, place.MARKER["id"], side)
    sheet[start : start + side, start : start + side] = np.where(code > 0, 0.88, 0.06)
    return np.repeat(sheet[..., None], 3, axis=2)


def marker_crop() -> tuple[int, int, int, int]:
    """The part of the picture around the sheet, as (x, y, width, height)."""
    corners = np.asarray(room_truth(SIZE)["marker"]["sheet_px"])
    low, high = np.floor(corners.min(0)).astype(int) - 24, np.ceil(corners.max(0)).astype(int) + 24
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def with_marker(linear: np.ndarray, scene: dict[str, Any], folder: Path, samples: int) -> np.ndarray:
    """The room again with the sheet on the floor; only the part around it is traced, its rim blended in."""
    x, y, width, height = marker_crop()
    marked = {**scene, "marker": marker_sheet(marker_print(), folder)}
    part = denoised(render(marked, (x, y, width, height), samples))
    down, across = np.arange(height), np.arange(width)
    rim = np.minimum.outer(np.minimum(down, down[::-1]), np.minimum(across, across[::-1]))
    weight = np.clip(rim / 8, 0, 1)[..., None]
    result = linear.copy()
    result[y : y + height, x : x + width] = weight * part + (1 - weight) * result[y : y + height, x : x + width]
    return result


def depth_mm(scene: dict[str, Any]) -> np.ndarray:
    """(h, w) uint16: millimetres along the viewing axis at each pixel's middle, 0 where nothing is near."""
    loaded = mi.load_dict({**scene, "sensor": sensor((0, 0, *SIZE), 1)})
    v, u = np.mgrid[: SIZE[1], : SIZE[0]]
    at = mi.Point2f((u.ravel() + 0.5) / SIZE[0], (v.ravel() + 0.5) / SIZE[1])
    ray, _ = loaded.sensors()[0].sample_ray(0.0, 0.0, at, mi.Point2f(0.5))
    hit = loaded.ray_intersect(ray)
    _, _, toward, _ = scene_pose()
    depth = -(np.array(hit.p).reshape(3, -1).T @ toward[:3] + toward[3])
    near = np.array(hit.is_valid()) & (depth < 60)
    return np.where(near, depth * 1000 + 0.5, 0).astype(np.uint16).reshape(SIZE[1], SIZE[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--samples", type=int, default=160)
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        scene = room_scene(Path(name))
        linear = denoised(render(scene, (0, 0, *SIZE), options.samples))
        marked = with_marker(linear, scene, Path(name), options.samples)
        depth = depth_mm(scene)
    for file, light in (("room.jpg", linear), ("room_marker.jpg", marked)):
        cv2.imwrite(str(options.target / file), developed(light)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    cv2.imwrite(str(options.target / "depth.png"), depth)
    (options.target / "truth.json").write_text(
        json.dumps(room_truth(SIZE), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
