import { table, whole } from './report.mjs';

const ratioCells = ({ median, low, high }) => [median.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`];

const comparisonTable = (against, operations) =>
  table([
    [
      'operation',
      `CPU us, ${against}`,
      'CPU us, here',
      'CPU ratio',
      '95 %',
      `requests/s, ${against}`,
      'requests/s, here',
      'ratio',
      '95 %',
      'rounds',
      'errors',
    ],
    ...operations.map(({ name, cpuMicros, perSecond, rounds, errors }) => [
      name,
      whole(cpuMicros.other),
      whole(cpuMicros.here),
      ...ratioCells(cpuMicros.ratio),
      whole(perSecond.other),
      whole(perSecond.here),
      ...ratioCells(perSecond.ratio),
      whole(rounds.length),
      whole(errors),
    ]),
  ]);

/** Ratios are this build's number divided by the other's. */
export const formatComparison = (against, results) =>
  results.map(({ database, operations }) => `## ${database}\n\n${comparisonTable(against, operations)}`).join('\n\n');

/** Whether every answer was as expected. */
export const comparisonFaults = (results) =>
  results.flatMap(({ database, operations }) =>
    operations
      .filter(({ errors }) => errors > 0)
      .map(({ name, errors, firstError }) => `${database}, ${name}: ${errors} errors, the first: ${firstError}`),
  );
