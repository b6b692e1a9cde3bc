import type { MailMessages } from '../en/mails.js';

/** Les courriels, en français. */
export const mailsFr: MailMessages = {
  mails: {
    greeting: (username) => `Bonjour ${username},`,
    notYou:
      'Si c’était vous, il n’y a rien à faire. Sinon, regardez sans attendre : changez votre mot de passe, déconnectez tous les autres navigateurs et mettez fin à ce que vous ne connaissez pas.',
    review: 'Voir votre compte',
    why: 'Vous recevez ce message parce qu’il concerne la sécurité de votre compte.',
    emailChangedNotYou:
      'Si vous ne l’avez pas changée vous-même, quelqu’un d’autre a peut-être votre compte : prévenez sans attendre l’opérateur de ce site.',
    links: {
      verify_email: {
        subject: 'Confirmez votre adresse e-mail',
        text: 'Confirmez que cette adresse est la vôtre. Le lien est valable un jour.',
        action: 'Confirmer mon adresse',
        footer:
          'Vous recevez ce message parce que quelqu’un a donné cette adresse pour un compte. Si ce n’était pas vous, ne faites rien.',
      },
      change_email: {
        subject: 'Confirmez votre nouvelle adresse e-mail',
        text: 'Confirmez que c’est la nouvelle adresse de votre compte. Le lien est valable une heure.',
        action: 'Confirmer ma nouvelle adresse',
        footer:
          'Vous recevez ce message parce que quelqu’un veut utiliser cette adresse pour un compte. Si ce n’était pas vous, ne faites rien.',
      },
      reset_password: {
        subject: 'Choisissez un nouveau mot de passe',
        text: 'Quelqu’un a demandé un nouveau mot de passe pour votre compte. Le lien est valable une heure, et une seule fois.',
        action: 'Choisir un nouveau mot de passe',
        footer: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
      },
    },
    addressTaken: {
      subject: 'Vous avez déjà un compte',
      text: 'Quelqu’un a voulu utiliser cette adresse pour un autre compte. Elle appartient au vôtre, rien n’a donc été changé.',
      footer:
        'Si c’était vous, connectez-vous avec cette adresse, ou demandez un nouveau mot de passe sur la page de connexion.',
    },
    notices: {
      new_browser: {
        subject: (about) => `Nouvelle connexion : ${about}`,
        text: (about) =>
          `Quelqu’un s’est connecté à votre compte dans un navigateur qui n’avait pas encore servi pour cela : ${about}.`,
      },
      app_allowed: {
        subject: (about) => `${about} a désormais accès à votre compte`,
        text: (about) =>
          `Vous avez permis à l’application ${about} de voir une partie de votre compte. Vous pouvez y mettre fin à tout moment.`,
      },
      token_reused: {
        subject: (about) => `Nous vous avons déconnecté de ${about}`,
        text: (about) =>
          `Une copie d’une clé que ${about} détient pour votre compte a été utilisée, nous avons donc mis fin à son accès. Reconnectez-vous à l’application si vous l’utilisez encore.`,
      },
      password_changed: {
        subject: () => 'Votre mot de passe a été changé',
        text: () => 'Le mot de passe de votre compte a été changé, et tous les autres navigateurs ont été déconnectés.',
      },
      email_changed: {
        subject: () => 'Votre adresse e-mail a été changée',
        text: (about) =>
          `L’adresse e-mail de votre compte est maintenant ${about}. Celle-ci ne recevra plus de messages à son sujet.`,
      },
      passkey_added: {
        subject: () => 'Une clé d’accès a été ajoutée',
        text: (about) => `La clé d’accès « ${about} » peut désormais ouvrir votre compte.`,
      },
      passkey_removed: {
        subject: () => 'Une clé d’accès a été retirée',
        text: (about) => `La clé d’accès « ${about} » ne peut plus ouvrir votre compte.`,
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
          'De nouveaux codes de récupération ont été créés pour votre compte. Les précédents ne fonctionnent plus.',
      },
      recovery_code_used: {
        subject: () => 'Un code de récupération a été utilisé',
        text: (about) =>
          `Quelqu’un s’est connecté à votre compte avec un code de récupération. Codes restants : ${about}.`,
      },
      upstream_linked: {
        subject: (about) => `La connexion avec ${about} est activée`,
        text: (about) => `Votre compte chez ${about} peut désormais ouvrir votre compte ici.`,
      },
      upstream_unlinked: {
        subject: (about) => `La connexion avec ${about} est désactivée`,
        text: (about) => `Votre compte chez ${about} ne peut plus ouvrir votre compte ici.`,
      },
    },
  },
};
