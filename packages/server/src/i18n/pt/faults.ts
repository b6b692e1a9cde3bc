import type { FaultMessages } from '../en/faults.js';

export const faultsPt: FaultMessages = {
  inputFaults: {
    notOneOf: (choices) => `O valor deve ser um destes: ${choices}.`,

    appName: (maximum) =>
      `O nome deve ter de 1 a ${maximum} caracteres, sem caracteres de controle nem palavras que misturem alfabetos. Os usuários o veem ao entrar.`,
    appDescription: (maximum) => `A descrição deve ter no máximo ${maximum} caracteres, sem caracteres de controle.`,
    appsTooMany: (maximum) => `Um desenvolvedor pode ter no máximo ${maximum} apps. Exclua um que não seja mais usado.`,
    redirectUriMissing: () => 'É preciso pelo menos um URI de redirecionamento.',
    redirectUrisTooMany: (maximum) => `São possíveis no máximo ${maximum} URIs de redirecionamento.`,
    postLogoutUrisTooMany: (maximum) => `São possíveis no máximo ${maximum} endereços.`,
    grantTypeUnknown: (known) => `Cada um deve ser um destes: ${known}.`,
    grantTypesMissing: (first, second) => `Todo app tem ${first} e ${second}; informe-os também.`,
    publicAppsUsePkce: () => 'Um app público não tem segredo, por isso sempre usa PKCE.',

    secretOfPublicApp: () => 'Um app público não tem segredo; ele usa PKCE.',
    secretBesideKeys: () =>
      'Este app assina suas solicitações com as próprias chaves (private_key_jwt), por isso não tem segredo.',
    secretsFull: () => 'O app já tem dois segredos. Remova primeiro o que não é mais usado.',
    secretIsLast: () => 'O último segredo não pode ser removido. Primeiro adicione um novo e coloque-o em uso.',

    logoMissing: () => 'Primeiro escolha um arquivo.',
    logoTooLarge: (kilobytes) =>
      `O arquivo tem mais de ${kilobytes} kB. Salve a imagem em tamanho menor: 256 por 256 pixels bastam.`,
    logoNotPicture: () =>
      'Esta não é uma imagem PNG, WebP ou JPEG que possa ser lida. Abra-a em um editor de imagens e salve-a como PNG.',
    logoAnimated: () => 'A imagem é animada. Salve um só quadro dela.',
    logoSize: (width, height, minimum, maximum) =>
      `A imagem tem ${width} por ${height} pixels. Cada lado deve ter de ${minimum} a ${maximum} pixels: redimensione-a.`,

    tokenName: (maximum) => `O nome deve ter de 1 a ${maximum} caracteres.`,
    tokensTooMany: (maximum) =>
      `Um desenvolvedor pode ter no máximo ${maximum} tokens. Revogue um que não seja mais usado.`,

    requestIdInvalid: () => 'Este não é o número de uma solicitação.',
    lineIdInvalid: () => 'Aqui é preciso o número de uma linha.',

    keysOfPublicApp: () =>
      'Um app público não consegue guardar uma chave privada, por isso também não tem chaves aqui.',
    methodOfPublicApps: () => 'none é só para apps públicos; se um app é público ou não, isso não muda mais.',
    methodNeedsKeys: () => 'private_key_jwt precisa das chaves públicas do app: informe jwks ou jwks_uri.',
    methodBesideKeys: () => 'Um app com jwks ou jwks_uri usa private_key_jwt e não tem segredo.',
    keysInTwoPlaces: () => 'Informe jwks ou jwks_uri, mas não os dois.',
    keysTooLong: (maximum) => `As chaves ocupam mais de ${maximum} caracteres.`,
    uriNotPublic: (setting) =>
      `Este host não está na internet pública. Este servidor só chama um host assim se o operador o incluir em ${setting} e confiar no app.`,
    uriNotHttps: (setting) =>
      `Use https. Este servidor só chama um endereço http se o operador incluir o host privado em ${setting} e confiar no app.`,
    keysUriInvalid: () =>
      'Este deve ser um endereço https sem usuário, senha ou fragmento, no qual o app publica suas chaves públicas.',
    deviceFlowOff: (variable) => `O operador deste servidor desligou o login em dispositivos (${variable}).`,
    pushedRequestsOff: (variable) => `O operador deste servidor desligou as solicitações enviadas antes (${variable}).`,
    dpopOff: (variable) => `O operador deste servidor desligou o DPoP (${variable}).`,

    fapiForServers: () => 'FAPI é para apps com servidor: um app público não pode usá-lo.',
    fapiNeedsKeys: () =>
      'FAPI exige private_key_jwt em vez de um segredo: informe as chaves públicas do app, em jwks ou jwks_uri.',
    fapiKeys: (algorithms) => `FAPI aceita apenas ${algorithms}, e nenhuma das chaves serve para eles.`,
    fapiIdTokens: (algorithms) => `FAPI aceita apenas ${algorithms}: escolha um deles.`,
    fapiWithoutDevices: () => 'FAPI não tem login em dispositivos: abra mão dele, ou do FAPI.',
    fapiNeedsHttps: () => 'FAPI exige https em todos os URIs de redirecionamento.',

    keysNotASet: () => 'Este deve ser um JWK Set: um objeto JSON com uma lista chamada keys.',
    keyNotAnObject: (position) => `A chave ${position} não é um objeto JSON.`,
    keyIsPrivate: (position, members) =>
      `A chave ${position} traz sua metade privada (${members}). Quem a tem pode se passar pelo app: crie um novo par de chaves e envie apenas a metade pública.`,
    kidTooLong: (position, maximum) => `O kid da chave ${position} tem mais de ${maximum} caracteres.`,
    keysTooMany: (maximum) => `Há mais de ${maximum} chaves.`,
    kidTwice: (kid) => `Duas chaves têm o kid ${kid}.`,
    keysUseless: (algorithms, leastBits, mostBits) =>
      `Nenhuma das chaves serve para ${algorithms}: RSA de ${leastBits} a ${mostBits} bits, EC em P-256 ou Ed25519.`,

    uriTooLong: (maximum) => `O URI tem mais de ${maximum} caracteres; encurte-o.`,
    uriWhiteSpace: () => 'Espaços e caracteres de controle não são permitidos; remova-os.',
    uriNotAscii: () =>
      'Só caracteres ASCII são permitidos; escreva o host em punycode (xn--...) e codifique o resto com sinais de porcentagem.',
    uriBackslash: () => 'A barra invertida não é permitida, pois os navegadores a leem como uma barra; use /.',
    uriWildcard: () => 'Curingas não são aceitos; registre cada URI de redirecionamento por inteiro.',
    uriFragment: () => 'Um fragmento (#...) não é permitido (RFC 6749, seção 3.1.2); remova-o.',
    uriCharacters: () =>
      'Os caracteres " < > ^ ` { | } não são permitidos em um URI; codifique-os com sinais de porcentagem.',
    uriEmptyQuery: () => 'A query está vazia; remova o ponto de interrogação no fim.',
    uriPercent: () =>
      'Um sinal de porcentagem deve ser seguido de dois dígitos hexadecimais; escreva %25 para o próprio sinal.',
    uriPercentControl: () => 'Caracteres de controle codificados não são permitidos; remova-os.',
    uriNotAbsolute: () => 'Este não é um URI absoluto; escreva-o por inteiro, como https://app.example/oauth/callback.',
    uriHttp: () => 'http só é permitido em localhost, 127.0.0.1 e [::1]; use https para qualquer outro host.',
    uriSchemeReserved: (scheme) =>
      `O esquema ${scheme}: não pode receber um redirecionamento; use https, ou um esquema que seja só do seu app.`,
    uriSchemeOfPublicApps: (scheme) =>
      `O esquema ${scheme}: só é permitido para apps públicos; registre o app como público, ou use https.`,
    uriSchemeSlash: (scheme) => `Uma barra deve seguir o esquema; escreva, por exemplo, ${scheme}:/callback.`,
    uriUser: () => 'Dados de usuário (user@) não são permitidos antes do host; remova-os.',
    uriHostDots: () => 'O host começa ou termina com um ponto, ou tem dois seguidos; remova-o.',
    uriHostCharacters: () => 'O host só pode ter letras, dígitos, hifens e pontos; corrija-o.',
    uriSlashes: () => 'O caminho tem duas barras seguidas; deixe uma só.',
    uriDotSegment: () => 'O caminho tem um segmento . ou ..; escreva o caminho a que ele leva.',
    uriResponseParameter: (name) =>
      `A query tem o parâmetro ${name}, que a própria resposta define; remova-o ou mude o nome dele.`,
    uriNotCanonical: (canonical) => `O URI não está na forma canônica; escreva ${canonical}`,
    uriOurs: () => 'Este é um endereço deste servidor, onde nenhum app recebe respostas; registre o do próprio app.',

    hintScheme: () =>
      'Outro programa também pode usar este esquema; um nome de domínio seu, invertido (com.example.app:), é mais seguro.',
    hintLoopback: () =>
      'localhost, 127.0.0.1 e [::1] são três hosts diferentes aqui; seu app deve enviar o que você registrar.',
    hintPrivateHost: () => 'Este host é privado ou reservado; usuários fora da sua rede não conseguem acessá-lo.',
    hintHostWithoutDot: () => 'Este host não tem ponto; usuários fora da sua rede não conseguem acessá-lo.',
    hintPage: () => 'Isto parece uma página; informe o endereço do seu servidor que trata o retorno.',
    hintSlash: () => 'O URI termina com uma barra; seu app também deve enviar essa barra.',

    resourceTooLong: (maximum) => `O identificador tem mais de ${maximum} caracteres.`,
    resourceNotAbsolute: () => 'O identificador deve ser um URI absoluto, como https://mcp.example.com/mcp.',
    resourceHttp: () => 'http só é possível em localhost, 127.0.0.1 e [::1]; use https.',
    resourceNotHttps: () => 'O identificador deve ser um URI https.',
    resourceFragment: () => 'O identificador não pode ter fragmento (#); remova-o.',
    resourceUser: () => 'O identificador não pode trazer um usuário antes do host.',
    resourceOurs: () => 'Este é um endereço deste próprio servidor, que qualquer app pode pedir.',
    resourceNotCanonical: (canonical) => `O identificador não está na forma canônica; escreva ${canonical}`,
    resourceTaken: () => 'Já existe um recurso registrado com este identificador.',
    resourceRemoved: () =>
      'Este identificador era de um recurso removido. Só o desenvolvedor dele pode registrá-lo de novo, ou um operador com `octroi resource add`.',
    resourceStillAllowed: () =>
      'O recurso com este identificador foi removido há pouco, e os acessos que os usuários concederam ainda estão sendo retirados. Tente de novo mais tarde.',
    resourceIsClient: () => 'Este identificador é o client_id de um app.',
    resourcesTooMany: (maximum) => `Um desenvolvedor pode ter no máximo ${maximum} recursos, contando os removidos.`,
    resourceName: (maximum) => `O nome deve ter de 1 a ${maximum} caracteres, sem caracteres de controle.`,
    scopeName: (name, maximum) =>
      `${name || 'Um escopo'}: o nome de um escopo tem de 1 a ${maximum} caracteres ASCII, sem espaços, aspas e barras invertidas, e não é nenhum dos deste servidor.`,
    scopeDescription: (name, maximum) =>
      `${name || 'Um escopo'}: diga o que ele permite, em 1 a ${maximum} caracteres. Os usuários leem isso antes de permitir.`,
    scopeTwice: () => 'Um escopo aparece duas vezes.',
    scopesTooMany: (maximum) => `São possíveis no máximo ${maximum} escopos.`,

    notText: (maximum) => `Este deve ser um texto de no máximo ${maximum} caracteres.`,
    notWebAddress: () => 'Este deve ser um endereço http ou https.',
    notTexts: () => 'Este deve ser um array de textos.',
    notFlag: () => 'Este deve ser true ou false.',
    notObject: () => 'Este deve ser um objeto JSON.',
    notNaming: (choices) => `Este deve ser um array com pelo menos um destes: ${choices}.`,
    methodStays: (method) => `Este app foi registrado com ${method}; registre outro para mudar como ele se autentica.`,

    documentWrong: () => 'O client_id é o endereço de um documento que descreve o app.',
    documentAway: () => 'O documento no endereço do client_id não pode ser lido no momento.',
    documentUrl: (maximum) => `Deve ser um URL de no máximo ${maximum} caracteres.`,
    documentNotHttps: () => 'Deve ser um URL https.',
    documentUser: () => 'Não deve conter nome de usuário nem senha.',
    documentFragment: () => 'Não deve ter fragmento.',
    documentNotCanonical: (canonical) => `Deve estar na forma canônica: ${canonical}`,
    documentPath: () => 'Deve ter um caminho.',
    documentNotObject: () => 'O documento deve conter um objeto JSON.',
    documentClientId: () => 'O membro client_id dele deve ser exatamente este endereço.',
    documentSecret: (member) => `O documento não deve conter ${member}: todos podem lê-lo.`,
    documentMethod: () =>
      'O token_endpoint_auth_method dele deve ser none ou private_key_jwt: não há segredo a compartilhar.',
    documentStatus: (status) => `O servidor dele respondeu com o status ${status}.`,
    documentStatusNot200: (status) => `O servidor dele respondeu com o status ${status}, e não com 200.`,
    documentType: () => 'O tipo de conteúdo dele deve ser application/json.',
    documentTooLong: (bytes) => `A resposta tem mais de ${bytes} bytes.`,
    documentUnreachable: () =>
      'Não foi possível baixá-lo; o servidor deve estar na internet pública e responder por https.',
    documentsTooOften: () => 'Os documentos dos apps estão sendo pedidos vezes demais neste momento.',
  },
};
