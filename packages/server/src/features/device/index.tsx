import { Hono, type Context } from 'hono';
import type { AccountSource } from '../../domain/accounts/index.js';
import type { Authorizations } from '../../domain/authorization/index.js';
import { staysDeclined } from '../../domain/tokens/index.js';
import type { DeviceRequest, DeviceRequests } from '../../domain/device/index.js';
import type { Resources } from '../../domain/resources/index.js';
import { overAsks } from '../../domain/apps/index.js';
import { askedScopes, consentAppOf } from '../../web/kit/app-access.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { faultAt, tooManyTries, type FormFault } from '../../web/visitor/form-fault.js';
import { isFromElsewhere, isOpened } from '../../web/visitor/opened.js';
import { echoed } from '../../web/visitor/return-to.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { ConfirmDevicePage, DeviceDonePage, EnterCodePage } from './device-page.js';

interface Needs extends PageNeeds {
  accounts: AccountSource;
  authorizations: Pick<Authorizations, 'find'>;
  /** How long an app stays connected at most. */
  daysConnected: number;
  deviceRequests: DeviceRequests;
  resources: Resources;
  trustProxy: number;
}

const HOME = '/device';

/** The pages on which a user allows or denies a device (RFC 8628 section 3.3). */
export const devicePages = (needs: Needs): Hono<PageEnv> => {
  const { accounts, authorizations, deviceRequests, resources, visitors, pageErrors } = needs;
  const contextOf = visitors.pageContext;

  const ask = async (c: Context<PageEnv>, { app, asked, userCode, ticket }: DeviceRequest): Promise<Response> => {
    const { account } = c.get('who');
    const [owner, described, before] = await Promise.all([
      app.owner === null ? null : accounts.getById(app.owner),
      resources.describe(asked.resources),
      authorizations.find(account.id, app),
    ]);
    c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <ConfirmDevicePage
        context={contextOf(c)}
        app={consentAppOf(app, owner)}
        username={account.username}
        userCode={userCode}
        ticket={ticket}
        scopes={askedScopes(asked.scopes, before && before.scopes, overAsks(app, asked))}
        overAsks={overAsks(app, asked)}
        daysConnected={needs.daysConnected}
        staysDeclined={staysDeclined(before, asked)}
        resources={described}
      />,
    );
  };

  const enter = (c: Context<PageEnv>, userCode: string, { errors, status }: FormFault) =>
    c.html(<EnterCodePage context={contextOf(c)} userCode={userCode} errors={errors} />, status);

  /** A code that was typed or came with a link; the user must confirm either way (RFC 8628 section 3.3.1). */
  const look = async (c: Context<PageEnv>, text: string): Promise<Response> => {
    const { device } = contextOf(c).messages;
    const found = await deviceRequests.find(text, c.get('who'), clientAddress(c, needs.trustProxy));
    if (found.outcome === 'found') return ask(c, found.request);
    if (found.outcome === 'unknown') return enter(c, text, faultAt('user_code', device.codeUnknown));
    return enter(c, text, tooManyTries(c, found, 'user_code', device.tooMany));
  };

  const pages = new Hono<PageEnv>();
  pages.use(`${HOME}/*`, visitors.known, signedInOnly(HOME), visitors.checkedForm);

  pages.get(HOME, (c) => {
    const text = queryOf(c).get('user_code') ?? '';
    // Each look counts as a guess, so a page elsewhere must not make the browser look: there, the user continues.
    if (text !== '' && isOpened(c) && !isFromElsewhere(c)) return look(c, text);
    const context = contextOf(c);
    const { device } = context.messages;
    const done = queryOf(c).get('done');
    if (done === 'allowed') {
      return c.html(<DeviceDonePage context={context} title={device.allowedTitle} text={device.allowed} connected />);
    }
    if (done === 'cancelled') {
      return c.html(<DeviceDonePage context={context} title={device.cancelledTitle} text={device.cancelled} />);
    }
    return c.html(<EnterCodePage context={context} userCode={text} errors={[]} />);
  });

  pages.post(HOME, (c) => {
    const text = c.get('form').get('user_code')?.trim() ?? '';
    if (text === '') return enter(c, '', faultAt('user_code', contextOf(c).messages.device.codeRequired));
    return c.redirect(`${HOME}?${new URLSearchParams({ user_code: echoed(text) })}`, 303);
  });

  pages.post(`${HOME}/switch-account`, async (c) => {
    const code = c.get('form').get('user_code') ?? '';
    await visitors.signOut(c);
    return c.redirect(`${HOME}?${new URLSearchParams({ user_code: echoed(code) })}`, 303);
  });

  pages.post(`${HOME}/answer`, async (c) => {
    const form = c.get('form');
    const decision = form.get('decision');
    if (decision !== 'allow' && decision !== 'cancel') return pageErrors.show(c, 'badRequest');
    const allow = decision === 'allow';
    const ticked = allow ? form.all('scope') : null;
    const answer = { text: form.get('user_code') ?? '', ticket: form.get('ticket') ?? '', ticked };
    const answered = await deviceRequests.answer(answer, c.get('who'), c.get('visitor').locale);
    if (answered.outcome === 'changed') return ask(c, answered.request);
    if (answered.outcome === 'answered') {
      return c.redirect(`${HOME}?done=${answered.allowed ? 'allowed' : 'cancelled'}`, 303);
    }
    const context = contextOf(c);
    const { device } = context.messages;
    return c.html(<DeviceDonePage context={context} title={device.goneTitle} text={device.codeUnknown} />, 400);
  });
  return pages;
};
