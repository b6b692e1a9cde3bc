import type { LookMessages } from '../en/look.js';

export const lookPt: LookMessages = {
  brand: {
    terms: 'Termos de uso',
    privacy: 'Política de privacidade',
    support: 'Ajuda',
    acceptTerms: 'Ao criar uma conta, você concorda com os',
    acceptPrivacy: 'Ao criar uma conta, você concorda com a',
    and: 'e a',
  },

  trust: {
    meaning: (siteName) => `${siteName} verificou quem desenvolve este app.`,
    unchecked: (siteName) => `${siteName} não verificou este app.`,
  },

  or: 'ou',

  orderProgress: {
    waiting: 'Esta página é atualizada automaticamente.',
  },
};
