import type { LookMessages } from '../en/look.js';

export const lookZh: LookMessages = {
  brand: {
    terms: '使用条款',
    privacy: '隐私政策',
    support: '帮助',
    acceptTerms: '创建账户即表示您接受：',
    yourData: '我们如何处理您的数据：',
  },

  trust: {
    meaning: (siteName) => `${siteName} 的管理员知道此应用由谁开发。`,
    unchecked: (siteName) => `${siteName} 未核实过此应用。`,
  },

  or: '或',

  orderProgress: {
    waiting: '此页面会自动更新。',
  },
};
