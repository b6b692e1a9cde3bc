/** The English sentences of the console's pages for resources (RFC 8707). */
export const resourcesEn = {
  resources: {
    title: 'Resources',
    lead: 'APIs and MCP servers of yours that apps can ask access tokens for. Their tokens are signed with keys that anybody can check.',
    manage: 'Manage resources',
    none: 'You have no resource.',
    remove: 'Remove',
    removeOf: (name: string) => `the resource ${name}`,
    removed: 'The resource was removed. Nobody gets tokens for it any more.',
    added: 'The resource was added.',
    newTitle: 'New resource',
    identifier: 'Identifier',
    identifierHint: 'The https address of the API, as apps will name it. It is the audience of the tokens.',
    name: 'Name',
    nameHint: 'Users read it before they allow access.',
    scopes: 'Scopes',
    scopesHint:
      'One on each line: its name, a space, and what it allows in your own words. For example: read Read your notes',
    submit: 'Add resource',
    byOperators: 'Here, operators add resources. Ask one of them, and the resource will be yours.',
  },
};

export type ResourcesMessages = typeof resourcesEn;
