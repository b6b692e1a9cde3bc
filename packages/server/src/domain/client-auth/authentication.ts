import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { HOUR } from '../../kernel/clock.js';
import type { Condition } from '../../kernel/condition.js';
import { hashSecret, sameHash, type Secret } from '../../kernel/secret.js';
import { verifyClientAssertion, type AssertionRules } from '../../protocol/client-assertion.js';
import type { ClientAuthentication } from '../../protocol/client-auth.js';
import { AppSuspendedError, invalidClient, invalidRequest } from '../../protocol/errors.js';
import { isLoopbackUri } from '../../protocol/redirect-uri.js';
import {
  type AppCredential,
  type AppSecret,
  type AppsTables,
  type Client,
  DEVICE_GRANT,
  keysOf,
} from '../apps/index.js';
import type { Needs } from './needs.js';
import type { UsedJtisStore } from './store.js';
import type { ClientKeys } from './client-keys.js';
import type { CheckedProof, DpopProofs } from './dpop-proofs.js';

/** A request that an app makes for itself. */
export interface ClientRequest {
  authentication: ClientAuthentication;
  /** The Origin header, which browsers send. */
  origin: string | undefined;
  /** The DPoP header. */
  proof: string | undefined;
  method: string;
  path: string;
  /** For rate limits. */
  address: string;
  /** Whether it can only end access, which a document that is away must not prevent. */
  endsAccess: boolean;
}

export interface AuthenticatedClient {
  client: Client;
  /** Null where the request depends on something else. */
  credential: AppCredential | null;
  /** Null where the request depends on something else. */
  condition: Condition<Queryable<AppsTables>> | null;
  proof: CheckedProof | null;
}

interface Parts extends Shared<AppsTables>, Needs {
  clientKeys: ClientKeys;
  /** Null if the operator has disabled DPoP. */
  dpopProofs: DpopProofs | null;
  usedJtis: UsedJtisStore;
}

const TOKEN_ENDPOINT = '/api/oauth2/token';

/** Compares every stored hash, so that timing does not reveal a partial match. */
const findSecret = (secrets: readonly AppSecret[], secret: Secret): AppSecret | undefined => {
  const hash = hashSecret(secret);
  const matches = secrets.map((row) => sameHash(row.hash, hash));
  return secrets[matches.indexOf(true)];
};

/** What is wrong with a request's authentication method, or null. */
const methodFault = (app: Client, { method }: ClientAuthentication): string | null => {
  if (app.isPublic) {
    return method === 'none' ? null : 'This app is public and has no secret. Send its client_id alone.';
  }
  if (app.usesAssertions) {
    return method === 'private_key_jwt'
      ? null
      : 'This app signs a client_assertion (private_key_jwt), and has no secret.';
  }
  if (method === 'none') {
    const more = app.grantTypes.includes(DEVICE_GRANT)
      ? ' Device-flow libraries that send only client_id need a public app.'
      : '';
    return `This app has a secret, but the request contains none.${more}`;
  }
  return method === 'private_key_jwt'
    ? 'This app has a secret and no keys, so it cannot send a client_assertion.'
    : null;
};

