import type { SafeFetch } from '../../../../kernel/safe-fetch.js';
import { isJsonObject } from '../../../../kernel/json.js';
import type { UpstreamParts } from '../code-flow.js';
import { UpstreamEntry } from '../entry.js';
import { createUpstreamFetch } from '../fetch.js';
import type { UpstreamKind } from '../kind.js';
import type { UpstreamProvider, UpstreamSettings } from '../provider.js';
import { gitHub } from './github.js';
import { openId } from './openid.js';

/** The kinds of upstream providers, one line each. */
const KINDS = { openid: openId, github: gitHub } satisfies Record<string, UpstreamKind>;

/** A provider with the kind it is of. */
export type ConfiguredUpstream = UpstreamSettings & { kind: keyof typeof KINDS };

const isKind = (name: unknown): name is keyof typeof KINDS => typeof name === 'string' && Object.hasOwn(KINDS, name);

/** What has a `preset` is of the kind of that name; OpenID Connect has none. */
const kindOf = (preset: unknown): keyof typeof KINDS | null => {
  if (preset === undefined) return 'openid';
  return isKind(preset) && preset !== 'openid' ? preset : null;
};

/** Reads one entry of OCTROI_UPSTREAM. `place` says which it is: "entry 1". */
export const readUpstream = (value: unknown, place: string): ConfiguredUpstream | { faults: readonly string[] } => {
  if (!isJsonObject(value)) {
    return { faults: [`has no object in ${place}. Write {"name": ..., "issuer": ...} or {"preset": "github", ...}.`] };
  }
  const kind = kindOf(value['preset']);
  if (kind === null) {
    const presets = Object.keys(KINDS).filter((name) => name !== 'openid');
    const known = presets.map((name) => JSON.stringify(name)).join(' or ');
    return { faults: [`has a preset in ${place} that is not ${known}. Omit it for OpenID Connect.`] };
  }
  const entry = new UpstreamEntry(value, place);
  const settings = KINDS[kind].read(entry);
  return entry.faults.length > 0 ? entry : { ...settings, kind };
};

/** The providers the operator configured, in order. Makes no requests. */
export const createUpstreamProviders = (
  settings: readonly ConfiguredUpstream[],
  { fetch: safeFetch, ...parts }: Omit<UpstreamParts, 'fetch'> & { fetch: SafeFetch },
): readonly UpstreamProvider[] => {
  const fetch = createUpstreamFetch(safeFetch);
  return settings.map((each) => KINDS[each.kind].create(each, { ...parts, fetch }));
};
