import type { Messages } from '../en/index.js';
import { accountZh } from './account.js';
import { consoleZh } from './console.js';
import { faultsZh } from './faults.js';
import { deviceZh } from './device.js';
import { requestsZh } from './requests.js';
import { playgroundZh } from './playground.js';
import { testUsersZh } from './test-users.js';
import { resourcesZh } from './resources.js';
import { leavingZh } from './leaving.js';
import { lookZh } from './look.js';
import { mailsZh } from './mails.js';
import { ownAccountZh } from './own-account.js';
import { recoveryZh } from './recovery.js';
import { stepsZh } from './steps.js';
import { upstreamZh } from './upstream.js';

/**
 * Simplified Chinese. The reader is 您. Punctuation is full-width; Latin words, digits and values stand between spaces, and the
 * names of apps, which may be in either script, in “quotation marks”. In long headings, U+200B says where a line may end.
 *
 * account 账户, app 应用, authorization 授权, to allow 允许, to end 终止, balance 余额, to top up 充值, unit 单位, order 订单,
 * to sign in 登录, to sign out 退出登录, to sign up 注册, operator 管理员, developer 开发者, console 控制台, playground 演练场,
 * code 授权码 (of a device: 代码), access token 访问令牌, refresh token 刷新令牌, developer token 开发者令牌,
 * redirect URI 回调地址, client secret 客户端密钥, key 密钥对 (公钥, 私钥), to revoke 撤销, scope 权限范围, claim 声明,
 * resource 资源, passkey 通行密钥, verification code 验证码, recovery code 恢复代码.
 */
