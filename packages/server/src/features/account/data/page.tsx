import { type FieldError, PostForm } from '../../../web/kit/form.js';
import { LinkLine, type PageContext, Section, WidePage } from '../../../web/kit/page.js';

interface DataProps {
  context: PageContext;
  errors?: readonly FieldError[];
}

export const DataPage = ({ context, errors = [] }: DataProps) => {
  const { data } = context.messages;
  return (
    <WidePage context={context} title={data.title} errors={errors}>
      <Section id="download" title={data.download}>
        <p>{data.downloadDetail}</p>
        <PostForm context={context} action="/account/data/download">
          <button class="button primary">{data.download}</button>
        </PostForm>
      </Section>
      <Section id="delete" title={data.delete}>
        <p>{data.deleteDetail}</p>
        <LinkLine href="/account/delete" text={data.deleteLink} look="button danger" />
      </Section>
      <LinkLine href="/account" text={context.messages.accountLinks.back} />
    </WidePage>
  );
};
