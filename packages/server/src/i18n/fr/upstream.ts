import type { UpstreamMessages } from '../en/upstream.js';

/** La connexion par d’autres fournisseurs, en français. */
export const upstreamFr: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `Continuer avec ${provider}`,
    failedTitle: (provider) => `${provider} ne vous a pas connecté`,
    denied: (provider) => `Vous n’avez pas donné votre accord chez ${provider}, rien n’a donc été fait.`,
    expired: 'Cela a duré trop longtemps, a déjà été fait ou a commencé dans un autre navigateur. Recommencez.',
    away: (provider) =>
      `${provider} ne répond pas pour le moment. Réessayez dans une minute, ou connectez-vous autrement.`,
    refused: (provider) =>
      `${provider} a envoyé une réponse à laquelle nous ne pouvons pas nous fier ; elle n’a pas été utilisée. Si cela se reproduit, prévenez l’exploitant de ce site.`,
    closed: (provider, siteName) =>
      `Personne sur ${siteName} n’est relié à ce compte ${provider}, et l’ouverture de comptes n’est pas ouverte à tous. Si vous avez un compte, connectez-vous et reliez ${provider} sous Sécurité.`,
    emailTakenTitle: 'Vous avez déjà un compte ici',
    emailTaken: (provider) =>
      `L’adresse e-mail donnée par ${provider} appartient à un compte d’ici. Connectez-vous comme d’habitude, puis reliez ${provider} sous Sécurité.`,
    identityTaken: (provider) => `Ce compte ${provider} est relié à un autre compte d’ici. Retirez-le d’abord là-bas.`,
    identityOther: (provider) =>
      `Un autre compte ${provider} est déjà relié. Retirez-le d’abord, puis reliez celui-ci.`,
    userChanged:
      'Quelqu’un d’autre s’est connecté ici entre-temps, ou plus personne n’est connecté. Rien n’a été relié.',
    tryAgain: 'Réessayer',
    otherWay: 'Se connecter autrement',
    toSecurity: 'Retour à Sécurité',
    newcomer: (provider, label) =>
      `${provider} vous connaît sous le nom ${label}. Vérifiez comment votre compte s’appellera ici.`,
    emailVerified: (provider) => `${provider} a confirmé cette adresse.`,
    alreadyHere: (provider) =>
      `Pour utiliser un compte que vous avez ici, connectez-vous et reliez ${provider} sous Sécurité.`,
    section: 'Connexion avec d’autres comptes',
    none: 'Aucun compte extérieur ne peut se connecter à celui-ci.',
    since: 'Depuis le',
    connect: (provider) => `Relier ${provider}`,
    connectMeans: (provider, username) =>
      `Nous vous menons chez ${provider}. Quiconque peut se connecter à votre compte là-bas pourra se connecter ici en tant que ${username}.`,
    goOn: (provider) => `Aller chez ${provider}`,
    remove: 'Retirer',
    removeWhat: (provider) => `la connexion avec ${provider}`,
    removeTitle: (provider) => `Retirer la connexion avec ${provider}`,
    removeMeans: (provider) =>
      `Votre compte ${provider} ne pourra plus se connecter ici. Les navigateurs connectés le restent.`,
    lastWayIn: 'C’est le seul accès à votre compte. Choisissez d’abord un mot de passe.',
    noPassword:
      'Vous vous connectez avec un autre compte et n’avez pas de mot de passe ici. Un lien par e-mail en définit un.',
    noPasswordNoMail:
      'Vous vous connectez avec un autre compte et n’avez pas de mot de passe ici. Pour en avoir un, demandez un lien à l’exploitant de ce site.',
    signInAgain: 'Votre connexion date un peu. Déconnectez-vous, reconnectez-vous, puis revenez.',
  },
};
