import type { Belongings, Obstacle } from '../../../domain/account-data/index.js';
import { Field, PasswordField } from '../../../web/kit/fields.js';
import { PostForm, type FieldError } from '../../../web/kit/form.js';
import { CardPage, LinkLine, type PageContext, Section, WidePage } from '../../../web/kit/page.js';

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
    <Section id="consequences" title={deletion.consequences}>
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
    </Section>
  );
};

/** What deletion does, and its form. */
export const DeletePage = (props: DeleteProps) => {
  const { context, username, typed, errors } = props;
  const { deletion, form, page } = context.messages;
  return (
    <WidePage context={context} title={deletion.title} errors={errors} lead={deletion.lead}>
      <Consequences {...props} />
      <Section id="confirm" title={deletion.confirm}>
        <PostForm context={context} action="/account/delete">
          <Field
            name="username"
            label={deletion.typeUsername(username)}
            value={typed}
            autocomplete="off"
            errors={errors}
          />
          {props.asksPassword ? (
            <PasswordField which="current" name="password" label={form.password} errors={errors} />
          ) : null}
          <p class="actions">
            <button class="button danger">{deletion.submit}</button>
            <a class="button" href="/account/data">
              {page.cancel}
            </a>
          </p>
        </PostForm>
      </Section>
    </WidePage>
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
    <WidePage context={context} title={deletion.blockedTitle}>
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
      <LinkLine href="/account/data" text={data.title} />
    </WidePage>
  );
};

/** Shown once, to a visitor whose account is gone. */
export const DeletedPage = ({ context }: { context: PageContext }) => {
  const { deletion, errors } = context.messages;
  return (
    <CardPage context={context} title={deletion.doneTitle}>
      <p>{deletion.done}</p>
      <LinkLine href="/" text={errors.home} look="button" />
    </CardPage>
  );
};
