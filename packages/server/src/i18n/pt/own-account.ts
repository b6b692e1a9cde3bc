import type { OwnAccountMessages } from '../en/own-account.js';

export const ownAccountPt: OwnAccountMessages = {
  accountLinks: {
    activityDetail: 'Todas as alterações do seu saldo',
    allActivity: 'Toda a atividade',
    ordersDetail: 'Suas recargas e o status de cada uma',
    profileDetail: 'Seu nome de usuário e seu idioma',
    dataDetail: 'Baixe seus dados ou exclua sua conta',
    older: 'Mais antigos',
    newest: 'Mais recentes',
    back: 'Voltar à sua conta',
  },

  chart: {
    title: 'Evolução do saldo',
    ranges: 'Período',
    range: (days) => `${days} dias`,
    moved: (days, first, last) => `Nos últimos ${days} dias, seu saldo passou de ${first} para ${last}.`,
    still: (days, amount) => `Seu saldo ficou em ${amount} nos últimos ${days} dias.`,
    extremes: (lowest, highest) => `Mínimo: ${lowest}. Máximo: ${highest}.`,
    table: 'Mostrar como tabela',
    day: 'Dia (UTC)',
    closing: 'Saldo no fim do dia',
  },

  activity: {
    title: 'Atividade',
    lead: 'Todas as alterações do seu saldo, da mais recente à mais antiga.',
    amount: 'Valor',
    download: 'Baixar em CSV',
    noneHere: 'Nenhuma atividade mais antiga.',
  },

  orders: {
    title: 'Pedidos',
    lead: 'As suas recargas, da mais recente à mais antiga.',
    states: { pending: 'Aguardando pagamento', paid: 'Pago', cancelled: 'Cancelado' },
    by: (provider) => `por ${provider}`,
    resume: 'Continuar',
    open: 'Ver',
    orderOf: (amount) => `o pedido de ${amount}`,
    none: 'Você ainda não fez nenhuma recarga.',
  },

  profilePage: {
    title: 'Perfil',
    rename: 'Mudar nome de usuário',
    confirm: 'Confirme que é você para mudar o nome de usuário',
    renameHint:
      'Você entra com este nome, e os apps com acesso ao seu perfil podem vê-lo. O número da sua conta continua o mesmo.',
    renameFreed: 'Seu nome de usuário atual fica disponível para outras pessoas.',
    renamed: (username) => `Seu nome de usuário agora é ${username}.`,
    unchanged: 'Esse já é seu nome de usuário.',
    tooOften: (minutes) => `Tentativas demais. Tente de novo em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    language: 'Idioma',
    languageDetail: 'Salvo na sua conta e usado em novos navegadores e nos e-mails que enviamos a você.',
  },

  data: {
    title: 'Seus dados',
    download: 'Baixar seus dados',
    downloadDetail:
      'Um arquivo JSON com tudo o que guardamos sobre você: perfil, histórico do saldo, pedidos, autorizações, sessões, apps e eventos. Senhas e segredos não são incluídos.',
    tooOften: (minutes) =>
      `Você baixou seus dados vezes demais. Tente de novo em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    stillRunning: 'Seus dados ainda estão sendo baixados. Espere terminar, ou cancele o download, e tente de novo.',
    delete: 'Excluir sua conta',
    deleteDetail: 'Esta ação não pode ser desfeita. Você verá as consequências antes de confirmar.',
    deleteLink: 'Excluir conta…',
  },

  deletion: {
    title: 'Excluir sua conta',
    lead: 'Esta ação não pode ser desfeita. Leia o que acontece antes de confirmar.',
    consequences: 'O que acontece',
    access: 'Você é desconectado em todos os lugares, e todos os apps perdem imediatamente o acesso à sua conta.',
    balance: (amount) => `Você perde seu saldo de ${amount}. Ele não é reembolsado.`,
    erased: 'Seu nome de usuário, e-mail, senha, sessões e autorizações são apagados.',
    kept: 'Para fins contábeis, mantemos o número da sua conta, o histórico do saldo e os pedidos, sem o seu nome.',
    freed:
      'Seu nome de usuário e seu e-mail ficam disponíveis para outras pessoas. Quem os usar não recebe nenhum dos seus acessos.',
    never: 'Ninguém poderá entrar nesta conta de novo, e ela não pode ser restaurada.',
    apps: 'Estes apps seus também são excluídos:',
    resources: 'Estes recursos seus também são excluídos:',
    blockedTitle: 'Sua conta ainda não pode ser excluída',
    lastOperator: 'Você é o único operador deste site. Antes, torne outra pessoa operadora.',
    appsInUse: 'Outras pessoas usam estes apps seus. Avise-as e depois exclua os apps no console:',
    users: (count) => (count === 1 ? '1 outra pessoa' : `${count} outras pessoas`),
    confirm: 'Confirmar',
    typeUsername: (username) => `Digite seu nome de usuário, ${username}`,
    submit: 'Excluir minha conta permanentemente',
    usernameWrong: 'Esse não é seu nome de usuário.',
    doneTitle: 'Sua conta foi excluída',
    done: 'Você foi desconectado em todos os lugares, e nenhum app tem mais acesso. Você já pode fechar esta página.',
  },

  givenAccess: {
    noPublisher: 'Editor desconhecido',
    calledThen: (name) => `O app se chamava ${name} quando você o autorizou.`,
    connected: 'Conectado no momento. Se você revogar o acesso, sairá do app na próxima solicitação que ele fizer.',
    endedDetail: (app) =>
      `Os tokens do app não funcionam mais. ${app} pode manter os dados que já recebeu. Entre em contato com ${app} para que sejam excluídos.`,
    whatEndingDoes:
      'A revogação tem efeito imediato. Você pode autorizar um app de novo na próxima vez que entrar nele.',
  },
};
