import type { Account } from '../../domain/accounts/index.js';
import type { Locale } from '../../i18n/index.js';
import type { Params } from '../../protocol/params.js';
import type { Session, SignedIn } from '../../domain/sessions/index.js';

/** Set for every request. */
export interface RequestEnv {
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined } } };
  Variables: {
    requestId: string;
    /** The client the request claims to be from; not authenticated. */
    clientId?: string;
    /** The app, once known. */
    appId?: number;
    /** Whether the app has authenticated, as only a confidential one can. */
    isAuthenticated?: boolean;
    /** What an app sent, for its request log. */
    sent?: { params: Params; secretInBrowser: boolean };
  };
}

/** Null if no file was chosen. */
export type SentFile = Uint8Array<ArrayBuffer> | null;

/** The person or browser a page is for. */
export interface Visitor {
  /** Random, in a cookie that outlives sessions. Forms and pending requests are bound to it. */
  browserId: string;
  /** Both or neither. */
  session: Session | null;
  account: Account | null;
  locale: Locale;
  csrf: string;
}

/**
 * Additional values of a page request, each set by its middleware: `visitor` on every page, `form` on a POST once it is
 * verified (visitor.ts), `who` on pages for signed-in users (signed-in-only.ts), `file` for forms with a file
 * (form-with-file.ts).
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
