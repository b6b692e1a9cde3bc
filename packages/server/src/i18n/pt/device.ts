import type { DeviceMessages } from '../en/device.js';

/** The Portuguese sentences of the pages on which a user answers for a device. */
export const devicePt: DeviceMessages = {
  device: {
    title: 'Conectar um dispositivo',
    lead: 'Digite o código que seu dispositivo mostra.',
    code: 'Código',
    codeHint: 'Oito letras. Maiúsculas e hifens não importam.',
    submit: 'Continuar',
    codeRequired: 'Digite o código que seu dispositivo mostra.',
    codeUnknown: 'Este código está errado, já foi usado ou expirou. Olhe de novo no seu dispositivo.',
    tooMany: (minutes) =>
      `Código errado vezes demais. Tente novamente em ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
    confirmTitle: (app) => `Conectar um dispositivo a ${app}`,
    compare: 'Seu dispositivo deve mostrar este código:',
    warning:
      'Só continue se você mesmo começou isto, em um dispositivo à sua frente. Se alguém lhe enviou o código ou um link para esta página, cancele: essa pessoa entraria na sua conta.',
    allow: 'Permitir',
    goneTitle: 'Este código não é mais válido',
    allowedTitle: 'Seu dispositivo está conectado',
    allowed: 'Volte ao seu dispositivo. Ele continua sozinho em alguns segundos.',
    cancelledTitle: 'Cancelado',
    cancelled: 'O dispositivo não recebeu nada.',
    another: 'Digitar outro código',
  },
};
