import type { LookMessages } from '../en/look.js';

export const lookPt: LookMessages = {
  brand: {
    terms: 'Termos de uso',
    privacy: 'Política de privacidade',
    support: 'Ajuda',
    acceptTerms: 'Ao criar uma conta, você aceita:',
    yourData: 'O que acontece com os seus dados:',
  },

  trust: {
    meaning: (siteName) => `Os responsáveis por ${siteName} sabem quem desenvolve este app.`,
    unchecked: (siteName) => `${siteName} não verificou este app.`,
  },

  or: 'ou',

  orderProgress: {
    waiting: 'Esta página se atualiza sozinha.',
  },
};
