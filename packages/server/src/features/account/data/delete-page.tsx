import type { Belongings, Obstacle } from '../../../domain/account-data/index.js';
import { Field, PasswordField } from '../../../web/kit/fields.js';
import { ErrorSummary, PostForm, type FieldError } from '../../../web/kit/form.js';
import { Page, type PageContext } from '../../../web/kit/page.js';

export interface DeleteProps {
  context: PageContext;
  username: string;
  /** With its currency: "750.00 USD"; null if there is nothing to lose. */
  balance: string | null;
  belongings: Belongings;
  /** Whether the account has a password to ask for. */
  asksPassword: boolean;
  /** The field's value. */
  typed: string;
  errors: readonly FieldError[];
}

const Names = ({ names }: { names: readonly string[] }) => (
  <ul class="plain">
    {names.map((name) => (
      <li>
        <bdi>{name}</bdi>
      </li>
    ))}
  </ul>
);

const Consequences = ({ context, balance, belongings }: DeleteProps) => {
  const { deletion } = context.messages;
  const sentences = [
    deletion.access,
    ...(balance === null ? [] : [deletion.balance(balance)]),
    deletion.erased,
    deletion.kept,
    deletion.freed,
    deletion.never,
  ];
  return (
    <section class="card" aria-labelledby="consequences">
      <h2 id="consequences">{deletion.consequences}</h2>
      <Names names={sentences} />
      {belongings.apps.length === 0 ? null : (
        <>
          <p>{deletion.apps}</p>
          <Names names={belongings.apps} />
        </>
      )}
      {belongings.resources.length === 0 ? null : (
        <>
          <p>{deletion.resources}</p>
          <Names names={belongings.resources} />
        </>
      )}
    </section>
  );
};

/** What deletion does, and its form. */
export const DeletePage = (props: DeleteProps) => {
  const { context, username, typed, errors } = props;
  const { deletion, form, page } = context.messages;
  return (
    <Page context={context} title={deletion.title} layout="wide" errors={errors}>
      <h1>{deletion.title}</h1>
      <ErrorSummary messages={context.messages} errors={errors} />
      <p class="lead">{deletion.lead}</p>
      <Consequences {...props} />
      <section class="card" aria-labelledby="confirm">
        <h2 id="confirm">{deletion.confirm}</h2>
        <PostForm context={context} action="/account/delete">
          <Field
            name="username"
            label={deletion.typeUsername(username)}
            value={typed}
            autocomplete="off"
            errors={errors}
          />
          {props.asksPassword ? (
            <PasswordField which="current"
              name="password"
              label={form.password} 
              errors={errors}
            />
          ) : null}
          <p class="actions">
            <button class="button danger">{deletion.submit}</button>
            <a class="button" href="/account/data">
              {page.cancel}
            </a>
          </p>
        </PostForm>
      </section>
    </Page>
  );
};

interface BlockedProps {
  context: PageContext;
  obstacle: Obstacle;
}

/** Why the account cannot be deleted now, and what to do. */
export const DeletionBlockedPage = ({ context, obstacle }: BlockedProps) => {
  const { data, deletion } = context.messages;
  return (
    <Page context={context} title={deletion.blockedTitle} layout="wide">
      <h1>{deletion.blockedTitle}</h1>
      <div class="card">
        {obstacle.outcome === 'last_operator' ? (
          <p>{deletion.lastOperator}</p>
        ) : (
          <>
            <p>{deletion.appsInUse}</p>
            <ul class="plain">
              {obstacle.apps.map(({ id, name, users }) => (
                <li>
                  <a href={`/console/apps/${id}`}>
                    <bdi>{name}</bdi>
                  </a>{' '}
                  <span class="hint">{deletion.users(users)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <p>
        <a href="/account/data">{data.title}</a>
      </p>
    </Page>
  );
};

/** Shown once, to a visitor whose account is gone. */
export const DeletedPage = ({ context }: { context: PageContext }) => {
  const { deletion, errors } = context.messages;
  return (
    <Page context={context} title={deletion.doneTitle}>
      <div class="card">
        <h1>{deletion.doneTitle}</h1>
        <p>{deletion.done}</p>
        <p>
          <a class="button" href="/">
            {errors.home}
          </a>
        </p>
      </div>
    </Page>
  );
};
