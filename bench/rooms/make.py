"""Make shots: the room, its light, the camera, what lies on the floor, the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from arkit.frame import Camera, Frame
from arkit.room.photo import usual_camera
from arkit.spaces import apply, pose
from arkit.surface import Furniture, Interior, Measure, Plane
from bench.rooms import cache
from bench.rooms.develop import Sensor, bent, developed, metered, pinhole_for
from bench.rooms.glow import Rays, blockers, bounced
from bench.rooms.plan import Plan
from bench.rooms.printed import (
    A4_M,
    CARD_M,
    PAPER_M,
    PLASTIC_M,
    Printed,
    card_picture,
    lay,
    marker_picture,
    part,
    sheet_picture,
)
from bench.rooms.scene import Furnished, Soup, furnished, soup
from bench.rooms.shell import shell
from bench.rooms.shot import FILM_DIAGONAL_MM, TEST_BOX, Extras, Shot
from bench.rooms.solids import Part, block, mapped, paint
from bench.rooms.studio import Drawn, Ready, Studio
from bench.rooms.view import Taken, take

TUNED, TOLD = range(0, 50), range(50, 200)


@dataclass(frozen=True, slots=True)
class Stage:
    """A furnished room ready to be drawn: its triangles, its rays, and the light at every vertex."""

    room: Furnished
    soup: Soup
    rays: Rays
    light: np.ndarray


@lru_cache(maxsize=2)
def stage(seed: int) -> Stage:
    """Room `seed` with its light."""
    return _staged(furnished(seed))


def _staged(room: Furnished) -> Stage:
    whole = soup(room.parts)
    rays_ = blockers(whole)
    return Stage(room, whole, rays_, bounced(room.plan, whole, rays_))


@lru_cache(maxsize=1)
def studio() -> Studio:
    """The one OpenGL context of this process."""
    return Studio()


def shot(seed: int, *, view: int = 0, megapixels: float = 1.0, extras: Extras | None = None) -> Shot:
    """A picture of room `seed`, seen from its `view`-th place; read from the cache where it was made before."""
    extras = extras or Extras()
    marks = f"{extras.marker}-{extras.marker_side_m:g}-{extras.hide:d}{extras.sheet:d}{extras.card:d}"
    name = f"{seed}-{view}-{megapixels:g}-{marks}" if extras.box is None else ""
    kept = cache.load(name) if name else None
    if kept is not None:
        pixels, drawn, facts = kept
        taken, printed = _read_facts(facts)
        return _shot(seed, pixels, drawn, taken, extras, _sensor(seed, view), facts["exposure"], printed)
    held = stage(seed)
    taken = take(held.room.plan, held.room.standing, held.rays, [seed, 4, view], megapixels)
    made = _take(seed, held, taken, extras, _sensor(seed, view), view)
    if name:
        drawn = Drawn(made.light, made.depth_m, made.ids)
        cache.save(name, made.frame.pixels, drawn, _facts(taken, made.printed, made.exposure))
    return made


def _sensor(seed: int, view: int) -> Sensor:
    rng = np.random.default_rng([seed, 5, view])
    return Sensor(
        stops=float(rng.normal(0, 0.2)),
        white=_white_balance(furnished(seed).plan, rng),
        blur_px=float(rng.uniform(0.4, 0.9)),
        noise=float(rng.uniform(0.003, 0.014)),
        quality=int(rng.integers(85, 96)),
    )


def _exif(seed: int, taken: Taken) -> float | None:
    """What a phone writes as its focal length on film, in whole millimetres; half of the pictures lost it."""
    rng = np.random.default_rng([seed, 10, taken.camera.width])
    focal = taken.camera.fy * FILM_DIAGONAL_MM / float(np.hypot(taken.camera.width, taken.camera.height))
    return float(round(focal * (1 + rng.normal(0, 0.01)))) if rng.random() < 0.5 else None


def _facts(taken: Taken, printed: tuple[Printed, ...], exposure: float) -> dict[str, Any]:
    camera = taken.camera
    return {
        "camera": [camera.width, camera.height, camera.fx, camera.fy, camera.cx, camera.cy],
        "k1": taken.k1,
        "T": taken.T_camera_room.tolist(),
        "frontal": taken.frontal,
        "exposure": exposure,
        "printed": [[one.kind, one.T_room_printed.tolist(), one.size_m, one.family, one.id] for one in printed],
    }


def _read_facts(facts: dict[str, Any]) -> tuple[Taken, tuple[Printed, ...]]:
    taken = Taken(Camera(*facts["camera"]), facts["k1"], np.array(facts["T"]), facts["frontal"])
    printed = []
    for kind, T, size, family, number in facts["printed"]:
        printed.append(_printed(kind, np.array(T), (size[0], size[1]), family, number))
    return taken, tuple(printed)


def _printed(kind: str, T: np.ndarray, size: tuple[float, float], family: str, number: int) -> Printed:
    x, z = size[0] / 2, size[1] / 2
    corners = apply(T, np.array([[-x, 0, -z], [x, 0, -z], [x, 0, z], [-x, 0, z]]))
    return Printed(kind, T, size, corners, family, number)


def _white_balance(plan: Plan, rng: np.random.Generator) -> tuple[float, float, float]:
    """A phone takes out most of the light's colour, not all."""
    lamp = plan.lamp
    light = lamp.sky_rgb + 0.15 * lamp.bulb_rgb + 0.05 * lamp.sun_rgb
    left = (light.mean() / light) ** float(rng.uniform(0.6, 1.0)) * (1 + rng.normal(0, 0.015, 3))
    return float(left[0]), float(left[1]), float(left[2])


