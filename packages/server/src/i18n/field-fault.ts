import { messagesFor, type Messages } from './index.js';
import type { Fault, FaultSentences } from '../kernel/fault.js';
import type { JwksFaults } from '../protocol/client-jwks.js';
import type { RedirectUriFaults, RedirectUriHints } from '../protocol/redirect-uri.js';
import type { ResourceIdentifierFaults } from '../protocol/resource-identifier.js';

/** What services find wrong with apps, developer tokens, resources and filters: each code with the values of its sentence. */
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
  resourcesTooMany: [maximum: number];
  resourceName: [maximum: number];
  scopeName: [name: string, maximum: number];
  scopeDescription: [name: string, maximum: number];
  scopeTwice: [];
  scopesTooMany: [maximum: number];
}

/** Of an app's keys and its stricter rules. */
interface SecurityFaults {
  keysOfPublicApp: [];
  methodOfPublicApps: [];
  methodNeedsKeys: [];
  methodBesideKeys: [];
  keysInTwoPlaces: [];
  keysTooLong: [maximum: number];
  keysUriInvalid: [];
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

/** Of client metadata, and of the documents that hold it. */
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

/** Every code there is. One without its sentence in the catalogues does not compile. */
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

/** A fault of an input field; of the input as a whole where `field` is ''. */
export interface FieldFault {
  field: string;
  fault: InputFault;
}

/** The same in words. */
export interface SaidFault {
  field: string;
  message: string;
}

/** The sentence for a fault, or for a hint. */
export const sentenceFor = <C extends FaultCode>(messages: Messages, { code, values }: InputFault<C>): string => {
  const sentences: FaultSentences<InputFaults> = messages.inputFaults;
  return sentences[code](...values);
};

/** The same in English. */
export const inEnglish = <C extends FaultCode>(found: InputFault<C>): string => sentenceFor(messagesFor('en'), found);

/** For readers of a page. */
export const saidIn = (messages: Messages, faults: readonly FieldFault[]): SaidFault[] =>
  faults.map(({ field, fault }) => ({ field, message: sentenceFor(messages, fault) }));

/** For programs and the people who write them, who look the sentences up: the API, the commands, error_description. */
export const saidInEnglish = (faults: readonly FieldFault[]): SaidFault[] => saidIn(messagesFor('en'), faults);

/** All of them as one text. */
export const joined = (faults: readonly SaidFault[]): string =>
  faults.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join(' ');

/** What became of a wish: done, or refused with all that is wrong with it. */
export type Outcome<T> = { outcome: 'done'; value: T } | { outcome: 'refused'; faults: FieldFault[] };
