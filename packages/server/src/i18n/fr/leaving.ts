import type { LeavingMessages } from '../en/leaving.js';

/** The French sentences on the way back to an app, and of signing out. */
export const leavingFr: LeavingMessages = {
  formPost: {
    title: 'Retour à l’application',
    explanation: 'Vous retournez à l’application. Si rien ne se passe, utilisez le bouton.',
    submit: 'Continuer',
  },

  signOut: {
    title: 'Se déconnecter ?',
    ask: (siteName) => `Voulez-vous vous déconnecter de ${siteName} dans ce navigateur ?`,
    askOf: (app, siteName) => `${app} demande à vous déconnecter de ${siteName} dans ce navigateur.`,
    submit: 'Se déconnecter',
    stay: 'Rester connecté',
    done: 'Vous êtes déconnecté',
    doneDetail: (siteName) => `Vous êtes déconnecté de ${siteName} dans ce navigateur. Vous pouvez fermer cette page.`,
    refusedTitle: 'Ce lien de déconnexion n’est pas valable',
    refused: {
      hint: 'L’application a envoyé la preuve d’une connexion (id_token_hint) que ce site n’a pas faite, ou pas pour elle.',
      client: 'L’application qui vous envoie (client_id) n’est pas enregistrée, ou n’est pas celle de cette connexion.',
      uri: 'L’adresse de retour (post_logout_redirect_uri) n’est pas enregistrée pour l’application.',
    },
    refusedDetail: 'L’application n’a pas reçu de réponse, et vous n’y serez pas renvoyé.',
    refusedAsk: 'Vous pouvez tout de même vous déconnecter ici.',
  },
};
