/** Counts keys. Keys with none take no memory. */
export const createTally = () => {
  const counts = new Map<string, number>();
  const of = (key: string): number => counts.get(key) ?? 0;

  return {
    of,

    add: (keys: readonly string[]): void => {
      for (const key of keys) counts.set(key, of(key) + 1);
    },

    remove: (keys: readonly string[]): void => {
      for (const key of keys) {
        if (of(key) > 1) counts.set(key, of(key) - 1);
        else counts.delete(key);
      }
    },

    clear: (): void => counts.clear(),
  };
};