def taken_again(old: Shot, extras: Extras) -> Shot:
    """The same picture with other extras: what lies there already stays where it is; same exposure and noise."""
    held = stage(old.seed)
    taken = Taken(old.camera, old.k1, old.T_camera_room, old.frontal)
    return _take(old.seed, held, taken, extras, replace(old.sensor, exposure=old.exposure), 0, old.printed)


def _take(
    seed: int,
    held: Stage,
    taken: Taken,
    extras: Extras,
    sensor: Sensor,
    view: int,
    kept: tuple[Printed, ...] | None = None,
) -> Shot:
    printed = _laid(held, taken, extras, [seed, 6, view]) if kept is None else kept
    drawn = drawn_through(_ready(held, printed, extras, seed), taken)
    exposure = metered(drawn) if sensor.exposure is None else sensor.exposure
    pixels = developed(drawn.light, sensor, exposure, [seed, 7, view])
    return _shot(seed, pixels, drawn, taken, extras, sensor, exposure, printed)


def _shot(
    seed: int,
    pixels: np.ndarray,
    drawn: Drawn,
    taken: Taken,
    extras: Extras,
    sensor: Sensor,
    exposure: float,
    printed: tuple[Printed, ...],
) -> Shot:
    room = furnished(seed)
    interior, walls, boxes = truth(room)
    return Shot(
        seed=seed,
        frame=Frame(pixels, 0.0, usual_camera(pixels.shape[1], pixels.shape[0])),
        camera=taken.camera,
        k1=taken.k1,
        T_camera_room=taken.T_camera_room,
        focal_35mm=_exif(seed, taken),
        frontal=taken.frontal,
        depth_m=drawn.depth_m,
        ids=drawn.ids,
        interior=interior,
        wall_ids=walls,
        furniture_ids=boxes,
        printed=printed,
        plan=room.plan,
        extras=extras,
        sensor=sensor,
        exposure=exposure,
        light=drawn.light,
    )


def laid_out(seed: int, taken: Taken, extras: Extras, sensor: Sensor, *, bare: bool = False) -> tuple[Shot, Ready]:
    """The first picture of a video, and the room made ready for the others: its things lie where they lie here.

    `bare` takes out the furniture.
    """
    held = stage(seed)
    if bare:
        held = _staged(replace(held.room, standing=(), parts=tuple(shell(held.room.plan))))
    printed = _laid(held, taken, extras, [seed, 6, 100])
    ready = _ready(held, printed, extras, seed)
    drawn = drawn_through(ready, taken)
    sensor = replace(sensor, white=_sensor(seed, 0).white, exposure=sensor.exposure or metered(drawn))
    assert sensor.exposure is not None
    pixels = developed(drawn.light, sensor, sensor.exposure, [seed, 17, 0])
    return _shot(seed, pixels, drawn, taken, extras, sensor, sensor.exposure, printed), ready


def _ready(held: Stage, printed: tuple[Printed, ...], extras: Extras, seed: int) -> Ready:
    whole, light = _with_extras(held, printed, extras)
    return Ready(held.room.plan, whole, light, _prints(printed, seed))


def drawn_through(ready: Ready, taken: Taken) -> Drawn:
    """A room that is ready through the taken camera and its lens."""
    work = studio()
    work.bring(ready)
    if taken.k1 == 0:
        return work.draw(taken.camera, taken.T_camera_room)
    pinhole = pinhole_for(taken.camera, taken.k1)
    return bent(work.draw(pinhole, taken.T_camera_room), pinhole, taken.camera, taken.k1)


