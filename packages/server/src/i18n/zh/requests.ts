import type { RequestsMessages } from '../en/requests.js';

export const requestsZh: RequestsMessages = {
  requests: {
    title: (app) => `“${app}”的请求`,
    open: '请求日志',
    openDetail: '您的应用向本服务器发出的请求，以及结果和原因。密钥、授权码和令牌不会保留。',
    toApp: '返回应用',
    totals: (succeeded, failed) => `最近 24 小时：成功 ${succeeded} 次，失败 ${failed} 次。`,
    kept: '我们会保留最新的 500 条请求，为期 3 天。对于流量大的应用，保留所有失败的请求和部分成功的请求。',
    warningsTitle: '警告',
    warnings: {
      browser_secret:
        '有一个带客户端密钥的请求来自浏览器。任何打开该页面的人都能读取密钥。上线之前，请改在服务器上换取令牌，或注册一个使用 PKCE、没有密钥的公开应用。如果该页面已经公开，请更换密钥。',
      no_state: '有一次登录没有携带 state。请发送随机的 state 并在回调时比对，以免他人让您的用户登录到陌生人的账户。',
      no_pkce:
        '有一次登录没有使用 PKCE（code_challenge）。PKCE 能使窃得的授权码失去作用，大多数库都支持。您的库启用后，请在应用设置中开启“强制使用 PKCE”。',
    },
    filterTitle: '筛选',
    outcome: '结果',
    operation: '请求类型',
    any: '全部',
    outcomes: { ok: '成功', failed: '失败' },
    operations: {
      authorize: '登录（authorize）',
      par: '推送请求（par）',
      token: '换取令牌（token）',
      refresh: '刷新令牌（token）',
      device: '设备代码（device_authorization）',
      userinfo: '用户信息（userinfo）',
      topup: '充值链接（topup）',
      introspect: '令牌查询（introspect）',
      revoke: '撤销令牌（revoke）',
      backchannel_logout: '登出通知（由我们发出）',
      jwks_uri: '公钥（由我们读取 jwks_uri）',
    },
    requestId: '请求 ID',
    requestIdHint: '见响应头 X-Request-Id 或错误页面。',
    submit: '应用筛选',
    list: '最新请求',
    refresh: '刷新',
    older: '更早',
    none: '没有符合条件的请求。',
    noneDetail: '请求处理完成后会显示在这里。登录请求会在用户回到您的应用后显示。',
    why: '为什么失败？',
    documentation: (code) => `进一步了解 ${code}`,
    hidden: '未显示',
  },
};
