import type { ResourcesMessages } from '../en/resources.js';

/** The Portuguese sentences of the console's pages for resources (RFC 8707). */
export const resourcesPt: ResourcesMessages = {
  resources: {
    title: 'Recursos',
    lead: 'Suas APIs e seus servidores MCP para os quais os apps podem pedir tokens de acesso. Esses tokens são assinados com chaves que qualquer um pode conferir.',
    manage: 'Gerenciar recursos',
    none: 'Você não tem nenhum recurso.',
    remove: 'Remover',
    removeOf: (name) => `o recurso ${name}`,
    removed: 'O recurso foi removido. Ninguém mais recebe tokens para ele.',
    added: 'O recurso foi adicionado.',
    newTitle: 'Novo recurso',
    identifier: 'Identificador',
    identifierHint: 'O endereço https da API, como os apps vão chamá-la. É a audiência dos tokens.',
    name: 'Nome',
    nameHint: 'Os usuários o leem antes de permitir o acesso.',
    scopes: 'Escopos',
    scopesHint:
      'Um por linha: o nome, um espaço e o que ele permite, nas suas palavras. Por exemplo: read Ler suas notas',
    submit: 'Adicionar recurso',
    byOperators: 'Aqui, são os operadores que adicionam recursos. Peça a um deles, e o recurso será seu.',
  },
};
