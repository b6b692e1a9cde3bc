import type { AuditTables } from '../domain/audit/tables.js';
import type { KeysTables } from '../domain/keys/tables.js';
import type { AccountsTables } from '../domain/accounts/tables.js';
import type { DevelopersTables } from '../domain/developers/tables.js';
import type { MailTables } from '../domain/mail/tables.js';
import type { AppsTables } from '../domain/apps/tables.js';
import type { ResourcesTables } from '../domain/resources/tables.js';
import type { ClientAuthTables } from '../domain/client-auth/tables.js';
import type { TokensTables } from '../domain/tokens/tables.js';
import type { LogoutTables } from '../domain/logout/tables.js';
import type { SessionsTables } from '../domain/sessions/tables.js';
import type { DeviceTables } from '../domain/device/tables.js';
import type { AuthorizationTables } from '../domain/authorization/tables.js';
import type { SignInTables } from '../domain/sign-in/tables.js';
import type { WalletTables } from '../domain/wallet/tables.js';
import type { PlaygroundTables } from '../domain/playground/tables.js';
import type { RequestLogTables } from '../domain/request-log/tables.js';
import type { EngineTables } from '../database/tables.js';

/** Every table of the database. */
export interface Schema
  extends
    EngineTables,
    AuditTables,
    KeysTables,
    AccountsTables,
    DevelopersTables,
    MailTables,
    AppsTables,
    ResourcesTables,
    ClientAuthTables,
    TokensTables,
    LogoutTables,
    SessionsTables,
    DeviceTables,
    AuthorizationTables,
    SignInTables,
    WalletTables,
    PlaygroundTables,
    RequestLogTables {}
