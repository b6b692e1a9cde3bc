import type { MailMessages } from '../en/mails.js';

export const mailsPt: MailMessages = {
  mails: {
    greeting: (username) => `Olá, ${username}!`,
    withheld: {
      announced: 'Houve muitos avisos como este. Você receberá os próximos juntos em um único e-mail.',
      subject: 'Mais avisos sobre sua conta',
      text: 'Estes avisos eram muitos para enviar um por um:',
      repeated: (subject, count) => `${subject} (${count} vezes)`,
    },
    notYou:
      'Se foi você, não precisa fazer nada. Se não foi, aja agora: troque sua senha, saia em todos os outros lugares e revogue tudo o que você não reconhece.',
    review: 'Ver minha conta',
    why: 'Você está recebendo este e-mail porque ele diz respeito à segurança da sua conta.',
    emailChangedNotYou:
      'Se não foi você quem mudou, outra pessoa pode ter acesso à sua conta. Fale imediatamente com o operador deste site.',
    links: {
      verify_email: {
        subject: 'Confirme seu endereço de e-mail',
        text: 'Confirme que este endereço de e-mail é seu. O link expira em 24 horas.',
        action: 'Confirmar endereço de e-mail',
        footer:
          'Você está recebendo este e-mail porque alguém informou este endereço em uma conta. Se não foi você, ignore-o.',
      },
      change_email: {
        subject: 'Confirme seu novo endereço de e-mail',
        text: 'Confirme que este é o novo endereço de e-mail da sua conta. O link expira em 1 hora.',
        action: 'Confirmar novo endereço de e-mail',
        footer:
          'Você está recebendo este e-mail porque alguém quer usar este endereço em uma conta. Se não foi você, ignore-o.',
      },
      reset_password: {
        subject: 'Redefina sua senha',
        text: 'Alguém pediu para redefinir a senha da sua conta. Este link funciona uma vez e expira em 1 hora.',
        action: 'Redefinir senha',
        footer: 'Se não foi você, ignore este e-mail. Sua senha continua a mesma.',
      },
    },
    addressTaken: {
      subject: 'Você já tem uma conta',
      text: 'Alguém tentou usar este endereço em outra conta. Ele já pertence à sua, por isso nada foi alterado.',
      footer: 'Se foi você, entre com este endereço, ou redefina sua senha na página de login.',
    },
    accountDeleted: {
      subject: 'Sua conta foi excluída',
      text: 'Sua conta e o que pertencia a ela foram excluídos. Isso não pode ser desfeito.',
      notYou: 'Se não foi você que pediu isso, fale imediatamente com o operador deste site.',
    },
    notices: {
      new_browser: {
        subject: (about) => `Novo login: ${about}`,
        text: (about) => `Alguém entrou na sua conta em um navegador que ainda não conhecíamos: ${about}.`,
      },
      app_allowed: {
        subject: (about) => `${about} agora tem acesso à sua conta`,
        text: (about) =>
          `Você permitiu que ${about} veja partes da sua conta. Você pode revogar esse acesso a qualquer momento.`,
      },
      token_reused: {
        subject: (about) => `Desconectamos você de ${about}`,
        text: (about) =>
          `Uma cópia de um token que ${about} guarda para a sua conta foi usada, por isso revogamos o acesso. Se você ainda usa ${about}, entre de novo.`,
      },
      password_changed: {
        subject: () => 'Sua senha foi trocada',
        text: () => 'A senha da sua conta foi trocada, e todos os outros navegadores foram desconectados.',
      },
      email_changed: {
        subject: () => 'Seu endereço de e-mail foi trocado',
        text: (about) => `O e-mail da sua conta agora é ${about}. Este endereço não receberá mais e-mails sobre ela.`,
      },
      passkey_added: {
        subject: () => 'Uma chave de acesso foi adicionada',
        text: (about) => `A chave de acesso “${about}” agora pode entrar na sua conta.`,
      },
      passkey_removed: {
        subject: () => 'Uma chave de acesso foi removida',
        text: (about) => `A chave de acesso “${about}” não pode mais entrar na sua conta.`,
      },
      totp_on: {
        subject: () => 'A verificação em duas etapas está ativada',
        text: () => 'Entrar com a senha agora também exige um código do seu app autenticador.',
      },
      totp_off: {
        subject: () => 'A verificação em duas etapas está desativada',
        text: () => 'Entrar com a senha não exige mais um código do seu app autenticador.',
      },
      recovery_codes_made: {
        subject: () => 'Novos códigos de recuperação',
        text: () => 'Novos códigos de recuperação foram gerados para a sua conta. Os antigos não funcionam mais.',
      },
      recovery_code_used: {
        subject: () => 'Um código de recuperação foi usado',
        text: (about) => `Alguém entrou na sua conta com um código de recuperação. Códigos restantes: ${about}.`,
      },
      upstream_linked: {
        subject: (about) => `O login com ${about} está ativado`,
        text: (about) => `Sua conta ${about} agora pode entrar na sua conta aqui.`,
      },
      upstream_unlinked: {
        subject: (about) => `O login com ${about} está desativado`,
        text: (about) => `Sua conta ${about} não pode mais entrar na sua conta aqui.`,
      },
      app_created: {
        subject: (about) => `Sua conta tem um novo app: ${about}`,
        text: (about) => `O app ${about} foi criado na sua conta, com credenciais próprias.`,
      },
      app_secret_added: {
        subject: (about) => `Um segredo foi adicionado a ${about}`,
        text: (about) => `Seu app ${about} tem um novo segredo do cliente. O outro segredo continua funcionando.`,
      },
      app_keys_changed: {
        subject: (about) => `As chaves de ${about} foram alteradas`,
        text: (about) =>
          `Seu app ${about} agora assina as solicitações com outras chaves e não tem segredo do cliente.`,
      },
      app_security_changed: {
        subject: (about) => `Configurações de ${about} foram alteradas`,
        text: (about) =>
          `Configurações que protegem seu app ${about} foram alteradas, como as URIs de redirecionamento, os endereços de logout ou o que as solicitações exigem.`,
      },
      app_deleted: {
        subject: (about) => `O app ${about} foi excluído`,
        text: (about) => `Seu app ${about} foi excluído. Os usuários não podem mais entrar com ele.`,
      },
      developer_token_created: {
        subject: () => 'Um token de desenvolvedor foi criado',
        text: (about) =>
          `O token de desenvolvedor “${about}” foi criado. Ele pode gerenciar todos os seus apps até que você o revogue.`,
      },
    },
  },
};
