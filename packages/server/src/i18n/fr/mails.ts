import type { MailMessages } from '../en/mails.js';

export const mailsFr: MailMessages = {
  mails: {
    greeting: (username) => `Bonjour ${username},`,
    withheld: {
      announced: 'Vous avez reçu beaucoup de messages de ce type. Les suivants seront regroupés dans un seul e-mail.',
      subject: 'Autres notifications concernant votre compte',
      text: 'Ces notifications étaient trop nombreuses pour être envoyées une par une :',
      repeated: (subject, count) => `${subject} (${count} fois)`,
    },
    notYou:
      'Si c’était vous, vous n’avez rien à faire. Sinon, agissez sans attendre : changez votre mot de passe, déconnectez-vous partout ailleurs et révoquez tout ce que vous ne reconnaissez pas.',
    review: 'Vérifier votre compte',
    why: 'Vous recevez cet e-mail, car il concerne la sécurité de votre compte.',
    emailChangedNotYou:
      'Si vous n’êtes pas à l’origine de ce changement, quelqu’un d’autre a peut-être accès à votre compte. Contactez immédiatement l’exploitant de ce site.',
    links: {
      verify_email: {
        subject: 'Confirmez votre adresse e-mail',
        text: 'Confirmez que cette adresse e-mail est la vôtre. Le lien expire dans 24 heures.',
        action: 'Confirmer l’adresse e-mail',
        footer:
          'Vous recevez cet e-mail, car quelqu’un a saisi cette adresse pour un compte. Si ce n’était pas vous, ignorez-le.',
      },
      change_email: {
        subject: 'Confirmez votre nouvelle adresse e-mail',
        text: 'Confirmez que cette adresse est la nouvelle adresse e-mail de votre compte. Le lien expire dans 1 heure.',
        action: 'Confirmer la nouvelle adresse e-mail',
        footer:
          'Vous recevez cet e-mail, car quelqu’un souhaite utiliser cette adresse pour un compte. Si ce n’était pas vous, ignorez-le.',
      },
      reset_password: {
        subject: 'Réinitialisez votre mot de passe',
        text: 'Quelqu’un a demandé la réinitialisation du mot de passe de votre compte. Ce lien ne fonctionne qu’une fois et expire dans 1 heure.',
        action: 'Réinitialiser le mot de passe',
        footer: 'Si ce n’était pas vous, ignorez cet e-mail. Votre mot de passe reste le même.',
      },
    },
    addressTaken: {
      subject: 'Vous avez déjà un compte',
      text: 'Quelqu’un a essayé d’utiliser cette adresse pour un autre compte. Elle appartient déjà au vôtre, rien n’a donc été modifié.',
      footer:
        'Si c’était vous, connectez-vous avec cette adresse, ou réinitialisez votre mot de passe depuis la page de connexion.',
    },
    accountDeleted: {
      subject: 'Votre compte a été supprimé',
      text: 'Votre compte et ce qui lui appartenait ont été supprimés. C’est irréversible.',
      notYou: 'Si vous n’avez rien demandé, contactez immédiatement l’exploitant de ce site.',
    },
    notices: {
      new_browser: {
        subject: (about) => `Nouvelle connexion : ${about}`,
        text: (about) =>
          `Quelqu’un s’est connecté à votre compte depuis un navigateur que nous ne connaissions pas : ${about}.`,
      },
      app_allowed: {
        subject: (about) => `${about} a désormais accès à votre compte`,
        text: (about) =>
          `Vous avez autorisé ${about} à voir certaines données de votre compte. Vous pouvez révoquer cet accès à tout moment.`,
      },
      token_reused: {
        subject: (about) => `Nous vous avons déconnecté de ${about}`,
        text: (about) =>
          `Une copie d’un jeton que ${about} détient pour votre compte a été utilisée. Nous avons donc révoqué son accès. Si vous utilisez toujours ${about}, reconnectez-vous-y.`,
      },
      password_changed: {
        subject: () => 'Votre mot de passe a été changé',
        text: () => 'Le mot de passe de votre compte a été changé, et tous les autres navigateurs ont été déconnectés.',
      },
      email_changed: {
        subject: () => 'Votre adresse e-mail a été changée',
        text: (about) =>
          `L’adresse e-mail de votre compte est maintenant ${about}. L’ancienne adresse ne recevra plus d’e-mails à son sujet.`,
      },
      passkey_added: {
        subject: () => 'Une clé d’accès a été ajoutée',
        text: (about) => `La clé d’accès « ${about} » permet désormais de se connecter à votre compte.`,
      },
      passkey_removed: {
        subject: () => 'Une clé d’accès a été retirée',
        text: (about) => `La clé d’accès « ${about} » ne permet plus de se connecter à votre compte.`,
      },
      totp_on: {
        subject: () => 'La connexion en deux étapes est activée',
        text: () =>
          'La connexion par mot de passe demande désormais aussi un code de votre application d’authentification.',
      },
      totp_off: {
        subject: () => 'La connexion en deux étapes est désactivée',
        text: () => 'La connexion par mot de passe ne demande plus de code de votre application d’authentification.',
      },
      recovery_codes_made: {
        subject: () => 'Nouveaux codes de récupération',
        text: () =>
          'De nouveaux codes de récupération ont été générés pour votre compte. Les anciens ne fonctionnent plus.',
      },
      recovery_code_used: {
        subject: () => 'Un code de récupération a été utilisé',
        text: (about) =>
          `Quelqu’un s’est connecté à votre compte avec un code de récupération. Codes restants : ${about}.`,
      },
      upstream_linked: {
        subject: (about) => `La connexion avec ${about} est activée`,
        text: (about) => `Votre compte ${about} permet désormais de se connecter à votre compte ici.`,
      },
      upstream_unlinked: {
        subject: (about) => `La connexion avec ${about} est désactivée`,
        text: (about) => `Votre compte ${about} ne permet plus de se connecter à votre compte ici.`,
      },
      app_created: {
        subject: (about) => `Votre compte a une nouvelle application : ${about}`,
        text: (about) => `L’application ${about} a été créée dans votre compte, avec ses propres identifiants.`,
      },
      app_secret_added: {
        subject: (about) => `Un secret a été ajouté à ${about}`,
        text: (about) => `Votre application ${about} a un nouveau secret client. Son autre secret fonctionne toujours.`,
      },
      app_keys_changed: {
        subject: (about) => `Les clés de ${about} ont été modifiées`,
        text: (about) =>
          `Votre application ${about} signe désormais ses requêtes avec d’autres clés, et n’a pas de secret client.`,
      },
      app_security_changed: {
        subject: (about) => `Des paramètres de ${about} ont été modifiés`,
        text: (about) =>
          `Des paramètres qui protègent votre application ${about} ont été modifiés, par exemple ses URI de redirection, ses adresses de déconnexion ou ce que ses requêtes exigent.`,
      },
      app_deleted: {
        subject: (about) => `L’application ${about} a été supprimée`,
        text: (about) =>
          `Votre application ${about} a été supprimée. Les utilisateurs ne peuvent plus se connecter avec elle.`,
      },
      developer_token_created: {
        subject: () => 'Un jeton de développeur a été créé',
        text: (about) =>
          `Le jeton de développeur « ${about} » a été créé. Il permet de gérer toutes vos applications jusqu’à ce que vous le révoquiez.`,
      },
    },
  },
};
