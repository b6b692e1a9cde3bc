import type { Command } from 'commander';
import { print } from '../context.js';

/** A check's result. Only an `error` is something broken. */
export interface Finding {
  level: 'ok' | 'warning' | 'error';
  /** What was checked, in a word or two. */
  check: string;
  message: string;
  /** What to do about it, or null. */
  remedy: string | null;
}

// Each is a list of one, because checks return lists.
export const ok = (check: string, message: string): Finding[] => [{ level: 'ok', check, message, remedy: null }];
export const warning = (check: string, message: string, remedy: string): Finding[] => [
  { level: 'warning', check, message, remedy },
];
export const error = (check: string, message: string, remedy: string): Finding[] => [
  { level: 'error', check, message, remedy },
];

const WIDTH = 'warning'.length;

const inWords = ({ level, check, message, remedy }: Finding): string =>
  [
    `${level.padEnd(WIDTH)}  ${check}: ${message}`,
    ...(remedy === null ? [] : [`${' '.repeat(WIDTH)}  What to do: ${remedy}`]),
  ].join('\n');

const verdict = (findings: readonly Finding[]): string => {
  const count = (level: Finding['level']): number => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors > 0) return `Problems found: ${errors} error(s), ${warnings} warning(s).`;
  return warnings > 0 ? `No errors, ${warnings} warning(s).` : 'No problems found.';
};

/** Prints the findings. The exit code is 0 unless one is an error. */
export const report = (command: Command, findings: readonly Finding[]): void => {
  const healthy = findings.every(({ level }) => level !== 'error');
  print(command, { ok: healthy, findings }, [...findings.map(inWords), verdict(findings)].join('\n'));
  if (!healthy) process.exitCode = 1;
};
