import type { App } from '../apps/index.js';
import type { Session } from '../sessions/index.js';

/** A redirect URI that no app registers, and the authorization requests that may be answered there. */
export interface RedirectPolicy {
  owns(uri: string): boolean;
  accepts(app: App, session: Session | null, state: string | null): Promise<boolean>;
}
