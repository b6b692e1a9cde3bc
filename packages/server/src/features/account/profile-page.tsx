import type { Account } from '../../domain/accounts/index.js';
import { Day } from '../../web/kit/format.js';
import { Field } from '../../web/kit/fields.js';
import { PostForm, type FieldError } from '../../web/kit/form.js';
import { Facts } from '../../web/kit/lists.js';
import { LanguageButtons } from '../../web/kit/language-buttons.js';
import { LinkLine, type PageContext, Section, WidePage } from '../../web/kit/page.js';
import { Confirm } from '../../web/visitor/recent-sign-in.js';

export type ProfileFacts = Pick<Account, 'id' | 'username' | 'email' | 'createdAt'>;

export interface ProfileProps {
  context: PageContext;
  profile: ProfileFacts;
  /** The field's value. */
  username: string;
  /** Whether the sign-in is recent: users sign in with their name. */
  canRename: boolean;
  errors: readonly FieldError[];
  notice: string | null;
}

export const ProfileList = ({ context, profile }: { context: PageContext; profile: ProfileFacts }) => {
  const { account } = context.messages;
  return (
    <Facts
      facts={[
        [account.username, <bdi>{profile.username}</bdi>],
        [account.email, profile.email ?? account.noEmail],
        [account.id, profile.id],
        [account.memberSince, <Day locale={context.locale} at={profile.createdAt ?? 0} />],
      ]}
    />
  );
};

const Languages = ({ context }: { context: PageContext }) => {
  const { profilePage } = context.messages;
  return (
    <Section id="language" title={profilePage.language}>
      <p class="hint">{profilePage.languageDetail}</p>
      <PostForm context={context} action="/language" class="actions">
        <input type="hidden" name="return_to" value="/account/profile" />
        <LanguageButtons current={context.locale} look={(isCurrent) => (isCurrent ? 'button primary' : 'button')} />
      </PostForm>
    </Section>
  );
};

const Rename = ({ context, username, errors }: Pick<ProfileProps, 'context' | 'username' | 'errors'>) => {
  const { form, profilePage } = context.messages;
  return (
    <PostForm context={context} action="/account/profile/username">
      <Field
        name="username"
        label={form.username}
        value={username}
        autocomplete="username"
        hint={profilePage.renameHint}
        errors={errors}
      />
      <p class="hint">{profilePage.renameFreed}</p>
      <button class="button primary">{profilePage.rename}</button>
    </PostForm>
  );
};

export const ProfilePage = ({ context, profile, username, canRename, errors, notice }: ProfileProps) => {
  const { profilePage } = context.messages;
  return (
    <WidePage context={context} title={profilePage.title} errors={errors} notice={notice}>
      <section class="card">
        <ProfileList context={context} profile={profile} />
      </section>
      <Section id="rename" title={profilePage.rename}>
        {canRename ? (
          <Rename context={context} username={username} errors={errors} />
        ) : (
          <Confirm text={profilePage.confirm} returnTo="/account/profile" />
        )}
      </Section>
      <Languages context={context} />
      <LinkLine href="/account" text={context.messages.accountLinks.back} />
    </WidePage>
  );
};
