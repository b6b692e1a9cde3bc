import type { AccountSource, Money } from '../../domain/accounts/index.js';
import type { Apps } from '../../domain/apps/index.js';
import type {
  AuthorizationRequests,
  Authorizations,
  PushedRequests,
  RequestChecks,
} from '../../domain/authorization/index.js';
import type { Failures } from '../../domain/client-auth/index.js';
import type { RequestLog } from '../../domain/request-log/index.js';
import type { Resources } from '../../domain/resources/index.js';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';

/** What the authorization endpoint and its pages need. */
export interface AuthorizeNeeds extends PageNeeds {
  accounts: AccountSource;
  apps: Apps;
  authorizations: Authorizations;
  autoAuthorize: 'one-click' | 'always';
  clock: Clock;
  /** How long an app stays connected at most. */
  daysConnected: number;
  failures: Failures;
  issuer: string;
  log: Log;
  money: Money;
  /** Null if the operator has disabled PAR. */
  pushedRequests: PushedRequests | null;
  requestChecks: RequestChecks;
  requestLog: RequestLog;
  requests: AuthorizationRequests;
  resources: Resources;
  trustProxy: number;
}
