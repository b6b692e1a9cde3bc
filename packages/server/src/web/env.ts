import type { Params } from '../protocol/params.js';
import type { Visitor } from './visitor.js';

/** What every request carries. */
export interface RequestEnv {
  Bindings: { incoming?: { socket: { remoteAddress?: string | undefined } } };
  Variables: { requestId: string };
}

/** What a request for a page carries besides: who reads it and, for a POST, the checked form. */
export interface PageEnv {
  Bindings: RequestEnv['Bindings'];
  Variables: RequestEnv['Variables'] & { visitor: Visitor; form: Params };
}
