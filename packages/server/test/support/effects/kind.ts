import type { Effect } from '#server/domain/audit/audit.js';
import type { Scene } from '../scenes/account.js';

/** Prepares an effect; resolves to what brings it about. If that fails, it can be repeated. */
export type Kind = (scene: Scene) => Promise<() => Promise<unknown>>;

/** Ways to bring about an effect, by name. */
export type Kinds = Readonly<Record<string, Kind>>;

/** Of several effects. The compiler asks for each. */
export type KindsOf<E extends Effect> = Readonly<Record<E, Kinds>>;
