import type { TestUsersMessages } from '../en/test-users.js';

/** As frases em português sobre os usuários de teste do playground. */
export const testUsersPt: TestUsersMessages = {
  testUsers: {
    legend: 'Usuário que o app vê',
    about:
      'Usuários de teste são fictícios: nenhuma conta é criada e nenhum saldo muda. Você ainda dá o consentimento com a sua própria conta.',
    me: 'Você, com o seu saldo real',
    own: 'Um usuário de teste personalizado',
    ownTitle: 'Usuário de teste personalizado',
    choose: 'Escolha um usuário.',
    ready: {
      plenty: 'Saldo de sobra',
      cents: 'Só restam centavos',
      nothing: 'Saldo esgotado',
      overspent: 'Saldo negativo',
      unverified: 'E-mail não confirmado',
      no_email: 'Sem e-mail',
      disabled: 'Conta desativada depois que o app recebe os tokens',
    },
    username: 'Nome de usuário de teste',
    credited: 'Total creditado',
    spent: 'Total gasto',
    measure: 'Valores em',
    units: 'unidades inteiras',
    unitsInvalid: 'Informe unidades inteiras, somente dígitos.',
    tooLarge: 'Isso é mais do que um saldo comporta.',

    title: (username) => `Usuário de teste: ${username}`,
    card: 'O app vê este usuário no seu lugar. A conta não existe, e nenhum saldo real muda. Nas páginas de consentimento você aparece como você mesmo, pois dá o consentimento com a sua própria conta.',
    live: 'Os tokens de acesso e de atualização abaixo só funcionam neste teste, não em um terminal. Um teste termina depois de 1 hora, ou quando você sai ou começa outro. Reutilizar um código ou token de atualização é tratado como roubo e revoga todos os seus tokens.',
    state: 'Conta',
    enabled: 'ativa',
    disabled: 'desativada',
    disabledLater: 'desativada depois que o app recebe os tokens',
    confirmed: 'confirmado',
    unconfirmed: 'não confirmado',
    change: 'Simular uma mudança',
    amount: 'Valor',
    credit: 'Recarregar',
    spend: 'Gastar',
    disable: 'Desativar a conta',
    enable: 'Ativar a conta',
    topUpLink: 'Ninguém pode abrir o link de recarga de um usuário de teste.',
    more: 'Repetir com as mesmas configurações',
  },
};
