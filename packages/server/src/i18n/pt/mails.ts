import type { MailMessages } from '../en/mails.js';

/** Os e-mails, em português. */
export const mailsPt: MailMessages = {
  mails: {
    greeting: (username) => `Olá, ${username}!`,
    notYou:
      'Se foi você, não há nada a fazer. Se não foi, veja agora: troque sua senha, saia de todos os outros navegadores e encerre o que você não reconhece.',
    review: 'Ver minha conta',
    why: 'Você recebe este e-mail porque ele diz respeito à segurança da sua conta.',
    emailChangedNotYou:
      'Se não foi você quem trocou, outra pessoa pode estar com a sua conta: avise agora o operador deste site.',
    links: {
      verify_email: {
        subject: 'Confirme seu endereço de e-mail',
        text: 'Confirme que este endereço é seu. O link vale por um dia.',
        action: 'Confirmar meu endereço',
        footer:
          'Você recebe este e-mail porque alguém informou este endereço para uma conta. Se não foi você, não faça nada.',
      },
      change_email: {
        subject: 'Confirme seu novo endereço de e-mail',
        text: 'Confirme que este é o novo endereço da sua conta. O link vale por uma hora.',
        action: 'Confirmar meu novo endereço',
        footer:
          'Você recebe este e-mail porque alguém quer usar este endereço em uma conta. Se não foi você, não faça nada.',
      },
      reset_password: {
        subject: 'Defina uma nova senha',
        text: 'Alguém pediu uma nova senha para a sua conta. O link vale por uma hora, e uma única vez.',
        action: 'Definir uma nova senha',
        footer: 'Se não foi você, não faça nada: sua senha continua a mesma.',
      },
    },
    addressTaken: {
      subject: 'Você já tem uma conta',
      text: 'Alguém quis usar este endereço em outra conta. Ele pertence à sua, por isso nada foi alterado.',
      footer: 'Se foi você, entre com este endereço, ou peça uma nova senha na página de entrada.',
    },
    notices: {
      new_browser: {
        subject: (about) => `Nova entrada na conta: ${about}`,
        text: (about) =>
          `Alguém entrou na sua conta em um navegador que ainda não tinha sido usado para isso: ${about}.`,
      },
      app_allowed: {
        subject: (about) => `${about} agora tem acesso à sua conta`,
        text: (about) =>
          `Você permitiu que o app ${about} veja uma parte da sua conta. Você pode encerrar esse acesso quando quiser.`,
      },
      token_reused: {
        subject: (about) => `Desconectamos você de ${about}`,
        text: (about) =>
          `Uma cópia de uma chave que ${about} guarda para a sua conta foi usada, por isso encerramos o acesso. Entre de novo no app se ainda o usa.`,
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
        text: () => 'Entrar com a senha agora também pede um código do seu app autenticador.',
      },
      totp_off: {
        subject: () => 'A entrada em duas etapas está desativada',
        text: () => 'Entrar com a senha não pede mais um código do seu app autenticador.',
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
