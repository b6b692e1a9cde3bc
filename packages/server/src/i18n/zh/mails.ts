import type { MailMessages } from '../en/mails.js';

export const mailsZh: MailMessages = {
  mails: {
    greeting: (username) => `${username}，您好：`,
    withheld: {
      announced: '此类通知数量较多，后续通知将合并为一封邮件发送。',
      subject: '有关您账户的更多通知',
      text: '以下通知数量较多，未逐一发送：',
      repeated: (subject, count) => `${subject}（${count} 次）`,
    },
    notYou: '如果是您本人操作，则无需处理。如果不是，请立即修改密码，在其他所有位置退出登录，并撤销您不认识的授权。',
    review: '查看我的账户',
    why: '这封邮件与您的账户安全有关，因此发送给您。',
    emailChangedNotYou: '如果不是您本人更改的，其他人可能已能访问您的账户。请立即联系本站管理员。',
    links: {
      verify_email: {
        subject: '确认您的邮箱地址',
        text: '请确认这是您的邮箱地址。链接将在 24 小时后失效。',
        action: '确认邮箱地址',
        footer: '有人在账户中填写了此邮箱地址，因此您收到这封邮件。如果不是您本人操作，请忽略。',
      },
      change_email: {
        subject: '确认您的新邮箱地址',
        text: '请确认这是您账户的新邮箱地址。链接将在 1 小时后失效。',
        action: '确认新邮箱地址',
        footer: '有人想将此邮箱地址用于账户，因此您收到这封邮件。如果不是您本人操作，请忽略。',
      },
      reset_password: {
        subject: '重置密码',
        text: '有人请求重置您账户的密码。此链接只能使用一次，1 小时后失效。',
        action: '重置密码',
        footer: '如果不是您本人操作，请忽略此邮件，您的密码保持不变。',
      },
    },
    addressTaken: {
      subject: '您已有账户',
      text: '有人尝试将此邮箱地址用于另一个账户。它已属于您的账户，因此未做任何更改。',
      footer: '如果是您本人操作，请用此邮箱登录，或在登录页重置密码。',
    },
    accountDeleted: {
      subject: '您的账户已被删除',
      text: '您的账户及其所属内容已被删除，此操作无法撤销。',
      notYou: '如果这不是您本人的操作，请立即联系本站管理员。',
    },
    notices: {
      new_browser: {
        subject: (about) => `新的登录：${about}`,
        text: (about) => `有人通过一个新的浏览器登录了您的账户：${about}。`,
      },
      app_allowed: {
        subject: (about) => `“${about}”已获得您账户的访问权限`,
        text: (about) => `您已允许“${about}”查看您账户的部分信息。您可以随时撤销其访问权限。`,
      },
      token_reused: {
        subject: (about) => `我们已将您从“${about}”退出登录`,
        text: (about) =>
          `有人使用了“${about}”持有的您账户令牌的副本，因此我们撤销了其访问权限。如果您仍在使用该应用，请重新登录。`,
      },
      password_changed: {
        subject: () => '您的密码已修改',
        text: () => '您的账户密码已修改，其他所有浏览器均已退出登录。',
      },
      email_changed: {
        subject: () => '您的邮箱地址已更改',
        text: (about) => `您账户的邮箱地址现为 ${about}。此邮箱不会再收到相关邮件。`,
      },
      passkey_added: {
        subject: () => '已添加通行密钥',
        text: (about) => `通行密钥“${about}”现在可以登录您的账户。`,
      },
      passkey_removed: {
        subject: () => '已移除通行密钥',
        text: (about) => `通行密钥“${about}”已不能再登录您的账户。`,
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
        text: () => '已为您的账户生成新的恢复代码，之前的代码不再有效。',
      },
      recovery_code_used: {
        subject: () => '恢复代码已被使用',
        text: (about) => `有人使用恢复代码登录了您的账户。剩余代码：${about} 个。`,
      },
      upstream_linked: {
        subject: (about) => `已开启通过“${about}”登录`,
        text: (about) => `您的“${about}”账户现在可以登录此处的账户。`,
      },
      upstream_unlinked: {
        subject: (about) => `已关闭通过“${about}”登录`,
        text: (about) => `您的“${about}”账户不能再登录此处的账户。`,
      },
      app_created: {
        subject: (about) => `您的账户新增了应用“${about}”`,
        text: (about) => `已在您的账户中创建应用“${about}”，该应用拥有自己的凭据。`,
      },
      app_secret_added: {
        subject: (about) => `已为“${about}”添加密钥`,
        text: (about) => `您的应用“${about}”有了新的客户端密钥。原有的密钥仍然有效。`,
      },
      app_keys_changed: {
        subject: (about) => `“${about}”的密钥对已更改`,
        text: (about) => `您的应用“${about}”现在使用其他密钥对为请求签名，并且没有客户端密钥。`,
      },
      app_security_changed: {
        subject: (about) => `“${about}”的设置已更改`,
        text: (about) => `保护您的应用“${about}”的设置已更改，例如重定向 URI、退出登录地址或对其请求的要求。`,
      },
      app_deleted: {
        subject: (about) => `应用“${about}”已删除`,
        text: (about) => `您的应用“${about}”已删除。用户无法再用它登录。`,
      },
      developer_token_created: {
        subject: () => '已创建开发者令牌',
        text: (about) => `已创建开发者令牌“${about}”。在您撤销之前，它可以管理您的所有应用。`,
      },
    },
  },
};
