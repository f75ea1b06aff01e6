/**
 * An emulated headset in a really scanned room, for browser tests only. Playwright injects the built script
 * (`viewer/dist-test/headset.js`) before the page's own; the test drives the head and the trigger through `window.headset`.
 */
import { SyntheticEnvironmentModule } from "@iwer/sem";
import room from "@iwer/sem/captures/office_small.json";
import { metaQuest3, XRDevice } from "iwer";

const EYE_FIELD_RAD = Math.PI / 3;
const SETTLED_FRAMES = 4; // the emulator takes a change in at a frame's start and tells of it in the next

const headset = new XRDevice(
  { ...metaQuest3, supportedFeatures: [...metaQuest3.supportedFeatures, "dom-overlay"] as typeof metaQuest3.supportedFeatures },
  { stereoEnabled: false },
);
headset.fovy = EYE_FIELD_RAD;
headset.installRuntime({ forceInstall: true }); // Chromium has a navigator.xr of its own, without devices

/** The scanned office: 2.4 m square, floor at 0.05 m, a table 0.75 m high before the viewer. */
class Office extends SyntheticEnvironmentModule {
  constructor(...device: ConstructorParameters<typeof SyntheticEnvironmentModule>) {
    super(...device);
    this.loadEnvironment(room as unknown as Parameters<SyntheticEnvironmentModule["loadEnvironment"]>[0]);
  }
}
headset.installSEM(Office as unknown as Parameters<typeof headset.installSEM>[0]);

/** Looks from one point to another; both in metres, y up. */
function look(from: [number, number, number], to: [number, number, number]): void {
  const [x, y, z] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const yaw = Math.atan2(-x, -z);
  const pitch = Math.atan2(y, Math.hypot(x, z));
  const [sy, cy, sp, cp] = [Math.sin(yaw / 2), Math.cos(yaw / 2), Math.sin(pitch / 2), Math.cos(pitch / 2)];
  headset.position.set(...from);
  headset.quaternion.set(cy * sp, sy * cp, -sy * sp, cy * cp);
}

/** Pulls the trigger and lets it go; what that does has happened when it returns. */
async function pull(): Promise<void> {
  const trigger = (value: number): void => headset.controllers.right?.updateButtonValue("trigger", value);
  trigger(1);
  await frames(SETTLED_FRAMES);
  trigger(0);
  await frames(SETTLED_FRAMES);
}

/** Waits until the page has drawn `count` frames with what is so now. */
async function frames(count: number): Promise<void> {
  for (let drawn = 0; drawn < count; drawn += 1) await new Promise((done) => requestAnimationFrame(done));
}

const placed: unknown[] = [];
document.addEventListener("arkit:placed", (event) => placed.push((event as CustomEvent<unknown>).detail));
Object.assign(window, { headset: { look, pull, frames, placed } });
