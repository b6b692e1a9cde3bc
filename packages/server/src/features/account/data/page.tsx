import { PostForm } from '../../../web/kit/form.js';
import { Page, type PageContext } from '../../../web/kit/page.js';
import { BackToAccount } from '../back-to-account.js';

export const DataPage = ({ context }: { context: PageContext }) => {
  const { data } = context.messages;
  return (
    <Page context={context} title={data.title} layout="wide">
      <h1>{data.title}</h1>
      <section class="card" aria-labelledby="download">
        <h2 id="download">{data.download}</h2>
        <p>{data.downloadDetail}</p>
        <PostForm context={context} action="/account/data/download">
          <button class="button primary">{data.download}</button>
        </PostForm>
      </section>
      <section class="card" aria-labelledby="delete">
        <h2 id="delete">{data.delete}</h2>
        <p>{data.deleteDetail}</p>
        <p>
          <a class="button danger" href="/account/delete">
            {data.deleteLink}
          </a>
        </p>
      </section>
      <BackToAccount context={context} />
    </Page>
  );
};
