import type { RequestsMessages } from '../en/requests.js';

/** The Portuguese sentences of an app's request log in the console. */
export const requestsPt: RequestsMessages = {
  requests: {
    title: (app) => `Solicitações de ${app}`,
    open: 'Registro de solicitações',
    openDetail:
      'O que seu app pediu a este servidor, com que resultado e por quê. Segredos, códigos e tokens não são guardados.',
    toApp: 'Voltar para o app',
    totals: (succeeded, failed) => `Nas últimas 24 horas: ${succeeded} com sucesso, ${failed} com falha.`,
    kept: 'Ficam guardadas as 500 linhas mais novas, por três dias: quando o tráfego é intenso, as falhas e uma parte dos sucessos.',
    warningsTitle: 'Para verificar',
    warnings: {
      browser_secret:
        'Uma solicitação com o segredo do cliente veio de um navegador. Quem abre essa página pode ler o segredo. Antes de entrar em produção, troque os códigos no seu servidor, ou registre um app público que use PKCE sem segredo. Se a página já era pública, substitua o segredo.',
      no_state:
        'Um login chegou sem state. Com um state aleatório que a sua página de retorno compara, ninguém pode passar o login de um estranho aos seus usuários.',
      no_pkce:
        'Um login chegou sem PKCE (code_challenge). Com ele, um código roubado não vale nada. A maioria das bibliotecas o usa por conta própria; quando a sua usar, exija-o nas configurações do app.',
    },
    filterTitle: 'Filtrar',
    outcome: 'Resultado',
    operation: 'Tipo de solicitação',
    any: 'Todas',
    outcomes: { ok: 'Com sucesso', failed: 'Com falha' },
    operations: {
      authorize: 'Login (authorize)',
      par: 'Solicitação enviada antes (par)',
      token: 'Troca de código (token)',
      refresh: 'Atualização (token)',
      device: 'Código de dispositivo (device_authorization)',
      userinfo: 'Dados do usuário (userinfo)',
      topup: 'Link de recarga (topup)',
      introspect: 'Consulta de token (introspect)',
      revoke: 'Revogação (revoke)',
    },
    requestId: 'Número da solicitação',
    requestIdHint: 'O do cabeçalho X-Request-Id da resposta, ou da página de erro.',
    submit: 'Mostrar',
    list: 'Solicitações mais novas',
    refresh: 'Atualizar',
    older: 'Mais antigas',
    none: 'Nenhuma linha corresponde.',
    noneDetail:
      'Uma solicitação aparece aqui depois de respondida: um login, quando o usuário está de volta ao seu app.',
    why: 'Por que isto falhou?',
    documentation: (code) => `Mais sobre ${code}`,
    hidden: 'não mostrado',
  },
};
