const en = {
  account: 'Account',
  signIn: 'Sign in',
  signOut: 'Sign out',
  topUp: 'Top up',
  refresh: 'Refresh',
  balance: 'Balance',
  loading: 'Loading…',
  signedOut: 'You are not signed in.',
  offline: 'The service is not responding right now.',
  signingIn: 'Signing you in…',
  done: 'You are signed in. You can close this window.',
  denied: 'You declined access.',
  wrongState: 'This response is not for a sign-in that started in this browser. Please try again.',
  failed: 'Signing in failed. Please try again.',
  back: 'Back',
};

export type Word = keyof typeof en;

const LANGUAGES: Readonly<Record<string, Readonly<Record<Word, string>>>> = {
  en,
  fr: {
    account: 'Compte',
    signIn: 'Se connecter',
    signOut: 'Se déconnecter',
    topUp: 'Recharger',
    refresh: 'Actualiser',
    balance: 'Solde',
    loading: 'Chargement…',
    signedOut: 'Vous n’êtes pas connecté.',
    offline: 'Le service ne répond pas pour l’instant.',
    signingIn: 'Connexion en cours…',
    done: 'Vous êtes connecté. Vous pouvez fermer cette fenêtre.',
    denied: 'Vous n’avez pas autorisé l’accès.',
    wrongState: 'Cette réponse n’est pas celle d’une connexion commencée dans ce navigateur. Veuillez réessayer.',
    failed: 'La connexion a échoué. Veuillez réessayer.',
    back: 'Retour',
  },
  zh: {
    account: '账户',
    signIn: '登录',
    signOut: '退出登录',
    topUp: '充值',
    refresh: '刷新',
    balance: '余额',
    loading: '加载中…',
    signedOut: '您尚未登录。',
    offline: '服务暂时没有响应。',
    signingIn: '正在登录…',
    done: '您已登录，可以关闭此窗口。',
    denied: '您没有允许访问。',
    wrongState: '此次登录不是在本浏览器中发起的，请重试。',
    failed: '登录失败，请重试。',
    back: '返回',
  },
  pt: {
    account: 'Conta',
    signIn: 'Entrar',
    signOut: 'Sair',
    topUp: 'Recarregar',
    refresh: 'Atualizar',
    balance: 'Saldo',
    loading: 'Carregando…',
    signedOut: 'Você não está conectado.',
    offline: 'O serviço não responde no momento.',
    signingIn: 'Entrando…',
    done: 'Você está conectado. Pode fechar esta janela.',
    denied: 'Você não permitiu o acesso.',
    wrongState: 'Esta resposta não é de um login iniciado neste navegador. Tente novamente.',
    failed: 'Não foi possível entrar. Tente novamente.',
    back: 'Voltar',
  },
};

/** `text-sign-in` for `signIn`. */
const attributeOf = (word: Word): string => `text-${word.replace(/[A-Z]/g, '-$&').toLowerCase()}`;

/**
 * The texts of an element: its own attributes first (`text-sign-in="Log in"`), then the language around it, then the
 * browser's.
 */
export const wordsFor = (element: Element): ((word: Word) => string) => {
  const tag = element.closest('[lang]')?.getAttribute('lang') || navigator.language;
  const words = LANGUAGES[tag.slice(0, 2).toLowerCase()] ?? en;
  return (word) => element.getAttribute(attributeOf(word)) ?? words[word];
};

/** The message for a failed sign-in. The error's own text is for developers, and anybody could have written it. */
export const wordOf = (code: string): Word =>
  code === 'access_denied' ? 'denied' : code === 'invalid_state' ? 'wrongState' : 'failed';
