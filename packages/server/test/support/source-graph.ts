import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Import {
  /** The source file, relative to the source folder, or the name of a package. */
  readonly target: string;
  readonly kind: 'file' | 'package';
  /** Whether nothing of it is left when the types are gone. */
  readonly typesOnly: boolean;
  /** Whether it is loaded when it is first needed, and not with the file: `import()`. */
  readonly isLate: boolean;
}

export interface SourceFile {
  /** Relative to the source folder, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const STATEMENT = /^\s*(?:import|export)\s+(?<type>type\s)?(?:[\w$*{},\s]+?\sfrom\s+)?['"](?<specifier>[^'"]+)['"]/gm;
const CALL = /\bimport\(\s*['"](?<specifier>[^'"]+)['"]/g;

const SOURCE = /\.tsx?$/;

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * Reads one file's imports. `known` are the paths of all source files, by which `./page.js` is found to be page.tsx; a
 * path outside the source folder stays as it is, beginning with `..`.
 */
export const parseSource = (path: string, text: string, known: ReadonlySet<string>): SourceFile => {
  const resolve = (specifier: string): string => {
    const written = normalize(join(dirname(path), specifier));
    const candidates = ['.ts', '.tsx'].map((extension) => written.replace(/\.jsx?$/, extension));
    return candidates.find((candidate) => known.has(candidate)) ?? written;
  };
  const read = (matches: Iterable<RegExpMatchArray>, isLate: boolean): Import[] =>
    [...matches].map(({ groups }) => {
      const specifier = groups?.['specifier'] ?? '';
      const typesOnly = groups?.['type'] !== undefined;
      return specifier.startsWith('.')
        ? { target: resolve(specifier), kind: 'file', typesOnly, isLate }
        : { target: packageName(specifier), kind: 'package', typesOnly, isLate };
    });
  const imports = [...read(text.matchAll(STATEMENT), false), ...read(text.matchAll(CALL), true)];
  return { path, lines: text.trimEnd().split('\n').length, imports };
};

/** Every .ts and .tsx file below a folder, with its imports. */
export const readSources = (folder: string): SourceFile[] => {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => SOURCE.test(path));
  const known = new Set(paths);
  return paths.toSorted().map((path) => parseSource(path, readFileSync(join(folder, path), 'utf8'), known));
};

/**
 * Import cycles, each as the files it passes through, first one repeated at the end. Types count: two files that need
 * each other's types are one subject in two places.
 */
export const findCycles = (files: readonly SourceFile[]): string[][] => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.push([...trail.slice(start), path]);
      return;
    }
    if (finished.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) {
      if (byPath.has(target)) visit(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
};

/** Every folder that holds source files, directly or further down, without the source folder itself. */
export const foldersOf = (files: readonly SourceFile[]): string[] => {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].toSorted();
};

/** The packages that are loaded together with a file: its own, and those of the files it imports, and so on. */
export const packagesLoadedWith = (files: readonly SourceFile[], entry: string): ReadonlySet<string> => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { target, kind, typesOnly, isLate } of byPath.get(path)?.imports ?? []) {
      if (typesOnly || isLate) continue;
      if (kind === 'package') packages.add(target);
      else visit(target);
    }
  };
  visit(entry);
  return packages;
};
