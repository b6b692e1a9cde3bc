import type { UpstreamParts } from './code-flow.js';
import type { UpstreamEntry } from './entry.js';
import type { UpstreamProvider, UpstreamSettings } from './provider.js';

/** A kind of provider: how its entry in OCTROI_UPSTREAM is read, and a provider made of it. */
export interface UpstreamKind {
  read(entry: UpstreamEntry): UpstreamSettings;
  create(settings: UpstreamSettings, parts: UpstreamParts): UpstreamProvider;
}
