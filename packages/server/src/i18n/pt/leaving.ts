import type { LeavingMessages } from '../en/leaving.js';

/** The Portuguese sentences on the way back to an app, and of signing out. */
export const leavingPt: LeavingMessages = {
  formPost: {
    title: 'De volta ao app',
    explanation: 'Você está voltando para o app. Se nada acontecer, use o botão.',
    submit: 'Continuar',
  },

  signOut: {
    title: 'Sair?',
    ask: (siteName) => `Quer sair de ${siteName} neste navegador?`,
    askOf: (app, siteName) => `${app} pede que você saia de ${siteName} neste navegador.`,
    submit: 'Sair',
    stay: 'Continuar conectado',
    done: 'Você saiu',
    doneDetail: (siteName) => `Você saiu de ${siteName} neste navegador. Pode fechar esta página.`,
    refusedTitle: 'Este link de saída não é válido',
    refused: {
      hint: 'O app enviou uma prova de login (id_token_hint) que não foi feita por este site, ou não para este app.',
      client:
        'O app que trouxe você até aqui (client_id) não está registrado, ou não é aquele em que o login foi feito.',
      uri: 'O endereço para onde você voltaria (post_logout_redirect_uri) não é um dos registrados para o app.',
    },
    refusedDetail: 'O app não recebeu resposta, e você não voltará para ele.',
    refusedAsk: 'Você ainda pode sair aqui.',
  },
};