/** Authenticates apps, and the keys their tokens are bound to. */
export const createClients = (parts: Parts) => {
  const {
    apps,
    appRecords,
    appCredentials,
    database,
    usedJtis,
    clock,
    worldClock,
    log,
    clientKeys,
    dpopProofs,
    issuer,
  } = parts;

  /** A secret in a browser is not secret (design decision 2), so it is refused unless the developer accepts that. */
  const refuseSecretFromBrowser = async (app: Client, origin: string | undefined): Promise<void> => {
    if (origin === undefined || app.allowBrowserSecret) return;
    const { redirectUris } = await appRecords.withUris(app);
    if (redirectUris.length > 0 && redirectUris.every(({ uri }) => isLoopbackUri(uri))) return;
    throw invalidRequest(
      'This request sends a client_secret from a browser (it has an Origin header). Anyone who opens the page can read the secret. Exchange codes on your server, or register the app as public and use PKCE without a secret.',
    );
  };

  /** Resolves to the row of the secret. */
  const checkSecret = async (app: Client, secret: Secret): Promise<number> => {
    const match = findSecret(await appRecords.secrets(app.id), secret);
    if (match === undefined) throw invalidClient('The client_secret is wrong.');
    const now = clock.now();
    if (match.lastUsedAt === null || now - match.lastUsedAt > HOUR) {
      await bestEffort(log, appRecords.touchSecret(match.id, now));
    }
    return match.id;
  };

  const checkAssertion = async (app: Client, assertion: string, path: string): Promise<void> => {
    const rules: AssertionRules = {
      clientId: app.clientId,
      issuer,
      endpoints: [`${issuer}${TOKEN_ENDPOINT}`, `${issuer}${path}`],
      fapi: app.isFapi,
      now: worldClock.now(),
    };
    let verified = await verifyClientAssertion(assertion, await clientKeys.of(app), rules);
    if (verified === null) {
      const newer = await clientKeys.renewed(app);
      verified = newer && (await verifyClientAssertion(assertion, newer, rules));
    }
    if (verified === null) throw invalidClient("The client assertion is not signed by any of the app's keys.");
    if (!(await usedJtis.use(hashSecret(`assertion ${app.id} ${verified.jti}`), verified.refusedFrom))) {
      throw invalidClient('The client assertion was already used. Sign a new one, with a new jti, for each request.');
    }
  };

  /** Once more, because calls to the app's server take as long as it likes, and in each write that follows. */
  const conditionOf =
    (credential: AppCredential): Condition<Queryable<AppsTables>> =>
    async (transaction) => {
      const app = await appCredentials.hold(transaction, credential);
      if (app === undefined) {
        throw invalidClient('The credentials of this app were revoked before the request was complete.');
      }
      if (app.suspendedBy !== null) throw new AppSuspendedError();
    };

  return {
    /**
     * Finds the app of a protocol request and checks its authentication (RFC 6749 section 3.2.1) and its DPoP proof
     * (RFC 9449 section 5; `proof` is null without one). Whoever binds something to the key must spend the proof.
     * What follows depends on `condition`: that the credential still counts, and the app is not suspended.
     *
     * @throws {OAuthError} invalid_client; invalid_request for a secret sent from a browser; invalid_dpop_proof;
     * temporarily_unavailable if the app's published keys cannot be read
     */
    authenticate: async (request: ClientRequest): Promise<AuthenticatedClient> => {
      const { authentication, origin, method, path } = request;
      // What a page makes its visitors send must not use up what they can open themselves.
      const requester = origin === undefined ? request.address : `${request.address} page`;
      const client = request.endsAccess
        ? await apps.findStored(authentication.clientId)
        : await apps.findClient(authentication.clientId, requester);
      if (client === undefined) {
        throw invalidClient('No app has this client_id. Compare it with the one in the console.');
      }
      const fault = methodFault(client, authentication);
      if (fault !== null) throw invalidClient(fault);
      let secretId: number | null = null;
      if (authentication.method === 'private_key_jwt') {
        await checkAssertion(client, authentication.assertion, path);
      } else if (authentication.method !== 'none') {
        await refuseSecretFromBrowser(client, origin);
        secretId = await checkSecret(client, authentication.secret);
      }
      const credential: AppCredential = { appId: client.id, secretId, keys: keysOf(client) };
      const condition = conditionOf(credential);
      if (credential.keys !== null) await condition(database.read);
      const known = { client, credential, condition };
      if (request.proof === undefined || dpopProofs === null) return { ...known, proof: null };
      const sent = { proof: request.proof, method, path, accessToken: null, fapi: client.isFapi };
      return { ...known, proof: await dpopProofs.check(sent) };
    },
  };
};

export type Clients = ReturnType<typeof createClients>;
