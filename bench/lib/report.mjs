import { cpus, loadavg } from 'node:os';

/** The product's own targets, on SQLite. Requests per second; milliseconds; megabytes. */
export const BUDGET = {
  perSecond: { 'code exchange': 10_000, refresh: 15_000, userinfo: 30_000 },
  readyMs: 300,
  idleMb: 100,
  peakMb: 150,
};

/** A number rounded, with thousands separators. */
export const whole = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
const percent = (value, target) => `${Math.round((value / target) * 100)} %`;

/** A Markdown table with aligned columns, readable in terminals too. */
export const table = ([head, ...rows]) => {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
};

const operationsTable = ({ operations }) =>
  table([
    [
      'operation',
      'requests/s',
      'target',
      'of target',
      'p50 ms',
      'p99 ms',
      'errors',
      'CPU us',
      'MB after',
      'bare/s',
      'bare CPU us',
      'of bare',
    ],
    ...operations.map((operation) => {
      const target = BUDGET.perSecond[operation.name];
      return [
        operation.name,
        whole(operation.perSecond),
        whole(target),
        percent(operation.perSecond, target),
        operation.p50.toFixed(2),
        operation.p99.toFixed(2),
        whole(operation.errors),
        whole(operation.cpuMicros),
        whole(operation.residentMb),
        whole(operation.bare.perSecond),
        whole(operation.bare.cpuMicros),
        percent(operation.ratio, 1),
      ];
    }),
  ]);

const processTable = ({ ready, idleMb, peakMb }) =>
  table([
    ['process', 'measured', 'at most', 'of that'],
    ['ready, first start ever (ms)', whole(ready.firstMs), '-', '-'],
    [
      'ready, existing database (ms)',
      whole(ready.medianMs),
      whole(BUDGET.readyMs),
      percent(ready.medianMs, BUDGET.readyMs),
    ],
    ['resident, idle (MB)', whole(idleMb), whole(BUDGET.idleMb), percent(idleMb, BUDGET.idleMb)],
    ['resident, peak under load (MB)', whole(peakMb), whole(BUDGET.peakMb), percent(peakMb, BUDGET.peakMb)],
  ]);

/** What the numbers depend on. Read before the run: `load` is the machine's load average. */
export const describeMachine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cpus: cpus().length,
  node: process.version,
  load: loadavg()[0] ?? 0,
});

/** The results as text for terminals, also valid Markdown. */
export const formatResults = (results) =>
  results
    .map((result) => `## ${result.database}\n\n${operationsTable(result)}\n\n${processTable(result)}`)
    .join('\n\n');

/** The page written by a full run. */
export const resultsPage = (results, { cpu, cpus: count, node, load }, date) => {
  return `# Results

${date}, ${count} x ${cpu}, Node.js ${node}, load average ${load.toFixed(1)} before the run. One server process, 32 connections over loopback, the client on the same machine;
medians of interleaved rounds. \`npm run bench\` measures again and writes this page; README.md says what the columns mean.

${formatResults(results)}
`;
};

/** Whether every answer was as expected. */
export const faultsOf = (results) =>
  results.flatMap(({ database, operations }) =>
    operations
      .flatMap((operation) => [operation, { ...operation.bare, name: `${operation.name} (bare)` }])
      .filter(({ errors }) => errors > 0)
      .map(({ name, errors, firstError }) => `${database}, ${name}: ${errors} errors, the first: ${firstError}`),
  );
