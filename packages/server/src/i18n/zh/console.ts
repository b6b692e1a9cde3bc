import type { ConsoleMessages } from '../en/console.js';

export const consoleZh: ConsoleMessages = {
  console: {
    home: {
      title: '开发者控制台',
      apps: '您的应用',
      newApp: '新建应用',
      noApps: '还没有应用',
      noAppsDetail: '注册一个应用，让用户用本站账户登录。',
      created: '注册于',
      deleted: '应用已删除，任何人都无法再用它登录。',
      hints: '上线之前',
    },

    becomeDeveloper: {
      title: '构建应用',
      lead: '让用户用本站账户登录您的应用，查看余额，并引导他们充值。',
      points: [
        '注册应用，每个应用都有自己的回调地址和密钥。',
        '创建开发者令牌，让程序代您注册应用。',
        '复制可直接运行的请求示例，其中已填入您应用的参数。',
      ],
      submit: '成为开发者',
      nothingChanges: '您的账户和余额不会有任何变化。',
    },

    tokens: {
      title: '开发者令牌',
      confirm: '确认是您本人，以创建开发者令牌',
      lead: '程序凭此令牌通过 API 管理您的应用：创建、更改和删除应用及其密钥。令牌不能创建其他令牌。',
      none: '您还没有开发者令牌。',
      created: '创建于',
      lastUsed: '上次使用',
      neverUsed: '从未使用',
      expires: '到期时间',
      never: '永不',
      neverExpires: '永不过期',
      expired: '已过期',
      revoke: '撤销',
      revokeOf: (name) => `令牌“${name}”`,
      revoked: '令牌已撤销，使用它的程序不再有访问权限。它们创建的应用和密钥仍然有效，请删除您不认识的。',
      newTitle: '新建令牌',
      name: '令牌名称',
      nameHint: '写明用在哪里，例如“部署脚本”。',
      expiry: '有效期',
      days: (days) => `${days} 天`,
      submit: '创建令牌',
      expiryInvalid: '请选择一个有效期。',
      createdTitle: '您的新开发者令牌',
      label: '开发者令牌',
      use: '在每个请求中发送它：',
    },

    shownOnce: {
      copy: '请立即复制。之后将无法再次查看。',
      lost: '如果丢失，请重新创建。',
      server: '请把它保存在服务器的环境变量中，不要放进浏览器或代码里。',
      secret: '客户端密钥',
      toApp: '前往应用',
      toConsole: '返回控制台',
    },

    app: {
      suspended: {
        operator: '管理员已暂停此应用。在恢复之前，用户无法登录该应用，其令牌和凭据也无法使用。',
        owner_disabled:
          '由于所有者的账户已被停用，此应用已暂停。在账户重新启用之前，用户无法登录该应用，其令牌和凭据也无法使用。',
      },
      newTitle: '新建应用',
      create: '创建应用',
      createdTitle: (name) => `“${name}”已注册`,
      createdPublic: '应用已注册。它是公开应用，因此没有密钥。',
      createdConfidential: '应用已注册。其密钥已在上一页显示过一次。',
      confirm: '确认是您本人，以更改名称和简介以外的设置',
      settings: '设置',
      isPublic: '这是公开应用：没有密钥，始终使用 PKCE。',
      save: '保存',
      saved: '已保存。',
    },

    settings: {
      name: {
        label: '应用名称',
        hint: '用户登录时会看到。',
      },
      description: {
        label: '简介',
        hint: '选填。用一句话告诉用户此应用的用途。',
      },
      redirectUris: {
        label: '回调地址',
        hint: '用户登录后返回的地址，每行一个。请使用 https，仅 localhost 可用 http。应用发送的地址必须与其中之一逐字一致。',
      },
      isPublic: {
        label: '此应用没有自己的服务器',
        hint: '手机应用、桌面应用和单页应用无法妥善保管密钥，因此没有密钥，并且始终使用 PKCE。',
      },
      requirePkce: {
        label: '强制使用 PKCE',
        hint: '拒绝未携带 code_challenge 的登录请求。如果您的所有客户端都支持，开启会更安全。',
      },
      allowBrowserSecret: {
        label: '接受来自浏览器的密钥',
        hint: '任何打开此类页面的人都能读取密钥，并冒充您的应用。仅可在试验时勾选。',
      },
      idTokenAlg: {
        label: 'id_token 的签名算法',
        hint: '所有 OpenID Connect 库都支持 RS256。',
      },
      claimsInIdToken: {
        label: '我的库只读取 id_token',
        hint: '将个人资料和邮箱信息也放入 id_token。默认情况下，这些信息只能通过 userinfo 获取。用户退出登录时 id_token 会经过浏览器，如无必要请勿开启。',
      },
      postLogoutRedirectUris: {
        label: '退出登录后的回调地址',
        hint: '用户退出登录后，应用可将其送往的地址（post_logout_redirect_uri）。每行一个。',
      },
      backchannelLogoutUri: {
        label: '后端通道退出登录地址',
        hint: '选填。用户在本站退出登录时，我们会向此地址发送 logout token（OpenID Connect Back-Channel Logout）。',
      },
      jwks: {
        label: '公钥（JWK Set）',
        hint: '用来代替客户端密钥：应用用自己的私钥为每个请求签名（private_key_jwt）。请粘贴 JSON 格式的公钥。保存后，客户端密钥将被移除。',
      },
      jwksUri: {
        label: 'JWK Set 地址',
        hint: '也可以不粘贴公钥，而填写应用发布 JWK Set 的 https 地址。',
      },
      requirePar: {
        label: '强制使用推送授权请求',
        hint: '拒绝您的服务器未事先推送给本站的登录请求（PAR）。',
      },
      dpopBound: {
        label: '将令牌绑定到密钥对',
        hint: '没有您应用的私钥，即使窃得令牌也无法使用（DPoP）。应用必须发送证明。',
      },
      isFapi: {
        label: 'FAPI 2.0 安全配置',
        hint: '银行级别的最严格规则：需要公钥，并开启推送请求、PKCE 和 DPoP。',
      },
      grantTypes: {
        label: '允许设备登录',
        hint: '适用于电视、命令行等：用户在另一台设备上输入简短的代码。如果应用不需要，请保持关闭。',
      },
    },

    logo: {
      title: '图标',
      lead: '请求用户授权时，它会显示在应用名称旁边。没有图标时显示名称的第一个字。',
      endsTrust: '此应用是以当前图标通过核实的。更换图标会取消核实状态，直到管理员重新核实。',
      file: '图片',
      hint: 'PNG、WebP 或 JPEG，最大 64 kB，每边 16 到 1024 像素。正方形效果最好。',
      submit: '上传图标',
      saved: '图标已保存，用户从现在起会看到它。',
      remove: '移除图标',
      removed: '图标已移除，用户会看到名称的第一个字。',
    },

    secrets: {
      title: '客户端密钥',
      confirm: '确认是您本人，以添加密钥',
      lead: '每个应用最多有两个密钥。要在不中断服务的情况下更换，请先添加第二个并部署，再移除第一个。最后一个密钥不能移除。',
      created: '创建于',
      lastUsed: '上次使用',
      neverUsed: '从未使用',
      add: '添加密钥',
      remove: '移除',
      removeOf: (hint) => `以 ${hint} 结尾的密钥`,
      removed: '密钥已移除，不再有效。',
      full: '此应用已有两个密钥。如需再添加，请先移除不再使用的密钥。',
      createdTitle: '您的新客户端密钥',
      both: '之前的密钥在您移除之前仍然有效。',
    },

    snippets: {
      title: '试一试',
      lead: '这些请求已填入您应用的参数。请替换大写的部分。',
      push: '在您的服务器上推送请求，响应中包含 request_uri',
      authorize: '将用户送往此地址',
      exchange: '在您的服务器上用授权码换取令牌',
      exchangePublic: '用授权码换取令牌',
      refresh: '获取新令牌，始终使用最新的刷新令牌',
      userinfo: '获取用户及其余额',
      topup: '获取供用户充值的地址',
      page: '或者在一个页面上显示全部：当前用户、余额和按钮',
      pageWithBackend: '或者在一个页面上显示全部，并在您的服务器上使用 @octroi/sdk/server 的路由',
      callbackPage: '再把这段代码放到回调地址的页面上',
      publicNote: '公开应用每次登录都生成新的 code_verifier，并发送其 SHA-256 作为 code_challenge。',
      otherUris: '这些请求使用您的第一个回调地址。',
    },

    deleteApp: {
      title: '删除此应用',
      confirm: '确认是您本人，以删除此应用',
      effects: [
        '用户无法再用它登录，它会立即失去访问权限。',
        '其 client_id、密钥和令牌将失效。',
        '用户给予它的所有授权将被移除。',
      ],
      noUndo: '此操作无法撤销。',
      understand: '我已了解',
      notUnderstood: '请勾选此框以确认您已了解。',
      submit: '删除应用',
    },
  },
};
