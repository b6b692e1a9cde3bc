import type { Command } from 'commander';
import { print } from '../context.js';

/** What a check found. Only an `error` is something that does not work. */
export interface Finding {
  level: 'ok' | 'warning' | 'error';
  /** What was looked at, in a word or two. */
  check: string;
  message: string;
  /** What to do about it; null when there is nothing. */
  remedy: string | null;
}

export const ok = (check: string, message: string): Finding => ({ level: 'ok', check, message, remedy: null });
export const warning = (check: string, message: string, remedy: string): Finding => ({
  level: 'warning',
  check,
  message,
  remedy,
});
export const error = (check: string, message: string, remedy: string): Finding => ({
  level: 'error',
  check,
  message,
  remedy,
});

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

/** Prints what was found. The exit code is 0 when nothing of it is an error. */
export const report = (command: Command, findings: readonly Finding[]): void => {
  const healthy = findings.every(({ level }) => level !== 'error');
  print(command, { ok: healthy, findings }, [...findings.map(inWords), verdict(findings)].join('\n'));
  if (!healthy) process.exitCode = 1;
};
