import type { UpstreamMessages } from '../en/upstream.js';

/** 通过其他账户登录。 */
export const upstreamZh: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `使用 ${provider} 继续`,
    failedTitle: (provider) => `${provider} 未能让您登录`,
    denied: (provider) => `您在 ${provider} 没有同意，因此未做任何操作。`,
    expired: '等待时间过长、已经完成，或是在另一个浏览器中开始的。请重新开始。',
    away: (provider) => `${provider} 目前没有响应。请一分钟后再试，或用其他方式登录。`,
    refused: (provider) => `${provider} 发来的答复无法信任，因此未被采用。如果再次发生，请告知本站管理员。`,
    closed: (provider, siteName) =>
      `${siteName} 上没有与此 ${provider} 账户关联的账户，且注册不对所有人开放。如果您已有账户，请登录后在“安全”中关联 ${provider}。`,
    emailTakenTitle: '您在这里已有账户',
    emailTaken: (provider) =>
      `${provider} 提供的邮箱属于这里的一个账户。请照常登录该账户，然后在“安全”中关联 ${provider}。`,
    identityTaken: (provider) => `此 ${provider} 账户已与这里的另一个账户关联。请先在那里移除。`,
    identityOther: (provider) => `已关联另一个 ${provider} 账户。请先移除它，再关联此账户。`,
    userChanged: '自您开始以来，有其他人在此登录，或已无人登录。未关联任何账户。',
    tryAgain: '重试',
    otherWay: '用其他方式登录',
    toSecurity: '返回安全',
    newcomer: (provider, label) => `您在 ${provider} 的名称是 ${label}。请确认您在这里的账户名称。`,
    emailVerified: (provider) => `${provider} 已确认此邮箱。`,
    alreadyHere: (provider) => `如要使用您在这里已有的账户，请登录后在“安全”中关联 ${provider}。`,
    section: '使用其他账户登录',
    none: '没有其他账户可以登录此账户。',
    since: '始于',
    connect: (provider) => `关联 ${provider}`,
    connectMeans: (provider, username) =>
      `我们会带您前往 ${provider}。此后，凡能登录您在那里的账户的人，都能以 ${username} 的身份在这里登录。`,
    goOn: (provider) => `前往 ${provider}`,
    remove: '移除',
    removeWhat: (provider) => `${provider} 登录`,
    removeTitle: (provider) => `移除 ${provider} 登录`,
    removeMeans: (provider) => `您的 ${provider} 账户将不能再登录这里。已登录的浏览器保持登录。`,
    lastWayIn: '这是进入您账户的唯一方式。请先设置密码。',
    noPassword: '您使用其他账户登录，在这里没有密码。可通过邮件中的链接设置密码。',
    noPasswordNoMail: '您使用其他账户登录，在这里没有密码。如需密码，请向本站管理员索取链接。',
    signInAgain: '您登录已有一段时间。请退出并重新登录，然后再回来。',
  },
};
