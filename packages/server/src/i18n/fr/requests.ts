import type { RequestsMessages } from '../en/requests.js';

export const requestsFr: RequestsMessages = {
  requests: {
    title: (app) => `Requêtes de ${app}`,
    open: 'Journal des requêtes',
    openDetail:
      'Ce que votre application a demandé à ce serveur, avec quel résultat et pourquoi. Les secrets, codes et jetons ne sont pas conservés.',
    toApp: 'Retour à l’application',
    totals: (succeeded, failed) => `Ces dernières 24 heures\u00A0: ${succeeded} réussies, ${failed} échouées.`,
    kept: 'Les 500 dernières lignes sont conservées pendant trois jours\u00A0: quand le trafic est dense, les échecs et une partie des réussites.',
    warningsTitle: 'À examiner',
    warnings: {
      browser_secret:
        'Une requête avec un secret client venait d’un navigateur. Quiconque ouvre cette page peut lire le secret. Avant la mise en service, échangez les codes sur votre serveur, ou enregistrez une application publique qui utilise PKCE sans secret. Si la page était déjà publique, remplacez le secret.',
      no_state:
        'Une connexion est arrivée sans state. Avec un state aléatoire que votre page de retour compare, personne ne peut glisser la connexion d’un autre à vos utilisateurs.',
      no_pkce:
        'Une connexion est arrivée sans PKCE (code_challenge). Grâce à lui, un code volé ne vaut rien. La plupart des bibliothèques s’en chargent\u00A0; quand la vôtre le fait, exigez-le dans les paramètres de l’application.',
    },
    filterTitle: 'Filtrer',
    outcome: 'Résultat',
    operation: 'Type de requête',
    any: 'Toutes',
    outcomes: { ok: 'Réussies', failed: 'Échouées' },
    operations: {
      authorize: 'Connexion (authorize)',
      par: 'Requête annoncée (par)',
      token: 'Échange de code (token)',
      refresh: 'Renouvellement (token)',
      device: 'Code d’appareil (device_authorization)',
      userinfo: 'Informations sur l’utilisateur (userinfo)',
      topup: 'Lien de recharge (topup)',
      introspect: 'Examen de jeton (introspect)',
      revoke: 'Révocation (revoke)',
    },
    requestId: 'Identifiant de requête',
    requestIdHint: 'Celui de l’en-tête X-Request-Id de la réponse, ou de la page d’erreur.',
    submit: 'Afficher',
    list: 'Dernières requêtes',
    refresh: 'Actualiser',
    older: 'Plus anciennes',
    none: 'Aucune ligne ne correspond.',
    noneDetail:
      'Une requête apparaît ici une fois traitée\u00A0: une connexion, quand l’utilisateur est revenu à votre application.',
    why: 'Pourquoi cet échec\u00A0?',
    documentation: (code) => `En savoir plus sur ${code}`,
    hidden: 'non affiché',
  },
};
