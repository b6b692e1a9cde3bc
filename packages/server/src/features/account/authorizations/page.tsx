import type { Scope } from '../../../protocol/scopes.js';
import { Day, Moment } from '../../../web/kit/format.js';
import { EntryButton } from '../../../web/kit/form.js';
import type { ConsentApp } from '../../../web/kit/app-access.js';
import { Facts } from '../../../web/kit/lists.js';
import { WidePage, type PageContext } from '../../../web/kit/page.js';
import { Pager } from '../../../web/kit/pager.js';
import type { ShownResource } from '../../../web/kit/resource-access.js';
import { Tile } from '../../../web/kit/tile.js';

export interface AuthorizationLine {
  id: number | string;
  appName: string;
  /** Origin of the app's redirect URI. */
  origin: string;
  scopes: readonly Scope[];
  /** Other resources it may use. */
  resources: readonly ShownResource[];
  since: number;
  /** Milliseconds since the epoch; null if never used. */
  lastUsedAt: number | null;
  /** Who is responsible for the app. */
  publisher: Pick<ConsentApp, 'owner' | 'host' | 'trusted' | 'logo'>;
  /** The app's name when it was allowed, if it has changed. */
  formerName: string | null;
  /** It has live tokens. */
  isConnected: boolean;
}

export interface AuthorizationsProps {
  context: PageContext;
  authorizations: readonly AuthorizationLine[];
  /** Shown after revoking one. */
  notice: string | null;
  /** Where this page of the list begins; null for the first. */
  cursor: string | null;
  /** Where the next one begins; null at the end. */
  next: string | null;
}

const HOME = '/account/authorizations';

/** Whether the operator trusts the app, or who else is responsible for it. */
const Publisher = ({ context, publisher }: { context: PageContext; publisher: AuthorizationLine['publisher'] }) => {
  const { access, givenAccess } = context.messages;
  if (publisher.trusted) {
    return (
      <p>
        <span class="badge">{access.trusted(context.siteName)}</span>
      </p>
    );
  }
  if (publisher.host !== null) {
    return (
      <p class="hint">
        {access.knownByAddress} <span class="origin">{publisher.host}</span>
      </p>
    );
  }
  return <p class="hint">{publisher.owner === null ? givenAccess.noPublisher : access.publishedBy(publisher.owner)}</p>;
};

const Authorization = ({
  context,
  line,
  action,
}: {
  context: PageContext;
  line: AuthorizationLine;
  action: string;
}) => {
  const { authorizations, givenAccess, scopes } = context.messages;
  return (
    <li class="card entry">
      <div class="entry-text">
        <div class="app">
          <Tile name={line.appName} logo={line.publisher.logo} />
          <div>
            <h2>
              <bdi>{line.appName}</bdi>
            </h2>
            <p class="origin">{line.origin}</p>
          </div>
        </div>
        <Publisher context={context} publisher={line.publisher} />
        {line.formerName === null ? null : <p class="hint">{givenAccess.calledThen(line.formerName)}</p>}
        <p class="hint access-title">{authorizations.canDo}</p>
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
        <Facts
          facts={[
            [authorizations.since, <Day locale={context.locale} at={line.since} />],
            [
              authorizations.lastUsed,
              line.lastUsedAt === null ? authorizations.never : <Moment locale={context.locale} at={line.lastUsedAt} />,
            ],
          ]}
        />
        {line.isConnected ? <p class="hint">{givenAccess.connected}</p> : null}
      </div>
      <EntryButton
        context={context}
        action={action}
        name="authorization"
        value={line.id}
        of={authorizations.endOf(line.appName)}
      >
        {authorizations.end}
      </EntryButton>
    </li>
  );
};

/** The apps that have access, paged, each with a button to revoke it. */
export const AuthorizationsPage = ({ context, authorizations, notice, cursor, next }: AuthorizationsProps) => {
  const { authorizations: texts, givenAccess } = context.messages;
  const action = cursor === null ? `${HOME}/end` : `${HOME}/end?after=${cursor}`;
  return (
    <WidePage
      context={context}
      title={texts.title}
      notice={notice}
      lead={authorizations.length === 0 ? null : `${texts.lead} ${givenAccess.whatEndingDoes}`}
    >
      {authorizations.length === 0 ? (
        <div class="card empty">
          <p class="empty-title">{texts.empty}</p>
          <p class="hint">{texts.emptyDetail}</p>
        </div>
      ) : (
        <>
          <ul class="entries">
            {authorizations.map((line) => (
              <Authorization context={context} line={line} action={action} />
            ))}
          </ul>
          <Pager
            newest={cursor === null ? null : HOME}
            older={next === null ? null : `${HOME}?after=${next}`}
            texts={context.messages.accountLinks}
          />
          <p class="hint">{context.messages.account.times}</p>
        </>
      )}
    </WidePage>
  );
};
