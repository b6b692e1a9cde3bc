import type { UpstreamMessages } from '../en/upstream.js';

/** Entrar por outros provedores, em português. */
export const upstreamPt: UpstreamMessages = {
  upstream: {
    continueWith: (provider) => `Continuar com ${provider}`,
    failedTitle: (provider) => `${provider} não confirmou sua entrada`,
    denied: (provider) => `Você não concordou em ${provider}, então nada foi feito.`,
    expired: 'Demorou demais, já foi feito ou começou em outro navegador. Comece de novo.',
    away: (provider) => `${provider} não responde agora. Tente de novo em um minuto, ou entre de outra forma.`,
    refused: (provider) =>
      `${provider} enviou uma resposta em que não podemos confiar, então ela não foi usada. Se acontecer de novo, avise o operador deste site.`,
    closed: (provider, siteName) =>
      `Ninguém em ${siteName} está vinculado a esta conta de ${provider}, e o cadastro não está aberto a todos. Se você tem uma conta, entre nela e vincule ${provider} em Segurança.`,
    emailTakenTitle: 'Você já tem uma conta aqui',
    emailTaken: (provider) =>
      `O endereço de e-mail que ${provider} informou pertence a uma conta daqui. Entre nela como sempre e depois vincule ${provider} em Segurança.`,
    identityTaken: (provider) => `Esta conta de ${provider} está vinculada a outra conta daqui. Remova-a lá primeiro.`,
    identityOther: (provider) =>
      `Outra conta de ${provider} já está vinculada. Remova-a primeiro e depois vincule esta.`,
    userChanged: 'Outra pessoa entrou aqui desde que você começou, ou ninguém mais está conectado. Nada foi vinculado.',
    tryAgain: 'Tentar de novo',
    otherWay: 'Entrar de outra forma',
    toSecurity: 'Voltar para Segurança',
    newcomer: (provider, label) => `${provider} conhece você como ${label}. Confira como sua conta vai se chamar aqui.`,
    emailVerified: (provider) => `${provider} confirmou este endereço.`,
    alreadyHere: (provider) =>
      `Para usar uma conta que você já tem aqui, entre nela e vincule ${provider} em Segurança.`,
    section: 'Entrar com outras contas',
    none: 'Nenhuma conta de fora pode entrar nesta.',
    since: 'Desde',
    connect: (provider) => `Vincular ${provider}`,
    connectMeans: (provider, username) =>
      `Levamos você até ${provider}. Quem puder entrar na sua conta de lá poderá entrar aqui como ${username}.`,
    goOn: (provider) => `Ir para ${provider}`,
    remove: 'Remover',
    removeWhat: (provider) => `a entrada com ${provider}`,
    removeTitle: (provider) => `Remover a entrada com ${provider}`,
    removeMeans: (provider) =>
      `Sua conta de ${provider} não vai mais entrar aqui. Navegadores já conectados continuam assim.`,
    lastWayIn: 'Esta é a única forma de entrar na sua conta. Defina uma senha primeiro.',
    noPassword: 'Você entra com outra conta e não tem senha aqui. Um link por e-mail define uma.',
    noPasswordNoMail:
      'Você entra com outra conta e não tem senha aqui. Para ter uma, peça um link ao operador deste site.',
    signInAgain: 'Faz algum tempo que você entrou. Saia, entre de novo e volte aqui.',
  },
};
