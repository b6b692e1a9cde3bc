import type { ResourcesMessages } from '../en/resources.js';

/** The Chinese sentences of the console's pages for resources (RFC 8707). */
export const resourcesZh: ResourcesMessages = {
  resources: {
    title: '资源',
    lead: '您的 API 和 MCP 服务器，应用可以为它们申请访问令牌。任何人都可以用我们的公钥验证这些令牌。',
    manage: '管理资源',
    none: '您还没有资源。',
    remove: '移除',
    removeOf: (name) => `资源“${name}”`,
    removed: '资源已移除，不再为其签发令牌。',
    added: '资源已添加。',
    newTitle: '新建资源',
    identifier: '标识',
    identifierHint: 'API 的 https 地址，应用会用它指明该 API。它也是令牌的受众（audience）。',
    name: '名称',
    nameHint: '用户在允许访问前会看到。',
    scopes: '权限范围',
    scopesHint: '每行一个：名称、空格，以及对所允许操作的说明。例如：read 读取您的笔记',
    submit: '添加资源',
    byOperators: '只有管理员可以添加资源。请联系管理员为您添加。',
  },
};
