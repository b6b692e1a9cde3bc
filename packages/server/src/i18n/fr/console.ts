import type { ConsoleMessages } from '../en/console.js';

/** The French sentences of the developer console. */
export const consoleFr: ConsoleMessages = {
  console: {
    home: {
      title: 'Console développeur',
      apps: 'Vos applications',
      newApp: 'Nouvelle application',
      noApps: 'Aucune application pour l’instant',
      noAppsDetail: 'Enregistrez-en une pour que l’on s’y connecte avec son compte d’ici.',
      created: 'Enregistrée le',
      deleted: 'L’application a été supprimée. Plus personne ne peut se connecter avec elle.',
      hints: 'Avant la mise en service',
    },

    becomeDeveloper: {
      title: 'Créez une application',
      lead: 'Vos utilisateurs s’y connectent avec leur compte d’ici ; elle lit leur solde et les envoie le recharger.',
      points: [
        'Enregistrez des applications, chacune avec ses URI de redirection et ses secrets.',
        'Créez des jetons de développeur, pour que vos programmes enregistrent des applications à votre place.',
        'Copiez des requêtes prêtes à l’emploi, remplies avec les valeurs de votre application.',
      ],
      submit: 'Devenir développeur',
      nothingChanges: 'Rien ne change pour votre compte ni pour votre solde.',
    },

    tokens: {
      title: 'Jetons de développeur',
      lead: 'Vos programmes en présentent un pour gérer vos applications par l’API. Un jeton y peut tout ce que vous pouvez ici.',
      none: 'Vous n’avez aucun jeton de développeur.',
      created: 'Créé le',
      lastUsed: 'Dernière utilisation',
      neverUsed: 'Jamais utilisé',
      expires: 'Expire le',
      never: 'jamais',
      neverExpires: 'N’expire jamais',
      expired: 'Expiré',
      revoke: 'Révoquer',
      revokeOf: (name) => `le jeton ${name}`,
      revoked: 'Le jeton a été révoqué. Les programmes qui l’utilisent sont désormais refusés.',
      newTitle: 'Nouveau jeton',
      name: 'Nom du jeton',
      nameHint: 'L’endroit où il servira, par exemple « script de déploiement ».',
      expiry: 'Expire après',
      days: (days) => `${days} jours`,
      submit: 'Créer le jeton',
      expiryInvalid: 'Choisissez l’une des durées.',
      createdTitle: 'Votre nouveau jeton de développeur',
      label: 'Jeton de développeur',
      use: 'Vos programmes l’envoient avec chaque requête :',
    },

    shownOnce: {
      copy: 'Copiez-le maintenant. Il n’est affiché que cette fois et ne pourra plus l’être.',
      lost: 'Si vous le perdez, créez-en un autre.',
      server:
        'Gardez-le sur votre serveur, dans une variable d’environnement. Sa place n’est ni dans un navigateur ni dans votre code.',
      secret: 'Secret client',
      toApp: 'Continuer vers l’application',
      toConsole: 'Retour à la console',
    },

    app: {
      newTitle: 'Nouvelle application',
      create: 'Créer l’application',
      createdTitle: (name) => `${name} est enregistrée`,
      createdPublic: 'L’application est enregistrée. Elle est publique et n’a donc pas de secret.',
      createdConfidential: 'L’application est enregistrée. Son secret a été affiché une fois, à la page précédente.',
      settings: 'Réglages',
      name: 'Nom de l’application',
      nameHint: 'Les utilisateurs le voient en se connectant.',
      description: 'Présentation',
      descriptionHint: 'Facultative. Une phrase pour les utilisateurs sur ce que fait l’application.',
      redirectUris: 'URI de redirection',
      redirectUrisHint:
        'Les adresses de retour des utilisateurs, une par ligne. Utilisez https ; http ne convient que sur localhost. Votre application doit envoyer l’une d’elles, caractère pour caractère.',
      public: 'Cette application n’a pas de serveur à elle',
      publicHint:
        'Une application mobile, de bureau ou monopage ne peut garder un secret : elle n’en reçoit pas et utilise toujours PKCE.',
      isPublic: 'Cette application est publique : elle n’a pas de secret et utilise toujours PKCE.',
      requirePkce: 'Exiger PKCE',
      requirePkceHint:
        'Refuse les connexions que votre application n’a pas commencées avec un code challenge. Plus sûr, si tous vos clients le savent.',
      allowBrowserSecret: 'Accepter le secret depuis un navigateur',
      allowBrowserSecretWarning:
        'Quiconque ouvre une telle page peut lire le secret et se faire passer pour votre application. À ne cocher que pour des essais.',
      deviceFlow: 'Autoriser les appareils',
      deviceFlowHint:
        'Pour les téléviseurs, les lignes de commande et autres : l’utilisateur saisit un code court sur un autre appareil. À laisser désactivé si votre application n’en a pas besoin.',
      save: 'Enregistrer',
      saved: 'Enregistré.',
    },

    openId: {
      idTokenAlg: 'Algorithme des id_tokens',
      idTokenAlgHint: 'RS256 est compris par toutes les bibliothèques OpenID Connect.',
      postLogoutRedirectUris: 'Adresses après la déconnexion',
      postLogoutRedirectUrisHint:
        'Où votre application peut envoyer les utilisateurs déconnectés (post_logout_redirect_uri). Une par ligne.',
      backchannelLogoutUri: 'Adresse à prévenir des déconnexions',
      backchannelLogoutUriHint:
        'Nous y envoyons un jeton de déconnexion quand un utilisateur se déconnecte ici (OpenID Connect Back-Channel Logout). Laissez vide pour aucune.',
    },

    security: {
      jwks: 'Clés publiques (JWK Set)',
      jwksHint:
        'À la place d’un secret : votre application signe chaque requête avec sa clé privée (private_key_jwt). Collez les clés publiques en JSON. Les enregistrer supprime les secrets.',
      jwksUri: 'Adresse des clés publiques',
      jwksUriHint: 'Au lieu de les coller : l’adresse https où votre application publie son JWK Set.',
      requirePar: 'Exiger des demandes déposées d’avance',
      requireParHint: 'Refuse les connexions que votre serveur n’a pas annoncées au nôtre auparavant (PAR).',
      dpopBound: 'Lier les jetons à une clé',
      dpopBoundHint:
        'Un jeton volé ne sert à rien sans la clé de votre application (DPoP). Votre application doit envoyer des preuves.',
      fapi: 'Profil de sécurité FAPI 2.0',
      fapiHint:
        'Les règles les plus strictes, celles des banques : il faut des clés publiques ; demandes déposées, PKCE et DPoP sont activés.',
    },

    logo: {
      title: 'Logo de l’application',
      lead: 'Les utilisateurs le voient à côté du nom de votre application quand il leur est demandé de l’autoriser. Sans logo, ils voient la première lettre.',
      endsTrust:
        'Cette application a été vérifiée avec son logo actuel. Un nouveau y met fin, jusqu’à ce que l’exploitant la vérifie de nouveau.',
      file: 'Image',
      hint: 'PNG, WebP ou JPEG, 64 Ko au plus, chaque côté de 16 à 1024 pixels. Une image carrée convient le mieux.',
      submit: 'Envoyer le logo',
      saved: 'Le logo est enregistré. Les utilisateurs le voient désormais.',
      remove: 'Retirer le logo',
      removed: 'Le logo a été retiré. Les utilisateurs voient la première lettre du nom.',
    },

    secrets: {
      title: 'Secrets client',
      lead: 'Une application a deux secrets au plus. Pour en changer sans coupure, ajoutez-en un second, déployez-le, puis retirez le premier. Le dernier reste.',
      created: 'Créé le',
      lastUsed: 'Dernière utilisation',
      neverUsed: 'Jamais utilisé',
      add: 'Ajouter un secret',
      remove: 'Retirer',
      removeOf: (hint) => `le secret qui finit par ${hint}`,
      removed: 'Le secret a été retiré. Il est désormais refusé.',
      full: 'Il y a deux secrets. Retirez celui qui ne sert plus pour en ajouter un autre.',
      createdTitle: 'Votre nouveau secret client',
      both: 'Le secret précédent fonctionne encore, jusqu’à ce que vous le retiriez.',
    },

    snippets: {
      title: 'Essayez',
      lead: 'Ces requêtes sont remplies avec les valeurs de votre application. Ce qui est en capitales est à remplacer.',
      push: 'Annoncez la demande, sur votre serveur ; la réponse contient le request_uri',
      authorize: 'Envoyez l’utilisateur à cette adresse',
      exchange: 'Échangez le code contre des jetons, sur votre serveur',
      exchangePublic: 'Échangez le code contre des jetons',
      refresh: 'Obtenez de nouveaux jetons, chaque fois avec le refresh token le plus récent',
      userinfo: 'Lisez qui est l’utilisateur et ce qu’il lui reste',
      topup: 'Obtenez une adresse où l’utilisateur peut recharger',
      page: 'Ou affichez tout cela sur une page : l’utilisateur, le solde et les boutons',
      pageWithBackend: 'Ou affichez tout cela sur une page, avec les routes de @octroi/sdk/server sur votre serveur',
      callbackPage: 'Et ceci sur la page de votre URI de redirection',
      publicNote:
        'Une application publique crée un code_verifier neuf à chaque connexion, et envoie son SHA-256 comme code_challenge.',
      otherUris: 'La première de vos URI de redirection est utilisée.',
    },

    deleteApp: {
      title: 'Supprimer cette application',
      effects: [
        'Les utilisateurs ne peuvent plus se connecter avec elle, et son accès prend fin aussitôt.',
        'Son client_id, ses secrets et tous ses jetons cessent de fonctionner.',
        'Les autorisations que des utilisateurs lui ont données sont retirées.',
      ],
      noUndo: 'C’est irréversible.',
      understand: 'J’ai compris',
      notUnderstood: 'Cochez la case pour montrer que vous avez compris ce qui sera perdu.',
      submit: 'Supprimer l’application',
    },
  },
};
