import type { Messages } from '../en/index.js';
import { accountPt } from './account.js';
import { consolePt } from './console.js';
import { faultsPt } from './faults.js';
import { devicePt } from './device.js';
import { requestsPt } from './requests.js';
import { playgroundPt } from './playground.js';
import { testUsersPt } from './test-users.js';
import { resourcesPt } from './resources.js';
import { leavingPt } from './leaving.js';
import { lookPt } from './look.js';
import { mailsPt } from './mails.js';
import { ownAccountPt } from './own-account.js';
import { stepsPt } from './steps.js';
import { recoveryPt } from './recovery.js';
import { upstreamPt } from './upstream.js';

/**
 * Portuguese, as Brazil writes it and Portugal reads it. The reader is “você”, and an app is masculine. The words, the same
 * on every page and in the SDK:
 *
 * sign in, sign out: entrar, sair; a sign-in: login; signed in: conectado; sign-up: cadastro
 * authorization: autorização; to allow: permitir; to end: encerrar; scope: escopo; resource: recurso
 * balance: saldo; a top-up, to top up: recarga, recarregar; to be charged: ser cobrado
 * app: app; developer: desenvolvedor; operator: operador; user: usuário; secret: segredo
 * access token, refresh token, developer token: token de acesso, de atualização, de desenvolvedor
 * redirect URI: URI de redirecionamento; return address: endereço de retorno; request: solicitação; answer: resposta
 * passkey: chave de acesso; recovery codes: códigos de recuperação
 */
