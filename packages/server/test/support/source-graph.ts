import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Import {
  /** The source file, relative to the source folder, or a package's name. */
  readonly target: string;
  readonly kind: 'file' | 'package';
  /** Whether only types are imported. */
  readonly typesOnly: boolean;
  /** Whether it is a dynamic `import()`. */
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
 * Reads a file's imports. `known` are the paths of all source files, needed to resolve `./page.js` to page.tsx. A path
 * outside the source folder stays as it is, starting with `..`.
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
 * Import cycles, each as a list of files whose first is repeated at the end. Type imports count too: two files that
 * need each other's types belong together.
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

/** Every folder that contains source files, directly or deeper, except the source folder itself. */
export const foldersOf = (files: readonly SourceFile[]): string[] => {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].toSorted();
};

/** The packages loaded with a file: its own and, recursively, those of the files it imports. */
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
