import type { RequestsMessages } from '../en/requests.js';

export const requestsPt: RequestsMessages = {
  requests: {
    title: (app) => `Solicitações de ${app}`,
    open: 'Registro de solicitações',
    openDetail:
      'O que seu app solicitou a este servidor, com o resultado e o motivo. Segredos, códigos e tokens não são registrados.',
    toApp: 'Voltar para o app',
    totals: (succeeded, failed) => `Últimas 24 horas: ${succeeded} com sucesso, ${failed} com falha.`,
    kept: 'Guardamos as últimas 500 solicitações por 3 dias. Para apps com muito tráfego: todas as falhas e uma amostra dos sucessos.',
    warningsTitle: 'Avisos',
    warnings: {
      browser_secret:
        'Uma solicitação com o segredo do cliente veio de um navegador. Qualquer pessoa que abrir essa página pode ler o segredo. Antes de entrar em produção, troque os códigos no seu servidor, ou registre um app público que use PKCE sem segredo. Se a página já for pública, substitua o segredo.',
      no_state:
        'Um login chegou sem state. Envie um state aleatório e compare-o no callback, para que ninguém possa fazer seus usuários entrarem na conta de um estranho.',
      no_pkce:
        'Um login chegou sem PKCE (code_challenge). O PKCE torna inútil um código roubado. A maioria das bibliotecas tem suporte. Quando a sua o usar, ative “Exigir PKCE” nas configurações do app.',
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
      backchannel_logout: 'Aviso de saída (nossa chamada)',
      jwks_uri: 'Chaves públicas (nossa chamada ao jwks_uri)',
    },
    requestId: 'ID da solicitação',
    requestIdHint: 'No cabeçalho de resposta X-Request-Id ou na página de erro.',
    submit: 'Aplicar filtro',
    list: 'Solicitações mais recentes',
    refresh: 'Atualizar',
    older: 'Mais antigas',
    none: 'Nenhuma solicitação corresponde ao filtro.',
    noneDetail:
      'As solicitações aparecem aqui depois de respondidas. Os logins aparecem quando o usuário volta ao seu app.',
    why: 'Por que isto falhou?',
    documentation: (code) => `Mais sobre ${code}`,
    hidden: 'não mostrado',
  },
};
