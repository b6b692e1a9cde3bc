/**
 * Stops cleanly at Ctrl-C or SIGTERM, with exit code 0. Only the first signal counts, because a terminal, npm and a
 * parent process may each send it.
 */
export const stopOnSignal = (stop: (signal: NodeJS.Signals) => Promise<void>): void => {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    stop(signal).then(
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
