import type { ResourcesMessages } from '../en/resources.js';

/** The Portuguese sentences of the console's pages for resources (RFC 8707). */
export const resourcesPt: ResourcesMessages = {
  resources: {
    title: 'Recursos',
    lead: 'Suas APIs e seus servidores MCP para os quais os apps podem solicitar tokens de acesso. Qualquer pessoa pode verificar esses tokens com nossas chaves públicas.',
    manage: 'Gerenciar recursos',
    none: 'Você não tem nenhum recurso.',
    remove: 'Remover',
    removeOf: (name) => `o recurso ${name}`,
    removed: 'Recurso removido. Não são mais emitidos tokens para ele.',
    added: 'Recurso adicionado.',
    newTitle: 'Novo recurso',
    identifier: 'Identificador',
    identifierHint: 'A URL https da API, como os apps vão indicá-la. É a audiência dos tokens.',
    name: 'Nome',
    nameHint: 'Os usuários o veem antes de permitir o acesso.',
    scopes: 'Escopos',
    scopesHint: 'Um por linha: o nome, um espaço e uma descrição do que ele permite. Por exemplo: read Ler suas notas',
    submit: 'Adicionar recurso',
    byOperators: 'Somente operadores podem adicionar recursos. Peça ao seu que adicione um para você.',
  },
};
