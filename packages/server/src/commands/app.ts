import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { SIGNING_ALGS } from '../protocol/signing-alg.js';
import { grantTypesWith } from '../domain/apps/index.js';
import { CommandError, print, requireUser, withServices } from './context.js';
import { saidInEnglish } from '../i18n/field-fault.js';

interface CreateOptions {
  owner: string;
  name: string;
  description: string;
  redirectUri: string[];
  public?: boolean;
  trusted?: boolean;
  requirePkce?: boolean;
  allowBrowserSecret?: boolean;
  idTokenAlg?: string;
  jwks?: string;
  jwksUri?: string;
  requirePar?: boolean;
  dpop?: boolean;
  fapi?: boolean;
  device?: boolean;
  logo?: string;
}

const collect = (uri: string, earlier: string[] = []): string[] => [...earlier, uri];

const readKeys = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`--jwks: ${file} cannot be read. Specify a file that contains a JWK Set.`);
  }
};

const readLogo = (file: string): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new CommandError(`--logo: ${file} cannot be read. Specify a PNG, WebP or JPEG file.`);
  }
};

export const addAppCommands = (program: Command): void => {
  const app = program.command('app').description('manage registered apps');
  app
    .command('create')
    .description('register an app and print its secret (shown only once)')
    .requiredOption('--owner <login>', 'username or email of the developer who owns the app')
    .requiredOption('--name <name>', 'name shown to users')
    .requiredOption('--redirect-uri <uri...>', 'where authorization codes may be sent (repeatable)', collect)
    .option('--description <text>', 'what the app does', '')
    .option('--public', 'create no secret, for apps that cannot keep one; requires PKCE')
    .option('--trusted', 'do not ask users when the app sends auto_authorize=true')
    .option('--require-pkce', 'reject authorization requests without a code_challenge')
    .option('--allow-browser-secret', 'accept the secret from browsers, where anyone who opens the page can read it')
    .option('--id-token-alg <alg>', `how to sign id_tokens: ${SIGNING_ALGS.join(', ')}; RS256 by default`)
    .option('--jwks <file>', 'a JWK Set with the public keys that the app signs its requests with, instead of a secret')
    .option('--jwks-uri <url>', 'where the app publishes its JWK Set')
    .option('--require-par', 'refuse authorization requests that were not pushed (PAR)')
    .option('--dpop', "bind the app's tokens to its key (DPoP)")
    .option('--fapi', 'apply the FAPI 2.0 Security Profile: PAR, PKCE, DPoP, and keys instead of a secret')
    .option('--device', 'allow sign-in on devices without a browser (device flow)')
    .option('--logo <file>', 'a PNG, WebP or JPEG picture that helps users recognize the app')
    .action(async (options: CreateOptions, command: Command) => {
      await withServices(command, async (services) => {
        const owner = await requireUser(services, options.owner);
        const logo = options.logo === undefined ? null : readLogo(options.logo);
        const logoFaults = logo === null ? [] : services.appLogos.faultsOf(logo);
        if (logoFaults.length > 0) throw new CommandError('App not created.', saidInEnglish(logoFaults));
        const created = await services.apps.create(owner.id, {
          name: options.name,
          description: options.description,
          redirectUris: options.redirectUri,
          public: options.public ?? false,
          trusted: options.trusted ?? false,
          requirePkce: options.requirePkce ?? false,
          allowBrowserSecret: options.allowBrowserSecret ?? false,
          ...(options.idTokenAlg === undefined ? {} : { idTokenAlg: options.idTokenAlg }),
          jwks: options.jwks === undefined ? null : readKeys(options.jwks),
          jwksUri: options.jwksUri ?? null,
          requirePar: options.requirePar ?? false,
          dpopBound: options.dpop ?? false,
          fapi: options.fapi ?? false,
          grantTypes: grantTypesWith(options.device ?? false),
        });
        if (created.outcome === 'refused') throw new CommandError('App not created.', saidInEnglish(created.faults));
        const { app: row, secret } = created.value;
        if (logo !== null) await services.appLogos.put(row, logo, { isOperators: true });
        const result = {
          id: row.id,
          name: row.name,
          client_id: row.clientId,
          ...(secret === null ? {} : { client_secret: secret.reveal() }),
          redirect_uri: row.redirectUris[0]?.uri,
          redirect_uris: row.redirectUris.map(({ uri }) => uri),
        };
        const lines = Object.entries(result).map(([name, value]) => `${name}: ${String(value)}`);
        print(command, result, lines.join('\n'));
      });
    });
};
