import type { DeviceMessages } from '../en/device.js';

export const deviceZh: DeviceMessages = {
  device: {
    title: '连接设备',
    lead: '请输入设备上显示的代码。',
    code: '代码',
    codeHint: '八个字母，不区分大小写，连字符可省略。',
    submit: '继续',
    codeRequired: '请输入设备上显示的代码。',
    codeUnknown: '代码错误、已过期或已使用。请查看您的设备后重试。',
    tooMany: (minutes) => `代码错误次数过多，请 ${minutes} 分钟后重试。`,
    confirmTitle: (app) => `将设备连接到\u200B“${app}”`,
    compare: '请确认您的设备显示此代码：',
    warning:
      '请仅在您本人通过眼前的设备发起此操作时继续。如果代码或本页链接是别人发给您的，请取消，否则对方将能访问您的账户。',
    allow: '允许',
    goneTitle: '此代码已失效',
    allowedTitle: '设备已连接',
    allowed: '请回到您的设备，几秒后会自动继续。',
    cancelledTitle: '已取消',
    cancelled: '设备未连接。',
    another: '输入其他代码',
  },
};
