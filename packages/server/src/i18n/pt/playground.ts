import type { PlaygroundMessages } from '../en/playground.js';

export const playgroundPt: PlaygroundMessages = {
  playground: {
    title: 'Área de testes',
    lead: 'Leve um dos seus apps por todo o fluxo e veja cada solicitação e cada resposta. Não é preciso registrar nada nem digitar um segredo.',
    consoleLink: 'Experimentar seus apps na área de testes',
    toRun: 'Voltar ao seu teste atual',
    beginTitle: 'Novo teste',
    app: 'Aplicativo',
    appUnknown: 'Escolha um dos seus apps.',
    scopes: 'Acesso solicitado',
    autoAuthorize: 'Solicitar login com um clique (auto_authorize=true)',
    autoAuthorizeHint:
      'Sem isto, os usuários veem a página de consentimento completa e podem recusar escopos opcionais.',
    real: 'Você permite que seu próprio app acesse sua própria conta, e ele recebe tokens reais. Você pode revogar esse acesso a qualquer momento.',
    begin: 'Iniciar teste',
    noApps: 'Você não tem nenhum app para experimentar',
    toConsole: 'Abrir o console do desenvolvedor',
    beyondTitle: 'Apps que não podem ser experimentados aqui',
    beyond:
      'Estes apps usam solicitações enviadas antes ou vinculam seus tokens a uma chave (PAR, DPoP, FAPI 2.0), o que a área de testes não suporta:',

    runTitle: (app) => `Área de testes: ${app}`,
    live: 'Os tokens abaixo são reais, portanto não mostre esta página a ninguém. Um teste termina depois de 1 hora, ou quando você sai ou começa outro. Reutilizar um código ou token de atualização, mesmo em um terminal, é tratado como roubo e revoga todos os seus tokens.',
    request: 'Solicitação',
    answer: 'Resposta',
    asCurl: 'Comando curl',
    copy: (what) => `Copiar: ${what}`,
    copied: 'Copiado',
    meaning: 'O que cada campo significa',
    remedy: 'O que fazer:',
    open: 'Abrir esta URL',
    refuse: 'Acesso negado',
    refuseHint:
      'Veja o que seu app recebe quando o usuário escolhe Cancelar: error=access_denied no URI de redirecionamento, e nenhum código.',
    nextTitle: 'Próximos passos',
    forcedTitle: 'Quando algo dá errado',
    decodedTitle: 'Tokens decodificados',
    accessTokenAbout:
      'Os apps devem tratar um token de acesso como opaco, pois o conteúdo dele pode mudar. O que precisam está na resposta de token e em userinfo.',
    idTokenAbout:
      'Seu app deve verificar a assinatura com as chaves de jwks_uri e depois conferir iss, aud, exp e nonce. Só decodificar não prova nada.',
    againTitle: 'Testar de novo',
    again: 'Iniciar outro teste',
    stays: 'Seu app mantém este acesso até você revogá-lo:',

    steps: {
      authorize: {
        title: 'Autorizar',
        about:
          'O app envia o navegador para cá. O navegador volta ao URI de redirecionamento com um código válido por 60 segundos.',
      },
      exchange: {
        title: 'Trocar o código',
        about: 'No seu servidor, o app troca o código por tokens, uma única vez e em até 60 segundos.',
      },
      userinfo: { title: 'Chamar userinfo', about: 'Quem é o usuário, e quanto ele ainda tem neste momento.' },
      topup: {
        title: 'Pedir um link de recarga',
        about: 'Um link para onde levar o usuário quando o saldo está baixo.',
      },
      refresh: {
        title: 'Atualizar',
        about: 'Retorna um novo token de acesso e um novo token de atualização que substitui o enviado. Guarde o novo.',
      },
      revoke: {
        title: 'Revogar',
        about: 'Quando o usuário sai do app: revoga o token de atualização e seus tokens de acesso.',
      },
      expired: {
        title: 'Token de acesso expirado',
        about:
          'Obtém um token de acesso que expira na hora e faz a chamada que falha com ele. Atualize de novo para continuar.',
      },
      revoked: {
        title: 'Token de atualização revogado',
        about: 'Revoga o token de atualização e depois o envia. O usuário precisa entrar de novo no app.',
      },
      empty: {
        title: 'Saldo insuficiente',
        about: 'O que userinfo retorna para um usuário que gastou tudo. É a hora de oferecer uma recarga.',
      },
      unavailable: {
        title: 'Servidor indisponível',
        about:
          'O que userinfo retorna enquanto as contas não podem ser lidas. Guarde os tokens e tente novamente depois de Retry-After.',
      },
      replayed: {
        title: 'Código usado duas vezes',
        about: 'Envia o código uma segunda vez, como faria um ladrão. Todos os tokens emitidos para ele são revogados.',
      },
    },

    fields: {
      client_id: 'Identifica o app. Não é segredo.',
      client_secret: 'Autentica o app. O lugar dele é no seu servidor, e ele nunca é mostrado aqui: coloque o seu.',
      client_assertion: 'Um JWT que o app assina com a própria chave em vez de usar um segredo. Coloque o seu.',
      client_assertion_type: 'Indica que a asserção é um JWT.',
      redirect_uri:
        'Para onde o navegador volta; igual nas duas solicitações. Seu app envia um registrado. Este funciona só para você, na área de testes.',
      response_type: 'Sempre code.',
      scope: 'O que o app solicita ou, em uma resposta, o que foi concedido.',
      state:
        'Aleatório, guardado na sessão de usuário do seu app. Se voltar um valor diferente, a resposta é para outra pessoa: descarte-a.',
      code_challenge: 'O hash SHA-256 de code_verifier (PKCE). Torna inútil um código roubado.',
      code_challenge_method: 'Sempre S256.',
      code_verifier: 'O texto aleatório do qual code_challenge é o hash. Só o app o conhece.',
      nonce: 'Aleatório. Volta no id_token e o vincula a este login.',
      auto_authorize: 'true: o usuário clica no máximo uma vez.',
      grant_type: 'O que o app troca: um código ou um token de atualização.',
      code: 'Representa o que o usuário permitiu. Funciona uma vez, em até 60 segundos.',
      iss: 'O servidor que o emitiu. Compare com o que você espera.',
      error: 'O código do erro, para programas.',
      error_description: 'O que deu errado, para você. Não mostre aos seus usuários.',
      error_uri: 'A página que explica o erro.',
      access_token: 'Seu app faz as chamadas com ele. Guarde-o no seu servidor.',
      refresh_token:
        'Troque-o por novos tokens quando o token de acesso expirar. Guarde-o em segredo, no seu servidor.',
      id_token: 'Quem entrou, assinado para o seu app (OpenID Connect).',
      token_type: 'Como o token é enviado: Authorization: Bearer ...',
      expires_in: 'Por quantos segundos o token de acesso é válido.',
      token: 'O token a revogar.',
      sub: 'Identifica o usuário. Nunca muda e nunca é reatribuído: guarde este.',
      id: 'O mesmo usuário que sub, como a documentação da plataforma o chama.',
      username: 'O nome com que o usuário entra. Pode mudar.',
      preferred_username: 'O mesmo que username, pelo nome do OpenID Connect.',
      name: 'O mesmo que username: aqui os usuários não têm outro nome.',
      email: 'O e-mail do usuário.',
      email_verified: 'Se o e-mail foi confirmado.',
      created_time: 'Quando a conta foi criada, em segundos desde 1970.',
      status: '1: a conta está ativa.',
      quota: 'Total de unidades creditadas ao usuário.',
      used_quota: 'Total de unidades que o usuário gastou.',
      balance_formatted: 'quota menos used_quota, em moeda, com duas casas decimais.',
      topup_url: 'Envie o usuário para cá. O link é só para este usuário e expira em alguns minutos.',
      alg: 'O algoritmo de assinatura.',
      typ: 'O tipo de token.',
      kid: 'A chave com que foi assinado.',
      aud: 'Para quem o token foi emitido.',
      iat: 'Quando foi emitido, em segundos desde 1970.',
      exp: 'Quando expira, em segundos desde 1970.',
      auth_time: 'Quando o usuário entrou, em segundos desde 1970.',
      jti: 'O ID exclusivo deste token.',
      acr: 'O nível do login.',
      amr: 'Os métodos que o usuário usou para entrar.',
      at_hash: 'Um hash do token de acesso emitido junto.',
      sid: 'A sessão do usuário neste servidor.',
      family: 'O login de que ele vem. Um dado próprio deste servidor.',
      generation: 'Quantas vezes foi atualizado. Um dado próprio deste servidor.',
    },
  },
};
