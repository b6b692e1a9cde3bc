import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { collectDrafts, type Setting, type SettingDrafts, type SettingKey, SETTINGS } from '../domain/apps/index.js';
import { CommandError } from './context.js';

export type Options = Readonly<Record<string, string | string[] | boolean | undefined>>;
type Row = Pick<Setting<unknown, unknown>, 'name' | 'kind' | 'option' | 'shortOption' | 'says' | 'help' | 'required'>;

const collect = (uri: string, earlier: string[] = []): string[] => [...earlier, uri];

/** The content of a file that an option names; `expected` says what it should be. */
export const readGiven = (option: string, file: string, expected: string): Buffer<ArrayBuffer> => {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(`--${option}: ${file} cannot be read. Specify ${expected}.`);
  }
};

const optionNameOf = ({ name, option = name.replaceAll('_', '-') }: Row): string => option;

/** What follows an option's name; '' for what is on or off. */
const ARGUMENTS: Readonly<Record<Row['kind'], string>> = {
  flag: '',
  grants: '',
  text: ' <text>',
  algorithm: ' <alg>',
  address: ' <url>',
  uris: ' <uri...>',
  jwks: ' <file>',
};

/** In the style of help texts: no capital, no full stop. */
const helpOf = ({ says, help = says, kind }: Row): string =>
  help
    .replace(/\.$/, kind === 'uris' ? ' (repeatable)' : '')
    .replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());

const optionOf = (row: Row): Option => {
  const short = row.shortOption === undefined ? '' : `--${row.shortOption}, `;
  const option = new Option(`${short}--${optionNameOf(row)}${ARGUMENTS[row.kind]}`, helpOf(row));
  return row.kind === 'uris' ? option.argParser(collect) : option;
};

/** For an app that is created. What is required of every app is mandatory. */
export const creatingOptions = (keys: readonly SettingKey[]): Option[] =>
  // An app for devices needs no redirect URI, so a missing one is a fault like others.
  keys.map((key) => optionOf(SETTINGS[key]).makeOptionMandatory(SETTINGS[key].required === true && key === 'name'));

/** For an app that is changed: what is on can also be turned off. */
export const changingOptions = (keys: readonly SettingKey[]): Option[] =>
  keys.flatMap((key) => {
    const row: Row = SETTINGS[key];
    const isSwitch = ARGUMENTS[row.kind] === '';
    return [optionOf(row), ...(isSwitch ? [new Option(`--no-${optionNameOf(row)}`, 'turn that off')] : [])];
  });

/** The option's value, as a form would send it: '' for nothing, null if the option is absent. */
const fieldOf = (row: Row, options: Options): string | null => {
  const given = options[optionOf(row).attributeName()];
  if (given === undefined) return null;
  if (typeof given === 'boolean') return given ? 'true' : '';
  if (Array.isArray(given)) return given.join('\n');
  const isFile = row.kind === 'jwks' && given !== '';
  return isFile ? readGiven(optionNameOf(row), given, 'a file that contains a JWK Set').toString() : given;
};

/** The given settings. */
export const draftOf = (keys: readonly SettingKey[], options: Options): Partial<SettingDrafts> =>
  collectDrafts(keys, (row) => {
    const field = fieldOf(row, options);
    if (field === null) return undefined;
    return row.fromField(field === '' && ARGUMENTS[row.kind] === '' ? undefined : field);
  });
