import type { Resource } from '../../../domain/resources/index.js';
import { EntryButton, PostForm, type FieldError } from '../../../web/kit/form.js';
import { type PageContext, Section, WidePage } from '../../../web/kit/page.js';
import { TextField } from '../../../web/kit/fields.js';

/** The form for a new resource, as entered. */
export interface ResourceForm {
  identifier: string;
  name: string;
  /** One scope per line: its name, a space, what it allows. */
  scopes: string;
}

interface ResourcesProps {
  context: PageContext;
  resources: readonly Pick<Resource, 'id' | 'identifier' | 'name' | 'scopes'>[];
  /** Null for a developer who may not add resources. */
  form: ResourceForm | null;
  notice: string | null;
  errors: readonly FieldError[];
}

const Line = ({ context, resource }: { context: PageContext; resource: ResourcesProps['resources'][number] }) => {
  const texts = context.messages.resources;
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          <bdi>{resource.name}</bdi>
        </p>
        <p class="hint">
          <code>{resource.identifier}</code>
        </p>
        {resource.scopes.map((scope) => (
          <p class="hint">
            <code>{scope.name}</code> <bdi>{scope.description}</bdi>
          </p>
        ))}
      </div>
      <EntryButton
        context={context}
        action="/console/resources/remove"
        name="resource"
        value={resource.id}
        of={texts.removeOf(resource.name)}
      >
        {texts.remove}
      </EntryButton>
    </li>
  );
};

const NewResource = ({
  context,
  form,
  errors,
}: Pick<ResourcesProps, 'context' | 'errors'> & { form: ResourceForm }) => {
  const texts = context.messages.resources;
  return (
    <Section id="new-resource" title={texts.newTitle}>
      <PostForm context={context} action="/console/resources">
        <TextField
          name="identifier"
          label={texts.identifier}
          hint={texts.identifierHint}
          value={form.identifier}
          errors={errors}
          code
          required
        />
        <TextField name="name" label={texts.name} hint={texts.nameHint} value={form.name} errors={errors} required />
        <TextField
          name="scopes"
          label={texts.scopes}
          hint={texts.scopesHint}
          value={form.scopes}
          errors={errors}
          lines={4}
          code
        />
        <button class="button primary">{texts.submit}</button>
      </PostForm>
    </Section>
  );
};

export const ResourcesPage = ({ context, resources, form, notice, errors }: ResourcesProps) => {
  const texts = context.messages.resources;
  return (
    <WidePage context={context} title={texts.title} errors={errors} notice={notice}>
      <section class="card">
        <p class="hint">{texts.lead}</p>
        {resources.length === 0 ? (
          <p>{texts.none}</p>
        ) : (
          <ul class="entries lines">
            {resources.map((resource) => (
              <Line context={context} resource={resource} />
            ))}
          </ul>
        )}
      </section>
      {form === null ? (
        <p class="hint">{texts.byOperators}</p>
      ) : (
        <NewResource context={context} form={form} errors={errors} />
      )}
    </WidePage>
  );
};
