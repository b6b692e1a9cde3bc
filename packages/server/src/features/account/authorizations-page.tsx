import type { Scope } from '../../protocol/scopes.js';
import { Day, Moment } from '../../web/format.js';
import { Notice, PostForm } from '../../web/form.js';
import { Page, type PageContext } from '../../web/page.js';
import type { ShownResource } from '../../web/resource-access.js';
import { Tile } from '../../web/tile.js';

/** What the user has allowed one app. */
export interface AuthorizationLine {
  id: number | string;
  appName: string;
  /** URL of its picture; null when it has none. */
  logo: string | null;
  /** Origin of the app's redirect URI. */
  origin: string;
  scopes: readonly Scope[];
  /** Other resources it may use. */
  resources: readonly ShownResource[];
  /** Milliseconds since the epoch. */
  since: number;
  /** Milliseconds since the epoch, or null when it was never used. */
  lastUsedAt: number | null;
}

export interface AuthorizationsProps {
  context: PageContext;
  authorizations: readonly AuthorizationLine[];
  /** Said after ending one. */
  notice: string | null;
}

const Authorization = ({ context, line }: { context: PageContext; line: AuthorizationLine }) => {
  const { authorizations, scopes } = context.messages;
  return (
    <li class="card entry">
      <div class="entry-text">
        <div class="app">
          <Tile name={line.appName} logo={line.logo} />
          <div>
            <h2>
              <bdi>{line.appName}</bdi>
            </h2>
            <p class="origin">{line.origin}</p>
          </div>
        </div>
        <p class="hint">{authorizations.canDo}</p>
        <ul class="plain">
          {line.scopes.map((scope) => (
            <li>{scopes[scope].name}</li>
          ))}
          {line.resources.map((resource) => (
            <li>
              {authorizations.use} <bdi>{resource.name}</bdi> <span class="origin">{resource.host}</span>
              {resource.scopes.map(({ description }) => (
                <p class="hint">
                  <bdi>{description}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
        <dl class="facts">
          <div>
            <dt>{authorizations.since}</dt>
            <dd>
              <Day locale={context.locale} at={line.since} />
            </dd>
          </div>
          <div>
            <dt>{authorizations.lastUsed}</dt>
            <dd>
              {line.lastUsedAt === null ? (
                authorizations.neverUsed
              ) : (
                <Moment locale={context.locale} at={line.lastUsedAt} />
              )}
            </dd>
          </div>
        </dl>
      </div>
      <PostForm context={context} action="/account/authorizations/end">
        <input type="hidden" name="authorization" value={String(line.id)} />
        <button class="button danger">
          {authorizations.end}
          <span class="unseen"> {authorizations.endOf(line.appName)}</span>
        </button>
      </PostForm>
    </li>
  );
};

/** Every app that has access, and a button beside each to end it. */
export const AuthorizationsPage = ({ context, authorizations, notice }: AuthorizationsProps) => {
  const texts = context.messages.authorizations;
  return (
    <Page context={context} title={texts.title} layout="wide">
      <h1>{texts.title}</h1>
      {notice === null ? null : <Notice>{notice}</Notice>}
      {authorizations.length === 0 ? (
        <div class="card empty">
          <p class="empty-title">{texts.empty}</p>
          <p class="hint">{texts.emptyDetail}</p>
        </div>
      ) : (
        <>
          <p class="lead">{texts.lead}</p>
          <ul class="entries">
            {authorizations.map((line) => (
              <Authorization context={context} line={line} />
            ))}
          </ul>
          <p class="hint">{context.messages.account.times}</p>
        </>
      )}
    </Page>
  );
};
