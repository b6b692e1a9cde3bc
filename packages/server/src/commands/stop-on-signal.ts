/**
 * Stops cleanly at Ctrl-C or SIGTERM, and lets the process end with code 0. A terminal, npm and a parent may each send the
 * same signal: the first one counts.
 */
export const stopOnSignal = (stop: () => Promise<void>): void => {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
};
