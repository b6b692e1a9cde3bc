import type { LookMessages } from '../en/look.js';

export const lookFr: LookMessages = {
  brand: {
    terms: 'Conditions d’utilisation',
    privacy: 'Politique de confidentialité',
    support: 'Aide',
    acceptTerms: 'En créant un compte, vous acceptez les',
    acceptPrivacy: 'En créant un compte, vous acceptez la',
    and: 'et la',
  },

  trust: {
    meaning: (siteName) => `${siteName} a vérifié qui édite cette application.`,
    unchecked: (siteName) => `${siteName} n’a pas vérifié cette application.`,
  },

  or: 'ou',

  orderProgress: {
    waiting: 'Cette page se met à jour automatiquement.',
  },
};