export const zh: Messages = {
  languageName: '简体中文',

  page: {
    skip: '跳到正文',
    navigation: '主导航',
    language: '语言',
    account: '账户',
    authorizations: '授权',
    topUp: '充值',
    console: '控制台',
    signOut: '退出登录',
    cancel: '取消',
    fullStop: '。',
    errorTitle: (title) => `错误：${title}`,
    titleOn: (title, siteName) => `${title} · ${siteName}`,
  },

  form: {
    errorSummary: '请检查您填写的内容',
    username: '用户名',
    usernameOrEmail: '用户名或邮箱',
    email: '邮箱',
    password: '密码',
    passwordHint: (minimum) => `至少 ${minimum} 个字符，一句简短的话就很好。`,
  },

  faults: {
    usernameRequired: '请输入用户名。',
    usernameOrEmailRequired: '请输入用户名或邮箱地址。',
    usernameInvalid: (maximum) =>
      `用户名最多 ${maximum} 个字符，不能包含 @ 或不可见字符，同一个词中不能混用不同字母表。`,
    usernameTaken: '该用户名已被使用，请换一个。',
    emailRequired: '请输入邮箱地址。',
    emailInvalid: '请输入有效的邮箱地址，例如 name@example.com。',
    emailTaken: '该邮箱地址已有账户，请直接登录。',
    passwordRequired: '请输入密码。',
    passwordTooShort: (minimum) => `密码至少需要 ${minimum} 个字符。`,
    passwordTooLong: (maximum) => `密码最多 ${maximum} 个字符。`,
    currentPasswordRequired: '请输入当前密码。',
    currentPasswordWrong: '当前密码不正确。',
    wrongCredentials: '用户名或密码错误。',
    tooManyAttempts: (minutes) => `密码错误次数过多，请 ${minutes} 分钟后重试。`,
    accountDisabled: '该账户已停用，原因请咨询本站管理员。',
    invitationInvalid: '该邀请已使用或已过期，请索取新的邀请。',
    amountRequired: '请输入金额。',
    amountInvalid: '请输入金额，例如 20 或 12.50。',
    amountTooSmall: (minimum) => `单次充值最低 ${minimum}。`,
    amountTooLarge: (maximum) => `单次充值最高 ${maximum}。`,
    amountOverLimit: '您的账户余额将超过上限。请输入较小的金额，或联系客服。',
    providerRequired: '请选择支付方式。',
  },

  scopes: {
    openid: {
      name: '确认您的身份',
      brief: '每次使用同一个标识',
      detail: '确认您的身份，每次使用同一个标识。',
    },
    profile: {
      name: '查看您的个人资料',
      brief: '用户名、邮箱地址、账户编号、注册日期',
      detail: '您的用户名、邮箱地址、账户编号和注册日期。',
    },
    email: {
      name: '查看您的邮箱地址',
      brief: '以及是否已验证',
      detail: '您的邮箱地址，以及是否已验证。',
    },
    balance: {
      name: '查看您的余额',
      brief: '剩余金额和已消费金额',
      detail: '每次查询时您的剩余金额和已消费金额。',
    },
    offline_access: {
      name: '保持连接',
      brief: '您离开后仍可访问',
      detail: '您离开后仍保留此访问权限。',
    },
  },

  access: {
    publishedBy: (owner) => `由 ${owner} 发布`,
    publishedByNobody: '此应用为自行注册，发布者未知。请仅在您刚刚亲自打开它的情况下继续。',
    knownByAddress: '发布者未知。此应用仅以其地址标识：',
    trusted: (siteName) => `已由 ${siteName} 核实`,
    receives: (app) => `“${app}”将可以：`,
    isNew: '新增',
    currently: (balance) => `当前：${balance}`,
    resources: '其他服务',
    atResource: '该应用将可以使用',
    recognised: '在该服务中识别您的身份',
    resourceWords: '以上说明由该服务的管理员提供。',
    sentTo: '您将前往',
    newAddress: '这是一个新地址：此前该应用使用的是另一个地址。',
    onThisDevice: '这是您自己设备上的程序。',
    byScheme: '这会打开您设备上处理此类链接的程序。',
    cannotTitle: '该应用无法：',
    cannot: ['查看您的密码', '花费您的余额', '更改您的账户'],
    inProfile: '您的邮箱地址属于您的个人资料。',
    staysConnected: (days) => `此应用最多可保持连接 ${days} 天，即使您已离开。`,
    keeps: (days) => `您离开后仍保留此访问权限，最长 ${days} 天，或直到您将其撤销。`,
    lasts: '您可以随时撤销此访问权限，请前往',
    manage: '授权管理',
  },

  home: {
    title: '欢迎',
    lead: '一个账户，畅用所有应用',
    what: (siteName) => `使用 ${siteName} 账户，一键登录各个应用，自行决定每个应用能看到什么，余额也集中在一处管理。`,
    signIn: '登录',
    signUp: '注册账户',
    signedInAs: (username) => `已登录：${username}`,
    accountDetail: '您的个人资料、余额和近期动态',
    authorizationsDetail: '查看哪些应用有访问权限，并可随时撤销',
    topUpDetail: '为账户余额充值',
    consoleDetail: '注册应用，创建开发者令牌',
    points: [
      { title: '一键登录', detail: '无需为每个应用设置新密码。' },
      { title: '由您决定', detail: '每个应用只能看到您允许的内容。' },
      { title: '随时撤销', detail: '撤销后，访问立即停止。' },
    ],
  },

  signIn: {
    title: '登录',
    toContinue: (app) => `以继续前往“${app}”`,
    submit: '登录',
    byContinuing: (app) => `登录即表示您允许“${app}”：`,
    otherAccount: (app, username) => `您当前登录的是 ${username}，但“${app}”要求使用另一个账户。`,
    noAccount: '还没有账户？',
    signUp: '注册账户',
  },

  signUp: {
    title: '注册账户',
    submit: '注册',
    haveAccount: '已有账户？',
    signIn: '登录',
    invited: '您受邀在此注册账户。',
    operatorTitle: '成为管理员',
    operator: '您即将成为本站管理员，负责管理用户、应用和设置。',
    usernameHint: '有权查看您个人资料的应用会看到此名称。',
    closedTitle: '暂不开放注册',
    closed: (siteName) => `只有管理员可以在 ${siteName} 创建账户。`,
    closedAsk: '如需账户，请向管理员索取邀请。',
    acceptTitle: '接受邀请',
    acceptUser: '您已登录，此账户无需接受任何邀请。',
    accept: (username) => `以 ${username} 的身份接受`,
  },

  consent: {
    title: (app) => `“${app}”\u200B请求访问\u200B您的账户`,
    continueTitle: (app) => `继续前往\u200B“${app}”`,
    signedInAs: '当前登录账户',
    notYou: '不是您？',
    useAnother: '使用其他账户',
    chooseHint: '不想分享的内容，取消勾选即可。',
    besideHint: '此应用还请求以下权限，但不一定需要。请勾选您愿意分享的内容。',
    allow: '允许',
    continueAs: (username) => `以 ${username} 的身份继续`,
  },

  errors: {
    requestId: '请求 ID',
    home: '前往首页',
    openAgain: '重新打开页面',
    returnTo: (origin: string) => `返回 ${origin}`,
    notFound: {
      title: '页面不存在',
      explanation: '此地址没有对应的页面。',
      remedy: '请检查地址是否有误，或从首页重新开始。',
    },
    methodNotAllowed: {
      title: '不支持此操作方式',
      explanation: '此地址不接受这类请求。',
      remedy: '请返回并使用页面上的按钮。',
    },
    forbidden: {
      title: '没有权限',
      explanation: '您的账户无权打开此页面。',
      remedy: '如果您认为应有权限，请联系本站管理员。',
    },
    signedOut: {
      title: '您已退出登录',
      explanation: '您的会话在此期间已结束：您退出了登录、更改了密码，或者管理员停用了您的账户。',
      remedy: '未作任何更改。请登录后重试。',
    },
    gone: {
      title: '内容已被删除',
      explanation: '处理您的请求时，此页面所涉及的内容已被删除。',
      remedy: '未作任何更改。请返回它所在的列表并重新加载。',
    },
    formStale: {
      title: '此页面已过期',
      explanation: '此页面打开后，您在另一个标签页中登录或退出了登录，或者此浏览器的 Cookie 已被删除。',
      remedy: '未作任何更改。请重新打开页面，再提交表单。',
    },
    formUsed: {
      title: '此表单已提交过',
      explanation: '此表单用于创建密钥等机密信息，只生效一次：重新加载显示机密信息的页面不会再次创建。',
      remedy:
        '本次未作任何更改。请重新打开页面查看现有内容。丢失的机密信息无法再次显示：请新建一个，并移除丢失的那个。',
    },
    formRefused: {
      title: '无法接受此表单',
      explanation: '页面打开时间过长，或者表单来自其他网站或其他会话。',
      remedy: '请返回并刷新页面，然后重新提交。目前没有任何更改。',
    },
    tooManyRequests: {
      title: '尝试次数过多',
      explanation: '短时间内来自您所在网络的尝试次数过多。',
      remedy: '请等待几分钟，然后重试。',
    },
    badRequest: {
      title: '请求无效',
      explanation: '将您带到这里的链接不完整或已损坏。',
      remedy: '请返回应用重试。如果问题仍然存在，请联系应用的开发者。',
    },
    unknownApp: {
      title: '未知应用',
      explanation: '将您带到这里的应用尚未注册，或已不再注册。',
      remedy: '请返回应用并告知其开发者。如果您就是开发者，请核对链接中的 client_id 与控制台中的是否一致。',
    },
    unknownDocument: {
      title: '未知应用',
      explanation: '将您带到这里的应用自行发布了其描述文件，但该文件无法使用。',
      remedy: '请返回应用，并将上述内容告知其开发者。',
    },
    suspendedApp: {
      title: '此应用已被暂停',
      explanation: '将您带到这里的应用已被暂停，目前无法让您登录，也无法读取您的数据。',
      remedy: '未作任何更改。如果您需要使用该应用，请联系其开发者。',
    },
    requestExpired: {
      title: '此请求已失效',
      explanation: '该请求已处理、已过期，或是在其他浏览器中发起的。',
      remedy: '请返回应用，重新开始。',
    },
    unavailable: {
      title: '服务即将恢复',
      explanation: '服务的一部分暂时没有响应，您的账户和余额都是安全的。',
      remedy: '请等待一分钟，然后重试。',
    },
    serverError: {
      title: '出了点问题',
      explanation: '这是我们的问题，与您无关。',
      remedy: '请重试。如果问题仍然存在，请将下方的请求 ID 告知本站管理员。',
    },
    redirect: {
      title: '此应用发送了\u200B无效的回调地址',
      titleOf: (app) => `“${app}”\u200B发送了\u200B无效的回调地址`,
      explanation: '回调地址（redirect_uri）未在该应用中注册。为保护您的账户，我们没有跳转，该应用也没有收到任何内容。',
      sent: '应用发送的地址',
      sentNothing: '无',
      visitorTitle: '如果您正在登录',
      visitor: '请返回应用，并将此页面的内容告知其开发者。',
      developerTitle: '如果您是该应用的开发者',
      developer: '用应用所属的账户登录，即可在此查看已注册的地址。链接中的地址必须与某个已注册的地址逐字一致。',
      ownerTitle: '您已注册的回调地址',
      ownerEmpty: '此应用没有注册任何回调地址。',
      owner: '请使两者一致：修改应用发送的 redirect_uri，或注册此地址。前往',
      console: '控制台',
      registered: '已注册',
      yours: '已发送',
      differsAt: (position) => `第一处差异在第 ${position} 个字符。`,
    },
  },

  ...accountZh,
  ...consoleZh,
  ...deviceZh,
  ...faultsZh,
  ...requestsZh,
  ...playgroundZh,
  ...resourcesZh,
  ...testUsersZh,
  ...leavingZh,
  ...lookZh,
  ...mailsZh,
  ...ownAccountZh,
  ...recoveryZh,
  ...stepsZh,
  ...upstreamZh,
};
