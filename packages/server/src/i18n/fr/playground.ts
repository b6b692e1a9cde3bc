import type { PlaygroundMessages } from '../en/playground.js';

export const playgroundFr: PlaygroundMessages = {
  playground: {
    title: 'Bac à sable',
    lead: 'Faites suivre tout le parcours à l’une de vos applications et voyez chaque requête et chaque réponse. Vous n’avez rien à enregistrer ni aucun secret à saisir.',
    consoleLink: 'Essayer vos applications dans le bac à sable',
    toRun: 'Revenir à votre essai en cours',
    beginTitle: 'Nouvel essai',
    app: 'Application',
    appUnknown: 'Choisissez une de vos applications.',
    scopes: 'Accès demandé',
    autoAuthorize: 'Demander la connexion en un clic (auto_authorize=true)',
    autoAuthorizeHint:
      'Sans cela, les utilisateurs voient la page de consentement complète et peuvent refuser les portées facultatives.',
    real: 'Vous autorisez votre propre application à accéder à votre propre compte, et elle reçoit de vrais jetons. Vous pouvez révoquer cet accès à tout moment.',
    begin: 'Démarrer l’essai',
    noApps: 'Vous n’avez aucune application à essayer',
    toConsole: 'Ouvrir la console développeur',
    beyondTitle: 'Applications que vous ne pouvez pas essayer ici',
    beyond:
      'Ces applications utilisent des demandes poussées ou lient leurs jetons à une clé (PAR, DPoP, FAPI 2.0), ce que le bac à sable ne prend pas en charge :',

    runTitle: (app) => `Bac à sable : ${app}`,
    live: 'Les jetons ci-dessous sont réels : ne montrez cette page à personne. Un essai se termine au bout d’une heure, ou quand vous vous déconnectez ou en commencez un autre. Réutiliser un code ou un jeton de rafraîchissement, même depuis un terminal, est traité comme un vol et révoque tous ses jetons.',
    request: 'Requête',
    answer: 'Réponse',
    asCurl: 'Commande curl',
    copy: (what) => `Copier : ${what}`,
    copied: 'Copié',
    meaning: 'Le sens de chaque champ',
    remedy: 'Que faire :',
    open: 'Ouvrir cette URL',
    refuse: 'Accès refusé',
    refuseHint:
      'Voyez ce que reçoit votre application quand l’utilisateur choisit Annuler : error=access_denied à son URI de redirection, et aucun code.',
    nextTitle: 'Étapes suivantes',
    forcedTitle: 'En cas de problème',
    decodedTitle: 'Jetons décodés',
    accessTokenAbout:
      'Les applications doivent traiter un jeton d’accès comme opaque, car son contenu peut changer. Ce dont elles ont besoin se trouve dans la réponse de jeton et dans userinfo.',
    idTokenAbout:
      'Votre application doit vérifier la signature avec les clés de jwks_uri, puis contrôler iss, aud, exp et nonce. Le décodage seul ne prouve rien.',
    againTitle: 'Réessayer',
    again: 'Démarrer un autre essai',
    stays: 'Votre application conserve cet accès jusqu’à ce que vous le révoquiez :',

    steps: {
      authorize: {
        title: 'Autoriser',
        about:
          'L’application envoie le navigateur ici. Il revient à l’URI de redirection avec un code valable 60 secondes.',
      },
      exchange: {
        title: 'Échanger le code',
        about: 'Depuis son serveur, l’application échange le code contre des jetons, une fois et dans les 60 secondes.',
      },
      userinfo: { title: 'Appeler userinfo', about: 'Qui est l’utilisateur, et ce qu’il lui reste en ce moment.' },
      topup: {
        title: 'Demander un lien de rechargement',
        about: 'Un lien où envoyer l’utilisateur quand le solde est bas.',
      },
      refresh: {
        title: 'Rafraîchir',
        about:
          'Renvoie un nouveau jeton d’accès et un nouveau jeton de rafraîchissement qui remplace celui envoyé. Conservez le nouveau.',
      },
      revoke: {
        title: 'Révoquer',
        about:
          'Quand l’utilisateur se déconnecte de l’application : révoque le jeton de rafraîchissement et ses jetons d’accès.',
      },
      expired: {
        title: 'Jeton d’accès expiré',
        about:
          'Obtient un jeton d’accès qui expire aussitôt, puis effectue l’appel qui échoue. Rafraîchissez de nouveau pour continuer.',
      },
      revoked: {
        title: 'Jeton de rafraîchissement révoqué',
        about:
          'Révoque le jeton de rafraîchissement, puis l’envoie. L’utilisateur doit se reconnecter à l’application.',
      },
      empty: {
        title: 'Solde insuffisant',
        about:
          'Ce que renvoie userinfo pour un utilisateur qui a tout dépensé. C’est le moment de proposer un rechargement.',
      },
      unavailable: {
        title: 'Serveur indisponible',
        about:
          'Ce que renvoie userinfo quand les comptes ne peuvent pas être lus. Conservez les jetons et réessayez après Retry-After.',
      },
      replayed: {
        title: 'Code utilisé deux fois',
        about:
          'Envoie le code une seconde fois, comme le ferait un voleur. Tous les jetons émis pour lui sont révoqués.',
      },
    },

    fields: {
      client_id: 'Identifie l’application. Ce n’est pas un secret.',
      client_secret:
        'Authentifie l’application. Sa place est sur votre serveur, et il n’est jamais affiché ici : mettez le vôtre.',
      client_assertion:
        'Un JWT que l’application signe avec sa propre clé au lieu d’utiliser un secret. Mettez le vôtre.',
      client_assertion_type: 'Indique que l’assertion est un JWT.',
      redirect_uri:
        'Où revient le navigateur ; la même dans les deux requêtes. Votre application en envoie une enregistrée. Celle-ci ne fonctionne que pour vous, dans le bac à sable.',
      response_type: 'Toujours code.',
      scope: 'Ce que l’application demande ou, dans une réponse, ce qui a été accordé.',
      state:
        'Aléatoire, conservé dans la session utilisateur de votre application. Si une autre valeur revient, la réponse est destinée à quelqu’un d’autre : ignorez-la.',
      code_challenge: 'L’empreinte SHA-256 de code_verifier (PKCE). Elle rend un code volé inutilisable.',
      code_challenge_method: 'Toujours S256.',
      code_verifier: 'Le texte aléatoire dont code_challenge est l’empreinte. Seule l’application le connaît.',
      nonce: 'Aléatoire. Il revient dans l’id_token et le lie à cette connexion.',
      auto_authorize: 'true : l’utilisateur clique au plus une fois.',
      grant_type: 'Ce que l’application échange : un code ou un jeton de rafraîchissement.',
      code: 'Représente ce que l’utilisateur a autorisé. Ne fonctionne qu’une fois, dans les 60 secondes.',
      iss: 'Le serveur émetteur. Comparez-le à celui que vous attendez.',
      error: 'Le code d’erreur, pour les programmes.',
      error_description: 'Ce qui s’est passé, pour vous. Ne le montrez pas à vos utilisateurs.',
      error_uri: 'La page qui explique l’erreur.',
      access_token: 'Votre application effectue ses appels avec lui. Conservez-le sur votre serveur.',
      refresh_token:
        'Échangez-le contre de nouveaux jetons quand le jeton d’accès expire. Gardez-le secret, sur votre serveur.',
      id_token: 'Qui s’est connecté, signé pour votre application (OpenID Connect).',
      token_type: 'Comment le jeton s’envoie : Authorization: Bearer ...',
      expires_in: 'Durée de validité du jeton d’accès, en secondes.',
      token: 'Le jeton à révoquer.',
      sub: 'Identifie l’utilisateur. Ne change jamais et n’est jamais réattribué : conservez celui-ci.',
      id: 'Le même utilisateur que sub, comme le nomme la documentation de la plateforme.',
      username: 'Le nom avec lequel l’utilisateur se connecte. Il peut changer.',
      preferred_username: 'Le même que username, sous son nom OpenID Connect.',
      name: 'Le même que username : les utilisateurs n’ont pas d’autre nom ici.',
      email: 'L’adresse e-mail de l’utilisateur.',
      email_verified: 'Si l’adresse e-mail est confirmée.',
      created_time: 'Quand le compte a été créé, en secondes depuis 1970.',
      status: '1 : le compte est actif.',
      quota: 'Total des unités créditées à l’utilisateur.',
      used_quota: 'Total des unités dépensées par l’utilisateur.',
      balance_formatted: 'quota moins used_quota, en monnaie, avec deux décimales.',
      topup_url:
        'Envoyez l’utilisateur ici. Le lien ne vaut que pour cet utilisateur et expire au bout de quelques minutes.',
      alg: 'L’algorithme de signature.',
      typ: 'Le type de jeton.',
      kid: 'La clé qui a servi à le signer.',
      aud: 'Le destinataire du jeton.',
      iat: 'Date d’émission, en secondes depuis 1970.',
      exp: 'Date d’expiration, en secondes depuis 1970.',
      auth_time: 'Quand l’utilisateur s’est connecté, en secondes depuis 1970.',
      jti: 'L’identifiant unique de ce jeton.',
      acr: 'Le niveau de la connexion.',
      amr: 'Les méthodes de connexion utilisées.',
      at_hash: 'Une empreinte du jeton d’accès émis avec lui.',
      sid: 'La session de l’utilisateur sur ce serveur.',
      family: 'La connexion dont il provient. Une donnée propre à ce serveur.',
      generation: 'Nombre de rafraîchissements. Une donnée propre à ce serveur.',
    },
  },
};
