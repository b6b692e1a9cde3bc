import type { UpstreamMessages } from '../en/upstream.js';

export const upstreamPt: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `Continuar com ${provider}`,
    failedTitle: (provider) => `Não foi possível entrar com ${provider}`,
    denied: (provider) => `Você recusou em ${provider}, então nada foi alterado.`,
    expired: 'Isto demorou demais, já foi feito ou foi iniciado em outro navegador. Comece de novo.',
    away: (provider) => `${provider} não está respondendo. Tente de novo em um minuto, ou entre de outra forma.`,
    refused: (provider) =>
      `Não foi possível verificar a resposta de ${provider}, então não a usamos. Se continuar acontecendo, avise o operador deste site.`,
    closed: (provider, siteName) =>
      `Nenhuma conta em ${siteName} está vinculada a esta conta ${provider}, e o cadastro não está aberto a todos. Se você tem uma conta, entre nela e vincule ${provider} em Segurança.`,
    emailTakenTitle: 'Você já tem uma conta aqui',
    emailTaken: (provider) =>
      `O e-mail informado por ${provider} pertence a uma conta daqui. Entre nessa conta como sempre e depois vincule ${provider} em Segurança.`,
    identityTaken: (provider) => `Esta conta ${provider} está vinculada a outra conta daqui. Remova-a lá primeiro.`,
    identityOther: (provider) => `Outra conta ${provider} já está vinculada. Remova-a primeiro e depois vincule esta.`,
    userChanged: 'Outra pessoa entrou aqui desde que você começou, ou você foi desconectado. Nada foi vinculado.',
    tryAgain: 'Tentar de novo',
    otherWay: 'Entrar de outra forma',
    toSecurity: 'Voltar para Segurança',
    newcomer: (provider, label) => `Você entrou em ${provider} como ${label}. Confira os dados da sua nova conta aqui.`,
    emailVerified: (provider) => `Verificado por ${provider}.`,
    alreadyHere: (provider) => `Já tem uma conta aqui? Entre nela e vincule ${provider} em Segurança.`,
    section: 'Contas vinculadas',
    none: 'Nenhuma conta vinculada.',
    since: 'Vinculada em',
    connect: (provider) => `Vincular ${provider}`,
    connectMeans: (provider, username) =>
      `Vamos levar você até ${provider}. Quem puder entrar na sua conta de lá poderá entrar aqui como ${username}.`,
    goOn: (provider) => `Ir para ${provider}`,
    remove: 'Remover',
    removeWhat: (provider) => `a entrada com ${provider}`,
    removeTitle: (provider) => `Remover a entrada com ${provider}`,
    removeMeans: (provider) =>
      `Você não poderá mais entrar aqui com sua conta ${provider}. Navegadores já conectados continuam conectados.`,
    lastWayIn: 'Esta é a única forma de entrar na sua conta. Defina uma senha primeiro.',
    noPassword: 'Você entra com outra conta e não tem senha aqui. Podemos enviar por e-mail um link para definir uma.',
    noPasswordNoMail:
      'Você entra com outra conta e não tem senha aqui. Para definir uma, peça um link ao operador deste site.',
    signInAgain: 'Faz algum tempo que você entrou. Saia, entre de novo e volte aqui.',
  },
};
