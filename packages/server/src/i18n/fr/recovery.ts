import type { RecoveryMessages } from '../en/recovery.js';

export const recoveryFr: RecoveryMessages = {
  recovery: {
    forgot: 'Mot de passe oublié ?',
    forgotTitle: 'Réinitialiser votre mot de passe',
    forgotLead: 'Saisissez votre nom d’utilisateur ou votre e-mail et nous vous enverrons un lien de réinitialisation.',
    send: 'Envoyer le lien de réinitialisation',
    sentTitle: 'Consultez vos e-mails',
    sent: 'S’il existe un compte avec ce nom d’utilisateur ou cet e-mail, nous lui avons envoyé un lien de réinitialisation. Le lien expire dans 1 heure.',
    notThere:
      'Pas d’e-mail ? Vérifiez votre dossier de spam, ou vérifiez votre saisie et réessayez dans quelques minutes.',
    backToSignIn: 'Retour à la connexion',
    resetTitle: 'Choisissez un nouveau mot de passe',
    resetLead: (username) =>
      `Pour le compte ${username}. Tous les navigateurs et toutes les applications seront déconnectés.`,
    newPassword: 'Nouveau mot de passe',
    revokesCredentials:
      'Cela révoque aussi vos jetons de développeur, ainsi que les secrets et les clés de vos applications. Créez-en de nouveaux ensuite dans la console.',
    submit: 'Définir le mot de passe',
    doneTitle: 'Votre mot de passe a été réinitialisé',
    done: 'Connectez-vous avec votre nouveau mot de passe. Tous les navigateurs et toutes les applications ont été déconnectés.',
    leavesTitle: 'Retirer également',
    leavesLead:
      'Un nouveau mot de passe n’y met pas fin. Ce qui a été ajouté ces 30 derniers jours est coché. Décochez ce que vous avez ajouté vous-même.',
    otherRecentApps: (count) =>
      count === 1
        ? '1 autre application, autorisée ces 30 derniers jours'
        : `${count} autres applications, toutes autorisées ces 30 derniers jours`,
    otherEarlierApps: (count) =>
      count === 1 ? '1 autre application, autorisée avant' : `${count} autres applications, toutes autorisées avant`,
    otherRedirectUris: (count) =>
      count === 1
        ? '1 autre URI de redirection, ajoutée ces 30 derniers jours à'
        : `${count} autres URI de redirection, ajoutées ces 30 derniers jours à`,
    kinds: {
      passkey: 'Clé d’accès',
      provider: 'Compte associé',
      app: 'Application autorisée',
      redirectUri: 'URI de redirection',
      deviceFlow: 'Connexion d’appareils par votre application',
    },
    since: 'depuis le',
    stepStays:
      'La connexion en deux étapes reste activée. Un lien ne peut pas la désactiver. Si vous ne l’avez pas activée vous-même, contactez l’exploitant de ce site.',
    stillTitle: 'Toujours en vigueur',
    stillHint: 'Une fois connecté, vous pourrez les retirer dans votre compte.',
    linkUsedTitle: 'Ce lien n’est plus valide',
    linkUsed: 'Il a expiré, a déjà servi ou a été remplacé par un lien plus récent.',
    askAgain: 'Demander un nouveau lien',
    verifyTitle: 'Confirmez votre adresse e-mail',
    verifyLead: (email) => `L’adresse ${email} est-elle la vôtre ?`,
    verifyAccount: (username) =>
      `Si vous confirmez, elle devient l’adresse confirmée du compte ${username}. Si ce compte n’est pas le vôtre, ne confirmez pas.`,
    verify: 'Confirmer',
    verifiedTitle: 'Votre adresse e-mail est confirmée',
    verified: (email) => `${email} est désormais l’adresse confirmée de votre compte.`,
    toAccount: 'Aller à votre compte',
    emailTitle: 'Adresse e-mail',
    emailConfirmed: 'Confirmée',
    emailUnconfirmed: 'Non confirmée',
    sendAgain: 'Envoyer le lien de confirmation',
    confirmationSent: (email) => `Nous avons envoyé un lien à ${email}. Il expire dans 24 heures.`,
    newEmail: 'Nouvelle adresse e-mail',
    yourPassword: 'Votre mot de passe',
    changeEmail: 'Changer l’adresse e-mail',
    changeSent: (email) =>
      `Nous avons envoyé un lien à ${email}. Votre adresse changera lorsque vous l’ouvrirez et confirmerez.`,
    changed: 'Votre adresse e-mail a été changée.',
    tooManyMails: (minutes) =>
      `Trop d’e-mails demandés. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    mailboxTitle: 'Boîte de réception de démonstration',
    mailboxLead: 'Les e-mails que ce serveur aurait envoyés. Ils sont supprimés à son arrêt.',
    mailboxEmpty: 'Aucun e-mail pour l’instant.',
    mailTo: 'À',
    mailboxBack: 'Tous les e-mails',
    mailAsHtml: 'Aperçu HTML',
  },
};
