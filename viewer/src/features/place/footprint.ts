/** The reticle: the product's own outline in true size on the floor or the wall. */
import { DoubleSide, Mesh, MeshBasicMaterial, Path, Shape, ShapeGeometry, Vector2 } from "three";
import type { Bounds } from "./pose";
import type { Surface } from "./hits";

const LINE_M = 0.012;
const ABOVE_M = 0.004; // above the surface, so that the two do not flicker
const COLOR = 0xf0703f;

export function createFootprint({ min, max }: Bounds, surface: Surface): Mesh<ShapeGeometry, MeshBasicMaterial> {
  const width = max[0] - min[0];
  const other = surface === "wall" ? max[1] - min[1] : max[2] - min[2];
  const line = Math.min(LINE_M, width / 12, other / 12);
  const outline = new Shape(corners(width / 2, other / 2));
  outline.holes.push(new Path(corners(width / 2 - line, other / 2 - line)));
  const geometry = new ShapeGeometry(outline);
  if (surface === "wall") geometry.translate(0, 0, ABOVE_M);
  else geometry.rotateX(-Math.PI / 2).translate(0, surface === "ceiling" ? -ABOVE_M : ABOVE_M, 0);
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ color: COLOR, side: DoubleSide, toneMapped: false }));
  mesh.visible = false;
  return mesh;
}

function corners(x: number, y: number): ConstructorParameters<typeof Shape>[0] {
  return ([[-x, -y], [x, -y], [x, y], [-x, y]] as const).map(([a, b]) => new Vector2(a, b));
}
