import { readUpstream, type ConfiguredUpstream } from '../domain/sign-in/index.js';
import { ConfigValueError } from '../kernel/settings/values.js';

/** The values that occur more than once. */
const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => value !== '' && values.indexOf(value) !== index)),
];

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Its message quotes the text, in which there are secrets.
    throw new ConfigValueError(['is not JSON. Write an array such as [{"name": "example", "label": "Example", ...}].']);
  }
};

/** @throws {ConfigValueError} with all faults */
export const upstreamProviders = (text: string): readonly ConfiguredUpstream[] => {
  if (text === '') return [];
  const entries = parse(text);
  if (!Array.isArray(entries)) throw new ConfigValueError(['is not a JSON array. Put the providers in [ and ].']);
  const providers: ConfiguredUpstream[] = [];
  const faults: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const read = readUpstream(entry, `entry ${index + 1}`);
    if ('faults' in read) faults.push(...read.faults);
    else providers.push(read);
  }
  for (const name of repeated(providers.map((provider) => provider.name))) {
    faults.push(`has more than one entry with the name ${JSON.stringify(name)}. Give each its own name.`);
  }
  for (const origin of repeated(providers.map(({ issuer }) => issuer.replace(/\/+$/, '')))) {
    faults.push(`has more than one entry for ${origin}. Keep only one.`);
  }
  if (faults.length > 0) throw new ConfigValueError(faults);
  return providers;
};
