import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ConditionEndedError } from '../../kernel/condition.js';
import type { Messages } from '../../i18n/index.js';
import { LimitedError } from '../../kernel/limited.js';
import type { Log } from '../../kernel/log.js';
import { GoneError } from '../../kernel/gone.js';
import { UnavailableError } from '../../kernel/unavailable.js';
import { AppSuspendedError, OAuthError } from '../../protocol/errors.js';
import type { PageEnv, Visitor } from '../http/env.js';
import { ErrorPage } from '../kit/error-page.js';
import { setRetryAfter } from './form-fault.js';
import { FormOverError, FormRefusedError, FormUsedError, StaleFormError } from './form-errors.js';
import { safeReturnTo } from './return-to.js';
import type { Visitors } from './visitor.js';

const STATUS = {
  notFound: 404,
  methodNotAllowed: 405,
  forbidden: 403,
  formRefused: 403,
  formStale: 403,
  formUsed: 409,
  signedOut: 403,
  gone: 404,
  badRequest: 400,
  tooManyRequests: 429,
  unknownApp: 400,
  unknownDocument: 400,
  suspendedApp: 403,
  requestExpired: 400,
  unavailable: 503,
  serverError: 500,
} as const;

/** Why a page could not be shown; the keys of `messages.errors`. */
export type PageFault = keyof typeof STATUS;

interface ErrorDetails {
  /** Overrides the fault's own. */
  status?: number;
  /** Follows the explanation. */
  detail?: string;
  /** Sent as Retry-After. */
  retryAfterSeconds?: number | undefined;
  /** An app's address, linked to. */
  returnTo?: string;
  /** What is posted there instead. */
  answer?: Readonly<Record<string, string>>;
  /** The path of a page to open again. */
  openAgain?: string;
}

const faultOf = (error: unknown): PageFault => {
  if (error instanceof FormRefusedError) return 'formRefused';
  if (error instanceof StaleFormError) return 'formStale';
  if (error instanceof FormUsedError) return 'formUsed';
  if (error instanceof ConditionEndedError) return 'signedOut';
  if (error instanceof GoneError) return 'gone';
  if (error instanceof LimitedError) return 'tooManyRequests';
  if (error instanceof UnavailableError) return 'unavailable';
  if (error instanceof AppSuspendedError) return 'suspendedApp';
  if (error instanceof OAuthError) return error.status === 405 ? 'methodNotAllowed' : 'badRequest';
  return 'serverError';
};

/** Shows an error page in the visitor's language, with the request id and no internals. */
export const createPageErrors = ({ visitors, log }: { visitors: Visitors; log: Log }) => {
  const visitorOf = async (c: Context<PageEnv>): Promise<Visitor> => {
    const known = c.get('visitor') as Visitor | undefined;
    if (known) return known;
    // If the database is down, the visitor is unknown and still gets the page.
    return visitors.load(c).catch(() => visitors.stranger(c));
  };

  const show = async (c: Context<PageEnv>, fault: PageFault, details: ErrorDetails = {}): Promise<Response> => {
    const { status, detail, retryAfterSeconds, returnTo = null, answer = null, openAgain = null } = details;
    if (retryAfterSeconds !== undefined) setRetryAfter(c, retryAfterSeconds);
    const known = visitors.pageContext(c, await visitorOf(c));
    const context = openAgain === null ? known : { ...known, path: openAgain };
    const texts: Messages['errors'][PageFault] = context.messages.errors[fault];
    const finalStatus = (status ?? STATUS[fault]) as ContentfulStatusCode;
    return c.html(
      <ErrorPage
        context={context}
        status={finalStatus}
        title={texts.title}
        explanation={detail === undefined ? texts.explanation : `${texts.explanation} ${detail}`}
        remedy={texts.remedy}
        returnTo={returnTo}
        answer={answer}
        openAgain={openAgain}
        requestId={c.get('requestId')}
      />,
      finalStatus,
    );
  };

  return {
    show,

    /** For requests without a form to show again; forms use form-fault.ts. */
    tooMany: (c: Context<PageEnv>, retryAfterSeconds: number): Promise<Response> =>
      show(c, 'tooManyRequests', { retryAfterSeconds }),

    handler: (error: unknown, c: Context<PageEnv>): Promise<Response> => {
      const fault = faultOf(error);
      const requestId = c.get('requestId');
      if (fault === 'serverError') log.error({ requestId, err: error });
      else if (fault === 'unavailable' || fault === 'gone') log.warn({ requestId, err: error });
      else log.debug({ requestId, err: error });
      if (error instanceof FormOverError) return show(c, fault, { openAgain: safeReturnTo(error.page, '/') });
      if (error instanceof OAuthError && fault !== 'suspendedApp') {
        const { status, description: detail, retryAfterSeconds } = error;
        return show(c, fault, { status, detail, retryAfterSeconds });
      }
      return show(
        c,
        fault,
        error instanceof UnavailableError || error instanceof LimitedError
          ? { retryAfterSeconds: error.retryAfterSeconds }
          : {},
      );
    },
  };
};

export type PageErrors = ReturnType<typeof createPageErrors>;

/** What nearly every feature with pages needs. */
export interface PageNeeds {
  visitors: Visitors;
  pageErrors: PageErrors;
}
