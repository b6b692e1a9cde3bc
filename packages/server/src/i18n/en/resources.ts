/** The English sentences of the console's pages for resources (RFC 8707). */
export const resourcesEn = {
  resources: {
    title: 'Resources',
    lead: 'Your APIs and MCP servers that apps can request access tokens for. Anyone can verify these tokens with our public keys.',
    manage: 'Manage resources',
    none: 'You have no resources.',
    remove: 'Remove',
    removeOf: (name: string) => `the resource ${name}`,
    removed: 'Resource removed. No more tokens are issued for it.',
    added: 'Resource added.',
    newTitle: 'New resource',
    identifier: 'Identifier',
    identifierHint: 'The https URL of the API, as apps will name it. It is the audience of the tokens.',
    name: 'Name',
    nameHint: 'Users see it before they allow access.',
    scopes: 'Scopes',
    scopesHint:
      'One per line: the name, a space, and a description of what it allows. For example: read Read your notes',
    submit: 'Add resource',
    byOperators: 'Only operators can add resources. Ask yours to add one for you.',
  },
};

export type ResourcesMessages = typeof resourcesEn;
