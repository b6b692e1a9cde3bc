import type { LeavingMessages } from '../en/leaving.js';

export const leavingFr: LeavingMessages = {
  formPost: {
    title: 'Retour à l’application',
    explanation: 'Vous retournez à l’application. Si rien ne se passe, utilisez le bouton.',
    submit: 'Continuer',
  },

  signOut: {
    title: 'Se déconnecter ?',
    ask: (siteName) => `Voulez-vous vous déconnecter de ${siteName} dans ce navigateur ?`,
    askOf: (app, siteName) => `${app} souhaite vous déconnecter de ${siteName} dans ce navigateur.`,
    submit: 'Se déconnecter',
    stay: 'Rester connecté',
    done: 'Vous êtes déconnecté',
    doneDetail: (siteName) => `Vous êtes déconnecté de ${siteName} dans ce navigateur. Vous pouvez fermer cette page.`,
    refusedTitle: 'Ce lien de déconnexion n’est pas valide',
    refused: {
      hint: 'L’id_token_hint envoyé par l’application n’a pas été émis par ce site, ou pas pour cette application.',
      client: 'Le client_id envoyé par l’application n’est pas enregistré, ou n’est pas celui de cette connexion.',
      uri: 'Le post_logout_redirect_uri envoyé par l’application n’est pas enregistré pour elle.',
    },
    refusedDetail: 'Vous ne serez pas renvoyé vers l’application.',
    refusedAsk: 'Vous pouvez tout de même vous déconnecter ici.',
  },
};
