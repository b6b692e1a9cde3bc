import type { OwnAccountMessages } from '../en/own-account.js';

/** The French sentences of the account's own pages. */
export const ownAccountFr: OwnAccountMessages = {
  accountLinks: {
    activityDetail: 'Tout ce qui a fait varier votre solde',
    allActivity: 'Toute l’activité',
    ordersDetail: 'Vos rechargements et leur état',
    profileDetail: 'Votre nom d’utilisateur et votre langue',
    dataDetail: 'Les télécharger, ou supprimer votre compte',
    older: 'Plus anciens',
    newest: 'Plus récents',
    back: 'Retour à votre compte',
  },

  chart: {
    title: 'Évolution du solde',
    ranges: 'Période',
    range: (days) => `${days} jours`,
    moved: (days, first, last) => `Ces ${days} derniers jours, il est passé de ${first} à ${last}.`,
    still: (days, amount) => `Il est resté à ${amount} ces ${days} derniers jours.`,
    extremes: (lowest, highest) => `Au plus bas ${lowest}, au plus haut ${highest}.`,
    table: 'Afficher en tableau',
    day: 'Jour (UTC)',
    closing: 'Solde en fin de journée',
  },

  activity: {
    title: 'Activité',
    lead: 'Tout ce qui a été ajouté à votre solde ou en a été retiré, du plus récent au plus ancien.',
    amount: 'Montant',
    download: 'Télécharger en CSV',
    noneHere: 'Il n’y a rien de plus ancien.',
  },

  orders: {
    title: 'Ordres',
    lead: 'Vos rechargements, du plus récent au plus ancien.',
    states: { pending: 'En attente de paiement', paid: 'Payé', cancelled: 'Annulé' },
    by: (provider) => `par ${provider}`,
    resume: 'Continuer',
    open: 'Afficher',
    orderOf: (amount) => `l’ordre de ${amount}`,
    none: 'Vous n’avez encore rien rechargé.',
  },

  profilePage: {
    title: 'Profil',
    rename: 'Changer de nom d’utilisateur',
    renameHint:
      'Il sert à vous connecter, et les applications qui voient votre profil l’affichent. Votre numéro de compte ne change pas.',
    renameFreed: 'Votre nom actuel redevient libre pour d’autres.',
    renamed: (username) => `Vous êtes désormais ${username}.`,
    unchanged: 'C’est déjà votre nom d’utilisateur.',
    tooOften: (minutes) => `Trop d’essais. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    language: 'Langue',
    languageDetail:
      'Retenue avec votre compte, pour les nouveaux navigateurs et pour les messages qui vous sont envoyés.',
  },

  data: {
    title: 'Vos données',
    download: 'Télécharger vos données',
    downloadDetail:
      'Un fichier JSON avec tout ce que nous gardons à votre sujet : profil, historique du solde, ordres, autorisations, sessions, applications et événements. Les mots de passe et les secrets n’y sont pas.',
    delete: 'Supprimer votre compte',
    deleteDetail: 'C’est définitif. Vous lirez d’abord ce que cela entraîne.',
    deleteLink: 'Supprimer le compte…',
  },

  deletion: {
    title: 'Supprimer votre compte',
    lead: 'C’est définitif. Lisez ce que cela entraîne.',
    consequences: 'Ce qui se passe',
    access: 'Vous êtes déconnecté partout, et chaque application perd aussitôt son accès à votre compte.',
    balance: (amount) => `Vous perdez votre solde de ${amount}. Il n’est pas remboursé.`,
    erased:
      'Votre nom d’utilisateur, votre adresse, votre mot de passe, vos sessions et vos autorisations sont effacés.',
    kept: 'Votre numéro de compte, l’historique de votre solde et vos ordres restent dans nos livres, comme la comptabilité l’exige, sans votre nom.',
    freed: 'Votre nom et votre adresse redeviennent libres. Qui les prendra n’obtiendra aucun de vos accès.',
    never: 'Personne ne pourra plus se connecter à ce compte ni le rétablir.',
    apps: 'Ces applications à vous sont supprimées avec lui :',
    resources: 'Ces ressources à vous sont supprimées avec lui :',
    blockedTitle: 'Votre compte ne peut pas encore être supprimé',
    lastOperator: 'Vous êtes le seul exploitant de ce site. Nommez d’abord un autre exploitant.',
    appsInUse:
      'D’autres personnes utilisent ces applications à vous. Prévenez-les, puis supprimez les applications dans la console :',
    users: (count) => (count === 1 ? '1 autre personne' : `${count} autres personnes`),
    confirm: 'Confirmer',
    typeUsername: (username) => `Tapez votre nom d’utilisateur, ${username}`,
    submit: 'Supprimer mon compte pour toujours',
    usernameWrong: 'Ce n’est pas votre nom d’utilisateur.',
    doneTitle: 'Votre compte est supprimé',
    done: 'Vous êtes déconnecté partout, et plus aucune application n’a d’accès. Vous pouvez fermer cette page.',
  },

  givenAccess: {
    noPublisher: 'Personne ne se porte garant de cette application.',
    calledThen: (name) => `Elle s’appelait ${name} quand vous l’avez autorisée.`,
    connected: 'Elle est connectée en ce moment. Mettre fin vous en déconnecte, à sa prochaine requête.',
    endedDetail:
      'Ses jetons ont aussitôt cessé de fonctionner. Ce qu’elle a lu auparavant, elle l’a peut-être encore ; cela se règle entre elle et vous.',
    whatEndingDoes:
      'La fin prend effet aussitôt. Vous pourrez autoriser l’application de nouveau en vous y connectant.',
  },
};
