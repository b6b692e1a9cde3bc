import type { RequestsMessages } from '../en/requests.js';

export const requestsFr: RequestsMessages = {
  requests: {
    title: (app) => `Requêtes de ${app}`,
    open: 'Journal des requêtes',
    openDetail:
      'Ce que votre application a demandé à ce serveur, avec le résultat et la raison. Les secrets, codes et jetons ne sont pas enregistrés.',
    toApp: 'Retour à l’application',
    totals: (succeeded, failed) => `Dernières 24 heures : ${succeeded} réussies, ${failed} échouées.`,
    kept: 'Nous conservons les 500 dernières requêtes pendant 3 jours. Pour les applications très actives : tous les échecs et un échantillon des réussites.',
    warningsTitle: 'Avertissements',
    warnings: {
      browser_secret:
        'Une requête avec un secret client venait d’un navigateur. Quiconque ouvre cette page peut lire le secret. Avant la mise en service, échangez les codes sur votre serveur, ou enregistrez une application publique qui utilise PKCE sans secret. Si la page était déjà publique, remplacez le secret.',
      no_state:
        'Une connexion est arrivée sans state. Envoyez un state aléatoire et comparez-le au retour, pour que personne ne puisse connecter vos utilisateurs au compte d’un inconnu.',
      no_pkce:
        'Une connexion est arrivée sans PKCE (code_challenge). PKCE rend un code volé inutilisable. La plupart des bibliothèques le prennent en charge. Dès que la vôtre l’utilise, activez « Exiger PKCE » dans les paramètres de l’application.',
    },
    filterTitle: 'Filtrer',
    outcome: 'Résultat',
    operation: 'Type de requête',
    any: 'Toutes',
    outcomes: { ok: 'Réussies', failed: 'Échouées' },
    operations: {
      authorize: 'Connexion (authorize)',
      par: 'Demande poussée (par)',
      token: 'Échange de code (token)',
      refresh: 'Rafraîchissement (token)',
      device: 'Code d’appareil (device_authorization)',
      userinfo: 'Informations sur l’utilisateur (userinfo)',
      topup: 'Lien de rechargement (topup)',
      introspect: 'Examen de jeton (introspect)',
      revoke: 'Révocation (revoke)',
      backchannel_logout: 'Notification de déconnexion (notre appel)',
      jwks_uri: 'Clés publiques (notre appel à jwks_uri)',
    },
    requestId: 'Identifiant de requête',
    requestIdHint: 'Dans l’en-tête de réponse X-Request-Id ou sur la page d’erreur.',
    submit: 'Appliquer le filtre',
    list: 'Dernières requêtes',
    refresh: 'Actualiser',
    older: 'Plus anciennes',
    none: 'Aucune requête ne correspond.',
    noneDetail:
      'Les requêtes apparaissent ici une fois traitées. Les connexions apparaissent quand l’utilisateur est revenu à votre application.',
    why: 'Pourquoi cet échec\u00A0?',
    documentation: (code) => `En savoir plus sur ${code}`,
    hidden: 'non affiché',
  },
};
