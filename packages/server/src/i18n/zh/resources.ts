import type { ResourcesMessages } from '../en/resources.js';

/** The Chinese sentences of the console's pages for resources (RFC 8707). */
export const resourcesZh: ResourcesMessages = {
  resources: {
    title: '资源',
    lead: '您的 API 和 MCP 服务器，应用可以为它们申请访问令牌。这些令牌的签名任何人都可以用公钥验证。',
    manage: '管理资源',
    none: '您还没有资源。',
    remove: '移除',
    removeOf: (name) => `资源“${name}”`,
    removed: '资源已移除，任何人都无法再获得它的令牌。',
    added: '资源已添加。',
    newTitle: '新建资源',
    identifier: '标识',
    identifierHint: 'API 的 https 地址，应用会用它指明该 API。它也是令牌的受众（audience）。',
    name: '名称',
    nameHint: '用户在允许访问前会看到。',
    scopes: '权限范围',
    scopesHint: '每行一个：名称、空格，再用您自己的话说明它允许什么。例如：read 读取您的笔记',
    submit: '添加资源',
    byOperators: '本站由管理员添加资源。请联系管理员，添加后的资源归您所有。',
  },
};
