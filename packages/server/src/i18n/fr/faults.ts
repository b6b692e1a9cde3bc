import type { FaultMessages } from '../en/faults.js';

/** Contains literal non-breaking spaces. */
export const faultsFr: FaultMessages = {
  inputFaults: {
    notOneOf: (choices) => `Cette valeur doit être parmi : ${choices}.`,

    appName: (maximum) =>
      `Le nom doit compter de 1 à ${maximum} caractères, sans caractère de contrôle ni mot qui mêle plusieurs alphabets. Les utilisateurs le voient en se connectant.`,
    appDescription: (maximum) =>
      `La présentation doit compter au plus ${maximum} caractères, sans caractère de contrôle.`,
    appsTooMany: (maximum) =>
      `Un développeur peut avoir au plus ${maximum} applications. Supprimez-en une qui ne sert plus.`,
    redirectUriMissing: () => 'Il faut au moins une URI de redirection.',
    redirectUrisTooMany: (maximum) => `${maximum} URI de redirection au plus sont possibles.`,
    postLogoutUrisTooMany: (maximum) => `${maximum} adresses au plus sont possibles.`,
    grantTypeUnknown: (known) => `Chacun doit être parmi : ${known}.`,
    grantTypesMissing: (first, second) => `Toute application a ${first} et ${second} ; nommez-les aussi.`,
    publicAppsUsePkce: () => 'Une application publique n’a pas de secret : elle utilise toujours PKCE.',

    secretOfPublicApp: () => 'Une application publique n’a pas de secret ; elle utilise PKCE.',
    secretBesideKeys: () =>
      'Cette application signe ses requêtes avec ses propres clés (private_key_jwt) : elle n’a pas de secret.',
    secretsFull: () => 'L’application a déjà deux secrets. Retirez d’abord celui qui ne sert plus.',
    secretIsLast: () =>
      'Le dernier secret ne peut pas être retiré. Ajoutez-en d’abord un nouveau et mettez-le en service.',

    logoMissing: () => 'Choisissez d’abord un fichier.',
    logoTooLarge: (kilobytes) =>
      `Le fichier dépasse ${kilobytes} Ko. Enregistrez l’image en plus petit : 256 pixels sur 256 suffisent.`,
    logoNotPicture: () =>
      'Ce n’est pas une image PNG, WebP ou JPEG lisible. Ouvrez-la dans un éditeur d’images et enregistrez-la en PNG.',
    logoAnimated: () => 'L’image est animée. Enregistrez-en une seule vue.',
    logoSize: (width, height, minimum, maximum) =>
      `L’image mesure ${width} pixels sur ${height}. Chaque côté doit compter de ${minimum} à ${maximum} pixels : redimensionnez-la.`,

    tokenName: (maximum) => `Le nom doit compter de 1 à ${maximum} caractères.`,
    tokensTooMany: (maximum) => `Un développeur peut avoir au plus ${maximum} jetons. Révoquez-en un qui ne sert plus.`,

    requestIdInvalid: () => 'Ce n’est pas un identifiant de requête.',
    lineIdInvalid: () => 'Il faut ici l’identifiant d’une ligne.',

    keysOfPublicApp: () =>
      'Une application publique ne peut garder une clé privée : elle n’a donc pas non plus de clés ici.',
    methodOfPublicApps: () =>
      'none est pour les applications publiques et pour elles seules ; qu’une application soit publique ne change plus.',
    methodNeedsKeys: () => 'private_key_jwt a besoin des clés publiques de l’application : indiquez jwks ou jwks_uri.',
    methodBesideKeys: () => 'Une application avec jwks ou jwks_uri utilise private_key_jwt, et n’a pas de secret.',
    keysInTwoPlaces: () => 'Indiquez jwks ou jwks_uri, mais pas les deux.',
    keysTooLong: (maximum) => `Les clés dépassent ${maximum} caractères.`,
    uriNotPublic: (setting) =>
      `Cet hôte n’est pas sur l’Internet public. Ce serveur n’appelle un tel hôte que si l’exploitant l’inscrit dans ${setting} et fait confiance à l’application.`,
    uriNotHttps: (setting) =>
      `Utilisez https. Ce serveur n’appelle une adresse http que si l’exploitant inscrit son hôte privé dans ${setting} et fait confiance à l’application.`,
    keysUriInvalid: () =>
      'Il faut une adresse https sans utilisateur, mot de passe ni fragment, où l’application publie ses clés publiques.',
    deviceFlowOff: (variable) => `L’exploitant de ce serveur a désactivé la connexion des appareils (${variable}).`,
    pushedRequestsOff: (variable) =>
      `L’exploitant de ce serveur a désactivé les demandes déposées d’avance (${variable}).`,
    dpopOff: (variable) => `L’exploitant de ce serveur a désactivé DPoP (${variable}).`,

    fapiForServers: () =>
      'FAPI est pour les applications avec un serveur : une application publique ne peut pas l’utiliser.',
    fapiNeedsKeys: () =>
      'FAPI exige private_key_jwt à la place d’un secret : indiquez les clés publiques de l’application, par jwks ou jwks_uri.',
    fapiKeys: (algorithms) => `FAPI n’admet que ${algorithms}, et aucune des clés ne s’y prête.`,
    fapiIdTokens: (algorithms) => `FAPI n’admet que ${algorithms} : choisissez l’un d’eux.`,
    fapiWithoutDevices: () => 'FAPI ne connaît pas la connexion des appareils : renoncez à elle, ou à FAPI.',
    fapiNeedsHttps: () => 'FAPI exige https dans chaque URI de redirection.',

    keysNotASet: () => 'Il faut un JWK Set : un objet JSON avec une liste nommée keys.',
    keyNotAnObject: (position) => `La clé ${position} n’est pas un objet JSON.`,
    keyIsPrivate: (position, members) =>
      `La clé ${position} contient sa moitié privée (${members}). Quiconque la détient peut se faire passer pour l’application : créez une nouvelle paire de clés et n’envoyez que la moitié publique.`,
    kidTooLong: (position, maximum) => `Le kid de la clé ${position} dépasse ${maximum} caractères.`,
    keysTooMany: (maximum) => `Il y a plus de ${maximum} clés.`,
    kidTwice: (kid) => `Deux clés ont le kid ${kid}.`,
    keysUseless: (algorithms, leastBits, mostBits) =>
      `Aucune des clés ne convient pour ${algorithms} : RSA de ${leastBits} à ${mostBits} bits, EC sur P-256, ou Ed25519.`,

    uriTooLong: (maximum) => `L’URI dépasse ${maximum} caractères ; raccourcissez-la.`,
    uriWhiteSpace: () => 'Les espaces et les caractères de contrôle ne sont pas admis ; retirez-les.',
    uriNotAscii: () =>
      'Seuls les caractères ASCII sont admis ; écrivez l’hôte en punycode (xn--...) et encodez le reste avec des signes pour cent.',
    uriBackslash: () =>
      'La barre oblique inverse n’est pas admise, car les navigateurs la lisent comme une barre oblique ; utilisez /.',
    uriWildcard: () => 'Les jokers ne sont pas admis ; enregistrez chaque URI de redirection en entier.',
    uriFragment: () => 'Un fragment (#...) n’est pas admis (RFC 6749, section 3.1.2) ; retirez-le.',
    uriCharacters: () =>
      'Les caractères " < > ^ ` { | } ne sont pas admis dans une URI ; encodez-les avec des signes pour cent.',
    uriEmptyQuery: () => 'La partie requête est vide ; retirez le point d’interrogation à la fin.',
    uriPercent: () =>
      'Deux chiffres hexadécimaux doivent suivre un signe pour cent ; écrivez %25 pour le signe lui-même.',
    uriPercentControl: () => 'Les caractères de contrôle encodés ne sont pas admis ; retirez-les.',
    uriNotAbsolute: () =>
      'Ce n’est pas une URI absolue ; écrivez-la en entier, par exemple https://app.example/oauth/callback.',
    uriHttp: () => 'http n’est admis que sur localhost, 127.0.0.1 et [::1] ; utilisez https pour tout autre hôte.',
    uriSchemeReserved: (scheme) =>
      `Le schéma ${scheme}: ne peut recevoir de redirection ; utilisez https, ou un schéma propre à votre application.`,
    uriSchemeOfPublicApps: (scheme) =>
      `Le schéma ${scheme}: n’est admis que pour les applications publiques ; enregistrez l’application comme publique, ou utilisez https.`,
    uriSchemeSlash: (scheme) => `Une barre oblique doit suivre le schéma ; écrivez par exemple ${scheme}:/callback.`,
    uriUser: () => 'Un nom d’utilisateur (user@) n’est pas admis devant l’hôte ; retirez-le.',
    uriHostDots: () => 'L’hôte commence ou finit par un point, ou en a deux de suite ; retirez-le.',
    uriHostCharacters: () =>
      'L’hôte ne peut contenir que des lettres, des chiffres, des traits d’union et des points ; corrigez-le.',
    uriSlashes: () => 'Le chemin a deux barres obliques de suite ; n’en laissez qu’une.',
    uriDotSegment: () => 'Le chemin a un segment . ou .. ; écrivez le chemin où il mène.',
    uriResponseParameter: (name) =>
      `La partie requête a le paramètre ${name}, que la réponse elle-même utilise ; retirez-le ou renommez-le.`,
    uriNotCanonical: (canonical) => `L’URI n’est pas sous sa forme canonique ; écrivez ${canonical}`,
    uriOurs: () =>
      'C’est une adresse de ce serveur, où aucune application ne reçoit de réponse ; enregistrez celle de l’application.',

    hintScheme: () =>
      'Un autre programme peut aussi prendre ce schéma ; un nom de domaine à vous, inversé (com.example.app:), est plus sûr.',
    hintLoopback: () =>
      'localhost, 127.0.0.1 et [::1] sont ici trois hôtes différents ; votre application doit envoyer celui que vous enregistrez.',
    hintPrivateHost: () =>
      'Cet hôte est privé ou réservé ; les utilisateurs hors de votre réseau ne peuvent l’atteindre.',
    hintHostWithoutDot: () =>
      'Cet hôte n’a pas de point ; les utilisateurs hors de votre réseau ne peuvent l’atteindre.',
    hintPage: () => 'Cela ressemble à une page ; indiquez plutôt l’adresse de votre serveur qui traite le retour.',
    hintSlash: () => 'L’URI finit par une barre oblique ; votre application doit l’envoyer aussi.',

    resourceTooLong: (maximum) => `L’identifiant dépasse ${maximum} caractères.`,
    resourceNotAbsolute: () => 'L’identifiant doit être une URI absolue, par exemple https://mcp.example.com/mcp.',
    resourceHttp: () => 'http n’est possible que sur localhost, 127.0.0.1 et [::1] ; utilisez https.',
    resourceNotHttps: () => 'L’identifiant doit être une URI https.',
    resourceFragment: () => 'L’identifiant ne peut avoir de fragment (#) ; retirez-le.',
    resourceUser: () => 'L’identifiant ne peut nommer un utilisateur devant son hôte.',
    resourceOurs: () => 'C’est une adresse de ce serveur lui-même, que toute application peut demander.',
    resourceNotCanonical: (canonical) => `L’identifiant n’est pas sous sa forme canonique ; écrivez ${canonical}`,
    resourceTaken: () => 'Une ressource est déjà enregistrée sous cet identifiant.',
    resourceRemoved: () =>
      'Cet identifiant était celui d’une ressource supprimée. Seul son développeur peut l’enregistrer à nouveau, ou l’exploitant du serveur avec `octroi resource add`.',
    resourceStillAllowed: () =>
      'La ressource de cet identifiant vient d’être supprimée, et les accès accordés par ses utilisateurs sont encore en cours de retrait. Réessayez plus tard.',
    resourceIsClient: () => 'Cet identifiant est le client_id d’une application.',
    resourcesTooMany: (maximum) =>
      `Un développeur peut avoir au plus ${maximum} ressources, y compris celles qu’il a supprimées.`,
    resourceName: (maximum) => `Le nom doit compter de 1 à ${maximum} caractères, sans caractère de contrôle.`,
    scopeName: (name, maximum) =>
      `${name || 'Une portée'} : le nom d’une portée compte de 1 à ${maximum} caractères ASCII sans espaces, guillemets ni barres obliques inverses, et n’est pas l’un de ceux de ce serveur.`,
    scopeDescription: (name, maximum) =>
      `${name || 'Une portée'} : dites ce qu’elle permet, en 1 à ${maximum} caractères. Les utilisateurs le lisent avant de l’autoriser.`,
    scopeTwice: () => 'Une portée est nommée deux fois.',
    scopesTooMany: (maximum) => `${maximum} portées au plus sont possibles.`,

    notText: (maximum) => `Il faut un texte de ${maximum} caractères au plus.`,
    notWebAddress: () => 'Il faut une adresse http ou https.',
    notTexts: () => 'Il faut un tableau de textes.',
    notFlag: () => 'Il faut true ou false.',
    notObject: () => 'Il faut un objet JSON.',
    notNaming: (choices) => `Il faut un tableau avec l’un au moins de : ${choices}.`,
    methodStays: (method) =>
      `Cette application a été enregistrée avec ${method} ; enregistrez-en une autre pour changer sa façon de s’authentifier.`,

    documentWrong: () => 'Le client_id est l’adresse d’un document qui décrit l’application.',
    documentAway: () => 'Le document à l’adresse du client_id ne peut être lu pour le moment.',
    documentUrl: (maximum) => `Ce doit être une URL de ${maximum} caractères au plus.`,
    documentNotHttps: () => 'Ce doit être une URL https.',
    documentUser: () => 'Elle ne doit contenir ni nom d’utilisateur ni mot de passe.',
    documentFragment: () => 'Elle ne doit pas avoir de fragment.',
    documentNotCanonical: (canonical) => `Elle doit être sous sa forme canonique : ${canonical}`,
    documentPath: () => 'Elle doit avoir un chemin.',
    documentNotObject: () => 'Le document doit contenir un objet JSON.',
    documentClientId: () => 'Son membre client_id doit être exactement cette adresse.',
    documentSecret: (member) => `Le document ne doit pas contenir ${member} : tout le monde peut le lire.`,
    documentMethod: () =>
      'Son token_endpoint_auth_method doit être none ou private_key_jwt : il n’y a pas de secret à partager.',
    documentStatus: (status) => `Son serveur a répondu avec le statut ${status}.`,
    documentStatusNot200: (status) => `Son serveur a répondu avec le statut ${status}, et non 200.`,
    documentType: () => 'Son type de contenu doit être application/json.',
    documentTooLong: (bytes) => `La réponse dépasse ${bytes} octets.`,
    documentUnreachable: () =>
      'Impossible de le télécharger ; le serveur doit être sur l’internet public et répondre en https.',
    documentsTooOften: () => 'Les documents des applications sont demandés trop souvent en ce moment.',
  },
};
