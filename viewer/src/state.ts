/** Where features meet: one value per page, changed by patches, watched by key. */
export interface State<T extends object> {
  readonly value: Readonly<T>;
  set(patch: Partial<T>): void;
  /** Calls `see` now and on every change of `key`; returns the way to stop. */
  watch<K extends keyof T>(key: K, see: (value: T[K]) => void): () => void;
}

export function createState<T extends object>(initial: T): State<T> {
  let value = initial;
  const watchers = new Set<(before: T) => void>();
  return {
    get value() {
      return value;
    },
    set(patch) {
      const before = value;
      value = { ...value, ...patch };
      for (const tell of [...watchers]) tell(before);
    },
    watch(key, see) {
      const tell = (before: T): void => {
        if (before[key] !== value[key]) see(value[key]);
      };
      watchers.add(tell);
      see(value[key]);
      return () => watchers.delete(tell);
    },
  };
}
