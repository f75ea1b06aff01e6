/** The ways to a picture: camera, file, sample; and the yes that an own picture needs before it may be sent. */
import type { SampleRoom } from "../../contract";
import type { Page } from "../../page";
import { element } from "./find";
import { closePhoto, openPhoto, openSample } from "./photo";
import { canPlace, type Photo, type Plan } from "./planning";

type Show = (photo: Photo) => void;

export function startSources(page: Page, plan: Plan, rooms: readonly SampleRoom[], show: Show): void {
  startFiles(page, show);
  startSample(plan, rooms, show);
  startConsent(plan);
  const tell = (): void => {
    const { photo, agreed } = plan.value;
    const asking = photo !== null && photo.room === null && !agreed;
    element("begin").hidden = photo !== null;
    element("again").hidden = photo === null;
    element("consent").hidden = !asking;
    element("scene").dataset["step"] = photo === null ? "begin" : canPlace(plan.value) ? "place" : "consent";
    element("where").textContent = page.t(photo?.room ? "room.where_sample" : agreed ? "room.where_sent" : "room.where_here");
    if (asking) element("agree").focus({ preventScroll: true });
  };
  plan.watch("photo", tell);
  plan.watch("agreed", tell);
}

function startFiles(page: Page, show: Show): void {
  const trouble = element("begin-trouble");
  for (const id of ["own", "kept"])
    element(id).addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      const file = input.files?.[0];
      input.value = "";
      if (!file) return;
      trouble.textContent = "";
      openPhoto(file).then(show, () => (trouble.textContent = page.t("room.trouble_photo")));
    });
}

function startSample(plan: Plan, rooms: readonly SampleRoom[], show: Show): void {
  const sample = sampleFor(rooms, false);
  if (!sample) return;
  const [button, backdrop] = [element("sample"), element<HTMLImageElement>("backdrop")];
  button.hidden = false;
  backdrop.src = sample.image_url;
  backdrop.hidden = false;
  button.addEventListener("click", () => {
    const fitting = sampleFor(rooms, plan.value.way === "marker") ?? sample;
    show(openSample(fitting));
    plan.set({ height_m: fitting.camera_height_m ?? plan.value.height_m, side_cm: fitting.marker_cm ?? plan.value.side_cm });
    element("floor").focus({ preventScroll: true });
  });
}

function startConsent(plan: Plan): void {
  const leave = (): void => {
    closePhoto(plan.value.photo);
    plan.set({ photo: null, agreed: false, placed: null });
    element("frame").hidden = true;
    element("kept").focus();
  };
  element("agree").addEventListener("click", () => {
    plan.set({ agreed: true });
    element("floor").focus({ preventScroll: true });
  });
  element("refuse").addEventListener("click", leave);
  element("other").addEventListener("click", leave);
}

/** A sample room is shown with its marker only when metres come from the marker. */
export function matchSample(plan: Plan, rooms: readonly SampleRoom[], show: (photo: Photo) => void): void {
  const { photo, way } = plan.value;
  if (!photo?.room) return;
  const fitting = sampleFor(rooms, way === "marker");
  if (!fitting || fitting.id === photo.room.id) return;
  const { spot, yaw_deg } = plan.value;
  show(openSample(fitting));
  plan.set({ spot, yaw_deg, ...(fitting.marker_cm ? { side_cm: fitting.marker_cm } : {}) });
}

function sampleFor(rooms: readonly SampleRoom[], marked: boolean): SampleRoom | undefined {
  return rooms.find((room) => (room.marker_cm !== null) === marked) ?? rooms[0];
}
