import type { OwnAccountMessages } from '../en/own-account.js';

/** The Portuguese sentences of the account's own pages. */
export const ownAccountPt: OwnAccountMessages = {
  accountLinks: {
    activityDetail: 'Tudo o que alterou o seu saldo',
    allActivity: 'Toda a atividade',
    ordersDetail: 'As suas recargas e o estado de cada uma',
    profileDetail: 'O seu nome de usuário e o seu idioma',
    dataDetail: 'Baixe-os ou exclua a sua conta',
    older: 'Mais antigos',
    newest: 'Mais recentes',
    back: 'Voltar à sua conta',
  },

  chart: {
    title: 'Evolução do saldo',
    ranges: 'Período',
    range: (days) => `${days} dias`,
    moved: (days, first, last) => `Nos últimos ${days} dias, passou de ${first} para ${last}.`,
    still: (days, amount) => `Ficou em ${amount} nos últimos ${days} dias.`,
    extremes: (lowest, highest) => `Mínimo ${lowest}, máximo ${highest}.`,
    table: 'Mostrar como tabela',
    day: 'Dia (UTC)',
    closing: 'Saldo no fim do dia',
  },

  activity: {
    title: 'Atividade',
    lead: 'Tudo o que foi somado ao seu saldo ou descontado dele, do mais recente ao mais antigo.',
    amount: 'Valor',
    download: 'Baixar em CSV',
    noneHere: 'Não há nada mais antigo.',
  },

  orders: {
    title: 'Pedidos',
    lead: 'As suas recargas, da mais recente à mais antiga.',
    states: { pending: 'À espera do pagamento', paid: 'Pago', cancelled: 'Cancelado' },
    by: (provider) => `por ${provider}`,
    resume: 'Continuar',
    open: 'Mostrar',
    orderOf: (amount) => `o pedido de ${amount}`,
    none: 'Você ainda não fez nenhuma recarga.',
  },

  profilePage: {
    title: 'Perfil',
    rename: 'Mudar o nome de usuário',
    renameHint:
      'Você entra com ele, e os apps que veem o seu perfil o mostram. O número da sua conta continua o mesmo.',
    renameFreed: 'O seu nome atual fica livre para outras pessoas.',
    renamed: (username) => `Agora você é ${username}.`,
    unchanged: 'Esse já é o seu nome de usuário.',
    tooOften: (minutes) => `Tentativas demais. Tente de novo em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    language: 'Idioma',
    languageDetail: 'Guardado com a sua conta: para navegadores novos e para as mensagens enviadas a você.',
  },

  data: {
    title: 'Os seus dados',
    download: 'Baixar os seus dados',
    downloadDetail:
      'Um arquivo JSON com tudo o que guardamos sobre você: perfil, histórico do saldo, pedidos, autorizações, sessões, apps e eventos. Senhas e segredos não estão nele.',
    delete: 'Excluir a sua conta',
    deleteDetail: 'Não é possível desfazer. Antes, você lerá o que acontece.',
    deleteLink: 'Excluir a conta…',
  },

  deletion: {
    title: 'Excluir a sua conta',
    lead: 'Não é possível desfazer. Leia antes o que acontece.',
    consequences: 'O que acontece',
    access: 'Você sai em todos os lugares, e todos os apps perdem imediatamente o acesso à sua conta.',
    balance: (amount) => `Você perde o seu saldo de ${amount}. Ele não é devolvido.`,
    erased: 'O seu nome de usuário, e-mail, senha, sessões e autorizações são apagados.',
    kept: 'O número da sua conta, o registro do saldo e os pedidos ficam nos nossos livros, como a contabilidade exige, sem o seu nome.',
    freed: 'O seu nome e o seu e-mail ficam livres. Quem os usar depois não recebe nenhum dos seus acessos.',
    never: 'Ninguém poderá entrar de novo nesta conta nem recuperá-la.',
    apps: 'Estes apps seus são excluídos com ela:',
    resources: 'Estes recursos seus são excluídos com ela:',
    blockedTitle: 'A sua conta ainda não pode ser excluída',
    lastOperator: 'Você é o único operador deste site. Antes, torne outra pessoa operadora.',
    appsInUse: 'Outras pessoas usam estes apps seus. Avise-as e depois exclua os apps no console:',
    users: (count) => (count === 1 ? '1 outra pessoa' : `${count} outras pessoas`),
    confirm: 'Confirmar',
    typeUsername: (username) => `Digite o seu nome de usuário, ${username}`,
    submit: 'Excluir a minha conta para sempre',
    usernameWrong: 'Esse não é o seu nome de usuário.',
    doneTitle: 'A sua conta foi excluída',
    done: 'Você saiu em todos os lugares, e nenhum app tem mais acesso. Pode fechar esta página.',
  },

  givenAccess: {
    noPublisher: 'Ninguém responde por este app.',
    calledThen: (name) => `Chamava-se ${name} quando você o autorizou.`,
    connected: 'Está conectado agora. Encerrar faz você sair dele, no próximo pedido que ele fizer.',
    endedDetail:
      'Os tokens dele deixaram de funcionar na hora. O que ele já leu talvez ainda tenha; isso se resolve entre você e o app.',
    whatEndingDoes: 'Encerrar vale na hora. Você pode autorizar o app de novo quando entrar nele.',
  },
};
