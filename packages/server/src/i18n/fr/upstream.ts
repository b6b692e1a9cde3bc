import type { UpstreamMessages } from '../en/upstream.js';

export const upstreamFr: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `Continuer avec ${provider}`,
    failedTitle: (provider) => `Nous n’avons pas pu vous connecter avec ${provider}`,
    denied: (provider) => `Vous avez refusé chez ${provider}, rien n’a donc été modifié.`,
    expired:
      'L’opération a pris trop de temps, a déjà été effectuée ou a été lancée dans un autre navigateur. Recommencez.',
    away: (provider) =>
      `${provider} ne répond pas pour le moment. Réessayez dans une minute, ou connectez-vous autrement.`,
    refused: (provider) =>
      `Nous n’avons pas pu vérifier la réponse de ${provider} et ne l’avons donc pas utilisée. Si le problème persiste, prévenez l’exploitant de ce site.`,
    closed: (provider, siteName) =>
      `Aucun compte sur ${siteName} n’est associé à ce compte ${provider}, et l’inscription n’est pas ouverte à tous. Si vous avez un compte, connectez-vous et associez ${provider} sous Sécurité.`,
    emailTakenTitle: 'Vous avez déjà un compte ici',
    emailTaken: (provider) =>
      `L’adresse e-mail fournie par ${provider} appartient à un compte existant. Connectez-vous à ce compte comme d’habitude, puis associez ${provider} sous Sécurité.`,
    identityTaken: (provider) =>
      `Ce compte ${provider} est associé à un autre compte ici. Retirez-le d’abord de celui-là.`,
    identityOther: (provider) =>
      `Un autre compte ${provider} est déjà associé. Retirez-le d’abord, puis associez celui-ci.`,
    userChanged: 'Quelqu’un d’autre s’est connecté ici entre-temps, ou vous avez été déconnecté. Rien n’a été associé.',
    tryAgain: 'Réessayer',
    otherWay: 'Se connecter autrement',
    toSecurity: 'Retour à Sécurité',
    newcomer: (provider, label) =>
      `Vous vous êtes connecté à ${provider} en tant que ${label}. Vérifiez les informations de votre nouveau compte ici.`,
    emailVerified: (provider) => `Vérifiée par ${provider}.`,
    alreadyHere: (provider) => `Vous avez déjà un compte ici ? Connectez-vous et associez ${provider} sous Sécurité.`,
    section: 'Comptes associés',
    none: 'Aucun compte n’est associé.',
    since: 'Associé le',
    connect: (provider) => `Associer ${provider}`,
    connectMeans: (provider, username) =>
      `Nous allons vous rediriger vers ${provider}. Toute personne pouvant se connecter à votre compte là-bas pourra se connecter ici en tant que ${username}.`,
    goOn: (provider) => `Aller vers ${provider}`,
    remove: 'Retirer',
    removeWhat: (provider) => `la connexion avec ${provider}`,
    removeTitle: (provider) => `Retirer la connexion avec ${provider}`,
    removeMeans: (provider) =>
      `Vous ne pourrez plus vous connecter ici avec votre compte ${provider}. Les navigateurs déjà connectés le restent.`,
    lastWayIn: 'C’est le seul moyen de vous connecter à votre compte. Définissez d’abord un mot de passe.',
    noPassword:
      'Vous vous connectez avec un autre compte et n’avez pas de mot de passe ici. Nous pouvons vous envoyer par e-mail un lien pour en définir un.',
    noPasswordNoMail:
      'Vous vous connectez avec un autre compte et n’avez pas de mot de passe ici. Pour en définir un, demandez un lien à l’exploitant de ce site.',
    signInAgain: 'Votre connexion date un peu. Déconnectez-vous, reconnectez-vous, puis revenez.',
  },
};
