import type { Context } from 'hono';
import type { Download } from '../../../domain/account-data/index.js';
import { type Attachment, attachment } from './attachment.js';
import type { PageEnv } from '../../../web/http/env.js';
import { faultAt, type FormFault, tooManyTries } from '../../../web/visitor/form-fault.js';
import type { AccountNeeds } from '../needs.js';
import { DataPage } from './page.js';

/** Sends a file with what is stored about its user, or the page with the reason why not now. */
export const sendDownload = (
  { visitors }: Pick<AccountNeeds, 'visitors'>,
  c: Context<PageEnv>,
  download: Download,
  file: Attachment,
): Response | Promise<Response> => {
  const context = visitors.pageContext(c);
  const { data } = context.messages;
  const refuse = ({ errors, status }: FormFault) => c.html(<DataPage context={context} errors={errors} />, status);
  switch (download.outcome) {
    case 'started':
      return attachment(c, download.pieces, file);
    case 'running':
      return refuse(faultAt('', data.stillRunning, 409));
    case 'limited':
      return refuse(tooManyTries(c, download, '', data.tooOften));
  }
};
