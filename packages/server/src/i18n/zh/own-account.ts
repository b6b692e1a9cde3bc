import type { OwnAccountMessages } from '../en/own-account.js';

export const ownAccountZh: OwnAccountMessages = {
  accountLinks: {
    activityDetail: '余额的每一笔变动',
    allActivity: '全部明细',
    ordersDetail: '您的充值及其状态',
    profileDetail: '您的用户名和语言',
    dataDetail: '下载您的数据或注销账户',
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
    closing: '当日余额',
  },

  activity: {
    title: '明细',
    lead: '余额的所有变动，最新的在前。',
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
    confirm: '确认是您本人，以更改用户名',
    renameHint: '您使用此名称登录，有权查看您个人资料的应用也能看到它。您的账户编号保持不变。',
    renameFreed: '您当前的用户名将可供他人使用。',
    renamed: (username) => `您的用户名现在是 ${username}。`,
    unchanged: '这已经是您的用户名。',
    tooOften: (minutes) => `尝试次数过多，请在 ${minutes} 分钟后重试。`,
    language: '语言',
    languageDetail: '保存在您的账户中，用于新的浏览器和我们发给您的邮件。',
  },

  data: {
    title: '您的数据',
    download: '下载您的数据',
    downloadDetail:
      '一个 JSON 文件，包含我们存储的与您有关的全部数据：个人资料、余额记录、订单、授权、会话、应用和事件。不含密码和密钥。',
    tooOften: (minutes) => `下载次数过多，请在 ${minutes} 分钟后重试。`,
    stillRunning: '您的数据仍在下载中。请等待下载完成，或取消后重试。',
    delete: '注销账户',
    deleteDetail: '此操作无法撤销。确认之前，您会看到其后果。',
    deleteLink: '注销账户…',
  },

  deletion: {
    title: '注销账户',
    lead: '此操作无法撤销。确认之前，请先阅读其后果。',
    consequences: '将会发生什么',
    access: '您会在所有地方退出登录，所有应用立即失去对您账户的访问权限。',
    balance: (amount) => `您将失去 ${amount} 的余额，不予退还。`,
    erased: '您的用户名、邮箱、密码、会话和授权将被清除。',
    kept: '出于记账需要，我们会保留您的账户编号、余额记录和订单，但不含您的姓名。',
    freed: '您的用户名和邮箱地址将可供他人使用，但使用者不会获得您的任何权限。',
    never: '任何人都无法再登录此账户，账户也无法恢复。',
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
    done: '您已在所有地方退出登录，任何应用都不再有访问权限。现在可以关闭此页面。',
  },

  givenAccess: {
    noPublisher: '发布者未知',
    calledThen: (name) => `您授权时，它的名称是 ${name}。`,
    connected: '当前已连接。撤销访问权限后，该应用下次发出请求时您会退出登录。',
    endedDetail: (app) => `其令牌已失效。“${app}”可能仍保留此前获取的数据。如需删除，请联系“${app}”。`,
    whatEndingDoes: '撤销立即生效。下次登录该应用时，您可以重新授权。',
  },
};
