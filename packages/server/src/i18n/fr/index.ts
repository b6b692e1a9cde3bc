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

/** French. Non-breaking spaces before two-part punctuation are typed as they are. */
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
    usernameInvalid: (maximum) => `Le nom d’utilisateur a ${maximum} caractères au plus, sans @ ni caractère caché.`,
    usernameTaken: 'Ce nom d’utilisateur est déjà pris. Choisissez-en un autre.',
    emailRequired: 'Indiquez votre adresse e-mail.',
    emailInvalid: 'Indiquez une adresse e-mail de la forme nom@example.com.',
    emailTaken: 'Un compte existe déjà avec cette adresse e-mail. Connectez-vous plutôt.',
    passwordRequired: 'Indiquez votre mot de passe.',
    passwordTooShort: (minimum) => `Le mot de passe doit compter au moins ${minimum} caractères.`,
    passwordTooLong: (maximum) => `Le mot de passe doit compter au plus ${maximum} caractères.`,
    currentPasswordRequired: 'Indiquez votre mot de passe actuel.',
    currentPasswordWrong: 'Ce n’est pas votre mot de passe actuel.',
    wrongCredentials: 'Nom d’utilisateur ou mot de passe incorrect.',
    tooManyAttempts: (minutes) =>
      `Trop de mots de passe erronés. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    accountDisabled: 'Ce compte est désactivé. Demandez pourquoi à l’exploitant de ce site.',
    invitationInvalid: 'Cette invitation a déjà servi ou a expiré. Demandez-en une nouvelle.',
    amountRequired: 'Indiquez un montant.',
    amountInvalid: 'Indiquez le montant en chiffres, par exemple 20 ou 12.50.',
    amountTooSmall: (minimum) => `Le plus petit rechargement est de ${minimum}.`,
    amountTooLarge: (maximum) => `Le plus grand rechargement est de ${maximum}.`,
    providerRequired: 'Choisissez un moyen de paiement.',
  },

  scopes: {
    openid: {
      name: 'Vous connecter',
      brief: 'le même identifiant chaque fois',
      detail: 'Confirmer que c’est bien vous, chaque fois avec le même identifiant.',
    },
    profile: {
      name: 'Voir votre profil',
      brief: 'nom d’utilisateur, adresse e-mail, numéro de compte, date d’inscription',
      detail: 'Votre nom d’utilisateur, votre adresse e-mail, votre numéro de compte et votre date d’inscription.',
    },
    email: {
      name: 'Voir votre adresse e-mail',
      brief: 'et si elle a été vérifiée',
      detail: 'Votre adresse e-mail, et si elle a été vérifiée.',
    },
    balance: {
      name: 'Voir votre solde',
      brief: 'ce qu’il vous reste et ce que vous avez dépensé',
      detail: 'Ce qu’il vous reste et ce que vous avez dépensé, à chaque consultation.',
    },
    offline_access: {
      name: 'Garder l’accès',
      brief: 'en votre absence',
      detail: 'Garder cet accès en votre absence, jusqu’à ce que vous y mettiez fin.',
    },
  },

  access: {
    publishedBy: (owner) => `Publiée par ${owner}`,
    publishedByNobody:
      'Cette application s’est enregistrée elle-même et personne ne répond d’elle. Ne continuez que si vous venez de l’ouvrir vous-même.',
    knownByAddress: 'Personne ne répond de cette application ; elle est connue par son adresse :',
    trusted: (siteName) => `Vérifiée par ${siteName}`,
    receives: (app) => `${app} pourra`,
    isNew: 'Nouveau',
    currently: (balance) => `En ce moment : ${balance}`,
    resources: 'Autres services',
    atResource: 'Elle pourra utiliser',
    recognised: 'Y être reconnue en votre nom',
    resourceWords: 'Ces mots sont ceux des personnes qui tiennent ce service.',
    sentTo: 'Vous serez redirigé vers',
    onThisDevice: 'C’est un programme sur votre propre appareil.',
    byScheme: 'Ceci ouvre, sur votre appareil, un programme qui traite ces liens.',
    cannotTitle: 'Elle ne pourra pas',
    cannot: ['voir votre mot de passe', 'dépenser votre solde', 'modifier votre compte'],
    lasts: 'Cet accès dure jusqu’à ce que vous y mettiez fin, à tout moment, sous',
    manage: 'Gestion des autorisations',
  },

  home: {
    title: 'Bienvenue',
    lead: 'Un seul compte pour toutes vos applications',
    what: (siteName) =>
      `Avec votre compte ${siteName}, vous vous connectez aux applications en un clic, décidez de ce que chacune peut voir et gardez votre solde au même endroit.`,
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    signedInAs: (username) => `Connecté en tant que ${username}`,
    accountDetail: 'Votre profil, votre solde et votre activité récente',
    authorizationsDetail: 'Les applications autorisées, et comment mettre fin à leur accès',
    topUpDetail: 'Alimenter votre solde',
    consoleDetail: 'Enregistrer des applications et créer des jetons de développeur',
    points: [
      { title: 'Un seul clic', detail: 'Pas de nouveau mot de passe pour chaque application.' },
      { title: 'Vous décidez', detail: 'Chaque application ne voit que ce que vous lui montrez.' },
      { title: 'Fin à tout moment', detail: 'L’accès cesse dès que vous le décidez.' },
    ],
  },

  signIn: {
    title: 'Se connecter',
    toContinue: (app) => `pour continuer vers ${app}`,
    submit: 'Se connecter',
    byContinuing: (app) => `En vous connectant, vous permettez à ${app} de`,
    otherAccount: (app, username) => `${app} demande un autre compte que ${username}, qui est connecté ici.`,
    noAccount: 'Pas encore de compte ?',
    signUp: 'Créer un compte',
  },

  signUp: {
    title: 'Créer un compte',
    submit: 'Créer le compte',
    haveAccount: 'Vous avez déjà un compte ?',
    signIn: 'Se connecter',
    invited: 'Vous êtes invité à ouvrir un compte ici.',
    operatorTitle: 'Devenir l’exploitant',
    operator:
      'Vous êtes sur le point de devenir l’exploitant de cette installation : vous gérerez ses utilisateurs, ses applications et ses réglages.',
    usernameHint: 'Les applications autorisées à voir votre profil verront ce nom.',
    closedTitle: 'Les inscriptions sont fermées',
    closed: (siteName) => `Sur ${siteName}, les nouveaux comptes sont créés par l’exploitant.`,
    closedContact: (contact) => `Pour en obtenir un, adressez-vous à ${contact}.`,
    closedNoContact: 'Pour en obtenir un, demandez une invitation à la personne qui gère ce site.',
    acceptTitle: 'Accepter l’invitation',
    acceptUser: 'Vous êtes déjà connecté. Ce compte n’a rien à accepter.',
    accept: (username) => `Accepter en tant que ${username}`,
  },

  consent: {
    title: (app) => `${app} demande l’accès à votre compte`,
    continueTitle: (app) => `Continuer vers ${app}`,
    signedInAs: 'Connecté en tant que',
    notYou: 'Ce n’est pas vous ?',
    useAnother: 'Utiliser un autre compte',
    chooseHint: 'Décochez ce que vous préférez ne pas partager.',
    allow: 'Autoriser',
    continueAs: (username) => `Continuer en tant que ${username}`,
  },

  errors: {
    requestId: 'Numéro de requête :',
    home: 'Aller à la page d’accueil',
    notFound: {
      title: 'Page introuvable',
      explanation: 'Il n’y a rien à cette adresse.',
      remedy: 'Vérifiez l’adresse, ou repartez de la page d’accueil.',
    },
    methodNotAllowed: {
      title: 'Impossible de cette façon',
      explanation: 'Cette adresse n’accepte pas ce type de requête.',
      remedy: 'Utilisez les boutons de la page qui vous a conduit ici.',
    },
    forbidden: {
      title: 'Accès refusé',
      explanation: 'Votre compte ne peut pas ouvrir cette page.',
      remedy: 'S’il le devrait, adressez-vous à l’exploitant de ce site.',
    },
    formRefused: {
      title: 'Ce formulaire n’a pas pu être accepté',
      explanation: 'Il est resté ouvert trop longtemps, ou provient d’un autre site ou d’une autre session.',
      remedy: 'Revenez en arrière, rechargez la page et renvoyez le formulaire. Rien n’a été modifié.',
    },
    tooManyRequests: {
      title: 'Trop de tentatives',
      explanation: 'Il y a eu trop de tentatives d’ici en peu de temps.',
      remedy: 'Patientez quelques minutes, puis réessayez.',
    },
    badRequest: {
      title: 'Cette requête est incompréhensible',
      explanation: 'Le lien qui vous a conduit ici est incomplet ou abîmé.',
      remedy: 'Retournez dans l’application et réessayez. Si cela se reproduit, prévenez ses auteurs.',
    },
    unknownApp: {
      title: 'Application inconnue',
      explanation: 'L’application qui vous a envoyé ici n’est pas enregistrée, ou ne l’est plus.',
      remedy:
        'Retournez dans l’application et prévenez ses auteurs. Si c’est vous : comparez le client_id du lien avec celui de la console.',
    },
    unknownDocument: {
      title: 'Application inconnue',
      explanation:
        'L’application qui vous a envoyé ici se décrit à une adresse qui lui appartient, et cette description est inutilisable.',
      remedy: 'Retournez dans l’application et transmettez à ses auteurs ce qui est écrit ci-dessus.',
    },
    requestExpired: {
      title: 'Cette demande n’est plus valable',
      explanation: 'Elle a déjà reçu une réponse, a attendu trop longtemps, ou a commencé dans un autre navigateur.',
      remedy: 'Retournez dans l’application et recommencez depuis là.',
    },
    unavailable: {
      title: 'De retour dans un instant',
      explanation:
        'Une partie de ce service ne répond pas pour le moment. Votre compte et votre solde sont en sécurité.',
      remedy: 'Patientez une minute, puis réessayez.',
    },
    serverError: {
      title: 'Une erreur est survenue',
      explanation: 'C’est notre faute, pas la vôtre.',
      remedy: 'Réessayez. Si cela se reproduit, indiquez à l’exploitant de ce site le numéro de requête ci-dessous.',
    },
    redirect: {
      title: 'Cette application a envoyé une mauvaise adresse de retour',
      titleOf: (app) => `${app} a envoyé une mauvaise adresse de retour`,
      explanation:
        'L’adresse où vous renvoyer (redirect_uri) n’est pas de celles enregistrées pour l’application. Pour protéger votre compte, nous ne vous y avons pas envoyé, et l’application n’a rien reçu.',
      sent: 'L’application a envoyé',
      sentNothing: 'rien',
      visitorTitle: 'Si vous vouliez vous connecter',
      visitor: 'Retournez dans l’application et montrez à ses auteurs ce que vous voyez ici.',
      developerTitle: 'Si vous êtes l’auteur de l’application',
      developer:
        'Connectez-vous avec le compte qui possède l’application pour voir ici les adresses enregistrées. L’adresse du lien doit être identique à l’une d’elles, caractère pour caractère.',
      ownerTitle: 'Vos adresses enregistrées',
      ownerEmpty: 'Aucune adresse de retour n’est enregistrée pour cette application.',
      owner:
        'Rendez les deux identiques : changez le redirect_uri qu’envoie votre application, ou enregistrez-en un autre dans la',
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
