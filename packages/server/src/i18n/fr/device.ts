import type { DeviceMessages } from '../en/device.js';

export const deviceFr: DeviceMessages = {
  device: {
    title: 'Connecter un appareil',
    lead: 'Saisissez le code affiché par votre appareil.',
    code: 'Code affiché',
    codeHint: 'Huit lettres. Les majuscules et les tirets n’ont pas d’importance.',
    submit: 'Continuer',
    codeRequired: 'Saisissez le code affiché par votre appareil.',
    codeUnknown: 'Ce code est faux, a déjà servi ou a expiré. Regardez de nouveau votre appareil.',
    tooMany: (minutes) => `Trop de codes faux. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    confirmTitle: (app) => `Connecter un appareil à ${app}`,
    compare: 'Votre appareil doit afficher ce code :',
    warning:
      'Ne continuez que si vous avez commencé vous-même, sur un appareil devant vous. Si quelqu’un vous a envoyé le code ou un lien vers cette page, annulez : cette personne accéderait à votre compte.',
    allow: 'Autoriser',
    goneTitle: 'Ce code n’est plus valable',
    allowedTitle: 'Votre appareil est connecté',
    allowed: 'Retournez à votre appareil. Il continue de lui-même dans quelques secondes.',
    cancelledTitle: 'Annulé',
    cancelled: 'L’appareil n’a rien reçu.',
    another: 'Saisir un autre code',
  },
};
