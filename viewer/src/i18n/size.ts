/** Lengths as a shopper reads them. The server's pages/figures.py answers the same tests/cases/size.json. */
export type Unit = "cm" | "in";

const CM_PER_IN = 2.54;

/** A length without its unit: whole from 100 on, else to a tenth. */
export function lengthText(metres: number, unit: Unit = "cm"): string {
  const value = (metres * 100) / (unit === "cm" ? 1 : CM_PER_IN);
  return value.toFixed(value >= 99.95 ? 0 : 1).replace(/\.0$/, "");
}

/** Width × depth × height, as furniture is told: "218 × 92 × 82 cm". `size` is width x, height y, depth z in metres. */
export function sizeText([width, height, depth]: readonly [number, number, number], unit: Unit = "cm"): string {
  return `${[width, depth, height].map((side) => lengthText(side, unit)).join(" × ")} ${unit}`;
}
