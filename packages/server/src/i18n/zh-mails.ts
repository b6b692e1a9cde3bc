import type { MailMessages } from './en-mails.js';

/** 邮件内容。 */
export const mailsZh: MailMessages = {
  mails: {
    greeting: (username) => `${username}，你好：`,
    notYou: '如果是你本人操作，无需理会。如果不是，请立即查看：修改密码，退出其他所有浏览器，并结束你不认识的授权。',
    review: '查看我的账户',
    why: '这封邮件与你的账户安全有关，因此发送给你。',
    notices: {
      new_browser: {
        subject: (about) => `新的登录：${about}`,
        text: (about) => `有人在一个从未登录过你账户的浏览器中登录：${about}。`,
      },
      app_allowed: {
        subject: (about) => `${about} 已获得你账户的访问权限`,
        text: (about) => `你已允许应用 ${about} 查看账户的部分信息。你可以随时结束授权。`,
      },
      token_reused: {
        subject: (about) => `我们已将你从 ${about} 退出`,
        text: (about) =>
          `${about} 持有的账户密钥的副本被人使用，因此我们结束了它的访问。如果仍在使用该应用，请重新登录。`,
      },
      password_changed: {
        subject: () => '你的密码已修改',
        text: () => '你的账户密码已修改，其他所有浏览器均已退出登录。',
      },
      email_changed: {
        subject: () => '你的邮箱地址已更改',
        text: (about) => `你的账户邮箱现为 ${about}。此邮箱不会再收到相关邮件。`,
      },
      passkey_added: {
        subject: () => '已添加通行密钥',
        text: (about) => `通行密钥“${about}”现在可以登录你的账户。`,
      },
      passkey_removed: {
        subject: () => '已移除通行密钥',
        text: (about) => `通行密钥“${about}”已不能再登录你的账户。`,
      },
      totp_on: {
        subject: () => '两步验证已开启',
        text: () => '现在用密码登录时，还需要输入身份验证器应用中的验证码。',
      },
      totp_off: {
        subject: () => '两步验证已关闭',
        text: () => '现在用密码登录时，不再需要身份验证器应用中的验证码。',
      },
      recovery_codes_made: {
        subject: () => '新的恢复代码',
        text: () => '已为你的账户生成新的恢复代码，之前的代码不再有效。',
      },
      recovery_code_used: {
        subject: () => '恢复代码已被使用',
        text: (about) => `有人使用恢复代码登录了你的账户。剩余代码：${about} 个。`,
      },
      upstream_linked: {
        subject: (about) => `已开启通过 ${about} 登录`,
        text: (about) => `你在 ${about} 的账户现在可以登录此处的账户。`,
      },
      upstream_unlinked: {
        subject: (about) => `已关闭通过 ${about} 登录`,
        text: (about) => `你在 ${about} 的账户不能再登录此处的账户。`,
      },
    },
  },
};