def _laid(held: Stage, taken: Taken, extras: Extras, seed: list[int]) -> tuple[Printed, ...]:
    """Find places for marker, sheet and card."""
    floor: list[np.ndarray] = []
    found: list[Printed] = []
    wanted: list[tuple[str, tuple[float, float]]] = []
    if extras.marker:
        wanted.append(("marker", (extras.marker_side_m, extras.marker_side_m)))
    wanted += [("sheet", A4_M)] * extras.sheet + [("card", CARD_M)] * extras.card
    for kind, size in wanted:
        where, hide = [*seed, len(found)], kind == "marker" and extras.hide
        paper = (size[0] * 1.45, size[1] * 1.45) if kind == "marker" and not hide else size
        T = lay(held.room, taken, held.rays, paper, hide=hide, seed=where, taken_floor=floor)
        if T is None:
            continue
        T = T @ pose(translation=np.array([0.0, PLASTIC_M - PAPER_M, 0.0])) if kind == "card" else T
        number = int(np.random.default_rng(where).integers(0, 50)) if kind == "marker" else 0
        found.append(_printed(kind, T, size, extras.marker if kind == "marker" else "", number))
        corners = found[-1].corners_room_m
        floor.append((corners[:, [0, 2]] - corners[:, [0, 2]].mean(axis=0)) * 1.5 + corners[:, [0, 2]].mean(axis=0))
    return tuple(found)


def _prints(printed: tuple[Printed, ...], seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng([seed, 8])
    pictures = {}
    for one in printed:
        if one.kind == "marker":
            pictures["marker"] = marker_picture(one.family, one.id)[0]
        elif one.kind == "sheet":
            pictures["sheet"] = sheet_picture(rng)
        else:
            pictures["card"] = card_picture(rng)
    return pictures


def _with_extras(held: Stage, printed: tuple[Printed, ...], extras: Extras) -> tuple[Soup, np.ndarray]:
    """The soup with what was added, and the light on all of it."""
    parts: list[Part] = []
    for one in printed:
        size = one.size_m
        if one.kind == "marker":
            size = (one.size_m[0] / marker_picture(one.family, one.id)[1],) * 2
        parts.append(part(one, size))
    if extras.box is not None:
        T, (w, h, d) = extras.box
        mesh = mapped(block((-w / 2, 0, -d / 2), (w / 2, h, d / 2), step_m=0.1), T)
        parts.append(Part(mesh, paint("#9A9A9A"), TEST_BOX))
    if not parts:
        return held.soup, held.light
    room = replace(held.room, parts=(*held.room.parts, *parts))
    if extras.box is not None:
        anew = _staged(room)
        return anew.soup, anew.light
    whole = soup(room.parts)
    fresh = len(held.soup.positions_m)
    return whole, np.concatenate([held.light, _floor_light(held, whole.positions_m[fresh:])])


def _floor_light(held: Stage, points: np.ndarray) -> np.ndarray:
    """(n, 3) light of the nearest floor vertices, for what lies flat on it."""
    floor = np.flatnonzero(held.soup.number == 1)
    away = ((points[:, None, [0, 2]] - held.soup.positions_m[floor][None, :, [0, 2]]) ** 2).sum(axis=2)
    near = np.argsort(away, axis=1)[:, :4]
    weight = 1 / (np.take_along_axis(away, near, 1) + 1e-4)
    return np.asarray((held.light[floor][near] * weight[..., None]).sum(axis=1) / weight.sum(axis=1)[:, None])


def truth(room: Furnished) -> tuple[Interior, tuple[int, ...], tuple[int, ...]]:
    """The exact interior, the id of each wall plane (its third plane and on), and of each furniture box."""
    plan = room.plan
    middle = plan.outline_m
    floor = Plane("floor", pose(), middle, 0.0, 0.0)
    ceiling = Plane(
        "ceiling", pose(np.diag([1.0, -1.0, -1.0]), np.array([0, plan.height_m, 0])), middle * (1, -1), 0.0, 0.0
    )
    walls = []
    for wall in plan.walls:
        x, up, inward = wall.T_room_wall[:3, :3].T
        T = pose(np.stack([x, inward, -up], axis=1), wall.T_room_wall[:3, 3])
        outline = np.array([(0, 0), (wall.length_m, 0), (wall.length_m, -plan.height_m), (0, -plan.height_m)])
        walls.append(Plane("wall", T, outline, 0.0, 0.0))
    boxes = [one for one in room.standing if one.on != "ceiling"]
    interior = Interior(
        planes=(floor, ceiling, *walls),
        openings=tuple(gate.opening for gate in plan.gates),
        furniture=tuple(Furniture(one.piece.label, one.T_room_piece, np.array(one.piece.size_m)) for one in boxes),
        positions_m=np.zeros((0, 3)),
        triangles=np.zeros((0, 3), dtype=int),
        surface_sd_m=0.0,
        scale=Measure(1.0, 0.0),
        gravity_sd_rad=0.0,
    )
    return interior, tuple(wall.number for wall in plan.walls), tuple(one.number for one in boxes)


__all__ = ["TOLD", "TUNED", "Stage", "drawn_through", "laid_out", "shot", "stage", "studio", "taken_again", "truth"]
