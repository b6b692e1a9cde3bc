import type { ConsoleMessages } from '../en/console.js';

export const consoleFr: ConsoleMessages = {
  console: {
    home: {
      title: 'Console développeur',
      apps: 'Vos applications',
      newApp: 'Nouvelle application',
      noApps: 'Aucune application pour l’instant',
      noAppsDetail: 'Enregistrez une application pour que les utilisateurs s’y connectent avec leur compte d’ici.',
      created: 'Enregistrée le',
      deleted: 'Application supprimée. Plus personne ne peut s’en servir pour se connecter.',
      hints: 'Avant la mise en service',
    },

    becomeDeveloper: {
      title: 'Créez une application',
      lead: 'Permettez aux utilisateurs de se connecter à votre application avec leur compte d’ici, consultez leur solde et envoyez-les le recharger.',
      points: [
        'Enregistrez des applications avec leurs propres URI de redirection et secrets.',
        'Créez des jetons de développeur pour que vos programmes enregistrent des applications à votre place.',
        'Copiez des requêtes prêtes à l’emploi, remplies avec les valeurs de votre application.',
      ],
      submit: 'Devenir développeur',
      nothingChanges: 'Votre compte et votre solde restent inchangés.',
    },

    tokens: {
      title: 'Jetons de développeur',
      confirm: 'Confirmez que c’est vous pour créer un jeton de développeur',
      lead: 'Vos programmes utilisent un jeton de développeur pour gérer vos applications via l’API : créer, modifier et supprimer des applications et leurs secrets. Un jeton ne peut pas en créer d’autres.',
      none: 'Vous n’avez aucun jeton de développeur.',
      created: 'Créé le',
      lastUsed: 'Dernière utilisation',
      neverUsed: 'Jamais utilisé',
      expires: 'Expire le',
      never: 'Jamais',
      neverExpires: 'N’expire jamais',
      expired: 'Expiré',
      revoke: 'Révoquer',
      revokeOf: (name) => `le jeton ${name}`,
      revoked:
        'Jeton révoqué. Les programmes qui l’utilisent n’ont plus accès. Les applications et les secrets qu’ils ont créés fonctionnent toujours : supprimez ceux que vous ne reconnaissez pas.',
      newTitle: 'Nouveau jeton',
      name: 'Nom du jeton',
      nameHint: 'Là où vous l’utilisez, par exemple « script de déploiement ».',
      expiry: 'Expire après',
      days: (days) => `${days} jours`,
      submit: 'Créer le jeton',
      expiryInvalid: 'Choisissez l’une des durées de validité.',
      createdTitle: 'Votre nouveau jeton de développeur',
      label: 'Jeton de développeur',
      use: 'Envoyez-le avec chaque requête :',
    },

    shownOnce: {
      copy: 'Copiez-le maintenant. Vous ne pourrez plus le voir ensuite.',
      lost: 'Si vous le perdez, créez-en un autre.',
      server:
        'Conservez-le sur votre serveur, dans une variable d’environnement. Ne le placez jamais dans un navigateur ni dans votre code.',
      secret: 'Secret client',
      toApp: 'Continuer vers l’application',
      toConsole: 'Retour à la console',
    },

    app: {
      suspended: {
        operator:
          'Un opérateur a suspendu cette application. Personne ne peut s’y connecter, et ses jetons et identifiants ne fonctionnent plus jusqu’à sa réactivation.',
        owner_disabled:
          'Cette application est suspendue parce que le compte de son propriétaire a été désactivé. Personne ne peut s’y connecter, et ses jetons et identifiants ne fonctionnent plus jusqu’à la réactivation du compte.',
      },
      newTitle: 'Nouvelle application',
      create: 'Créer l’application',
      createdTitle: (name) => `${name} est enregistrée`,
      createdPublic: 'L’application est enregistrée. Elle est publique et n’a donc pas de secret.',
      createdConfidential: 'L’application est enregistrée. Son secret a été affiché une fois, à la page précédente.',
      confirm: 'Confirmez que c’est vous pour modifier autre chose que le nom et la description',
      settings: 'Paramètres',
      isPublic: 'Cette application est publique : elle n’a pas de secret et utilise toujours PKCE.',
      save: 'Enregistrer',
      saved: 'Enregistré.',
    },

    settings: {
      name: {
        label: 'Nom de l’application',
        hint: 'Les utilisateurs le voient en se connectant.',
      },
      description: {
        label: 'Présentation',
        hint: 'Facultative. Expliquez en une phrase aux utilisateurs ce que fait l’application.',
      },
      redirectUris: {
        label: 'URI de redirection',
        hint: 'Les adresses où les utilisateurs reviennent après la connexion, une par ligne. Utilisez https, sauf sur localhost où http convient aussi. Votre application doit envoyer l’une d’elles, caractère pour caractère.',
      },
      isPublic: {
        label: 'Cette application n’a pas de serveur à elle',
        hint: 'Les applications mobiles, de bureau et monopages ne peuvent pas garder un secret : elles n’en reçoivent pas et utilisent toujours PKCE.',
      },
      requirePkce: {
        label: 'Exiger PKCE',
        hint: 'Refuse les connexions que votre application lance sans code challenge. Plus sûr si tous vos clients le prennent en charge.',
      },
      allowBrowserSecret: {
        label: 'Accepter le secret depuis un navigateur',
        hint: 'Toute personne qui ouvre une telle page peut lire le secret et se faire passer pour votre application. À n’utiliser que pour des essais.',
      },
      idTokenAlg: {
        label: 'Algorithme de signature des id_tokens',
        hint: 'Toutes les bibliothèques OpenID Connect prennent en charge RS256.',
      },
      claimsInIdToken: {
        label: 'Ma bibliothèque ne lit que l’id_token',
        hint: 'Ajoute à l’id_token les informations de profil et d’e-mail, qui par défaut ne sont données que par userinfo. L’id_token passe par le navigateur lors de la déconnexion : ne cochez cette case que si c’est nécessaire.',
      },
      postLogoutRedirectUris: {
        label: 'URI de redirection après déconnexion',
        hint: 'Les adresses où votre application peut envoyer les utilisateurs après leur déconnexion (post_logout_redirect_uri), une par ligne.',
      },
      backchannelLogoutUri: {
        label: 'URL de déconnexion back-channel',
        hint: 'Facultative. Nous envoyons un logout token à cette URL quand un utilisateur se déconnecte ici (OpenID Connect Back-Channel Logout).',
      },
      jwks: {
        label: 'Clés publiques (JWK Set)',
        hint: 'Au lieu d’utiliser un secret, votre application signe chaque requête avec sa clé privée (private_key_jwt). Collez les clés publiques au format JSON. Leur enregistrement supprime les secrets.',
      },
      jwksUri: {
        label: 'URL du JWK Set',
        hint: 'Au lieu de coller les clés : l’URL https où votre application publie son JWK Set.',
      },
      requirePar: {
        label: 'Exiger des demandes d’autorisation poussées (PAR)',
        hint: 'Refuse les connexions que votre serveur n’a pas d’abord transmises au nôtre (PAR).',
      },
      dpopBound: {
        label: 'Lier les jetons à une clé',
        hint: 'Rend un jeton volé inutilisable sans la clé de votre application (DPoP). Votre application doit envoyer des preuves.',
      },
      isFapi: {
        label: 'Profil de sécurité FAPI 2.0',
        hint: 'Les règles les plus strictes, conçues pour les banques. Exige des clés publiques et active les demandes poussées, PKCE et DPoP.',
      },
      grantTypes: {
        label: 'Autoriser les appareils',
        hint: 'Pour les téléviseurs, les outils en ligne de commande et autres : l’utilisateur saisit un code court sur un autre appareil. Laissez désactivé si votre application n’en a pas besoin.',
      },
    },

    logo: {
      title: 'Logo de l’application',
      lead: 'Affiché à côté du nom de votre application quand les utilisateurs sont invités à l’autoriser. Sans logo, ils voient la première lettre.',
      endsTrust:
        'Cette application a été vérifiée avec son logo actuel. Un nouveau logo annule la vérification jusqu’à ce que l’exploitant la vérifie de nouveau.',
      file: 'Fichier image',
      hint: 'PNG, WebP ou JPEG, 64 Ko maximum, chaque côté de 16 à 1024 pixels. Une image carrée rend le mieux.',
      submit: 'Envoyer le logo',
      saved: 'Logo enregistré. Les utilisateurs le voient désormais.',
      remove: 'Retirer le logo',
      removed: 'Logo retiré. Les utilisateurs voient la première lettre du nom.',
    },

    secrets: {
      title: 'Secrets client',
      confirm: 'Confirmez que c’est vous pour ajouter un secret',
      lead: 'Une application peut avoir deux secrets. Pour en changer sans interruption, ajoutez un second secret, déployez-le, puis retirez le premier. Le dernier secret ne peut pas être retiré.',
      created: 'Créé le',
      lastUsed: 'Dernière utilisation',
      neverUsed: 'Jamais utilisé',
      add: 'Ajouter un secret',
      remove: 'Retirer',
      removeOf: (hint) => `le secret qui finit par ${hint}`,
      removed: 'Secret retiré. Il ne fonctionne plus.',
      full: 'Cette application a déjà deux secrets. Pour en ajouter un autre, retirez celui que vous n’utilisez plus.',
      createdTitle: 'Votre nouveau secret client',
      both: 'Le secret précédent fonctionne jusqu’à ce que vous le retiriez.',
    },

    snippets: {
      title: 'Essayez',
      lead: 'Ces requêtes contiennent les valeurs de votre application. Remplacez les parties en majuscules.',
      push: 'Transmettez la demande depuis votre serveur ; la réponse contient le request_uri',
      authorize: 'Envoyez l’utilisateur vers cette URL',
      exchange: 'Échangez le code contre des jetons, sur votre serveur',
      exchangePublic: 'Échangez le code contre des jetons',
      refresh: 'Obtenez de nouveaux jetons, toujours avec le dernier jeton de rafraîchissement',
      userinfo: 'Obtenez l’utilisateur et son solde',
      topup: 'Obtenez une URL où l’utilisateur peut recharger',
      page: 'Ou affichez le tout sur une page : l’utilisateur connecté, le solde et les boutons',
      pageWithBackend: 'Ou affichez le tout sur une page, avec les routes de @octroi/sdk/server sur votre serveur',
      callbackPage: 'Ajoutez ensuite ceci à la page de votre URI de redirection',
      publicNote:
        'Une application publique crée un nouveau code_verifier à chaque connexion et envoie son empreinte SHA-256 comme code_challenge.',
      otherUris: 'Ces requêtes utilisent la première de vos URI de redirection.',
    },

    deleteApp: {
      title: 'Supprimer cette application',
      confirm: 'Confirmez que c’est vous pour supprimer cette application',
      effects: [
        'Les utilisateurs ne peuvent plus se connecter avec elle, et elle perd immédiatement son accès.',
        'Son client_id, ses secrets et ses jetons cessent de fonctionner.',
        'Toutes les autorisations données par les utilisateurs sont supprimées.',
      ],
      noUndo: 'Cette action est irréversible.',
      understand: 'J’ai compris',
      notUnderstood: 'Cochez la case pour confirmer que vous avez compris.',
      submit: 'Supprimer l’application',
    },
  },
};
