/** Draws a GLB as a neutral viewer shows it: room light, Khronos Neutral tones, fixed cameras, every variant. */
import * as THREE from "three";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { KTX2Loader } from "three/addons/loaders/KTX2Loader.js";
import { MeshoptDecoder } from "three/addons/libs/meshopt_decoder.module.js";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";

const FOV_DEG = 30;
const HEIGHTS_RAD = [0.2, 0.7]; // views take turns: at eye level, and from above
const MARGIN = 0.96; // of the half picture that the box may fill
const GROUND = 0xbababa;

const renderer = new THREE.WebGLRenderer({ antialias: true });
renderer.toneMapping = THREE.NeutralToneMapping;
renderer.setPixelRatio(1);
const room = new THREE.PMREMGenerator(renderer).fromScene(new RoomEnvironment(), 0.04).texture;
const loader = new GLTFLoader()
  .setMeshoptDecoder(MeshoptDecoder)
  .setDRACOLoader(new DRACOLoader().setDecoderPath("/three/examples/jsm/libs/draco/gltf/"))
  .setKTX2Loader(new KTX2Loader().setTranscoderPath("/three/examples/jsm/libs/basis/").detectSupport(renderer));

/** Reads the file at `url`; what is drawn next is this. Returns its variants' names and its box. */
async function load(url) {
  const gltf = await loader.loadAsync(url);
  const scene = new THREE.Scene();
  scene.add(gltf.scene);
  scene.updateMatrixWorld(true);
  const box = new THREE.Box3().setFromObject(gltf.scene, true);
  const names = (gltf.userData.gltfExtensions?.KHR_materials_variants?.variants ?? []).map((one) => one.name);
  const meshes = [];
  gltf.scene.traverse((one) => one.isMesh && meshes.push({ mesh: one, first: one.material }));
  window.shown = { gltf, scene, meshes };
  return { names, low: box.min.toArray(), high: box.max.toArray() };
}

/** Dresses every mesh in a variant by its place in the list; null is the file's default look. */
async function wear(variant) {
  const { gltf, meshes } = window.shown;
  for (const { mesh, first } of meshes) {
    const mappings = mesh.userData.gltfExtensions?.KHR_materials_variants?.mappings ?? [];
    const mapping = variant === null ? undefined : mappings.find((one) => one.variants.includes(variant));
    mesh.material = mapping ? await gltf.parser.getDependency("material", mapping.material) : first;
    if (mapping) gltf.parser.assignFinalMaterial(mesh);
  }
}

/** A camera that looks at the middle of the box and just holds its corners; `view` of `views` goes around it. */
function cameraAt(view, views, low, high) {
  const centre = new THREE.Vector3().addVectors(new THREE.Vector3(...low), new THREE.Vector3(...high)).multiplyScalar(0.5);
  const radius = new THREE.Vector3(...high).distanceTo(new THREE.Vector3(...low)) / 2;
  const distance = radius / Math.sin(THREE.MathUtils.degToRad(FOV_DEG / 2));
  const camera = new THREE.PerspectiveCamera(FOV_DEG, 1, distance - radius * 1.1, distance + radius * 1.1);
  const height = HEIGHTS_RAD[view % HEIGHTS_RAD.length];
  const yaw = (view / views) * 2 * Math.PI;
  const away = [Math.cos(height) * Math.sin(yaw), Math.sin(height), Math.cos(height) * Math.cos(yaw)];
  camera.position.set(...away).multiplyScalar(distance).add(centre);
  camera.lookAt(centre);
  camera.updateMatrixWorld();
  const ends = [low, high];
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((one) => [ends[one & 1][0], ends[(one >> 1) & 1][1], ends[one >> 2][2]]);
  const seen = corners.map((corner) => new THREE.Vector3(...corner).project(camera));
  camera.zoom = MARGIN / Math.max(...seen.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
  camera.updateProjectionMatrix();
  return camera;
}

/** White where the product is: cut-outs stay cut out, glass counts as there. */
function silhouette(material) {
  const { map, alphaTest, side } = material;
  const plain = { color: 0xffffff, side, toneMapped: false, fog: false };
  if (!(alphaTest > 0)) return new THREE.MeshBasicMaterial(plain);
  const cut = new THREE.MeshBasicMaterial({ ...plain, map, alphaTest });
  cut.onBeforeCompile = (shader) => {
    const white = "#include <opaque_fragment>\ngl_FragColor = vec4(1.0);";
    shader.fragmentShader = shader.fragmentShader.replace("#include <opaque_fragment>", white);
  };
  return cut;
}

/** The pixels of `views` pictures, RGBA, bottom row first, one after the other, as base64. */
async function draw({ views, px, low, high, mask }) {
  const { scene, meshes } = window.shown;
  renderer.setSize(px, px, false);
  scene.environment = room;
  scene.background = new THREE.Color(mask ? 0x000000 : GROUND);
  const worn = meshes.map(({ mesh }) => mesh.material);
  if (mask) meshes.forEach(({ mesh }) => (mesh.material = silhouette(mesh.material)));
  const bytes = new Uint8Array(views * px * px * 4);
  const gl = renderer.getContext();
  for (let view = 0; view < views; view++) {
    renderer.render(scene, cameraAt(view, views, low, high));
    gl.readPixels(0, 0, px, px, gl.RGBA, gl.UNSIGNED_BYTE, bytes.subarray(view * px * px * 4, (view + 1) * px * px * 4));
  }
  if (mask) meshes.forEach(({ mesh }, place) => (mesh.material = worn[place]));
  return base64(bytes);
}

function base64(bytes) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes]));
  });
}

/** Frees what the last file held on the graphics card. */
function drop() {
  for (const { mesh, first } of window.shown?.meshes ?? []) {
    mesh.geometry.dispose();
    for (const material of [first, mesh.material]) {
      for (const value of Object.values(material)) if (value?.isTexture && value !== room) value.dispose();
      material.dispose();
    }
  }
  window.shown = undefined;
}

Object.assign(window, { rendered: { load, wear, draw, drop } });
