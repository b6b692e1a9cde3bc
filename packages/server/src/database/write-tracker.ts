/** Tracks pending writes, so that closing a database can wait for them. */
export const createWriteTracker = () => {
  const underWay = new Set<Promise<unknown>>();
  return {
    track: <T>(write: Promise<T>): Promise<T> => {
      underWay.add(write);
      const forget = () => underWay.delete(write);
      write.then(forget, forget);
      return write;
    },
    settled: async (): Promise<void> => void (await Promise.allSettled(underWay)),
  };
};
