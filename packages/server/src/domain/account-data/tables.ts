import type { AccountsTables } from '../accounts/index.js';
import type { AppsTables } from '../apps/index.js';
import type { AuditTables } from '../audit/index.js';
import type { AuthorizationTables } from '../authorization/index.js';
import type { DevelopersTables } from '../developers/index.js';
import type { DeviceTables } from '../device/index.js';
import type { LogoutTables } from '../logout/index.js';
import type { MailTables } from '../mail/index.js';
import type { PlaygroundTables } from '../playground/index.js';
import type { RequestLogTables } from '../request-log/index.js';
import type { ResourcesTables } from '../resources/index.js';
import type { SessionsTables } from '../sessions/index.js';
import type { SignInTables } from '../sign-in/index.js';
import type { TokensTables } from '../tokens/index.js';
import type { WalletTables } from '../wallet/index.js';

/** Deleting or exporting a user involves the tables of every subject that knows users. */
export interface AccountDataSchema
  extends
    AccountsTables,
    AppsTables,
    AuditTables,
    AuthorizationTables,
    DevelopersTables,
    DeviceTables,
    LogoutTables,
    MailTables,
    PlaygroundTables,
    RequestLogTables,
    ResourcesTables,
    SessionsTables,
    SignInTables,
    TokensTables,
    WalletTables {}
