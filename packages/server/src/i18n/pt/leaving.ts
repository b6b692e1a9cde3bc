import type { LeavingMessages } from '../en/leaving.js';

export const leavingPt: LeavingMessages = {
  formPost: {
    title: 'Voltando ao app',
    explanation: 'Você está voltando para o app. Se nada acontecer, use o botão.',
    submit: 'Continuar',
  },

  signOut: {
    title: 'Sair?',
    ask: (siteName) => `Quer sair de ${siteName} neste navegador?`,
    askOf: (app, siteName) => `${app} quer que você saia de ${siteName} neste navegador.`,
    submit: 'Sair',
    stay: 'Continuar conectado',
    done: 'Você saiu',
    doneDetail: (siteName) => `Você saiu de ${siteName} neste navegador. Pode fechar esta página.`,
    refusedTitle: 'Este link de saída não é válido',
    refused: {
      hint: 'O id_token_hint que o app enviou não foi emitido por este site, ou não para este app.',
      client: 'O client_id que o app enviou não está registrado, ou não é o desse login.',
      uri: 'O post_logout_redirect_uri que o app enviou não está registrado para ele.',
    },
    refusedDetail: 'Você não será levado de volta ao app.',
    refusedAsk: 'Você ainda pode sair aqui.',
  },
};
