import { Hono, type Context } from 'hono';
import type { ListedAuthorization } from '../../../domain/tokens/index.js';
import { readRowId } from '../../../kernel/text.js';
import { originOfUri } from '../../../protocol/redirect-uri.js';
import type { PageEnv } from '../../../web/http/env.js';
import { queryOf } from '../../../web/http/query.js';
import { consentAppOf } from '../../../web/kit/app-access.js';
import type { AccountNeeds } from '../needs.js';
import { AuthorizationsPage, type AuthorizationLine } from './page.js';

/** Lists the apps that have access, and revokes it. */
export const authorizationPages = (needs: AccountNeeds): Hono<PageEnv> => {
  const { accounts, apps, authorizations, history, resources, visitors } = needs;

  /** Without apps that were just deleted. */
  const linesOf = async (listed: readonly ListedAuthorization[]): Promise<AuthorizationLine[]> => {
    const found = await apps.findEach(listed.map(({ appId }) => appId));
    const owners = await accounts.getEach([...found.values()].flatMap(({ owner }) => owner ?? []));
    const described = await resources.describeEach(listed.map((authorization) => authorization.resources));
    return listed.flatMap((authorization, nth) => {
      const app = found.get(authorization.appId);
      if (app === undefined) return [];
      return {
        id: authorization.id,
        appName: authorization.currentAppName,
        origin: originOfUri(app.redirectUris[0]?.uri ?? ''),
        scopes: authorization.scopes,
        resources: described[nth] ?? [],
        since: authorization.grantedAt,
        lastUsedAt: authorization.lastUsedAt,
        publisher: consentAppOf(app, owners.get(app.owner ?? '') ?? null),
        formerName: authorization.appName === authorization.currentAppName ? null : authorization.appName,
        isConnected: authorization.isConnected,
      };
    });
  };

  const pageOf = async (userId: string, cursor: string | undefined) => {
    const page = await history.authorizations(userId, cursor);
    // All apps of this page have just been revoked.
    return page.lines.length === 0 && !page.isFirst ? history.authorizations(userId, undefined) : page;
  };

  const showAuthorizations = async (c: Context<PageEnv>, notice: string | null = null): Promise<Response> => {
    const cursor = queryOf(c).get('after');
    const { lines: listed, next, isFirst } = await pageOf(c.get('who').account.id, cursor);
    return c.html(
      <AuthorizationsPage
        context={visitors.pageContext(c)}
        authorizations={await linesOf(listed)}
        notice={notice}
        cursor={isFirst ? null : (cursor ?? null)}
        next={next}
      />,
    );
  };

  const pages = new Hono<PageEnv>();

  pages.get('/account/authorizations', (c) => showAuthorizations(c));
  pages.post('/account/authorizations/end', async (c) => {
    const { account } = c.get('who');
    const { authorizations: texts, givenAccess } = visitors.pageContext(c).messages;
    const id = readRowId(c.get('form').get('authorization'));
    const app = id === null ? null : await authorizations.findListed(account.id, id);
    const ended = app !== null && (await authorizations.end(app.id, account.id));
    if (!ended) return showAuthorizations(c, texts.gone);
    const notice = texts.ended(app.currentAppName);
    const detail = app.isConnected ? ` ${givenAccess.endedDetail(app.currentAppName)}` : '';
    return showAuthorizations(c, notice + detail);
  });
  return pages;
};
