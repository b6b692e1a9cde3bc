import type { LookMessages } from '../en/look.js';

export const lookFr: LookMessages = {
  brand: {
    terms: 'Conditions d’utilisation',
    privacy: 'Politique de confidentialité',
    support: 'Aide',
    acceptTerms: 'En créant un compte, vous acceptez ceci :',
    yourData: 'Ce que deviennent vos données :',
  },

  trust: {
    meaning: (siteName) => `Les responsables de ${siteName} savent qui édite cette application.`,
    unchecked: (siteName) => `${siteName} n’a pas vérifié cette application.`,
  },

  or: 'ou',

  orderProgress: {
    waiting: 'Cette page se met à jour d’elle-même.',
  },
};