export const pt: Messages = {
  languageName: 'Português',

  page: {
    skip: 'Ir para o conteúdo',
    navigation: 'Principal',
    language: 'Idioma',
    account: 'Conta',
    authorizations: 'Autorizações',
    topUp: 'Recarregar',
    console: 'Console',
    signOut: 'Sair',
    cancel: 'Cancelar',
    fullStop: '.',
    errorTitle: (title) => `Erro: ${title}`,
    titleOn: (title, siteName) => `${title} · ${siteName}`,
  },

  form: {
    errorSummary: 'Confira os dados informados',
    username: 'Nome de usuário',
    usernameOrEmail: 'Nome de usuário ou e-mail',
    email: 'E-mail',
    password: 'Senha',
    passwordHint: (minimum) => `Pelo menos ${minimum} caracteres. Uma frase curta funciona bem.`,
  },

  faults: {
    usernameRequired: 'Informe um nome de usuário.',
    usernameOrEmailRequired: 'Informe seu nome de usuário ou seu e-mail.',
    usernameInvalid: (maximum) =>
      `Use no máximo ${maximum} caracteres, sem @, sem caracteres invisíveis e sem palavras que misturem alfabetos.`,
    usernameTaken: 'Este nome de usuário já está em uso. Escolha outro.',
    emailRequired: 'Informe seu e-mail.',
    emailInvalid: 'Informe um e-mail como nome@example.com.',
    emailTaken: 'Já existe uma conta com este e-mail. Entre com ela.',
    passwordRequired: 'Informe sua senha.',
    passwordTooShort: (minimum) => `Use pelo menos ${minimum} caracteres na senha.`,
    passwordTooLong: (maximum) => `Use no máximo ${maximum} caracteres na senha.`,
    currentPasswordRequired: 'Informe sua senha atual.',
    currentPasswordWrong: 'Sua senha atual está incorreta.',
    wrongCredentials: 'Nome de usuário ou senha incorretos.',
    tooManyAttempts: (minutes) =>
      `Senha errada vezes demais. Tente novamente em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    accountDisabled: 'Esta conta está desativada. Para saber o motivo, fale com o operador deste site.',
    invitationInvalid: 'Este convite já foi usado ou expirou. Peça outro.',
    amountRequired: 'Informe um valor.',
    amountInvalid: 'Informe um valor como 20 ou 12.50.',
    amountTooSmall: (minimum) => `A recarga mínima é de ${minimum}.`,
    amountTooLarge: (maximum) => `A recarga máxima é de ${maximum}.`,
    amountOverLimit: 'Sua conta não comporta esse valor. Informe um valor menor ou entre em contato com o suporte.',
    providerRequired: 'Escolha uma forma de pagamento.',
  },

  scopes: {
    openid: {
      name: 'Fazer seu login',
      brief: 'sempre com o mesmo identificador',
      detail: 'Confirmar quem você é, sempre com o mesmo identificador.',
    },
    profile: {
      name: 'Ver seu perfil',
      brief: 'nome de usuário, e-mail, número da conta, data de cadastro',
      detail: 'Seu nome de usuário, seu e-mail, o número da sua conta e a data do seu cadastro.',
    },
    email: {
      name: 'Ver seu e-mail',
      brief: 'e se ele está verificado',
      detail: 'Seu e-mail, e se ele está verificado.',
    },
    balance: {
      name: 'Ver seu saldo',
      brief: 'quanto você ainda tem e quanto já gastou',
      detail: 'Quanto você ainda tem e quanto já gastou, a cada consulta.',
    },
    offline_access: {
      name: 'Manter o acesso',
      brief: 'mesmo quando você está ausente',
      detail: 'Manter este acesso quando você está ausente.',
    },
  },

  access: {
    publishedBy: (owner) => `Publicado por ${owner}`,
    publishedByNobody:
      'Este app se registrou sozinho, portanto seu editor é desconhecido. Continue somente se você mesmo acabou de abri-lo.',
    knownByAddress: 'Editor desconhecido. Este app é identificado apenas pelo endereço:',
    trusted: (siteName) => `Verificado por ${siteName}`,
    receives: (app) => `${app} poderá`,
    isNew: 'Novo',
    currently: (balance) => `Atualmente: ${balance}`,
    resources: 'Outros serviços',
    atResource: 'Ele poderá usar',
    recognised: 'Identificar você nesse serviço',
    resourceWords: 'Estas descrições são de quem mantém esse serviço.',
    sentTo: 'Você será redirecionado para',
    newAddress: 'Este endereço é novo: até agora, o app usava outro.',
    onThisDevice: 'Este é um programa no seu próprio dispositivo.',
    byScheme: 'Isto abre um programa do seu dispositivo que lida com esse tipo de link.',
    cannotTitle: 'Ele não poderá',
    cannot: ['ver sua senha', 'gastar seu saldo', 'alterar sua conta'],
    inProfile: 'Seu endereço de e-mail faz parte do seu perfil.',
    staysConnected: (days) =>
      `O app mantém o acesso por até ${days === 1 ? '1 dia' : `${days} dias`}, mesmo quando você está ausente.`,
    keeps: (days) =>
      `Manter este acesso quando você está ausente, por até ${days === 1 ? '1 dia' : `${days} dias`} ou até que você o revogue.`,
    lasts: 'Você pode revogar este acesso a qualquer momento em',
    manage: 'Gerenciar autorizações',
  },

  home: {
    title: 'Boas-vindas',
    lead: 'Uma só conta para todos os seus apps',
    what: (siteName) =>
      `Com sua conta ${siteName}, você entra nos apps com um clique, controla o que cada um pode ver e mantém seu saldo em um só lugar.`,
    signIn: 'Entrar',
    signUp: 'Criar uma conta',
    signedInAs: (username) => `Conectado como ${username}`,
    accountDetail: 'Seu perfil, saldo e atividade recente',
    authorizationsDetail: 'Ver quais apps têm acesso e revogá-lo',
    topUpDetail: 'Adicionar saldo',
    consoleDetail: 'Registrar apps e criar tokens de desenvolvedor',
    points: [
      { title: 'Login com um clique', detail: 'Nada de senha nova para cada app.' },
      { title: 'Você decide', detail: 'Cada app vê apenas o que você permite.' },
      { title: 'Revogue quando quiser', detail: 'O acesso termina assim que você o revoga.' },
    ],
  },

  signIn: {
    title: 'Entrar',
    toContinue: (app) => `para continuar em ${app}`,
    submit: 'Entrar',
    byContinuing: (app) => `Ao entrar, você permite que ${app} possa`,
    otherAccount: (app, username) => `Você está conectado como ${username}, mas ${app} pede outra conta.`,
    noAccount: 'Ainda não tem conta?',
    signUp: 'Criar uma conta',
  },

  signUp: {
    title: 'Criar uma conta',
    submit: 'Criar conta',
    haveAccount: 'Já tem uma conta?',
    signIn: 'Entrar',
    invited: 'Você recebeu um convite para criar uma conta aqui.',
    operatorTitle: 'Tornar-se o operador',
    operator:
      'Você está prestes a se tornar o operador desta instalação. Vai gerenciar os usuários, os apps e as configurações dela.',
    usernameHint: 'Os apps com acesso ao seu perfil podem ver este nome.',
    closedTitle: 'O cadastro está fechado',
    closed: (siteName) => `Somente o operador pode criar contas em ${siteName}.`,
    closedAsk: 'Para ter uma, peça um convite ao operador.',
    acceptTitle: 'Aceitar o convite',
    acceptUser: 'Você já está conectado. Não há nada para aceitar com esta conta.',
    accept: (username) => `Aceitar como ${username}`,
  },

  consent: {
    title: (app) => `${app} solicita acesso à sua conta`,
    continueTitle: (app) => `Continuar em ${app}`,
    signedInAs: 'Conectado como',
    notYou: 'Não é você?',
    useAnother: 'Usar outra conta',
    chooseHint: 'Desmarque o que você não quer compartilhar.',
    besideHint: 'O app também pede estes acessos, dos quais talvez não precise. Marque o que você quer compartilhar.',
    allow: 'Permitir',
    continueAs: (username) => `Continuar como ${username}`,
  },

  errors: {
    requestId: 'ID da solicitação:',
    home: 'Ir para a página inicial',
    openAgain: 'Abrir a página de novo',
    returnTo: (origin: string) => `Voltar para ${origin}`,
    notFound: {
      title: 'Página não encontrada',
      explanation: 'Não há nenhuma página neste endereço.',
      remedy: 'Confira se o endereço está escrito corretamente, ou comece pela página inicial.',
    },
    methodNotAllowed: {
      title: 'Ação não suportada',
      explanation: 'Este endereço não aceita esse tipo de solicitação.',
      remedy: 'Volte e use os botões da página.',
    },
    forbidden: {
      title: 'Acesso negado',
      explanation: 'Sua conta não tem permissão para abrir esta página.',
      remedy: 'Se você acha que deveria ter, fale com o operador deste site.',
    },
    signedOut: {
      title: 'Você não está mais conectado',
      explanation:
        'A sua sessão terminou nesse meio-tempo: você saiu, a senha foi alterada ou um operador desativou a sua conta.',
      remedy: 'Nada foi alterado. Entre de novo e tente outra vez.',
    },
    gone: {
      title: 'Excluído nesse meio-tempo',
      explanation: 'O item desta página foi excluído enquanto sua solicitação era processada.',
      remedy: 'Nada foi alterado. Volte à lista em que ele estava e carregue-a de novo.',
    },
    formStale: {
      title: 'Esta página está desatualizada',
      explanation:
        'Depois que esta página foi aberta, você entrou ou saiu em outra aba, ou os cookies deste navegador foram apagados.',
      remedy: 'Nada foi alterado. Abra a página de novo e envie o formulário por lá.',
    },
    formUsed: {
      title: 'Este formulário já foi enviado',
      explanation: 'Ele cria um segredo, e só uma vez: recarregar a página que mostrou o segredo não cria outro.',
      remedy:
        'Desta vez, nada foi alterado. Abra a página de novo para ver o que existe. Um segredo perdido não pode ser mostrado outra vez: crie outro e remova o que se perdeu.',
    },
    formRefused: {
      title: 'Não foi possível aceitar este formulário',
      explanation: 'A página ficou aberta por tempo demais, ou o formulário veio de outro site ou de outra sessão.',
      remedy: 'Volte, recarregue a página e envie o formulário de novo. Nada foi alterado.',
    },
    tooManyRequests: {
      title: 'Tentativas demais',
      explanation: 'Houve tentativas demais a partir da sua rede em pouco tempo.',
      remedy: 'Espere alguns minutos e tente novamente.',
    },
    badRequest: {
      title: 'Solicitação inválida',
      explanation: 'O link que trouxe você até aqui está incompleto ou danificado.',
      remedy: 'Volte ao app e tente novamente. Se continuar acontecendo, fale com o desenvolvedor do app.',
    },
    unknownApp: {
      title: 'App desconhecido',
      explanation: 'O app que trouxe você até aqui não está registrado, ou deixou de estar.',
      remedy:
        'Volte ao app e avise o desenvolvedor. Se for você, confira se o client_id do link é o mesmo que aparece no console.',
    },
    unknownDocument: {
      title: 'App desconhecido',
      explanation: 'O app que trouxe você até aqui publica a própria descrição, e essa descrição não pode ser usada.',
      remedy: 'Volte ao app e informe ao desenvolvedor o que está escrito acima.',
    },
    suspendedApp: {
      title: 'Este app está suspenso',
      explanation:
        'O app que trouxe você até aqui está suspenso: por enquanto, ele não pode conectar você nem ler seus dados.',
      remedy: 'Nada foi alterado. Se você precisa do app, fale com o desenvolvedor dele.',
    },
    requestExpired: {
      title: 'Esta solicitação não é mais válida',
      explanation: 'Ela já foi respondida, expirou ou foi iniciada em outro navegador.',
      remedy: 'Volte ao app e comece de novo.',
    },
    unavailable: {
      title: 'Voltamos em instantes',
      explanation: 'Uma parte deste serviço não responde no momento. Sua conta e seu saldo estão seguros.',
      remedy: 'Espere um minuto e tente novamente.',
    },
    serverError: {
      title: 'Algo deu errado',
      explanation: 'O problema é nosso, não seu.',
      remedy: 'Tente novamente. Se continuar acontecendo, informe ao operador deste site o ID da solicitação abaixo.',
    },
    redirect: {
      title: 'Este app enviou um endereço de retorno inválido',
      titleOf: (app) => `${app} enviou um endereço de retorno inválido`,
      explanation:
        'O endereço de retorno (redirect_uri) não está registrado para este app. Para proteger sua conta, não levamos você até lá, e o app não recebeu nada.',
      sent: 'O app enviou',
      sentNothing: 'nada',
      visitorTitle: 'Se você estava entrando',
      visitor: 'Volte ao app e mostre esta página ao desenvolvedor.',
      developerTitle: 'Se você desenvolve este app',
      developer:
        'Entre com a conta dona do app para ver aqui os URIs de redirecionamento registrados. O do link deve ser igual a um deles, caractere por caractere.',
      ownerTitle: 'Seus URIs de redirecionamento registrados',
      ownerEmpty: 'Este app não tem nenhum URI de redirecionamento registrado.',
      owner: 'Faça os dois coincidirem: mude o redirect_uri que seu app envia, ou registre este no',
      console: 'console',
      registered: 'Registrado',
      yours: 'Enviado',
      differsAt: (position) => `A primeira diferença está no caractere ${position}.`,
    },
  },

  ...accountPt,
  ...consolePt,
  ...faultsPt,
  ...devicePt,
  ...requestsPt,
  ...playgroundPt,
  ...resourcesPt,
  ...testUsersPt,
  ...leavingPt,
  ...lookPt,
  ...mailsPt,
  ...ownAccountPt,
  ...recoveryPt,
  ...stepsPt,
  ...upstreamPt,
};
