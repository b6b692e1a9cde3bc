import type { PlaygroundMessages } from '../en/playground.js';

/** Les phrases françaises du bac à sable. */
export const playgroundFr: PlaygroundMessages = {
  playground: {
    title: 'Bac à sable',
    lead: 'Faites passer une de vos applications par tout le parcours, et lisez chaque requête et chaque réponse. Rien à enregistrer pour cela, aucun secret à saisir.',
    consoleLink: 'Essayer vos applications dans le bac à sable',
    toRun: 'Revenir à l’essai que vous avez commencé',
    beginTitle: 'Nouvel essai',
    app: 'Application',
    appUnknown: 'Choisissez une de vos applications.',
    scopes: 'Ce que l’application demande',
    autoAuthorize: 'Demander en un clic (auto_authorize=true)',
    autoAuthorizeHint:
      'Sinon, l’utilisateur voit la page complète, avec un choix pour chaque chose qu’il peut refuser.',
    real: 'Vous ouvrez votre propre compte à votre propre application, et elle reçoit de vrais jetons. Vous pouvez y mettre fin à tout moment.',
    begin: 'Commencer',
    noApps: 'Vous n’avez aucune application à essayer',
    toConsole: 'Ouvrir la console des développeurs',
    beyondTitle: 'Applications qui ne peuvent pas être essayées ici',
    beyond:
      'Elles déposent leurs demandes ou lient leurs jetons à une clé (PAR, DPoP, FAPI 2.0), ce que le bac à sable ne fait pas :',

    runTitle: (app) => `Bac à sable : ${app}`,
    live: 'Les jetons ci-dessous sont vrais : ne montrez cette page à personne. Un essai se termine au bout d’une heure, et quand vous vous déconnectez ou en commencez un autre. Qui renvoie un code ou un jeton de rafraîchissement, même depuis un terminal, passe pour un voleur, et les jetons prennent fin.',
    request: 'Requête',
    answer: 'Réponse',
    asCurl: 'Comme commande curl',
    copy: (what) => `Copier : ${what}`,
    copied: 'Copié',
    meaning: 'Le sens de chaque champ',
    remedy: 'Que faire :',
    open: 'Y envoyer le navigateur',
    refuse: 'Accès refusé',
    refuseHint:
      'Voyez ce que reçoit votre application quand l’utilisateur choisit Annuler : error=access_denied à son redirect_uri, et pas de code.',
    nextTitle: 'La suite',
    forcedTitle: 'Quand quelque chose va mal',
    decodedTitle: 'Les jetons, décodés',
    accessTokenAbout:
      'Une application traite le jeton d’accès comme un texte opaque : son contenu peut changer. Ce qu’elle doit savoir est dans la réponse du token endpoint et à userinfo.',
    idTokenAbout:
      'Votre application vérifie la signature avec les clés de jwks_uri, puis iss, aud, exp et nonce. Décoder ne prouve rien.',
    againTitle: 'Encore une fois',
    again: 'Commencer un autre essai',
    stays: 'Ce que vous avez permis à votre application dure jusqu’à ce que vous y mettiez fin :',

    steps: {
      authorize: {
        title: 'Autoriser',
        about:
          'L’application envoie ici le navigateur, qui revient à son redirect_uri avec un code valable 60 secondes.',
      },
      exchange: {
        title: 'Échanger le code',
        about: 'Depuis son serveur, l’application échange le code contre des jetons, une fois et dans les 60 secondes.',
      },
      userinfo: { title: 'Appeler userinfo', about: 'Qui est l’utilisateur, et ce qu’il lui reste en ce moment.' },
      topup: {
        title: 'Demander un lien de recharge',
        about: 'Un lien où envoyer l’utilisateur quand le solde est bas.',
      },
      refresh: {
        title: 'Rafraîchir',
        about:
          'Un nouveau jeton d’accès, et un nouveau jeton de rafraîchissement à la place de celui envoyé. Gardez le nouveau.',
      },
      revoke: {
        title: 'Révoquer',
        about:
          'Quand l’utilisateur quitte l’application : le jeton de rafraîchissement et ses jetons d’accès prennent fin.',
      },
      expired: {
        title: 'Jeton d’accès expiré',
        about:
          'Un rafraîchissement dont le jeton d’accès ne vit pas un instant, et l’appel qui échoue avec lui. Le rafraîchissement suivant y remédie.',
      },
      revoked: {
        title: 'Jeton de rafraîchissement révoqué',
        about: 'Le jeton est révoqué, puis envoyé. L’utilisateur doit se connecter de nouveau à l’application.',
      },
      empty: {
        title: 'Solde insuffisant',
        about: 'userinfo tel qu’il répond pour un utilisateur qui a tout dépensé : le moment de proposer une recharge.',
      },
      unavailable: {
        title: 'Serveur indisponible',
        about:
          'userinfo pendant que les comptes ne peuvent être lus. Gardez les jetons et réessayez après Retry-After.',
      },
      replayed: {
        title: 'Code utilisé deux fois',
        about:
          'Le code est envoyé une seconde fois, comme le ferait un voleur. Tous les jetons qui en viennent prennent fin.',
      },
    },

    fields: {
      client_id: 'De quelle application il s’agit. Ce n’est pas un secret.',
      client_secret:
        'Prouve que c’est l’application. Sa place est sur votre serveur, et il n’est jamais montré ici : mettez le vôtre.',
      client_assertion: 'Un JWT que l’application signe avec sa propre clé, à la place d’un secret. Mettez-en un.',
      client_assertion_type: 'Que l’assertion est un JWT.',
      redirect_uri:
        'Où revient le navigateur, la même adresse dans les deux requêtes. Votre application en envoie une qui est enregistrée pour elle ; celle-ci ne marche que pour vous, dans le bac à sable.',
      response_type: 'Toujours code.',
      scope: 'Ce que l’application demande ou, dans une réponse, ce qui lui a été permis.',
      state:
        'Aléatoire, gardé dans la session de l’utilisateur de votre application. S’il revient différent, la réponse est pour quelqu’un d’autre : jetez-la.',
      code_challenge: 'L’empreinte SHA-256 de code_verifier (PKCE) : un code volé ne vaut rien à lui seul.',
      code_challenge_method: 'Toujours S256.',
      code_verifier: 'Le texte aléatoire derrière code_challenge, que seule l’application connaît.',
      nonce: 'Aléatoire ; revient dans l’id_token, qui est alors celui de cette connexion.',
      auto_authorize: 'true : au plus un clic pour l’utilisateur.',
      grant_type: 'Ce qui est échangé : un code, ou un jeton de rafraîchissement.',
      code: 'Représente ce que l’utilisateur a permis. Bon une fois, pendant 60 secondes.',
      iss: 'De quel serveur cela vient. Comparez-le à celui que vous attendez.',
      error: 'Ce qui est allé mal, en un mot pour les programmes.',
      error_description: 'Ce qui est allé mal, pour vous ; pas pour vos utilisateurs.',
      error_uri: 'La page qui explique l’erreur.',
      access_token: 'Ce avec quoi l’on appelle. Gardez-le sur votre serveur.',
      refresh_token:
        'Échangé contre les jetons suivants quand le jeton d’accès a expiré. Gardez-le sur votre serveur, comme un secret.',
      id_token: 'Qui s’est connecté, signé pour votre application (OpenID Connect).',
      token_type: 'Comment le jeton s’envoie : Authorization: Bearer ...',
      expires_in: 'Pendant combien de secondes le jeton d’accès est bon.',
      token: 'Le jeton qui doit prendre fin.',
      sub: 'L’utilisateur. Ne change jamais et n’est jamais donné à un autre : gardez celui-ci.',
      id: 'Le même utilisateur que sub, comme le nomme la documentation de la plateforme.',
      username: 'Le nom avec lequel l’utilisateur se connecte. Il peut changer.',
      preferred_username: 'Le même que username, sous son nom OpenID Connect.',
      email: 'L’adresse de l’utilisateur.',
      email_verified: 'Si l’adresse a été confirmée.',
      created_time: 'Quand le compte a été créé, en secondes depuis 1970.',
      status: '1 : le compte est actif.',
      quota: 'Unités créditées à l’utilisateur en tout.',
      used_quota: 'Unités que l’utilisateur a dépensées.',
      balance_formatted: 'quota moins used_quota, en monnaie, avec deux décimales.',
      topup_url: 'Envoyez-y l’utilisateur. Le lien est pour lui et vit quelques minutes.',
      alg: 'Comment il est signé.',
      typ: 'De quelle sorte de jeton il s’agit.',
      kid: 'Avec quelle clé.',
      aud: 'Pour qui il est.',
      iat: 'Quand il a été fait, en secondes depuis 1970.',
      exp: 'Jusqu’à quand il est bon, en secondes depuis 1970.',
      auth_time: 'Quand l’utilisateur s’est connecté, en secondes depuis 1970.',
      jti: 'Distingue ce jeton de tous les autres.',
      acr: 'Comment l’utilisateur s’est connecté.',
      amr: 'Par quels moyens l’utilisateur s’est connecté.',
      at_hash: 'Une empreinte du jeton d’accès venu avec lui.',
      sid: 'La session de l’utilisateur sur ce serveur.',
      family: 'De quelle connexion il vient : une donnée propre à ce serveur.',
      generation: 'Combien de fois elle a été rafraîchie : une donnée propre à ce serveur.',
    },
  },
};
