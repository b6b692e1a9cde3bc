import type { LeavingMessages } from '../en/leaving.js';

export const leavingZh: LeavingMessages = {
  formPost: {
    title: '返回应用',
    explanation: '正在返回应用。如果没有反应，请点击按钮。',
    submit: '继续',
  },

  signOut: {
    title: '退出登录？',
    ask: (siteName) => `要在此浏览器中退出登录 ${siteName} 吗？`,
    askOf: (app, siteName) => `“${app}”请求在此浏览器中将您从 ${siteName} 退出登录。`,
    submit: '退出登录',
    stay: '保持登录',
    done: '您已退出登录',
    doneDetail: (siteName) => `您已在此浏览器中退出登录 ${siteName}，可以关闭此页面。`,
    refusedTitle: '此退出登录链接无效',
    refused: {
      hint: '应用发送的 id_token_hint 不是由本站签发的，或不是签发给该应用的。',
      client: '应用发送的 client_id 未注册，或与该次登录所用的不一致。',
      uri: '应用发送的 post_logout_redirect_uri 未在该应用中注册。',
    },
    refusedDetail: '您不会被送回该应用。',
    refusedAsk: '您仍可在此退出登录。',
  },
};
