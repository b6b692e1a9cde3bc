import { raw } from 'hono/html';
import type { Locale } from '../../i18n/index.js';

/** A mail's content, in its reader's language. All plain text. */
export interface MailContent {
  locale: Locale;
  siteName: string;
  subject: string;
  paragraphs: readonly string[];
  /** The one link to act on. */
  action: { label: string; url: string } | null;
  /** Why the reader got it, and what to do if it was not them. */
  footer: string;
}

/** Inline, because mail programs support no stylesheets. Dark themes invert these colours themselves. */
const STYLE = {
  body: 'margin:0;padding:24px;background:#f5f5f4;color:#1c1917;font:16px/1.5 system-ui,sans-serif',
  card: 'max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px',
  site: 'margin:0 0 24px;font-weight:600',
  button:
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#1c1917;color:#ffffff;text-decoration:none;font-weight:600',
  address: 'font-size:13px;color:#57534e;word-break:break-all',
  footer: 'margin:24px 0 0;padding-top:16px;border-top:1px solid #e7e5e4;font-size:13px;color:#57534e',
};

const MailDocument = ({ locale, siteName, subject, paragraphs, action, footer }: MailContent) => (
  <>
    {raw('<!DOCTYPE html>')}
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{subject}</title>
      </head>
      <body style={STYLE.body}>
        <div style={STYLE.card}>
          <p style={STYLE.site}>{siteName}</p>
          {paragraphs.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
          {action === null ? null : (
            <>
              <p>
                <a style={STYLE.button} href={action.url}>
                  {action.label}
                </a>
              </p>
              <p style={STYLE.address}>{action.url}</p>
            </>
          )}
          <p style={STYLE.footer}>{footer}</p>
        </div>
      </body>
    </html>
  </>
);

/** The mail as text and as HTML, with the same words. */
export const composeMail = (content: MailContent): { subject: string; text: string; html: string } => {
  const { siteName, subject, paragraphs, action, footer } = content;
  const parts = [
    ...paragraphs,
    ...(action === null ? [] : [`${action.label}:\n${action.url}`]),
    `${footer}\n\n${siteName}`,
  ];
  return { subject, text: `${parts.join('\n\n')}\n`, html: String(<MailDocument {...content} />) };
};
