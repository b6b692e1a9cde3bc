import type { App } from '../../../domain/apps/index.js';
import { PostForm, type FieldError } from '../../../web/kit/form.js';
import { type PageContext, Section } from '../../../web/kit/page.js';
import { appLogo, Tile } from '../../../web/kit/tile.js';
import { FileField } from '../../../web/kit/fields.js';

interface LogoSectionProps {
  context: PageContext;
  app: Pick<App, 'id' | 'name' | 'logoHash' | 'isTrusted'>;
  errors: readonly FieldError[];
}

/** Shows the app's logo as users see it, and replaces it. */
export const LogoSection = ({ context, app, errors }: LogoSectionProps) => {
  const texts = context.messages.console.logo;
  const action = `/console/apps/${app.id}/logo`;
  return (
    <Section id="logo-title" title={texts.title}>
      <div class="app">
        <Tile name={app.name} logo={appLogo(app)} />
        <p class="hint">{texts.lead}</p>
      </div>
      {app.isTrusted ? <p class="warning">{texts.endsTrust}</p> : null}
      <PostForm context={context} action={action} withFile>
        <FileField
          name="logo"
          label={texts.file}
          hint={texts.hint}
          accept="image/png,image/webp,image/jpeg"
          errors={errors}
        />
        <button class="button">{texts.submit}</button>
      </PostForm>
      {app.logoHash === null ? null : (
        <PostForm context={context} action={`${action}/remove`}>
          <button class="button danger">{texts.remove}</button>
        </PostForm>
      )}
    </Section>
  );
};
