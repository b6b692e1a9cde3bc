import type { TestUsersMessages } from '../en/test-users.js';

/** As frases em português sobre os usuários de teste do playground. */
export const testUsersPt: TestUsersMessages = {
  testUsers: {
    legend: 'Quem o app vê',
    about:
      'Usuários de teste são inventados: nenhuma conta é criada para eles e nenhum saldo é tocado. Mesmo assim, você dá a autorização com a sua própria conta.',
    me: 'Você, com o seu saldo real',
    own: 'Um usuário de teste definido por você',
    ownTitle: 'Seu usuário de teste',
    choose: 'Escolha um dos usuários.',
    ready: {
      plenty: 'Saldo de sobra',
      cents: 'Só restam centavos',
      nothing: 'Saldo esgotado',
      overspent: 'Gastou mais do que recebeu',
      unverified: 'E-mail não confirmado',
      no_email: 'Sem e-mail',
      disabled: 'Conta desativada assim que o app tiver os tokens',
    },
    username: 'Nome do usuário de teste',
    credited: 'Total creditado',
    spent: 'Gasto desse total',
    measure: 'Valores em',
    units: 'unidades inteiras',
    unitsInvalid: 'Informe unidades inteiras, só com algarismos.',
    tooLarge: 'É mais do que um saldo comporta.',

    title: (username) => `Usuário inventado: ${username}`,
    card: 'O app vê este usuário no seu lugar. Essa conta não existe, e nenhum saldo real é tocado. Nas páginas de autorização você é você, pois quem autoriza é a sua própria conta.',
    live: 'Os tokens de acesso e de atualização abaixo só valem neste teste, não em um terminal: são do usuário inventado e de mais ninguém. Um teste termina depois de uma hora e quando você sai ou começa outro. Quem envia de novo um código ou um token de atualização passa por ladrão, e os tokens são encerrados.',
    state: 'Conta',
    enabled: 'ativa',
    disabled: 'desativada',
    disabledLater: 'desativada assim que o app tiver os tokens',
    confirmed: 'confirmado',
    unconfirmed: 'não confirmado',
    change: 'E se algo mudar agora?',
    amount: 'Valor',
    credit: 'Recarregar',
    spend: 'Gastar',
    disable: 'Desativar a conta',
    enable: 'Ativar a conta',
    topUpLink: 'Um link de recarga do usuário inventado não abre para ninguém.',
    more: 'O mesmo outra vez',
  },
};
