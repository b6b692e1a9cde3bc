import type { PlaygroundMessages } from '../en/playground.js';

/** The Portuguese sentences of the playground. */
export const playgroundPt: PlaygroundMessages = {
  playground: {
    title: 'Área de testes',
    lead: 'Leve um dos seus apps por todo o percurso e leia cada solicitação e cada resposta. Não é preciso registrar nada para isso, nem digitar nenhum segredo.',
    consoleLink: 'Experimentar seus apps na área de testes',
    toRun: 'Voltar ao teste que você começou',
    beginTitle: 'Novo teste',
    app: 'Aplicativo',
    appUnknown: 'Escolha um dos seus apps.',
    scopes: 'O que o app pede',
    autoAuthorize: 'Pedir com um clique (auto_authorize=true)',
    autoAuthorizeHint:
      'Sem isto, os usuários veem a página completa, com uma escolha para cada coisa que podem recusar.',
    real: 'Você permite que seu próprio app acesse sua própria conta, e ele recebe tokens reais. Você pode encerrar isso a qualquer momento.',
    begin: 'Começar',
    noApps: 'Você não tem nenhum app para experimentar',
    toConsole: 'Abrir o console do desenvolvedor',
    beyondTitle: 'Apps que não podem ser experimentados aqui',
    beyond:
      'Eles enviam suas solicitações antes ou vinculam seus tokens a uma chave (PAR, DPoP, FAPI 2.0), o que a área de testes não faz:',

    runTitle: (app) => `Área de testes: ${app}`,
    live: 'Os tokens abaixo são reais: não mostre esta página a ninguém. Um teste termina depois de uma hora, e quando você sai ou começa outro. Quem envia de novo um código ou um token de atualização, mesmo de um terminal, passa por ladrão, e os tokens são encerrados.',
    request: 'Solicitação',
    answer: 'Resposta',
    asCurl: 'Como comando curl',
    copy: (what) => `Copiar: ${what}`,
    copied: 'Copiado',
    meaning: 'O que cada campo significa',
    remedy: 'O que fazer:',
    open: 'Levar o navegador até lá',
    refuse: 'Acesso negado',
    refuseHint: 'O que seu app recebe quando o usuário escolhe Cancelar.',
    nextTitle: 'O que vem depois',
    forcedTitle: 'Quando algo dá errado',
    decodedTitle: 'Os tokens, decodificados',
    accessTokenAbout:
      'Os apps tratam um token de acesso como texto opaco: o conteúdo dele pode mudar. O que precisam saber está na resposta do token endpoint e em userinfo.',
    idTokenAbout:
      'Seu app verifica a assinatura com as chaves de jwks_uri e depois iss, aud, exp e nonce. Só decodificar não prova nada.',
    againTitle: 'Mais uma vez',
    again: 'Começar outro teste',
    stays: 'O que você permitiu ao seu app vale até você encerrar:',

    steps: {
      authorize: {
        title: 'Autorizar',
        about:
          'O app leva o navegador até aqui e o recebe de volta no URI de redirecionamento, com um código que vale por 60 segundos.',
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
        about: 'Um novo token de acesso, e um novo token de atualização no lugar do que foi enviado. Guarde o novo.',
      },
      revoke: {
        title: 'Revogar',
        about: 'Quando o usuário sai do app: o token de atualização e seus tokens de acesso são encerrados.',
      },
      expired: {
        title: 'Token de acesso expirado',
        about:
          'Uma atualização cujo token de acesso não vale nem um instante, e a chamada que falha com ele. A próxima atualização resolve.',
      },
      revoked: {
        title: 'Token de atualização revogado',
        about: 'O token de atualização é revogado e depois enviado. O usuário precisa entrar de novo no app.',
      },
      empty: {
        title: 'Saldo insuficiente',
        about: 'userinfo como responde para um usuário que gastou tudo: a hora de oferecer uma recarga.',
      },
      unavailable: {
        title: 'Servidor indisponível',
        about:
          'userinfo enquanto as contas não podem ser lidas. Guarde os tokens e tente novamente depois de Retry-After.',
      },
      replayed: {
        title: 'Código usado duas vezes',
        about:
          'O código é enviado uma segunda vez, como faria um ladrão. Todos os tokens que vieram dele são encerrados.',
      },
    },

    fields: {
      client_id: 'Qual é o app. Não é segredo.',
      client_secret: 'Prova que é o app. O lugar dele é no seu servidor, e ele nunca é mostrado aqui: coloque o seu.',
      client_assertion: 'Um JWT que o app assina com a própria chave, no lugar de um segredo. Coloque um.',
      client_assertion_type: 'Que a asserção é um JWT.',
      redirect_uri:
        'Para onde o navegador volta, igual nas duas solicitações. Seu app envia um que está registrado para ele; este aqui funciona só para você, na área de testes.',
      response_type: 'Sempre code.',
      scope: 'O que o app pede ou, em uma resposta, o que lhe foi permitido.',
      state:
        'Aleatório, guardado na sessão do usuário do seu app. Se voltar diferente, a resposta é para outra pessoa: descarte-a.',
      code_challenge: 'O hash SHA-256 de code_verifier (PKCE): um código roubado, sozinho, não vale nada.',
      code_challenge_method: 'Sempre S256.',
      code_verifier: 'O texto aleatório por trás de code_challenge, que só o app conhece.',
      nonce: 'Aleatório; volta no id_token, que assim é o deste login.',
      auto_authorize: 'true: no máximo um clique para o usuário.',
      grant_type: 'O que é trocado: um código ou um token de atualização.',
      code: 'Representa o que o usuário permitiu. Vale uma vez, por 60 segundos.',
      iss: 'De qual servidor isto vem. Compare com o que você espera.',
      error: 'O que deu errado, em uma palavra para programas.',
      error_description: 'O que deu errado, para você; não para seus usuários.',
      error_uri: 'A página que explica o erro.',
      access_token: 'É com ele que se fazem as chamadas. Guarde-o no seu servidor.',
      refresh_token:
        'Trocado pelos próximos tokens quando o token de acesso expira. Guarde-o no seu servidor, como um segredo.',
      id_token: 'Quem entrou, assinado para o seu app (OpenID Connect).',
      token_type: 'Como o token é enviado: Authorization: Bearer ...',
      expires_in: 'Por quantos segundos o token de acesso vale.',
      token: 'O token que deve ser encerrado.',
      sub: 'O usuário. Nunca muda e nunca é dado a outra pessoa: guarde este.',
      id: 'O mesmo usuário que sub, como a documentação da plataforma o chama.',
      username: 'O nome com que o usuário entra. Pode mudar.',
      preferred_username: 'O mesmo que username, pelo nome do OpenID Connect.',
      email: 'O e-mail do usuário.',
      email_verified: 'Se o e-mail foi confirmado.',
      created_time: 'Quando a conta foi criada, em segundos desde 1970.',
      status: '1: a conta está ativa.',
      quota: 'Unidades creditadas ao usuário no total.',
      used_quota: 'Unidades que o usuário gastou.',
      balance_formatted: 'quota menos used_quota, em moeda, com duas casas decimais.',
      topup_url: 'Leve o usuário até aqui. O link é para este usuário e vale por alguns minutos.',
      alg: 'Como é assinado.',
      typ: 'Que tipo de token é.',
      kid: 'Com qual chave.',
      aud: 'Para quem é.',
      iat: 'Quando foi feito, em segundos desde 1970.',
      exp: 'Até quando vale, em segundos desde 1970.',
      auth_time: 'Quando o usuário entrou, em segundos desde 1970.',
      jti: 'Distingue este token de todos os outros.',
      acr: 'Como o usuário entrou.',
      amr: 'Por quais meios o usuário entrou.',
      at_hash: 'Um hash do token de acesso que veio junto.',
      sid: 'A sessão do usuário neste servidor.',
      family: 'De qual login ele vem: um dado próprio deste servidor.',
      generation: 'Quantas vezes foi atualizado: um dado próprio deste servidor.',
    },
  },
};
