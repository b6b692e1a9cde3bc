import type { DeviceMessages } from '../en/device.js';

export const devicePt: DeviceMessages = {
  device: {
    title: 'Conectar um dispositivo',
    lead: 'Digite o código exibido no seu dispositivo.',
    code: 'Código',
    codeHint: 'Oito letras. Maiúsculas e hifens não importam.',
    submit: 'Continuar',
    codeRequired: 'Digite o código exibido no seu dispositivo.',
    codeUnknown: 'Este código está incorreto, expirou ou já foi usado. Confira no seu dispositivo e tente de novo.',
    tooMany: (minutes) =>
      `Código errado vezes demais. Tente novamente em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    confirmTitle: (app) => `Conectar um dispositivo a ${app}`,
    compare: 'Confira se o seu dispositivo mostra este código:',
    warning:
      'Continue somente se você mesmo iniciou isto em um dispositivo à sua frente. Se alguém lhe enviou este código ou um link para esta página, cancele, ou essa pessoa terá acesso à sua conta.',
    allow: 'Permitir',
    goneTitle: 'Este código não é mais válido',
    allowedTitle: 'Seu dispositivo está conectado',
    allowed: 'Volte ao seu dispositivo. Ele continua em alguns segundos.',
    cancelledTitle: 'Cancelado',
    cancelled: 'O dispositivo não foi conectado.',
    another: 'Digitar outro código',
  },
};
