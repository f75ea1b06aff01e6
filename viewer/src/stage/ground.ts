/** A soft shadow where a product touches the ground: its depth seen from below, blurred. Made once, not every frame. */
import {
  DoubleSide, Mesh, MeshBasicMaterial, MeshDepthMaterial, OrthographicCamera, PlaneGeometry, ShaderMaterial,
  WebGLRenderTarget, type Box3, type Object3D, type Scene, type WebGLRenderer,
} from "three";
import { HorizontalBlurShader } from "three/examples/jsm/shaders/HorizontalBlurShader.js";
import { VerticalBlurShader } from "three/examples/jsm/shaders/VerticalBlurShader.js";

const SIDE_PX = 512;
const STRENGTH = 0.62;
const MARGIN = 1.5; // the plane is this much wider than the product, so that the blur can run out
const BLURS = [2.4, 1.1]; // wide first, then a narrow pass that hides its bands

export interface GroundShadow {
  readonly plane: Mesh;
  /** Renders the shadow of `object` standing on the box's floor. */
  render(scene: Scene, object: Object3D): void;
  dispose(): void;
}

export function createGroundShadow(renderer: WebGLRenderer, box: Box3): GroundShadow {
  const width = Math.max(box.max.x - box.min.x, 0.02) * MARGIN;
  const depth = Math.max(box.max.z - box.min.z, 0.02) * MARGIN;
  const height = Math.max(box.max.y - box.min.y, 0.02);
  const target = new WebGLRenderTarget(SIDE_PX, SIDE_PX);
  const spare = new WebGLRenderTarget(SIDE_PX, SIDE_PX);
  const look = new MeshBasicMaterial({ map: target.texture, transparent: true, depthWrite: false, toneMapped: false });
  const plane = new Mesh(new PlaneGeometry(width, depth).rotateX(-Math.PI / 2).scale(1, 1, -1), look);
  plane.position.set((box.min.x + box.max.x) / 2, box.min.y - height * 0.001, (box.min.z + box.max.z) / 2);
  plane.renderOrder = -1;
  look.side = DoubleSide;

  const camera = new OrthographicCamera(-width / 2, width / 2, depth / 2, -depth / 2, 0, height * 0.6);
  camera.position.copy(plane.position);
  camera.lookAt(plane.position.x, plane.position.y + 1, plane.position.z);
  const shade = createShade();
  const blur = createBlur(renderer, target, spare);

  return {
    plane,
    render(scene, object) {
      const kept = { background: scene.background, override: scene.overrideMaterial, clear: renderer.getClearAlpha() };
      const others = scene.children.filter((child) => child !== object && child.visible);
      for (const other of others) other.visible = false;
      scene.background = null;
      scene.overrideMaterial = shade;
      renderer.setClearAlpha(0);
      renderer.setRenderTarget(target);
      renderer.clear();
      renderer.render(scene, camera);
      for (const amount of BLURS) blur.run(amount);
      renderer.setRenderTarget(null);
      renderer.setClearAlpha(kept.clear);
      scene.overrideMaterial = kept.override;
      scene.background = kept.background;
      for (const other of others) other.visible = true;
    },
    dispose() {
      plane.removeFromParent();
      for (const thing of [plane.geometry, look, target, spare, shade, blur]) thing.dispose();
    },
  };
}

/** Black where something is near the ground, clear where it is far above. */
function createShade(): MeshDepthMaterial {
  const shade = new MeshDepthMaterial({ side: DoubleSide });
  shade.onBeforeCompile = (shader) => {
    shader.uniforms["strength"] = { value: STRENGTH };
    shader.fragmentShader = `uniform float strength;\n${shader.fragmentShader.replace(
      "gl_FragColor = vec4( vec3( 1.0 - fragCoordZ ), opacity );",
      "float near = 1.0 - fragCoordZ; gl_FragColor = vec4( vec3( 0.0 ), near * near * strength );",
    )}`;
  };
  return shade;
}

function createBlur(
  renderer: WebGLRenderer, target: WebGLRenderTarget, spare: WebGLRenderTarget,
): { run(amount: number): void; dispose(): void } {
  const camera = new OrthographicCamera(-0.5, 0.5, 0.5, -0.5, 0, 1);
  const sheet = new Mesh(new PlaneGeometry(1, 1));
  const across = new ShaderMaterial({ ...HorizontalBlurShader, depthTest: false });
  const down = new ShaderMaterial({ ...VerticalBlurShader, depthTest: false });
  const pass = (material: ShaderMaterial, from: WebGLRenderTarget, to: WebGLRenderTarget): void => {
    material.uniforms["tDiffuse"]!.value = from.texture;
    sheet.material = material;
    renderer.setRenderTarget(to);
    renderer.render(sheet, camera);
  };
  return {
    run(amount) {
      across.uniforms["h"]!.value = amount / 256;
      down.uniforms["v"]!.value = amount / 256;
      pass(across, target, spare);
      pass(down, spare, target);
    },
    dispose() {
      for (const thing of [sheet.geometry, across, down]) thing.dispose();
    },
  };
}
