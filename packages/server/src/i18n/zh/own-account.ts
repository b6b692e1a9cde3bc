import type { OwnAccountMessages } from '../en/own-account.js';

/** The Simplified Chinese sentences of the account's own pages. */
export const ownAccountZh: OwnAccountMessages = {
  accountLinks: {
    activityDetail: '余额的每一笔变动',
    allActivity: '全部明细',
    ordersDetail: '您的充值及其状态',
    profileDetail: '您的用户名和语言',
    dataDetail: '下载数据，或注销账户',
    older: '更早',
    newest: '最新',
    back: '返回账户',
  },

  chart: {
    title: '余额走势',
    ranges: '时间范围',
    range: (days) => `${days} 天`,
    moved: (days, first, last) => `最近 ${days} 天，余额从 ${first} 变为 ${last}。`,
    still: (days, amount) => `最近 ${days} 天，余额一直是 ${amount}。`,
    extremes: (lowest, highest) => `最低 ${lowest}，最高 ${highest}。`,
    table: '以表格显示',
    day: '日期（UTC）',
    closing: '当日结束时的余额',
  },

  activity: {
    title: '明细',
    lead: '余额的所有增加和扣减，最新的在前。',
    amount: '金额',
    download: '下载 CSV',
    noneHere: '没有更早的记录了。',
  },

  orders: {
    title: '订单',
    lead: '您的充值订单，最新的在前。',
    states: { pending: '等待付款', paid: '已付款', cancelled: '已取消' },
    by: (provider) => `通过 ${provider}`,
    resume: '继续',
    open: '查看',
    orderOf: (amount) => `${amount} 的订单`,
    none: '您还没有充值过。',
  },

  profilePage: {
    title: '个人资料',
    rename: '更改用户名',
    renameHint: '您用它登录；能查看您资料的应用也会显示它。您的账户编号不变。',
    renameFreed: '您现在的用户名将可供他人使用。',
    renamed: (username) => `您的用户名现在是 ${username}。`,
    unchanged: '这已经是您的用户名。',
    tooOften: (minutes) => `尝试次数过多，请在 ${minutes} 分钟后重试。`,
    language: '语言',
    languageDetail: '随账户保存：用于新的浏览器，以及发给您的消息。',
  },

  data: {
    title: '您的数据',
    download: '下载您的数据',
    downloadDetail:
      '一个 JSON 文件，包含我们保存的与您有关的全部内容：资料、余额记录、订单、授权、会话、应用和事件。其中没有密码和密钥。',
    delete: '注销账户',
    deleteDetail: '此操作无法撤销。您会先看到它的后果。',
    deleteLink: '注销账户…',
  },

  deletion: {
    title: '注销账户',
    lead: '此操作无法撤销。请先阅读其后果。',
    consequences: '将会发生什么',
    access: '您会在所有地方退出登录，所有应用立即失去对您账户的访问。',
    balance: (amount) => `您将失去 ${amount} 的余额，不予退还。`,
    erased: '您的用户名、邮箱、密码、会话和授权将被清除。',
    kept: '出于记账需要，您的账户编号、余额记录和订单会保留，但不含您的姓名。',
    freed: '您的用户名和邮箱将可供他人使用；之后使用它们的人得不到您的任何权限。',
    never: '任何人都无法再登录或恢复此账户。',
    apps: '您的以下应用将一并删除：',
    resources: '您的以下资源将一并删除：',
    blockedTitle: '您的账户暂时无法注销',
    lastOperator: '您是本站唯一的管理员。请先让另一个人成为管理员。',
    appsInUse: '您的以下应用仍有其他人在使用。请先通知他们，再到控制台删除这些应用：',
    users: (count) => `${count} 位其他用户`,
    confirm: '确认',
    typeUsername: (username) => `输入您的用户名 ${username}`,
    submit: '永久注销我的账户',
    usernameWrong: '这不是您的用户名。',
    doneTitle: '您的账户已注销',
    done: '您已在所有地方退出登录，任何应用都不再有访问权限。您可以关闭此页面。',
  },

  givenAccess: {
    noPublisher: '没有人为此应用担保。',
    calledThen: (name) => `您授权时，它的名称是 ${name}。`,
    connected: '它目前已连接。结束授权后，它下一次请求时您就会从中退出。',
    endedDetail: '它的令牌已立即失效。它之前读取的内容可能仍被保留，这需要您与该应用自行处理。',
    whatEndingDoes: '结束授权立即生效。您随时可以在登录该应用时重新授权。',
  },
};
