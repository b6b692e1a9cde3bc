import type { ConsoleMessages } from '../en/console.js';

/** The Portuguese sentences of the developer console. */
export const consolePt: ConsoleMessages = {
  console: {
    home: {
      title: 'Console do desenvolvedor',
      apps: 'Seus apps',
      newApp: 'Novo app',
      noApps: 'Nenhum app ainda',
      noAppsDetail: 'Registre um para que as pessoas entrem nele com a conta que têm aqui.',
      created: 'Registrado em',
      deleted: 'O app foi excluído. Ninguém mais pode entrar com ele.',
      hints: 'Antes de entrar em produção',
    },

    becomeDeveloper: {
      title: 'Crie um app',
      lead: 'As pessoas entram no seu app com a conta que têm aqui; ele vê o saldo delas e as leva para recarregar.',
      points: [
        'Registre apps, cada um com seus URIs de redirecionamento e segredos.',
        'Crie tokens de desenvolvedor, para que seus programas registrem apps por você.',
        'Copie solicitações prontas, já preenchidas com os valores do seu app.',
      ],
      submit: 'Tornar-se desenvolvedor',
      nothingChanges: 'Nada muda na sua conta nem no seu saldo.',
    },

    tokens: {
      title: 'Tokens de desenvolvedor',
      lead: 'Seus programas apresentam um deles para gerenciar seus apps pela API. Um token pode fazer lá tudo o que você pode fazer aqui.',
      none: 'Você não tem nenhum token de desenvolvedor.',
      created: 'Criado em',
      lastUsed: 'Último uso',
      neverUsed: 'Nunca usado',
      expires: 'Expira em',
      never: 'nunca',
      neverExpires: 'Nunca expira',
      expired: 'Expirado',
      revoke: 'Revogar',
      revokeOf: (name) => `o token ${name}`,
      revoked: 'O token foi revogado. A partir de agora, os programas que o usam são recusados.',
      newTitle: 'Novo token',
      name: 'Nome do token',
      nameHint: 'Onde você vai usá-lo, como “script de deploy”.',
      expiry: 'Expira após',
      days: (days) => `${days} dias`,
      submit: 'Criar token',
      expiryInvalid: 'Escolha uma das durações.',
      createdTitle: 'Seu novo token de desenvolvedor',
      label: 'Token de desenvolvedor',
      use: 'Seus programas o enviam em cada solicitação:',
    },

    shownOnce: {
      copy: 'Copie agora. Ele só é mostrado esta vez e não poderá ser mostrado de novo.',
      lost: 'Se você o perder, crie outro.',
      server:
        'Guarde-o no seu servidor, em uma variável de ambiente. O lugar dele não é em um navegador nem no seu código.',
      secret: 'Segredo do cliente',
      toApp: 'Continuar para o app',
      toConsole: 'Voltar para o console',
    },

    app: {
      newTitle: 'Novo app',
      create: 'Criar app',
      createdTitle: (name) => `${name} está registrado`,
      createdPublic: 'O app está registrado. Ele é público, por isso não tem segredo.',
      createdConfidential: 'O app está registrado. O segredo dele foi mostrado uma vez, na página anterior.',
      settings: 'Configurações',
      name: 'Nome do app',
      nameHint: 'Os usuários o veem ao entrar.',
      description: 'Descrição',
      descriptionHint: 'Opcional. Uma frase para os usuários sobre o que o app faz.',
      redirectUris: 'URIs de redirecionamento',
      redirectUrisHint:
        'Para onde os usuários voltam, um por linha. Use https; http só funciona em localhost. Seu app deve enviar um deles, caractere por caractere.',
      public: 'Este app não tem servidor próprio',
      publicHint:
        'Um app de celular, de computador ou de página única não consegue guardar um segredo: ele não recebe nenhum e sempre usa PKCE.',
      isPublic: 'Este é um app público: não tem segredo e sempre usa PKCE.',
      requirePkce: 'Exigir PKCE',
      requirePkceHint:
        'Recusa logins que seu app não começou com um code challenge. Mais seguro, se todos os seus clientes souberem fazer isso.',
      allowBrowserSecret: 'Aceitar o segredo vindo de navegadores',
      allowBrowserSecretWarning:
        'Quem abre uma página dessas pode ler o segredo e se passar pelo seu app. Marque isto só para experiências.',
      deviceFlow: 'Permitir login em dispositivos',
      deviceFlowHint:
        'Para televisores, linhas de comando e similares: o usuário digita um código curto em outro dispositivo. Deixe desligado se seu app não precisar disso.',
      save: 'Salvar',
      saved: 'Salvo.',
    },

    openId: {
      idTokenAlg: 'Algoritmo dos id_tokens',
      idTokenAlgHint: 'RS256 é o que toda biblioteca OpenID Connect entende.',
      postLogoutRedirectUris: 'Endereços depois de sair',
      postLogoutRedirectUrisHint:
        'Para onde seu app pode levar os usuários depois que eles saírem (post_logout_redirect_uri). Um por linha.',
      backchannelLogoutUri: 'Endereço a avisar das saídas',
      backchannelLogoutUriHint:
        'Enviamos um token de logout para lá quando um usuário sai aqui (OpenID Connect Back-Channel Logout). Deixe vazio para não receber.',
    },

    security: {
      jwks: 'Chaves públicas (JWK Set)',
      jwksHint:
        'Em vez de um segredo: seu app assina cada solicitação com a chave privada dele (private_key_jwt). Cole as chaves públicas em JSON. Salvá-las remove os segredos.',
      jwksUri: 'Endereço das chaves públicas',
      jwksUriHint: 'Em vez de colá-las: onde seu app publica o JWK Set dele por https.',
      requirePar: 'Exigir solicitações enviadas antes',
      requireParHint: 'Recusa logins que seu servidor não anunciou antes ao nosso (PAR).',
      dpopBound: 'Vincular tokens a uma chave',
      dpopBoundHint:
        'Quem rouba um token não consegue usá-lo sem a chave do seu app (DPoP). Seu app deve enviar provas.',
      fapi: 'Perfil de segurança FAPI 2.0',
      fapiHint:
        'As regras mais rígidas, como as dos bancos: exige chaves públicas e liga solicitações enviadas antes, PKCE e DPoP.',
    },

    logo: {
      title: 'Logo do app',
      lead: 'Os usuários o veem ao lado do nome do seu app quando são perguntados se o permitem. Sem logo, veem a primeira letra.',
      endsTrust:
        'Este app foi verificado com o logo que tem. Um novo encerra isso, até que o operador verifique o app de novo.',
      file: 'Imagem',
      hint: 'PNG, WebP ou JPEG, no máximo 64 kB, cada lado de 16 a 1024 pixels. Imagens quadradas ficam melhor.',
      submit: 'Enviar logo',
      saved: 'O logo foi salvo. Os usuários o veem a partir de agora.',
      remove: 'Remover logo',
      removed: 'O logo foi removido. Os usuários veem a primeira letra do nome.',
    },

    secrets: {
      title: 'Segredos do cliente',
      lead: 'Um app tem no máximo dois segredos. Para trocar um sem interrupção, adicione um segundo, coloque-o em uso e depois remova o primeiro. O último fica.',
      created: 'Criado em',
      lastUsed: 'Último uso',
      neverUsed: 'Nunca usado',
      add: 'Adicionar segredo',
      remove: 'Remover',
      removeOf: (hint) => `o segredo que termina em ${hint}`,
      removed: 'O segredo foi removido. Ele é recusado a partir de agora.',
      full: 'Há dois segredos. Remova o que você não usa mais para adicionar outro.',
      createdTitle: 'Seu novo segredo do cliente',
      both: 'O segredo anterior ainda funciona até você removê-lo.',
    },

    snippets: {
      title: 'Experimente',
      lead: 'Estas solicitações já têm os valores do seu app. O que está em maiúsculas é para você substituir.',
      push: 'Anuncie a solicitação, no seu servidor; a resposta traz o request_uri',
      authorize: 'Leve o usuário a este endereço',
      exchange: 'Troque o código por tokens, no seu servidor',
      exchangePublic: 'Troque o código por tokens',
      refresh: 'Obtenha novos tokens, sempre com o token de atualização mais recente',
      userinfo: 'Leia quem é o usuário e quanto ele ainda tem',
      topup: 'Obtenha um endereço onde o usuário pode recarregar',
      page: 'Ou tenha tudo isso em uma página: quem está conectado, o saldo e os botões',
      pageWithBackend: 'Ou tenha tudo isso em uma página, com as rotas de @octroi/sdk/server no seu servidor',
      callbackPage: 'E isto na página do seu URI de redirecionamento',
      publicNote: 'Um app público cria um code_verifier novo a cada login e envia o SHA-256 dele como code_challenge.',
      otherUris: 'O primeiro dos seus URIs de redirecionamento já está preenchido.',
    },

    deleteApp: {
      title: 'Excluir este app',
      effects: [
        'Os usuários não podem mais entrar com ele, e o acesso dele termina na hora.',
        'O client_id, os segredos e todos os tokens feitos para ele deixam de funcionar.',
        'As autorizações que os usuários deram a ele são removidas.',
      ],
      noUndo: 'Isso não pode ser desfeito.',
      understand: 'Entendi',
      notUnderstood: 'Marque a caixa para mostrar que entende o que será perdido.',
      submit: 'Excluir app',
    },
  },
};
