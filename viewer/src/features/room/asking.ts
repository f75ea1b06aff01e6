/** One question at a time: what is asked meanwhile is asked once more at the end, with what is true then. */
export interface Asking {
  /** Asks after `wait_ms`, so that quick taps become one question. */
  ask(wait_ms?: number): void;
  /** Forgets what waits. */
  drop(): void;
}

export function createAsking(run: () => Promise<void>): Asking {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;

  async function now(): Promise<void> {
    timer = undefined;
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await run();
    } while (again);
    running = false;
  }

  return {
    ask(wait_ms = 0) {
      clearTimeout(timer);
      if (wait_ms > 0) timer = setTimeout(() => void now(), wait_ms);
      else void now();
    },
    drop() {
      clearTimeout(timer);
      again = false;
    },
  };
}
