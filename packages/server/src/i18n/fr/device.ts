import type { DeviceMessages } from '../en/device.js';

export const deviceFr: DeviceMessages = {
  device: {
    title: 'Connecter un appareil',
    lead: 'Saisissez le code affiché par votre appareil.',
    code: 'Code affiché',
    codeHint: 'Huit lettres. Les majuscules et les tirets n’ont pas d’importance.',
    submit: 'Continuer',
    codeRequired: 'Saisissez le code affiché par votre appareil.',
    codeUnknown: 'Ce code est incorrect, a expiré ou a déjà servi. Vérifiez votre appareil et réessayez.',
    tooMany: (minutes) =>
      `Trop de codes incorrects. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    confirmTitle: (app) => `Connecter un appareil à ${app}`,
    compare: 'Vérifiez que votre appareil affiche ce code :',
    warning:
      'Ne continuez que si vous avez lancé cette opération vous-même, sur un appareil devant vous. Si quelqu’un vous a envoyé ce code ou un lien vers cette page, annulez : cette personne accéderait à votre compte.',
    allow: 'Autoriser',
    goneTitle: 'Ce code n’est plus valide',
    allowedTitle: 'Votre appareil est connecté',
    allowed: 'Retournez à votre appareil. L’opération se poursuit dans quelques secondes.',
    cancelledTitle: 'Annulé',
    cancelled: 'L’appareil n’a pas été connecté.',
    another: 'Saisir un autre code',
  },
};
