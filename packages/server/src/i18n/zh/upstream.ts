import type { UpstreamMessages } from '../en/upstream.js';

export const upstreamZh: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `使用 ${provider} 继续`,
    failedTitle: (provider) => `无法通过 ${provider} 登录`,
    denied: (provider) => `您在 ${provider} 拒绝了请求，因此未做任何更改。`,
    expired: '用时过长、操作已完成，或是在其他浏览器中发起的。请重新开始。',
    away: (provider) => `${provider} 目前没有响应。请一分钟后再试，或用其他方式登录。`,
    refused: (provider) => `我们无法验证 ${provider} 的响应，因此未予采用。如果问题仍然存在，请告知本站管理员。`,
    closed: (provider, siteName) =>
      `${siteName} 上没有与此 ${provider} 账户关联的账户，且注册不对所有人开放。如果您已有账户，请登录后在“安全”中关联 ${provider}。`,
    emailTakenTitle: '您在这里已有账户',
    emailTaken: (provider) =>
      `${provider} 提供的邮箱属于这里的一个账户。请照常登录该账户，然后在“安全”中关联 ${provider}。`,
    identityTaken: (provider) => `此 ${provider} 账户已关联到这里的另一个账户。请先在那个账户中移除。`,
    identityOther: (provider) => `已关联另一个 ${provider} 账户。请先移除它，再关联此账户。`,
    userChanged: '在您操作期间，有其他人在此登录，或您已退出登录。未关联任何账户。',
    tryAgain: '重试',
    otherWay: '用其他方式登录',
    toSecurity: '返回安全',
    newcomer: (provider, label) => `您在 ${provider} 以 ${label} 的身份登录。请确认您在这里的新账户信息。`,
    emailVerified: (provider) => `已由 ${provider} 验证。`,
    alreadyHere: (provider) => `在这里已有账户？请登录后在“安全”中关联 ${provider}。`,
    section: '已关联的账户',
    none: '没有关联任何账户。',
    since: '关联于',
    connect: (provider) => `关联 ${provider}`,
    connectMeans: (provider, username) =>
      `我们会带您前往 ${provider}。此后，凡能登录您在那里的账户的人，都能以 ${username} 的身份在这里登录。`,
    goOn: (provider) => `前往 ${provider}`,
    remove: '移除',
    removeWhat: (provider) => `${provider} 登录`,
    removeTitle: (provider) => `移除 ${provider} 登录`,
    removeMeans: (provider) => `您将无法再用 ${provider} 账户登录这里。已登录的浏览器保持登录状态。`,
    lastWayIn: '这是登录您账户的唯一方式。请先设置密码。',
    noPassword: '您使用其他账户登录，在这里没有密码。我们可以通过邮件向您发送设置密码的链接。',
    noPasswordNoMail: '您使用其他账户登录，在这里没有密码。如需设置密码，请向本站管理员索取链接。',
    signInAgain: '您登录已有一段时间。请退出并重新登录，然后再回来。',
  },
};
