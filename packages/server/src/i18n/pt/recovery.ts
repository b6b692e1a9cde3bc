import type { RecoveryMessages } from '../en/recovery.js';

export const recoveryPt: RecoveryMessages = {
  recovery: {
    forgot: 'Esqueceu a senha?',
    forgotTitle: 'Redefinir sua senha',
    forgotLead: 'Informe seu nome de usuário ou e-mail e enviaremos um link de redefinição.',
    send: 'Enviar link de redefinição',
    sentTitle: 'Veja seu e-mail',
    sent: 'Se houver uma conta com esse nome de usuário ou e-mail, enviamos um link de redefinição. O link expira em 1 hora.',
    notThere: 'Não recebeu? Verifique a pasta de spam, ou confira o que digitou e tente de novo em alguns minutos.',
    backToSignIn: 'Voltar para o login',
    resetTitle: 'Escolha uma nova senha',
    resetLead: (username) => `Para a conta ${username}. Isto desconecta todos os navegadores e apps.`,
    newPassword: 'Nova senha',
    revokesCredentials:
      'Isso também revoga seus tokens de desenvolvedor e os segredos e chaves dos seus apps. Depois, crie outros no console.',
    submit: 'Definir senha',
    doneTitle: 'Sua senha foi redefinida',
    done: 'Entre com sua nova senha. Todos os navegadores e apps foram desconectados.',
    leavesTitle: 'Remover também',
    leavesLead:
      'Uma nova senha não encerra estes itens. O que foi adicionado nos últimos 30 dias está marcado. Desmarque o que você mesmo adicionou.',
    otherRecentApps: (count) =>
      count === 1
        ? 'Mais 1 app, autorizado nos últimos 30 dias'
        : `Mais ${count} apps, todos autorizados nos últimos 30 dias`,
    otherEarlierApps: (count) =>
      count === 1 ? 'Mais 1 app, autorizado antes' : `Mais ${count} apps, todos autorizados antes`,
    otherRedirectUris: (count) =>
      count === 1
        ? 'Mais 1 URI de redirecionamento, adicionado nos últimos 30 dias ao app'
        : `Mais ${count} URIs de redirecionamento, adicionados nos últimos 30 dias ao app`,
    kinds: {
      passkey: 'Chave de acesso',
      provider: 'Conta vinculada',
      app: 'App autorizado',
      redirectUri: 'URI de redirecionamento',
      deviceFlow: 'Login em dispositivos pelo seu app',
    },
    since: 'desde',
    stepStays:
      'A verificação em duas etapas continua ativada. Um link não pode desativá-la. Se não foi você que a ativou, fale com o operador deste site.',
    stillTitle: 'Continua valendo',
    stillHint: 'Depois de entrar, você pode remover estes itens na sua conta.',
    linkUsedTitle: 'Este link não é mais válido',
    linkUsed: 'Ele expirou, já foi usado ou foi substituído por um mais novo.',
    askAgain: 'Solicitar um novo link',
    verifyTitle: 'Confirme seu endereço de e-mail',
    verifyLead: (email) => `O endereço ${email} é seu?`,
    verifyAccount: (username) =>
      `Se você confirmar, ele passa a ser o endereço confirmado da conta ${username}. Se essa conta não for sua, não confirme.`,
    verify: 'Confirmar',
    verifiedTitle: 'Seu endereço de e-mail está confirmado',
    verified: (email) => `${email} agora é o endereço confirmado da sua conta.`,
    toAccount: 'Ir para a sua conta',
    emailTitle: 'Endereço de e-mail',
    emailConfirmed: 'Confirmado',
    emailUnconfirmed: 'Não confirmado',
    sendAgain: 'Enviar link de confirmação',
    confirmationSent: (email) => `Enviamos um link para ${email}. Ele expira em 24 horas.`,
    newEmail: 'Novo endereço de e-mail',
    yourPassword: 'Sua senha',
    changeEmail: 'Mudar endereço de e-mail',
    changeSent: (email) => `Enviamos um link para ${email}. Seu endereço muda quando você abrir o link e confirmar.`,
    changed: 'Seu endereço de e-mail foi trocado.',
    tooManyMails: (minutes) =>
      `E-mails demais solicitados. Tente de novo em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    mailboxTitle: 'Caixa de entrada da demonstração',
    mailboxLead: 'Os e-mails que este servidor teria enviado. Eles são apagados quando ele para.',
    mailboxEmpty: 'Nenhum e-mail ainda.',
    mailTo: 'Para',
    mailboxBack: 'Todos os e-mails',
    mailAsHtml: 'Pré-visualização em HTML',
  },
};
