/** How long an answer counts, for any number of probes. In milliseconds. */
const FRESH_MS = { good: 2_000, bad: 500 };

/** Changes a row, so that a standby, a full disk and a silent server are all noticed. */
const PROBE =
  "insert into job_leases (job, holder, expires_at) values ('readyz', '', 0) on conflict (job) do update set expires_at = job_leases.expires_at + 1";

/** Whether the database takes writes. Probes that come at once, or soon after each other, share one write. */
export const createReadiness = (write: (statement: string) => Promise<unknown>): (() => Promise<void>) => {
  let latest = Promise.resolve();
  let staleAt = 0;
  const ask = async (): Promise<void> => {
    let fresh = FRESH_MS.bad;
    try {
      await write(PROBE);
      fresh = FRESH_MS.good;
    } finally {
      staleAt = performance.now() + fresh;
    }
  };
  return () => {
    if (performance.now() >= staleAt) {
      staleAt = Infinity;
      latest = ask();
    }
    return latest;
  };
};
