"""What stands where in the room picture, as a Mitsuba scene. Metres; floor y = 0, back wall z = -3."""

from __future__ import annotations

from pathlib import Path

import mitsuba as mi
import numpy as np
from room_furniture import furniture, prints
from room_meshes import Mesh, box, flat, joined, moved, tube, write_ply
from room_paint import Scene, color, matt, picture, satin
from room_plan import BACK, DOOR, FRONT, HEIGHT, LEFT, MARKER, RIGHT, RUG, WINDOW
from room_textures import board, garden, planks, plaster, rug


def shell() -> dict[str, Mesh]:
    """Walls, ceiling, skirting."""
    (wz0, wz1), (wy0, wy1) = WINDOW["z"], WINDOW["y"]
    (dx0, dx1), top, out = DOOR["x"], DOOR["height"], 0.25
    sharp = 0.0002  # plaster has no joints: the parts of a wall must meet without a groove
    left = [
        box((LEFT - out, 0, BACK - out), (LEFT, HEIGHT, wz0), sharp),
        box((LEFT - out, 0, wz1), (LEFT, HEIGHT, FRONT + out), sharp),
        box((LEFT - out, 0, wz0), (LEFT, wy0, wz1), sharp),
        box((LEFT - out, wy1, wz0), (LEFT, HEIGHT, wz1), sharp),
    ]
    back = [
        box((LEFT, 0, BACK - out), (dx0, HEIGHT, BACK), sharp),
        box((dx1, 0, BACK - out), (RIGHT, HEIGHT, BACK), sharp),
        box((dx0, top, BACK - out), (dx1, HEIGHT, BACK), sharp),
    ]
    rest = [
        box((RIGHT, 0, BACK - out), (RIGHT + out, HEIGHT, FRONT + out), sharp),
        box((LEFT, 0, FRONT), (RIGHT, HEIGHT, FRONT + out), sharp),
    ]
    trim, t = 0.075, 0.014
    skirting = [
        box((LEFT, 0, BACK), (dx0 - trim, 0.09, BACK + t)),
        box((dx1 + trim, 0, BACK), (RIGHT, 0.09, BACK + t)),
        box((LEFT, 0, BACK), (LEFT + t, 0.09, FRONT)),
        box((RIGHT - t, 0, BACK), (RIGHT, 0.09, FRONT)),
    ]
    beams = [box((LEFT, HEIGHT - 0.17, z - 0.07), (RIGHT, HEIGHT, z + 0.07), 0.008) for z in (-2.0, -0.6, 0.8, 2.1)]
    return {
        "walls": joined(left + rest),
        "back": joined(back),
        "trim": joined(skirting),
        "ceiling": box((LEFT - out, HEIGHT, BACK - out), (RIGHT + out, HEIGHT + 0.2, FRONT + out)),
        "beams": joined(beams),
    }


def openings() -> dict[str, Mesh]:
    """The window's frame and sill, the door with its frame and handle."""
    (z0, z1), (y0, y1) = WINDOW["z"], WINDOW["y"]
    a, b = LEFT - 0.16, LEFT - 0.10
    middle = (z0 + z1) / 2
    bars = [
        ((y0, y1), (z0, z0 + 0.07)),
        ((y0, y1), (z1 - 0.07, z1)),
        ((y0, y0 + 0.07), (z0, z1)),
        ((y1 - 0.07, y1), (z0, z1)),
    ]
    bars += [((y0, y1), (middle - 0.055, middle + 0.055)), ((1.86, 1.90), (z0, z1))]
    window = [box((a, y[0], z[0]), (b, y[1], z[1]), 0.006) for y, z in bars]
    window.append(box((LEFT - 0.2, y0 - 0.03, z0), (LEFT + 0.05, y0, z1), 0.006))
    (x0, x1), top = DOOR["x"], DOOR["height"]
    door = [box((x0 + 0.003, 0.006, BACK - 0.06), (x1 - 0.003, top - 0.003, BACK - 0.02))]
    for low, high in ((0.16, 0.86), (1.0, 1.88)):
        w = 0.03
        for x in ((x0 + 0.13, x0 + 0.13 + w), (x1 - 0.13 - w, x1 - 0.13)):
            door.append(box((x[0], low, BACK - 0.03), (x[1], high, BACK - 0.008), 0.006))
        for y in ((low, low + w), (high - w, high)):
            door.append(box((x0 + 0.13, y[0], BACK - 0.03), (x1 - 0.13, y[1], BACK - 0.008), 0.006))
    trim = 0.075
    frame = [
        box((x0 - trim, 0, BACK - 0.01), (x0, top, BACK + 0.018), 0.004),
        box((x1, 0, BACK - 0.01), (x1 + trim, top, BACK + 0.018), 0.004),
        box((x0 - trim, top, BACK - 0.01), (x1 + trim, top + trim, BACK + 0.018), 0.004),
    ]
    bend = np.array([[x0 + 0.07, 1.02, BACK - 0.02], [x0 + 0.07, 1.02, BACK + 0.04], [x0 + 0.2, 1.02, BACK + 0.045]])
    steps = np.concatenate([np.linspace(bend[0], bend[1], 8), np.linspace(bend[1], bend[2], 12)[1:]])
    return {"window": joined(window), "door": joined(door + frame), "brass": tube(steps, 0.009)}


