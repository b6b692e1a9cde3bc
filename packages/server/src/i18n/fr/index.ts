import type { Messages } from '../en/index.js';
import { lookFr } from './look.js';
import { accountFr } from './account.js';
import { consoleFr } from './console.js';
import { faultsFr } from './faults.js';
import { deviceFr } from './device.js';
import { requestsFr } from './requests.js';
import { playgroundFr } from './playground.js';
import { testUsersFr } from './test-users.js';
import { resourcesFr } from './resources.js';
import { leavingFr } from './leaving.js';
import { mailsFr } from './mails.js';
import { recoveryFr } from './recovery.js';
import { ownAccountFr } from './own-account.js';
import { stepsFr } from './steps.js';
import { upstreamFr } from './upstream.js';

/** Contains literal non-breaking spaces before two-part punctuation. */
export const fr: Messages = {
  languageName: 'Français',

  page: {
    skip: 'Aller au contenu',
    navigation: 'Principale',
    language: 'Langue',
    account: 'Compte',
    authorizations: 'Autorisations',
    topUp: 'Recharger',
    console: 'Console',
    signOut: 'Se déconnecter',
    cancel: 'Annuler',
    fullStop: '.',
    errorTitle: (title) => `Erreur : ${title}`,
    titleOn: (title, siteName) => `${title} · ${siteName}`,
  },

  form: {
    errorSummary: 'Vérifiez votre saisie',
    username: 'Nom d’utilisateur',
    usernameOrEmail: 'Nom d’utilisateur ou e-mail',
    email: 'E-mail',
    password: 'Mot de passe',
    passwordHint: (minimum) => `Au moins ${minimum} caractères. Une courte phrase convient bien.`,
  },

  faults: {
    usernameRequired: 'Indiquez un nom d’utilisateur.',
    usernameOrEmailRequired: 'Indiquez votre nom d’utilisateur ou votre adresse e-mail.',
    usernameInvalid: (maximum) =>
      `Utilisez au plus ${maximum} caractères, sans @, sans caractère invisible et sans mot qui mêle plusieurs alphabets.`,
    usernameTaken: 'Ce nom d’utilisateur est déjà pris. Choisissez-en un autre.',
    emailRequired: 'Indiquez votre adresse e-mail.',
    emailInvalid: 'Indiquez une adresse e-mail telle que nom@example.com.',
    emailTaken: 'Un compte existe déjà avec cette adresse e-mail. Connectez-vous plutôt.',
    passwordRequired: 'Indiquez votre mot de passe.',
    passwordTooShort: (minimum) => `Le mot de passe doit compter au moins ${minimum} caractères.`,
    passwordTooLong: (maximum) => `Le mot de passe doit compter au plus ${maximum} caractères.`,
    currentPasswordRequired: 'Indiquez votre mot de passe actuel.',
    currentPasswordWrong: 'Votre mot de passe actuel est incorrect.',
    wrongCredentials: 'Nom d’utilisateur ou mot de passe incorrect.',
    tooManyAttempts: (minutes) =>
      `Trop de mots de passe erronés. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    accountDisabled: 'Ce compte est désactivé. Pour en connaître la raison, contactez l’exploitant de ce site.',
    invitationInvalid: 'Cette invitation a déjà servi ou a expiré. Demandez-en une nouvelle.',
    amountRequired: 'Indiquez un montant.',
    amountInvalid: 'Indiquez un montant tel que 20 ou 12.50.',
    amountTooSmall: (minimum) => `Le rechargement minimal est de ${minimum}.`,
    amountTooLarge: (maximum) => `Le rechargement maximal est de ${maximum}.`,
    amountOverLimit:
      'Votre compte ne peut pas contenir autant. Saisissez un montant plus petit, ou contactez l’assistance.',
    providerRequired: 'Choisissez un moyen de paiement.',
  },

  scopes: {
    openid: {
      name: 'Vous connecter',
      brief: 'toujours avec le même identifiant',
      detail: 'Confirmer votre identité, toujours avec le même identifiant.',
    },
    profile: {
      name: 'Voir votre profil',
      brief: 'nom d’utilisateur, adresse e-mail, numéro de compte, date d’inscription',
      detail: 'Votre nom d’utilisateur, votre adresse e-mail, votre numéro de compte et votre date d’inscription.',
    },
    email: {
      name: 'Voir votre adresse e-mail',
      brief: 'et si elle est vérifiée',
      detail: 'Votre adresse e-mail, et si elle est vérifiée.',
    },
    balance: {
      name: 'Voir votre solde',
      brief: 'ce qu’il vous reste et ce que vous avez dépensé',
      detail: 'Ce qu’il vous reste et ce que vous avez dépensé, à chaque consultation.',
    },
    offline_access: {
      name: 'Garder l’accès',
      brief: 'même en votre absence',
      detail: 'Conserver cet accès en votre absence.',
    },
  },

  access: {
    publishedBy: (owner) => `Publiée par ${owner}`,
    publishedByNobody:
      'Cette application s’est enregistrée elle-même : son éditeur est inconnu. Ne continuez que si vous venez de l’ouvrir vous-même.',
    knownByAddress: 'Éditeur inconnu. Cette application n’est identifiée que par son adresse :',
    trusted: (siteName) => `Vérifiée par ${siteName}`,
    receives: (app) => `${app} pourra`,
    isNew: 'Nouveau',
    currently: (balance) => `Actuellement : ${balance}`,
    resources: 'Autres services',
    atResource: 'Elle pourra utiliser',
    recognised: 'Vous y identifier',
    resourceWords: 'Ces descriptions proviennent des responsables de ce service.',
    sentTo: 'Vous serez redirigé vers',
    newAddress: 'Cette adresse est nouvelle : jusqu’ici, l’application en utilisait une autre.',
    onThisDevice: 'C’est un programme installé sur votre propre appareil.',
    byScheme: 'Ceci ouvre sur votre appareil un programme qui gère ce type de liens.',
    cannotTitle: 'Elle ne pourra pas',
    cannot: ['voir votre mot de passe', 'dépenser votre solde', 'modifier votre compte'],
    inProfile: 'Votre adresse e-mail fait partie de votre profil.',
    staysConnected: (days) =>
      `L’application garde l’accès pendant ${days === 1 ? '1 jour' : `${days} jours`} au plus, même en votre absence.`,
    keeps: (days) =>
      `Conserver cet accès en votre absence, pendant ${days === 1 ? '1 jour' : `${days} jours`} au plus ou jusqu’à ce que vous le révoquiez.`,
    lasts: 'Vous pouvez révoquer cet accès à tout moment dans',
    manage: 'Gestion des autorisations',
  },

  home: {
    title: 'Bienvenue',
    lead: 'Un seul compte pour toutes vos applications',
    what: (siteName) =>
      `Avec votre compte ${siteName}, connectez-vous aux applications en un clic, contrôlez ce que chacune peut voir et gardez votre solde au même endroit.`,
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    signedInAs: (username) => `Connecté en tant que ${username}`,
    accountDetail: 'Votre profil, votre solde et votre activité récente',
    authorizationsDetail: 'Voir quelles applications ont accès, et révoquer cet accès',
    topUpDetail: 'Alimenter votre solde',
    consoleDetail: 'Enregistrer des applications et créer des jetons de développeur',
    points: [
      { title: 'Connexion en un clic', detail: 'Pas de nouveau mot de passe pour chaque application.' },
      { title: 'Vous décidez', detail: 'Chaque application ne voit que ce que vous autorisez.' },
      { title: 'Révocable à tout moment', detail: 'L’accès cesse dès que vous le révoquez.' },
    ],
  },

  signIn: {
    title: 'Se connecter',
    toContinue: (app) => `pour continuer vers ${app}`,
    submit: 'Se connecter',
    byContinuing: (app) => `En vous connectant, vous autorisez ${app} à`,
    otherAccount: (app, username) => `Vous êtes connecté en tant que ${username}, mais ${app} demande un autre compte.`,
    noAccount: 'Pas encore de compte ?',
    signUp: 'Créer un compte',
  },

  signUp: {
    title: 'Créer un compte',
    submit: 'Créer le compte',
    haveAccount: 'Vous avez déjà un compte ?',
    signIn: 'Se connecter',
    invited: 'Vous êtes invité à créer un compte ici.',
    operatorTitle: 'Devenir l’exploitant',
    operator:
      'Vous allez devenir l’exploitant de cette installation. Vous gérerez ses utilisateurs, ses applications et ses paramètres.',
    usernameHint: 'Les applications qui ont accès à votre profil voient ce nom.',
    closedTitle: 'Les inscriptions sont fermées',
    closed: (siteName) => `Seul l’exploitant peut créer des comptes sur ${siteName}.`,
    closedAsk: 'Pour en obtenir un, demandez une invitation à l’exploitant.',
    acceptTitle: 'Accepter l’invitation',
    acceptUser: 'Vous êtes déjà connecté. Il n’y a rien à accepter pour ce compte.',
    accept: (username) => `Accepter en tant que ${username}`,
  },

  consent: {
    title: (app) => `${app} demande l’accès à votre compte`,
    continueTitle: (app) => `Continuer vers ${app}`,
    signedInAs: 'Connecté en tant que',
    notYou: 'Ce n’est pas vous ?',
    useAnother: 'Utiliser un autre compte',
    chooseHint: 'Décochez ce que vous ne souhaitez pas partager.',
    besideHint:
      'L’application demande aussi ces accès, dont elle n’a peut-être pas besoin. Cochez ce que vous voulez partager.',
    allow: 'Autoriser',
    continueAs: (username) => `Continuer en tant que ${username}`,
  },

  errors: {
    requestId: 'Identifiant de requête :',
    home: 'Aller à la page d’accueil',
    openAgain: 'Rouvrir la page',
    returnTo: (origin: string) => `Revenir à ${origin}`,
    notFound: {
      title: 'Page introuvable',
      explanation: 'Aucune page ne correspond à cette adresse.',
      remedy: 'Vérifiez l’adresse, ou repartez de la page d’accueil.',
    },
    methodNotAllowed: {
      title: 'Action non prise en charge',
      explanation: 'Cette adresse n’accepte pas ce type de requête.',
      remedy: 'Revenez en arrière et utilisez les boutons de la page.',
    },
    forbidden: {
      title: 'Accès refusé',
      explanation: 'Votre compte n’est pas autorisé à ouvrir cette page.',
      remedy: 'Si vous pensez qu’il devrait l’être, contactez l’exploitant de ce site.',
    },
    signedOut: {
      title: 'Vous êtes déconnecté',
      explanation:
        'Votre session a pris fin entre-temps : vous vous êtes déconnecté, votre mot de passe a changé ou un opérateur a désactivé votre compte.',
      remedy: 'Rien n’a été modifié. Connectez-vous et réessayez.',
    },
    gone: {
      title: 'Supprimé entre-temps',
      explanation: 'L’élément que cette page concerne a été supprimé pendant le traitement de votre demande.',
      remedy: 'Rien n’a été modifié. Retournez à la liste où il se trouvait et rechargez-la.',
    },
    formStale: {
      title: 'Cette page n’est plus à jour',
      explanation:
        'Depuis l’ouverture de cette page, vous vous êtes connecté ou déconnecté dans un autre onglet, ou les cookies de ce navigateur ont été effacés.',
      remedy: 'Rien n’a été modifié. Rouvrez la page et renvoyez-y le formulaire.',
    },
    formUsed: {
      title: 'Ce formulaire a déjà été envoyé',
      explanation:
        'Il crée un secret, et une seule fois : recharger la page qui affichait ce secret n’en crée pas d’autre.',
      remedy:
        'Rien n’a été modifié cette fois-ci. Rouvrez la page pour voir ce qui existe. Un secret perdu ne peut plus être affiché : créez-en un autre et supprimez celui qui est perdu.',
    },
    formRefused: {
      title: 'Nous n’avons pas pu accepter ce formulaire',
      explanation:
        'La page est restée ouverte trop longtemps, ou le formulaire provient d’un autre site ou d’une autre session.',
      remedy: 'Revenez en arrière, rechargez la page et renvoyez le formulaire. Rien n’a été modifié.',
    },
    tooManyRequests: {
      title: 'Trop de tentatives',
      explanation: 'Trop de tentatives ont été faites depuis votre réseau en peu de temps.',
      remedy: 'Patientez quelques minutes, puis réessayez.',
    },
    badRequest: {
      title: 'Requête non valide',
      explanation: 'Le lien qui vous a conduit ici est incomplet ou endommagé.',
      remedy: 'Retournez dans l’application et réessayez. Si le problème persiste, contactez son développeur.',
    },
    unknownApp: {
      title: 'Application inconnue',
      explanation: 'L’application qui vous a envoyé ici n’est pas enregistrée, ou ne l’est plus.',
      remedy:
        'Retournez dans l’application et prévenez son développeur. Si c’est vous, vérifiez que le client_id du lien correspond à celui de la console.',
    },
    unknownDocument: {
      title: 'Application inconnue',
      explanation:
        'L’application qui vous a envoyé ici publie sa propre description, et cette description est inutilisable.',
      remedy: 'Retournez dans l’application et transmettez le message ci-dessus à son développeur.',
    },
    suspendedApp: {
      title: 'Cette application est suspendue',
      explanation:
        'L’application qui vous a envoyé ici est suspendue : pour l’instant, elle ne peut ni vous connecter ni lire vos données.',
      remedy: 'Rien n’a été modifié. Si vous avez besoin de l’application, adressez-vous à son développeur.',
    },
    requestExpired: {
      title: 'Cette demande n’est plus valide',
      explanation: 'Elle a déjà reçu une réponse, a expiré ou a été lancée dans un autre navigateur.',
      remedy: 'Retournez dans l’application et recommencez.',
    },
    unavailable: {
      title: 'De retour dans un instant',
      explanation:
        'Une partie de ce service ne répond pas pour le moment. Votre compte et votre solde sont en sécurité.',
      remedy: 'Patientez une minute, puis réessayez.',
    },
    serverError: {
      title: 'Une erreur est survenue',
      explanation: 'Le problème vient de nous, pas de vous.',
      remedy:
        'Réessayez. Si le problème persiste, transmettez à l’exploitant de ce site l’identifiant de requête ci-dessous.',
    },
    redirect: {
      title: 'Cette application a envoyé une adresse de retour non valide',
      titleOf: (app) => `${app} a envoyé une adresse de retour non valide`,
      explanation:
        'L’adresse de retour (redirect_uri) n’est pas enregistrée pour cette application. Pour protéger votre compte, nous ne vous y avons pas envoyé, et l’application n’a rien reçu.',
      sent: 'L’application a envoyé',
      sentNothing: 'rien',
      visitorTitle: 'Si vous étiez en train de vous connecter',
      visitor: 'Retournez dans l’application et montrez cette page à son développeur.',
      developerTitle: 'Si vous développez cette application',
      developer:
        'Connectez-vous avec le compte propriétaire de l’application pour voir ici ses URI de redirection enregistrées. Celle du lien doit être identique à l’une d’elles, caractère pour caractère.',
      ownerTitle: 'Vos URI de redirection enregistrées',
      ownerEmpty: 'Cette application n’a aucune URI de redirection enregistrée.',
      owner:
        'Faites correspondre les deux : modifiez le redirect_uri envoyé par votre application, ou enregistrez celui-ci dans la',
      console: 'console',
      registered: 'Enregistrée',
      yours: 'Envoyée',
      differsAt: (position) => `La première différence est au caractère ${position}.`,
    },
  },

  ...accountFr,
  ...lookFr,
  ...consoleFr,
  ...faultsFr,
  ...deviceFr,
  ...requestsFr,
  ...playgroundFr,
  ...testUsersFr,
  ...resourcesFr,
  ...leavingFr,
  ...mailsFr,
  ...recoveryFr,
  ...ownAccountFr,
  ...stepsFr,
  ...upstreamFr,
};
