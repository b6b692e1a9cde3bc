import type { PageContext } from './page.js';

/** What a new user agrees to: the terms, the privacy policy, or both. Empty if the operator has neither. */
export const Terms = ({ context: { brand, messages } }: { context: PageContext }) => {
  const texts = messages.brand;
  const terms = brand.termsUrl === null ? null : <a href={brand.termsUrl}>{texts.terms}</a>;
  const privacy = brand.privacyUrl === null ? null : <a href={brand.privacyUrl}>{texts.privacy}</a>;
  if (terms === null && privacy === null) return null;
  return (
    <p class="hint">
      {terms === null ? texts.acceptPrivacy : texts.acceptTerms} {terms}
      {terms === null || privacy === null ? null : ` ${texts.and} `}
      {privacy}
      {messages.page.fullStop}
    </p>
  );
};
