import { messagesFor, type Messages } from './index.js';
import type { Fault, FaultSentences } from '../kernel/fault.js';
import type { JwksFaults } from '../protocol/client-jwks.js';
import type { RedirectUriFaults, RedirectUriHints } from '../protocol/redirect-uri.js';
import type { ResourceIdentifierFaults } from '../protocol/resource-identifier.js';

/** Faults of apps, developer tokens, resources and filters: each code with the values of its sentence. */
interface SettingFaults {
  notOneOf: [choices: string];

  appName: [maximum: number];
  appDescription: [maximum: number];
  appsTooMany: [maximum: number];
  redirectUriMissing: [];
  redirectUrisTooMany: [maximum: number];
  postLogoutUrisTooMany: [maximum: number];
  grantTypeUnknown: [known: string];
  grantTypesMissing: [first: string, second: string];
  publicAppsUsePkce: [];

  secretOfPublicApp: [];
  secretBesideKeys: [];
  secretsFull: [];
  secretIsLast: [];

  logoMissing: [];
  logoTooLarge: [kilobytes: number];
  logoNotPicture: [];
  logoAnimated: [];
  logoSize: [width: number, height: number, minimum: number, maximum: number];

  tokenName: [maximum: number];
  tokensTooMany: [maximum: number];

  requestIdInvalid: [];
  lineIdInvalid: [];

  resourceTaken: [];
  resourceRemoved: [];
  resourceStillAllowed: [];
  resourceIsClient: [];
  resourcesTooMany: [maximum: number];
  resourceName: [maximum: number];
  scopeName: [name: string, maximum: number];
  scopeDescription: [name: string, maximum: number];
  scopeTwice: [];
  scopesTooMany: [maximum: number];
}

/** Faults of an app's keys and stricter rules. */
interface SecurityFaults {
  keysOfPublicApp: [];
  methodOfPublicApps: [];
  methodNeedsKeys: [];
  methodBesideKeys: [];
  keysInTwoPlaces: [];
  keysTooLong: [maximum: number];
  keysUriInvalid: [];
  uriNotPublic: [setting: string];
  uriNotHttps: [setting: string];
  deviceFlowOff: [variable: string];
  pushedRequestsOff: [variable: string];
  dpopOff: [variable: string];
  fapiForServers: [];
  fapiNeedsKeys: [];
  fapiKeys: [algorithms: string];
  fapiIdTokens: [algorithms: string];
  fapiWithoutDevices: [];
  fapiNeedsHttps: [];
}

/** Faults of client metadata, and of its documents. */
interface MetadataFaults {
  notText: [maximum: number];
  notWebAddress: [];
  notTexts: [];
  notFlag: [];
  notObject: [];
  notNaming: [choices: string];
  methodStays: [method: string];
  documentWrong: [];
  documentAway: [];
  documentUrl: [maximum: number];
  documentNotHttps: [];
  documentUser: [];
  documentFragment: [];
  documentNotCanonical: [canonical: string];
  documentPath: [];
  documentNotObject: [];
  documentClientId: [];
  documentSecret: [member: string];
  documentMethod: [];
  documentStatus: [status: number];
  documentStatusNot200: [status: number];
  documentType: [];
  documentTooLong: [bytes: number];
  documentUnreachable: [];
  documentsTooOften: [];
}

/** Every code. The catalogues do not compile without a sentence for each. */
interface InputFaults
  extends
    SettingFaults,
    SecurityFaults,
    MetadataFaults,
    RedirectUriFaults,
    RedirectUriHints,
    JwksFaults,
    ResourceIdentifierFaults {}

type FaultCode = keyof InputFaults;

export type InputFault<C extends FaultCode = FaultCode> = Fault<InputFaults, C>;

/** A fault of an input field; of the input as a whole if `field` is ''. */
export interface FieldFault {
  field: string;
  fault: InputFault;
}

/** A fault as a sentence. */
export interface SaidFault {
  field: string;
  message: string;
}

export const sentenceFor = <C extends FaultCode>(messages: Messages, { code, values }: InputFault<C>): string => {
  const sentences: FaultSentences<InputFaults> = messages.inputFaults;
  return sentences[code](...values);
};

export const inEnglish = <C extends FaultCode>(found: InputFault<C>): string => sentenceFor(messagesFor('en'), found);

const MAX_FAULTS = 20;
const MAX_FIELD = 100;
const MAX_MESSAGE = 500;

/** The faults that an answer names: the first ones, each cut where what was sent makes it long. */
export const fewOf = (faults: readonly SaidFault[]): SaidFault[] =>
  faults
    .slice(0, MAX_FAULTS)
    .map(({ field, message }) => ({ field: field.slice(0, MAX_FIELD), message: message.slice(0, MAX_MESSAGE) }));

export const saidIn = (messages: Messages, faults: readonly FieldFault[]): SaidFault[] =>
  fewOf(faults.slice(0, MAX_FAULTS).map(({ field, fault }) => ({ field, message: sentenceFor(messages, fault) })));

/** For programs and developers, who search for the sentences: the API, the commands, error_description. */
export const saidInEnglish = (faults: readonly FieldFault[]): SaidFault[] => saidIn(messagesFor('en'), faults);

export const joined = (faults: readonly SaidFault[]): string =>
  faults.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join(' ');

/** The result of a change: done, or refused with all faults. */
export type Outcome<T> = { outcome: 'done'; value: T } | Refusal;

export interface Refusal {
  outcome: 'refused';
  faults: FieldFault[];
}

/** Refused for one fault. */
export const refused = (field: string, found: InputFault): Refusal => ({
  outcome: 'refused',
  faults: [{ field, fault: found }],
});
