import type { CeremonyOptions } from '../../../domain/sign-in/index.js';
import { Moment, Since } from '../../../web/kit/format.js';
import { Field } from '../../../web/kit/fields.js';
import { EntryButton, PostForm, type FieldError } from '../../../web/kit/form.js';
import { Section, type PageContext } from '../../../web/kit/page.js';
import { PasskeyPlace, PasskeyScript } from '../../../web/kit/credentials/passkey-place.js';
import { Confirm } from '../../../web/visitor/recent-sign-in.js';

export interface PasskeyLine {
  id: number | string;
  name: string;
  createdAt: number;
  /** Milliseconds since the epoch; null if never used. */
  lastUsedAt: number | null;
}

export interface PasskeysProps {
  passkeys: readonly PasskeyLine[];
  /** What the browser needs to create one, and its default name; null until the user signs in again. */
  adding: { options: CeremonyOptions; name: string } | null;
}

interface SectionProps extends PasskeysProps {
  context: PageContext;
  /** For the fields `passkey_name` and `passkey_N`. */
  errors: readonly FieldError[];
}

interface PasskeyRowProps {
  context: PageContext;
  passkey: PasskeyLine;
  canChange: boolean;
  errors: readonly FieldError[];
}

const Passkey = ({ context, passkey, canChange, errors }: PasskeyRowProps) => {
  const { steps } = context.messages;
  const { id, name } = passkey;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          <bdi>{name}</bdi>
        </p>
        <p class="hint">
          {steps.passkeyAdded} <Moment locale={context.locale} at={passkey.createdAt} /> ·{' '}
          <Since
            locale={context.locale}
            label={steps.passkeyLastUsed}
            at={passkey.lastUsedAt}
            otherwise={context.messages.authorizations.neverUsed}
          />
        </p>
        <details open={errors.some(({ field }) => field === `passkey_${id}`)}>
          <summary>
            {steps.rename}
            <span class="unseen"> {steps.renameOf(name)}</span>
          </summary>
          <PostForm context={context} action="/account/security/passkeys/rename">
            <input type="hidden" name="passkey" value={id} />
            <Field name={`passkey_${id}`} label={steps.passkeyName} value={name} autocomplete="off" errors={errors} />
            <button class="button">{steps.saveName}</button>
          </PostForm>
        </details>
      </div>
      {canChange ? (
        <EntryButton
          context={context}
          action="/account/security/passkeys/remove"
          name="passkey"
          value={id}
          of={steps.removePasskeyOf(name)}
        >
          {steps.removePasskey}
        </EntryButton>
      ) : null}
    </li>
  );
};

/** The user's passkeys: adding, renaming and removing them. */
export const PasskeysSection = ({ context, passkeys, adding, errors }: SectionProps) => {
  const { steps } = context.messages;
  return (
    <Section id="passkeys" title={steps.passkeys}>
      <p class="hint">{steps.passkeysLead}</p>
      {passkeys.length === 0 ? null : (
        <ul class="entries lines">
          {passkeys.map((passkey) => (
            <Passkey context={context} passkey={passkey} canChange={adding !== null} errors={errors} />
          ))}
        </ul>
      )}
      {adding === null ? (
        <Confirm text={steps.confirmForPasskeys} returnTo="/account/security" />
      ) : (
        <>
          <PasskeyPlace
            context={context}
            ceremony="make"
            options={adding.options}
            action="/account/security/passkeys"
            fault={steps.passkeyNotMade}
          >
            <Field
              name="passkey_name"
              label={steps.passkeyName}
              value={adding.name}
              autocomplete="off"
              hint={steps.passkeyNameHint}
              errors={errors}
            />
            <button class="button">{steps.addPasskey}</button>
          </PasskeyPlace>
          <PasskeyScript />
        </>
      )}
    </Section>
  );
};