def marker_sheet(pixels: np.ndarray, folder: Path) -> Scene:
    """The printed marker as a sheet of paper on the floor; the picture's top points away from the camera."""
    half = MARKER["sheet"] / 2
    sheet = moved(flat((-half, -half), (half, half), 0.0008), (0, 0, 0), MARKER["turn_rad"])
    x, z = MARKER["center"]
    texture = picture(pixels)
    texture["filter_type"] = "bilinear"
    return shape(moved(sheet, (x, 0, z)), matt(texture), folder / "marker.ply")


def lights(rng: np.random.Generator) -> Scene:
    """The garden behind the window, a window behind the camera, the sun."""
    to = mi.ScalarTransform4f()
    outside = to.translate([-5.2, 1.0, -1.2]).rotate([0, 1, 0], 90).scale([7.0, 2.6, 1])
    behind = to.translate([-0.9, 1.5, FRONT - 0.02]).rotate([0, 1, 0], 180).scale([1.1, 0.9, 1])
    srgb = garden(rng)[::-1]
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) * 3.6
    view = {"type": "bitmap", "bitmap": mi.Bitmap(linear.astype(np.float32)), "raw": True}
    sky = {"type": "rectangle", "to_world": outside, "emitter": {"type": "area", "radiance": view}}
    fill = {
        "type": "rectangle",
        "to_world": behind,
        "emitter": {"type": "area", "radiance": {"type": "rgb", "value": [5.5, 5.8, 6.2]}},
    }
    sun = {
        "type": "directional",
        "direction": [0.80, -0.62, 0.28],
        "irradiance": {"type": "rgb", "value": [10.5, 9.4, 7.9]},
    }
    return {"sky": sky, "fill": fill, "sun": sun}


def shape(mesh: Mesh, bsdf: Scene, path: Path) -> Scene:
    """A mesh with its surface; Mitsuba reads it from `path`."""
    write_ply(mesh, path)
    return {"type": "ply", "filename": str(path), "bsdf": bsdf}


def room_scene(folder: Path) -> Scene:
    """The whole scene; meshes go through PLY files in `folder`."""
    rng = np.random.default_rng(11)
    things: dict[str, tuple[Mesh, Scene]] = {}
    paints = {
        "walls": matt(picture(plaster("#EFEBE3", rng), 0.5)),
        "back": matt(picture(plaster("#B9C2B8", rng), 0.5)),
        "trim": satin(color("#F2EFE9"), 0.4),
        "ceiling": matt(color("#F3F1EC")),
        "beams": satin(picture(board((700, 1400), rng) * 0.82, 0.5), 0.6, 0.3),
        "window": satin(color("#F4F2EE"), 0.35),
        "door": satin(color("#F0EDE6"), 0.38),
        "brass": {"type": "roughconductor", "material": "none", "alpha": 0.2, "specular_reflectance": color("#C9A565")},
    }
    for name, mesh in {**shell(), **openings()}.items():
        things[name] = mesh, paints[name]
    floor = satin(picture(planks(RIGHT - LEFT, FRONT - BACK, rng)), 0.36, 0.45)
    things["floor"] = flat((LEFT, BACK), (RIGHT, FRONT), 0.0), floor
    low, high = (RUG["x"][0], RUG["z"][0]), (RUG["x"][1], RUG["z"][1])
    things["rug"] = flat(low, high, RUG["thickness"]), matt(picture(rug(rng)))
    things.update(furniture(rng))
    things.update(prints(rng))
    scene: Scene = {"type": "scene", **lights(rng)}
    for index, (name, (mesh, bsdf)) in enumerate(things.items()):
        scene[name.replace(" ", "_").replace("#", "")] = shape(mesh, bsdf, folder / f"{index}.ply")
    return scene


__all__ = ["marker_sheet", "room_scene"]
