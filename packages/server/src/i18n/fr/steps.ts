import type { StepsMessages } from '../en/steps.js';

export const stepsFr: StepsMessages = {
  steps: {
    secondStepTitle: 'Encore une étape',
    codeLead: 'Saisissez le code de votre application d’authentification.',
    recoveryLead: 'Saisissez l’un de vos codes de récupération. Chaque code ne fonctionne qu’une fois.',
    code: 'Code',
    recoveryCode: 'Code de récupération',
    useCode: 'Utiliser plutôt un code de l’application d’authentification',
    useRecovery: 'Utiliser plutôt un code de récupération',
    startOver: 'Retour à la connexion',
    codeRequired: 'Saisissez un code.',
    recoveryCodeRequired: 'Saisissez un code de récupération.',
    codeWrong: 'Ce code est incorrect ou a déjà servi. Attendez le suivant et réessayez.',
    recoveryCodeWrong: 'Ce code de récupération est incorrect ou a déjà servi.',
    tooManyCodes: (minutes) =>
      `Trop de codes incorrects. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    overTitle: 'Recommencez',
    over: 'Vous avez saisi trop de codes incorrects, ou trop de temps s’est écoulé. Vous n’avez pas été connecté.',
    signInWithPasskey: 'Utiliser une clé d’accès',
    passkeyStopped: 'Aucune clé d’accès n’a été utilisée. Réessayez ou connectez-vous avec votre mot de passe.',
    passkeyRefused:
      'Nous n’avons pas pu vous connecter avec cette clé d’accès. Réessayez ou connectez-vous avec votre mot de passe.',
    againNotice: 'Reconnectez-vous pour confirmer que c’est bien vous.',
    confirmForPasskeys: 'Confirmez que c’est vous pour modifier vos clés d’accès',
    confirmForTwoStep: 'Confirmez que c’est vous pour modifier la connexion en deux étapes',
    passkeys: 'Clés d’accès',
    passkeysLead:
      'Connectez-vous avec votre empreinte, votre visage ou le code de votre appareil au lieu de votre mot de passe. Les clés d’accès résistent à l’hameçonnage.',
    passkeyAdded: 'Ajoutée le',
    passkeyLastUsed: 'Dernière utilisation',
    passkeyName: 'Nom de la clé d’accès',
    passkeyNameHint: 'Vous aide à distinguer vos clés d’accès.',
    addPasskey: 'Ajouter une clé d’accès',
    rename: 'Renommer',
    renameOf: (name) => `la clé d’accès ${name}`,
    saveName: 'Enregistrer le nom',
    removePasskey: 'Supprimer',
    removePasskeyOf: (name) => `la clé d’accès ${name}`,
    passkeyIsAdded: (name) => `Vous pouvez maintenant vous connecter avec la clé d’accès « ${name} ».`,
    passkeyIsRemoved: (name) =>
      `La clé d’accès « ${name} » ne permet plus de vous connecter. Supprimez-la aussi de votre appareil.`,
    passkeyNotMade: 'Aucune clé d’accès n’a été ajoutée. Réessayez.',
    passkeyNameInvalid: (length) => `Utilisez de 1 à ${length} caractères visibles.`,
    tooManyPasskeys: (count) => `Vous avez déjà ${count} clés d’accès. Supprimez-en une d’abord.`,
    twoStep: 'Connexion en deux étapes',
    on: 'Activée',
    off: 'Désactivée',
    confirmAddressFirst:
      'Confirmez d’abord votre adresse e-mail. D’ici là, une réinitialisation du mot de passe désactive de nouveau la connexion en deux étapes, sauf si vous en utilisez les codes depuis 30 jours.',
    confirmAddressNow:
      'Confirmez votre adresse e-mail. D’ici là, quiconque peut lire ses messages peut réinitialiser votre mot de passe et désactiver la connexion en deux étapes, sauf si vous en utilisez les codes depuis 30 jours.',
    twoStepLead:
      'Après votre mot de passe, vous saisissez aussi un code d’une application d’authentification sur votre téléphone. Les clés d’accès ne demandent pas de code.',
    turnOn: 'Activer la connexion en deux étapes',
    setUpTitle: 'Configurer votre application d’authentification',
    scan: 'Scannez ce code QR avec une application d’authentification, puis saisissez le code affiché.',
    qrCode: 'Code QR contenant le secret ci-dessous',
    orType: 'Ou saisissez ce secret dans l’application',
    codeHint: 'Six chiffres qui changent toutes les 30 secondes.',
    recoveryCodes: 'Vos codes de récupération',
    recoveryCodesLead:
      'La connexion en deux étapes est activée. Si vous n’avez pas votre téléphone, connectez-vous avec l’un de ces codes. Chaque code ne fonctionne qu’une fois.',
    recoveryCodesOnce:
      'Imprimez-les ou enregistrez-les dans votre gestionnaire de mots de passe. Ils ne seront plus affichés.',
    codesKept: 'Je les ai enregistrés',
    recoveryCodesLeft: (count) => `Codes de récupération restants : ${count}`,
    newRecoveryCodes: 'Générer de nouveaux codes de récupération',
    turnOffTitle: 'Désactivation',
    turnOffLead:
      'Si vous avez un nouveau téléphone ou avez perdu l’ancien, désactivez la connexion en deux étapes avec un code de récupération, puis configurez-la de nouveau.',
    anyCode: 'Code ou code de récupération',
    turnOff: 'Désactiver la connexion en deux étapes',
    isOff: 'La connexion en deux étapes est désactivée. Vos codes de récupération ont été supprimés.',
  },
};
