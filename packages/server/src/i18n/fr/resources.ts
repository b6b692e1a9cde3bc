import type { ResourcesMessages } from '../en/resources.js';

export const resourcesFr: ResourcesMessages = {
  resources: {
    title: 'Ressources',
    lead: 'Vos API et serveurs MCP pour lesquels les applications peuvent demander des jetons d’accès. Tout le monde peut vérifier ces jetons avec nos clés publiques.',
    manage: 'Gérer les ressources',
    none: 'Vous n’avez aucune ressource.',
    remove: 'Retirer',
    removeOf: (name) => `la ressource ${name}`,
    removed: 'Ressource retirée. Plus aucun jeton n’est émis pour elle.',
    added: 'Ressource ajoutée.',
    newTitle: 'Nouvelle ressource',
    identifier: 'Identifiant',
    identifierHint: 'L’URL https de l’API, telle que les applications l’indiqueront. C’est l’audience des jetons.',
    name: 'Nom',
    nameHint: 'Les utilisateurs le voient avant d’autoriser l’accès.',
    scopes: 'Portées',
    scopesHint:
      'Une par ligne : le nom, une espace et une description de ce qu’elle permet. Par exemple : read Lire vos notes',
    submit: 'Ajouter la ressource',
    byOperators: 'Seuls les exploitants peuvent ajouter des ressources. Demandez au vôtre d’en ajouter une pour vous.',
  },
};
