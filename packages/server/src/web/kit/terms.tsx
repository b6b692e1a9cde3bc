import type { PageContext } from './page.js';

/** What the operator has to say about an account, before there is one. */
export const Terms = ({ context: { brand, messages } }: { context: PageContext }) =>
  brand.termsUrl === null && brand.privacyUrl === null ? null : (
    <p class="hint">
      {brand.termsUrl === null ? null : (
        <>
          {messages.brand.acceptTerms} <a href={brand.termsUrl}>{messages.brand.terms}</a>{' '}
        </>
      )}
      {brand.privacyUrl === null ? null : (
        <>
          {messages.brand.yourData} <a href={brand.privacyUrl}>{messages.brand.privacy}</a>
        </>
      )}
    </p>
  );
