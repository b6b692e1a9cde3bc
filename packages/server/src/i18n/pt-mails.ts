import type { MailMessages } from './en-mails.js';

/** Os e-mails, em português. */
export const mailsPt: MailMessages = {
  mails: {
    greeting: (username) => `Olá, ${username}!`,
    notYou:
      'Se foi você, não há nada a fazer. Se não foi, veja agora: troque sua senha, saia de todos os outros navegadores e encerre o que você não reconhece.',
    review: 'Ver minha conta',
    why: 'Você recebe este e-mail porque ele diz respeito à segurança da sua conta.',
    notices: {
      new_browser: {
        subject: (about) => `Nova entrada na conta: ${about}`,
        text: (about) =>
          `Alguém entrou na sua conta em um navegador que ainda não tinha sido usado para isso: ${about}.`,
      },
      app_allowed: {
        subject: (about) => `${about} agora tem acesso à sua conta`,
        text: (about) =>
          `Você permitiu que o aplicativo ${about} veja uma parte da sua conta. Você pode encerrar esse acesso quando quiser.`,
      },
      token_reused: {
        subject: (about) => `Saímos da sua conta em ${about}`,
        text: (about) =>
          `Uma cópia de uma chave que ${about} guarda para a sua conta foi usada, por isso encerramos o acesso. Entre de novo no aplicativo se ainda o usa.`,
      },
      password_changed: {
        subject: () => 'Sua senha foi trocada',
        text: () => 'A senha da sua conta foi trocada, e todos os outros navegadores foram desconectados.',
      },
      email_changed: {
        subject: () => 'Seu endereço de e-mail foi trocado',
        text: (about) => `O e-mail da sua conta agora é ${about}. Este endereço não receberá mais mensagens sobre ela.`,
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
        subject: () => 'A entrada em duas etapas está ativada',
        text: () => 'Entrar com a senha agora também pede um código do seu aplicativo autenticador.',
      },
      totp_off: {
        subject: () => 'A entrada em duas etapas está desativada',
        text: () => 'Entrar com a senha não pede mais um código do seu aplicativo autenticador.',
      },
      recovery_codes_made: {
        subject: () => 'Novos códigos de recuperação',
        text: () => 'Novos códigos de recuperação foram criados para a sua conta. Os anteriores não funcionam mais.',
      },
      recovery_code_used: {
        subject: () => 'Um código de recuperação foi usado',
        text: (about) => `Alguém entrou na sua conta com um código de recuperação. Códigos restantes: ${about}.`,
      },
      upstream_linked: {
        subject: (about) => `Entrar com ${about} está ativado`,
        text: (about) => `Sua conta em ${about} agora pode entrar na sua conta aqui.`,
      },
      upstream_unlinked: {
        subject: (about) => `Entrar com ${about} está desativado`,
        text: (about) => `Sua conta em ${about} não pode mais entrar na sua conta aqui.`,
      },
    },
  },
};
