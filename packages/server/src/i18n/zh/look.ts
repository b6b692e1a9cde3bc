import type { LookMessages } from '../en/look.js';

export const lookZh: LookMessages = {
  brand: {
    terms: '使用条款',
    privacy: '隐私政策',
    support: '帮助',
    acceptTerms: '创建账户即表示您同意',
    acceptPrivacy: '创建账户即表示您同意',
    and: '和',
  },

  trust: {
    meaning: (siteName) => `${siteName} 已核实此应用的开发者身份。`,
    unchecked: (siteName) => `${siteName} 未核实过此应用。`,
  },

  or: '或',

  orderProgress: {
    waiting: '此页面会自动更新。',
  },
};
