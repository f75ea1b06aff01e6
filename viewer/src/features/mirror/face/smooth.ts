/** One-Euro smoothing with time as data: still when still, quick when quick. Casiez, Roussel, Vogel, CHI 2012. */
export interface Smoother {
  /** Smooths all values at `time_s`; a jump over `jump` or a gap over 0.3 s starts anew. */
  next(values: Float64Array, time_s: number): Float64Array;
  reset(): void;
}

export interface SmootherOptions {
  /** Cutoff at rest, Hz. */
  minCutoff: number;
  /** How much speed opens the filter, per unit per second. */
  beta: number;
  /** A larger change in one step is a new face, not a motion. */
  jump: number;
}

const GAP_S = 0.3;
const SPEED_CUTOFF = 1;

export function createSmoother({ minCutoff, beta, jump }: SmootherOptions): Smoother {
  let last: Float64Array | null = null;
  let speed = new Float64Array(0);
  let lastTime = 0;
  return {
    next(values, time_s) {
      const dt = time_s - lastTime;
      if (!last || last.length !== values.length || dt <= 0 || dt > GAP_S || moved(last, values) > jump) {
        last = Float64Array.from(values);
        speed = new Float64Array(values.length);
        lastTime = time_s;
        return last;
      }
      for (let i = 0; i < values.length; i++) {
        const rate = ((values[i] ?? 0) - (last[i] ?? 0)) / dt;
        speed[i] = blend(speed[i] ?? 0, rate, gain(SPEED_CUTOFF, dt));
        last[i] = blend(last[i] ?? 0, values[i] ?? 0, gain(minCutoff + beta * Math.abs(speed[i] ?? 0), dt));
      }
      lastTime = time_s;
      return last;
    },
    reset() {
      last = null;
    },
  };
}

function gain(cutoff: number, dt: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoff * dt));
}

function blend(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Mean absolute change. */
function moved(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum / Math.max(a.length, 1);
}
