"""A STEP file (AP214) of one box, built by hand: product, unit, faces, colours."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

Color = tuple[float, float, float]
_SI = {"mm": "SI_UNIT(.MILLI.,.METRE.)", "m": "SI_UNIT($,.METRE.)"}


class _Lines:
    """Numbered entities; `add` answers the new one's reference."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, text: str) -> str:
        self.lines.append(f"#{len(self.lines) + 1}={text};")
        return f"#{len(self.lines)}"

    def vector(self, kind: str, numbers: Sequence[float]) -> str:
        return self.add(f"{kind}('',({','.join(repr(float(one)) for one in numbers)}))")


def step_box(
    size: tuple[float, float, float],
    name: str,
    *,
    unit: str = "mm",
    color: Color = (0.5, 0.5, 0.5),
    top: Color | None = None,
) -> str:
    """The text of a box from the origin to `size`, in one colour, its +z face in another."""
    lines = _Lines()
    shape, context = _product(lines, name), _context(lines, unit)
    faces = _faces(lines, size)
    shell = lines.add(f"CLOSED_SHELL('',({','.join(faces)}))")
    solid = lines.add(f"MANIFOLD_SOLID_BREP('{name}',{shell})")
    axes = _axes(lines, (0, 0, 0), (0, 0, 1), (1, 0, 0))
    whole = lines.add(f"ADVANCED_BREP_SHAPE_REPRESENTATION('{name}',({axes},{solid}),{context})")
    lines.add(f"SHAPE_DEFINITION_REPRESENTATION({shape},{whole})")
    styles = [_style(lines, solid, color)] + ([_style(lines, faces[5], top)] if top else [])
    lines.add(f"MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',({','.join(styles)}),{context})")
    head = "FILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));"
    body = "\n".join(lines.lines)
    return f"ISO-10303-21;\nHEADER;\n{head}\nENDSEC;\nDATA;\n{body}\nENDSEC;\nEND-ISO-10303-21;\n"


def _product(lines: _Lines, name: str) -> str:
    context = lines.add("APPLICATION_CONTEXT('automotive design')")
    kind = lines.add(f"PRODUCT_CONTEXT('',{context},'mechanical')")
    product = lines.add(f"PRODUCT('{name}','{name}','',({kind}))")
    formation = lines.add(f"PRODUCT_DEFINITION_FORMATION('','',{product})")
    about = lines.add(f"PRODUCT_DEFINITION_CONTEXT('part definition',{context},'design')")
    definition = lines.add(f"PRODUCT_DEFINITION('design','',{formation},{about})")
    return lines.add(f"PRODUCT_DEFINITION_SHAPE('','',{definition})")


def _context(lines: _Lines, unit: str) -> str:
    length = lines.add(f"(LENGTH_UNIT()NAMED_UNIT(*){_SI.get(unit, _SI['mm'])})")
    if unit == "in":
        inch = lines.add(f"LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),{length})")
        powers = lines.add("DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.)")
        length = lines.add(f"(CONVERSION_BASED_UNIT('INCH',{inch})LENGTH_UNIT()NAMED_UNIT({powers}))")
    angle = lines.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))")
    solid = lines.add("(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())")
    least = lines.add(f"UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-07),{length},'distance_accuracy_value','')")
    return lines.add(
        f"(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT(({least}))"
        f"GLOBAL_UNIT_ASSIGNED_CONTEXT(({length},{angle},{solid}))REPRESENTATION_CONTEXT('',''))"
    )


def _axes(lines: _Lines, origin: Sequence[float], axis: Sequence[float], along: Sequence[float]) -> str:
    point, up, right = (
        lines.vector(kind, one)
        for kind, one in (("CARTESIAN_POINT", origin), ("DIRECTION", axis), ("DIRECTION", along))
    )
    return lines.add(f"AXIS2_PLACEMENT_3D('',{point},{up},{right})")


def _faces(lines: _Lines, size: tuple[float, float, float]) -> list[str]:
    """Six faces, -x +x -y +y -z +z; each edge once, used by two faces."""
    at = {
        corner: [one * length for one, length in zip(corner, size, strict=True)]
        for corner in itertools.product((0, 1), repeat=3)
    }
    vertices = {one: lines.add(f"VERTEX_POINT('',{lines.vector('CARTESIAN_POINT', at[one])})") for one in at}
    edges: dict[tuple[tuple[int, ...], tuple[int, ...]], str] = {}
    faces = []
    for axis, side in itertools.product(range(3), (0, 1)):
        ring = [_corner(axis, side, first, second) for first, second in ((0, 0), (1, 0), (1, 1), (0, 1))]
        ring = ring if side else ring[::-1]
        turned = []
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (end, start) not in edges:
                way = [after - before for before, after in zip(start, end, strict=True)]
                vector = lines.add(f"VECTOR('',{lines.vector('DIRECTION', way)},1.)")
                line = lines.add(f"LINE('',{lines.vector('CARTESIAN_POINT', at[start])},{vector})")
                edges[start, end] = lines.add(f"EDGE_CURVE('',{vertices[start]},{vertices[end]},{line},.T.)")
            edge, same = (edges[start, end], ".T.") if (start, end) in edges else (edges[end, start], ".F.")
            turned.append(lines.add(f"ORIENTED_EDGE('',*,*,{edge},{same})"))
        loop = lines.add(f"EDGE_LOOP('',({','.join(turned)}))")
        normal = [(2 * side - 1) * (place == axis) for place in range(3)]
        along = [float(place == (axis + 1) % 3) for place in range(3)]
        plane = lines.add(f"PLANE('',{_axes(lines, at[ring[0]], normal, along)})")
        bound = lines.add(f"FACE_OUTER_BOUND('',{loop},.T.)")
        faces.append(lines.add(f"ADVANCED_FACE('',({bound}),{plane},.T.)"))
    return faces


def _corner(axis: int, side: int, first: int, second: int) -> tuple[int, int, int]:
    found = [0, 0, 0]
    found[axis], found[(axis + 1) % 3], found[(axis + 2) % 3] = side, first, second
    return found[0], found[1], found[2]


def _style(lines: _Lines, item: str, color: Color) -> str:
    paint = lines.add(f"COLOUR_RGB('',{color[0]!r},{color[1]!r},{color[2]!r})")
    for kind in ("FILL_AREA_STYLE_COLOUR('',{})", "FILL_AREA_STYLE('',({}))", "SURFACE_STYLE_FILL_AREA({})"):
        paint = lines.add(kind.format(paint))
    for kind in (
        "SURFACE_SIDE_STYLE('',({}))",
        "SURFACE_STYLE_USAGE(.BOTH.,{})",
        "PRESENTATION_STYLE_ASSIGNMENT(({}))",
    ):
        paint = lines.add(kind.format(paint))
    return lines.add(f"STYLED_ITEM('color',({paint}),{item})")


__all__ = ["step_box"]
