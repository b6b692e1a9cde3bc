import type { Account } from '../../domain/accounts/index.js';
import type { Locale } from '../../i18n/index.js';
import type { Params } from '../../protocol/params.js';
import type { Session, SignedIn } from '../../domain/sessions/index.js';

/** What every request carries. */
export interface RequestEnv {
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined } } };
  Variables: {
    requestId: string;
    /** Who an app's request says it comes from, once that has been read; nothing is proven by it. */
    clientId?: string;
    /** The app, once it is known. */
    appId?: number;
    /** What an app sent, for its request log. */
    sent?: { params: Params; secretInBrowser: boolean };
  };
}

/** Its bytes; null when none was chosen. */
export type SentFile = Uint8Array<ArrayBuffer> | null;

/** Who reads a page. */
export interface Visitor {
  /** Random, in a cookie of its own that outlives sessions: forms and pending requests are bound to it. */
  browserId: string;
  /** Both or neither. */
  session: Session | null;
  account: Account | null;
  locale: Locale;
  csrf: string;
}

/**
 * What a request for a page carries besides. Each is there once the middleware that sets it has run: `visitor` on every page,
 * `form` on a POST, once it is known to be the visitor's own (visitor.ts), `who` on pages for signed-in users (signed-in-only.ts),
 * `file` where the form brings one (form-with-file.ts).
 */
export interface PageEnv {
  Bindings: RequestEnv['Bindings'];
  Variables: RequestEnv['Variables'] & {
    visitor: Visitor;
    sentForm: Params;
    form: Params;
    who: SignedIn;
    file: SentFile;
  };
}
