import type { TestUsersMessages } from '../en/test-users.js';

/** Les phrases françaises sur les utilisateurs de test du bac à sable. */
export const testUsersFr: TestUsersMessages = {
  testUsers: {
    legend: 'Utilisateur vu par l’application',
    about:
      'Les utilisateurs de test sont fictifs : aucun compte n’est créé et aucun solde ne change. Vous donnez tout de même votre accord avec votre propre compte.',
    me: 'Vous-même, avec votre vrai solde',
    own: 'Un utilisateur de test personnalisé',
    ownTitle: 'Utilisateur de test personnalisé',
    choose: 'Choisissez un utilisateur.',
    ready: {
      plenty: 'Beaucoup de crédit',
      cents: 'Quelques centimes restants',
      nothing: 'Solde épuisé',
      overspent: 'Solde négatif',
      unverified: 'Adresse e-mail non confirmée',
      no_email: 'Pas d’adresse e-mail',
      disabled: 'Compte désactivé une fois les jetons obtenus par l’application',
    },
    username: 'Nom d’utilisateur de test',
    credited: 'Total crédité',
    spent: 'Total dépensé',
    measure: 'Montants en',
    units: 'unités entières',
    unitsInvalid: 'Indiquez des unités entières, en chiffres uniquement.',
    tooLarge: 'Ce montant dépasse ce qu’un solde peut contenir.',

    title: (username) => `Utilisateur de test : ${username}`,
    card: 'L’application voit cet utilisateur à votre place. Ce compte n’existe pas, et aucun solde réel ne change. Sur les pages de consentement, vous apparaissez en votre nom, car vous donnez votre accord avec votre propre compte.',
    live: 'Les jetons d’accès et de rafraîchissement ci-dessous ne fonctionnent que dans cet essai, pas depuis un terminal. Un essai se termine au bout d’une heure, ou quand vous vous déconnectez ou en commencez un autre. Réutiliser un code ou un jeton de rafraîchissement est traité comme un vol et révoque tous ses jetons.',
    state: 'Compte',
    enabled: 'actif',
    disabled: 'désactivé',
    disabledLater: 'désactivé une fois les jetons obtenus par l’application',
    confirmed: 'confirmée',
    unconfirmed: 'non confirmée',
    change: 'Simuler un changement',
    amount: 'Montant',
    credit: 'Recharger',
    spend: 'Dépenser',
    disable: 'Désactiver le compte',
    enable: 'Activer le compte',
    topUpLink: 'Personne ne peut ouvrir le lien de rechargement d’un utilisateur de test.',
    more: 'Recommencer avec les mêmes réglages',
  },
};
