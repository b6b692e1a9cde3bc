import type { TestUsersMessages } from '../en/test-users.js';

/** Les phrases françaises sur les utilisateurs de test du bac à sable. */
export const testUsersFr: TestUsersMessages = {
  testUsers: {
    legend: 'Qui l’application voit',
    about:
      'Les utilisateurs de test sont inventés : aucun compte n’est créé pour eux, aucun solde n’est touché. Vous donnez tout de même votre accord avec votre propre compte.',
    me: 'Vous-même, avec votre vrai solde',
    own: 'Un utilisateur de test à votre façon',
    ownTitle: 'Votre utilisateur de test',
    choose: 'Choisissez un des utilisateurs.',
    ready: {
      plenty: 'Beaucoup de crédit',
      cents: 'Quelques centimes restants',
      nothing: 'Plus rien',
      overspent: 'Plus dépensé que crédité',
      unverified: 'Adresse e-mail non confirmée',
      no_email: 'Pas d’adresse e-mail',
      disabled: 'Compte désactivé, dès que l’application a ses jetons',
    },
    username: 'Nom de l’utilisateur de test',
    credited: 'Crédité en tout',
    spent: 'Dont dépensé',
    measure: 'Montants en',
    units: 'unités entières',
    unitsInvalid: 'Indiquez des unités entières, en chiffres seulement.',
    tooLarge: 'C’est plus qu’un solde ne peut contenir.',

    title: (username) => `Utilisateur inventé : ${username}`,
    card: 'L’application voit cet utilisateur à votre place. Ce compte n’existe pas, et aucun vrai solde n’est touché. Sur les pages d’accord vous êtes vous-même, car c’est votre propre compte qui donne son accord.',
    live: 'Les jetons d’accès et de rafraîchissement ci-dessous ne valent que dans cet essai, pas depuis un terminal : ils sont pour l’utilisateur inventé, et pour personne d’autre. Un essai se termine au bout d’une heure, et quand vous vous déconnectez ou en commencez un autre. Qui renvoie un code ou un jeton de rafraîchissement passe pour un voleur, et les jetons prennent fin.',
    state: 'Compte',
    enabled: 'actif',
    disabled: 'désactivé',
    disabledLater: 'désactivé, dès que l’application a ses jetons',
    confirmed: 'confirmée',
    unconfirmed: 'non confirmée',
    change: 'Et si quelque chose change maintenant ?',
    amount: 'Montant',
    credit: 'Recharger',
    spend: 'Dépenser',
    disable: 'Désactiver le compte',
    enable: 'Activer le compte',
    topUpLink: 'Un lien de recharge de l’utilisateur inventé ne s’ouvre pour personne.',
    more: 'La même chose encore une fois',
  },
};
