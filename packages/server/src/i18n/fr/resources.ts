import type { ResourcesMessages } from '../en/resources.js';

export const resourcesFr: ResourcesMessages = {
  resources: {
    title: 'Ressources',
    lead: 'Vos API et serveurs MCP pour lesquels les applications peuvent demander des jetons d’accès. Ces jetons sont signés avec des clés que chacun peut vérifier.',
    manage: 'Gérer les ressources',
    none: 'Vous n’avez aucune ressource.',
    remove: 'Retirer',
    removeOf: (name) => `la ressource ${name}`,
    removed: 'La ressource a été retirée. Plus personne n’obtient de jeton pour elle.',
    added: 'La ressource a été ajoutée.',
    newTitle: 'Nouvelle ressource',
    identifier: 'Identifiant',
    identifierHint: 'L’adresse https de l’API, telle que les applications la nommeront. C’est l’audience des jetons.',
    name: 'Nom',
    nameHint: 'Les utilisateurs le lisent avant d’autoriser l’accès.',
    scopes: 'Portées',
    scopesHint:
      'Une par ligne : son nom, une espace, et ce qu’elle permet, avec vos mots. Par exemple : read Lire vos notes',
    submit: 'Ajouter la ressource',
    byOperators:
      'Ici, ce sont les exploitants qui ajoutent les ressources. Demandez à l’un d’eux : la ressource sera la vôtre.',
  },
};
