import type { OwnAccountMessages } from '../en/own-account.js';

export const ownAccountFr: OwnAccountMessages = {
  accountLinks: {
    activityDetail: 'Toutes les variations de votre solde',
    allActivity: 'Toute l’activité',
    ordersDetail: 'Vos rechargements et leur statut',
    profileDetail: 'Votre nom d’utilisateur et votre langue',
    dataDetail: 'Télécharger vos données ou supprimer votre compte',
    older: 'Plus anciens',
    newest: 'Plus récents',
    back: 'Retour à votre compte',
  },

  chart: {
    title: 'Évolution du solde',
    ranges: 'Période',
    range: (days) => `${days} jours`,
    moved: (days, first, last) => `Au cours des ${days} derniers jours, votre solde est passé de ${first} à ${last}.`,
    still: (days, amount) => `Votre solde est resté à ${amount} au cours des ${days} derniers jours.`,
    extremes: (lowest, highest) => `Minimum : ${lowest}. Maximum : ${highest}.`,
    table: 'Afficher en tableau',
    day: 'Jour (UTC)',
    closing: 'Solde en fin de journée',
  },

  activity: {
    title: 'Activité',
    lead: 'Toutes les variations de votre solde, de la plus récente à la plus ancienne.',
    amount: 'Montant',
    download: 'Télécharger en CSV',
    noneHere: 'Aucune activité plus ancienne.',
  },

  orders: {
    title: 'Commandes',
    lead: 'Vos rechargements, du plus récent au plus ancien.',
    states: { pending: 'En attente de paiement', paid: 'Payée', cancelled: 'Annulée' },
    by: (provider) => `par ${provider}`,
    resume: 'Continuer',
    open: 'Voir',
    orderOf: (amount) => `la commande de ${amount}`,
    none: 'Vous n’avez encore effectué aucun rechargement.',
  },

  profilePage: {
    title: 'Profil',
    rename: 'Changer le nom d’utilisateur',
    confirm: 'Confirmez que c’est vous pour changer de nom d’utilisateur',
    renameHint:
      'Vous vous connectez avec ce nom, et les applications qui ont accès à votre profil le voient. Votre numéro de compte ne change pas.',
    renameFreed: 'Votre nom d’utilisateur actuel redevient disponible pour d’autres personnes.',
    renamed: (username) => `Votre nom d’utilisateur est maintenant ${username}.`,
    unchanged: 'C’est déjà votre nom d’utilisateur.',
    tooOften: (minutes) => `Trop de tentatives. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    language: 'Langue',
    languageDetail:
      'Enregistrée avec votre compte, et utilisée dans les nouveaux navigateurs et dans les e-mails que nous vous envoyons.',
  },

  data: {
    title: 'Vos données',
    download: 'Télécharger vos données',
    downloadDetail:
      'Un fichier JSON contenant tout ce que nous conservons à votre sujet : profil, historique du solde, commandes, autorisations, sessions, applications et événements. Les mots de passe et les secrets n’y figurent pas.',
    tooOften: (minutes) =>
      `Vous avez téléchargé vos données trop souvent. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    stillRunning:
      'Un téléchargement de vos données est encore en cours. Attendez qu’il se termine, ou annulez-le, puis réessayez.',
    delete: 'Supprimer votre compte',
    deleteDetail: 'Cette action est irréversible. Vous en verrez les conséquences avant de confirmer.',
    deleteLink: 'Supprimer le compte…',
  },

  deletion: {
    title: 'Supprimer votre compte',
    lead: 'Cette action est irréversible. Lisez ses conséquences avant de confirmer.',
    consequences: 'Ce qui se passe',
    access: 'Vous êtes déconnecté partout, et toutes les applications perdent immédiatement l’accès à votre compte.',
    balance: (amount) => `Vous perdez votre solde de ${amount}. Il ne vous sera pas remboursé.`,
    erased:
      'Votre nom d’utilisateur, votre adresse e-mail, votre mot de passe, vos sessions et vos autorisations sont effacés.',
    kept: 'Pour notre comptabilité, nous conservons votre numéro de compte, l’historique de votre solde et vos commandes, sans votre nom.',
    freed:
      'Votre nom d’utilisateur et votre adresse e-mail redeviennent disponibles. Les personnes qui les reprendront n’obtiendront aucun de vos accès.',
    never: 'Plus personne ne pourra se connecter à ce compte, et il ne pourra pas être rétabli.',
    apps: 'Ces applications qui vous appartiennent seront également supprimées :',
    resources: 'Ces ressources qui vous appartiennent seront également supprimées :',
    blockedTitle: 'Votre compte ne peut pas encore être supprimé',
    lastOperator: 'Vous êtes le seul exploitant de ce site. Nommez d’abord un autre exploitant.',
    appsInUse:
      'D’autres personnes utilisent ces applications qui vous appartiennent. Prévenez-les, puis supprimez les applications dans la console :',
    users: (count) => (count === 1 ? '1 autre personne' : `${count} autres personnes`),
    confirm: 'Confirmer',
    typeUsername: (username) => `Saisissez votre nom d’utilisateur, ${username}`,
    submit: 'Supprimer définitivement mon compte',
    usernameWrong: 'Ce n’est pas votre nom d’utilisateur.',
    doneTitle: 'Votre compte a été supprimé',
    done: 'Vous êtes déconnecté partout, et plus aucune application n’a accès à votre compte. Vous pouvez fermer cette page.',
  },

  givenAccess: {
    noPublisher: 'Éditeur inconnu',
    calledThen: (name) => `Elle s’appelait ${name} quand vous l’avez autorisée.`,
    connected:
      'Actuellement connectée. Si vous révoquez l’accès, vous serez déconnecté de l’application à sa prochaine requête.',
    endedDetail: (app) =>
      `Ses jetons ne fonctionnent plus. ${app} peut conserver les données déjà reçues. Contactez ${app} pour les faire supprimer.`,
    whatEndingDoes:
      'La révocation prend effet immédiatement. Vous pourrez autoriser de nouveau une application en vous y connectant.',
  },
};
