import type { ConsoleMessages } from '../en/console.js';

export const consolePt: ConsoleMessages = {
  console: {
    home: {
      title: 'Console do desenvolvedor',
      apps: 'Seus apps',
      newApp: 'Novo app',
      noApps: 'Nenhum app ainda',
      noAppsDetail: 'Registre um app para que as pessoas entrem nele com a conta que têm aqui.',
      created: 'Registrado em',
      deleted: 'O app foi excluído. Ninguém mais pode entrar com ele.',
      hints: 'Antes de entrar em produção',
    },

    becomeDeveloper: {
      title: 'Crie um app',
      lead: 'Permita que as pessoas entrem no seu app com a conta que têm aqui, veja o saldo delas e leve-as para recarregar.',
      points: [
        'Registre apps com seus próprios URIs de redirecionamento e segredos.',
        'Crie tokens de desenvolvedor para que seus programas registrem apps por você.',
        'Copie solicitações prontas, já preenchidas com os valores do seu app.',
      ],
      submit: 'Tornar-se desenvolvedor',
      nothingChanges: 'Sua conta e seu saldo continuam os mesmos.',
    },

    tokens: {
      title: 'Tokens de desenvolvedor',
      confirm: 'Confirme que é você para criar um token de desenvolvedor',
      lead: 'Seus programas usam um token de desenvolvedor para gerenciar seus apps pela API: criar, alterar e excluir apps e os segredos deles. Um token não pode criar outros tokens.',
      none: 'Você não tem nenhum token de desenvolvedor.',
      created: 'Criado em',
      lastUsed: 'Último uso',
      neverUsed: 'Nunca usado',
      expires: 'Expira em',
      never: 'Nunca',
      neverExpires: 'Nunca expira',
      expired: 'Expirado',
      revoke: 'Revogar',
      revokeOf: (name) => `o token ${name}`,
      revoked:
        'Token revogado. Os programas que o usam não têm mais acesso. Os apps e segredos que eles criaram ainda funcionam: exclua os que você não reconhecer.',
      newTitle: 'Novo token',
      name: 'Nome do token',
      nameHint: 'Onde você o usa, como “script de deploy”.',
      expiry: 'Expira após',
      days: (days) => `${days} dias`,
      submit: 'Criar token',
      expiryInvalid: 'Escolha um dos prazos de validade.',
      createdTitle: 'Seu novo token de desenvolvedor',
      label: 'Token de desenvolvedor',
      use: 'Envie-o em cada solicitação:',
    },

    shownOnce: {
      copy: 'Copie agora. Você não poderá vê-lo de novo.',
      lost: 'Se você o perder, crie outro.',
      server:
        'Guarde-o no seu servidor, em uma variável de ambiente. Nunca o coloque em um navegador nem no seu código.',
      secret: 'Segredo do cliente',
      toApp: 'Continuar para o app',
      toConsole: 'Voltar para o console',
    },

    app: {
      suspended: {
        operator:
          'Um operador suspendeu este app. Ninguém pode entrar nele, e seus tokens e credenciais não funcionam até que ele seja reativado.',
        owner_disabled:
          'Este app está suspenso porque a conta do proprietário foi desativada. Ninguém pode entrar nele, e seus tokens e credenciais não funcionam até que a conta seja reativada.',
      },
      newTitle: 'Novo app',
      create: 'Criar app',
      createdTitle: (name) => `${name} está registrado`,
      createdPublic: 'O app está registrado. Ele é público, por isso não tem segredo.',
      createdConfidential: 'O app está registrado. O segredo dele foi mostrado uma vez, na página anterior.',
      confirm: 'Confirme que é você para alterar mais que o nome e a descrição',
      settings: 'Configurações',
      isPublic: 'Este é um app público: não tem segredo e sempre usa PKCE.',
      save: 'Salvar',
      saved: 'Salvo.',
    },

    settings: {
      name: {
        label: 'Nome do app',
        hint: 'Os usuários o veem ao entrar.',
      },
      description: {
        label: 'Descrição',
        hint: 'Opcional. Diga aos usuários, em uma frase, o que o app faz.',
      },
      redirectUris: {
        label: 'URIs de redirecionamento',
        hint: 'Para onde os usuários voltam depois de entrar, um por linha. Use https, exceto em localhost, onde http também funciona. Seu app deve enviar um deles, caractere por caractere.',
      },
      isPublic: {
        label: 'Este app não tem servidor próprio',
        hint: 'Apps móveis, de desktop e de página única não conseguem guardar um segredo: não recebem nenhum e sempre usam PKCE.',
      },
      requirePkce: {
        label: 'Exigir PKCE',
        hint: 'Recusa logins que seu app inicia sem um code challenge. Mais seguro se todos os seus clientes tiverem suporte.',
      },
      allowBrowserSecret: {
        label: 'Aceitar o segredo vindo de navegadores',
        hint: 'Qualquer pessoa que abrir uma página dessas pode ler o segredo e se passar pelo seu app. Use apenas para testes.',
      },
      idTokenAlg: {
        label: 'Algoritmo de assinatura dos id_tokens',
        hint: 'Todas as bibliotecas OpenID Connect têm suporte a RS256.',
      },
      claimsInIdToken: {
        label: 'Minha biblioteca só lê o id_token',
        hint: 'Inclui também no id_token os dados de perfil e de e-mail, que por padrão só estão no userinfo. O id_token passa pelo navegador quando o usuário sai, por isso deixe desativado se puder.',
      },
      postLogoutRedirectUris: {
        label: 'URIs de redirecionamento após logout',
        hint: 'Para onde seu app pode enviar os usuários depois que eles saírem (post_logout_redirect_uri), um por linha.',
      },
      backchannelLogoutUri: {
        label: 'URL de logout por back-channel',
        hint: 'Opcional. Enviamos um logout token para esta URL quando um usuário sai aqui (OpenID Connect Back-Channel Logout).',
      },
      jwks: {
        label: 'Chaves públicas (JWK Set)',
        hint: 'Em vez de usar um segredo, seu app assina cada solicitação com a chave privada dele (private_key_jwt). Cole as chaves públicas em JSON. Salvá-las remove os segredos.',
      },
      jwksUri: {
        label: 'URL do JWK Set',
        hint: 'Em vez de colar as chaves: a URL https onde seu app publica o JWK Set.',
      },
      requirePar: {
        label: 'Exigir solicitações de autorização enviadas antes (PAR)',
        hint: 'Recusa logins que seu servidor não enviou antes ao nosso (PAR).',
      },
      dpopBound: {
        label: 'Vincular tokens a uma chave',
        hint: 'Torna um token roubado inútil sem a chave do seu app (DPoP). Seu app deve enviar provas.',
      },
      isFapi: {
        label: 'Perfil de segurança FAPI 2.0',
        hint: 'As regras mais rígidas, criadas para bancos. Exige chaves públicas e ativa solicitações enviadas antes, PKCE e DPoP.',
      },
      grantTypes: {
        label: 'Permitir login em dispositivos',
        hint: 'Para TVs, ferramentas de linha de comando e similares: o usuário digita um código curto em outro dispositivo. Deixe desativado se seu app não precisar disso.',
      },
    },

    logo: {
      title: 'Logo do app',
      lead: 'Exibido ao lado do nome do seu app quando os usuários são convidados a permiti-lo. Sem logo, eles veem a primeira letra.',
      endsTrust:
        'Este app foi verificado com o logo atual. Um novo logo remove a verificação até que o operador verifique o app de novo.',
      file: 'Imagem',
      hint: 'PNG, WebP ou JPEG, no máximo 64 kB, cada lado de 16 a 1024 pixels. Imagens quadradas ficam melhor.',
      submit: 'Enviar logo',
      saved: 'Logo salvo. Os usuários já o veem.',
      remove: 'Remover logo',
      removed: 'Logo removido. Os usuários veem a primeira letra do nome.',
    },

    secrets: {
      title: 'Segredos do cliente',
      confirm: 'Confirme que é você para adicionar um segredo',
      lead: 'Um app pode ter dois segredos. Para trocar sem interrupção, adicione um segundo segredo, implante-o e depois remova o primeiro. O último segredo não pode ser removido.',
      created: 'Criado em',
      lastUsed: 'Último uso',
      neverUsed: 'Nunca usado',
      add: 'Adicionar segredo',
      remove: 'Remover',
      removeOf: (hint) => `o segredo que termina em ${hint}`,
      removed: 'Segredo removido. Ele não funciona mais.',
      full: 'Este app já tem dois segredos. Para adicionar outro, remova o que você não usa mais.',
      createdTitle: 'Seu novo segredo do cliente',
      both: 'O segredo anterior funciona até você removê-lo.',
    },

    snippets: {
      title: 'Experimente',
      lead: 'Estas solicitações contêm os valores do seu app. Substitua as partes em maiúsculas.',
      push: 'Envie a solicitação do seu servidor; a resposta contém o request_uri',
      authorize: 'Envie o usuário para esta URL',
      exchange: 'Troque o código por tokens, no seu servidor',
      exchangePublic: 'Troque o código por tokens',
      refresh: 'Obtenha novos tokens, sempre com o token de atualização mais recente',
      userinfo: 'Obtenha o usuário e o saldo dele',
      topup: 'Obtenha uma URL onde o usuário pode recarregar',
      page: 'Ou coloque tudo em uma página: o usuário conectado, o saldo e os botões',
      pageWithBackend: 'Ou coloque tudo em uma página, com as rotas de @octroi/sdk/server no seu servidor',
      callbackPage: 'Depois, adicione isto à página do seu URI de redirecionamento',
      publicNote:
        'Um app público cria um novo code_verifier a cada login e envia o hash SHA-256 dele como code_challenge.',
      otherUris: 'Estas solicitações usam o primeiro dos seus URIs de redirecionamento.',
    },

    deleteApp: {
      title: 'Excluir este app',
      confirm: 'Confirme que é você para excluir este app',
      effects: [
        'Os usuários não podem mais entrar com ele, e ele perde o acesso imediatamente.',
        'O client_id, os segredos e os tokens dele deixam de funcionar.',
        'Todas as autorizações que os usuários deram a ele são removidas.',
      ],
      noUndo: 'Esta ação não pode ser desfeita.',
      understand: 'Entendi',
      notUnderstood: 'Marque a caixa para confirmar que você entendeu.',
      submit: 'Excluir app',
    },
  },
};
