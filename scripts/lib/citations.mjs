// Finds the sections of documents that a text cites: `RFC 6749 sections 4.1.2.1 and 5.2`.

/** Every document that may be cited, with its title. Those that are not RFCs are cited by their full name. */
export const DOCUMENTS = {
  'RFC 1035': 'Domain Names - Implementation and Specification',
  'RFC 1918': 'Address Allocation for Private Internets',
  'RFC 2104': 'HMAC: Keyed-Hashing for Message Authentication',
  'RFC 2606': 'Reserved Top Level DNS Names',
  'RFC 3339': 'Date and Time on the Internet: Timestamps',
  'RFC 3629': 'UTF-8, a transformation format of ISO 10646',
  'RFC 3834': 'Recommendations for Automatic Responses to Electronic Mail',
  'RFC 3986': 'Uniform Resource Identifier (URI): Generic Syntax',
  'RFC 4180': 'Common Format and MIME Type for Comma-Separated Values (CSV) Files',
  'RFC 4291': 'IP Version 6 Addressing Architecture',
  'RFC 4647': 'Matching of Language Tags',
  'RFC 4648': 'The Base16, Base32, and Base64 Data Encodings',
  'RFC 4193': 'Unique Local IPv6 Unicast Addresses',
  'RFC 4226': 'HOTP: An HMAC-Based One-Time Password Algorithm',
  'RFC 5321': 'Simple Mail Transfer Protocol',
  'RFC 5322': 'Internet Message Format',
  'RFC 5869': 'HMAC-based Extract-and-Expand Key Derivation Function (HKDF)',
  'RFC 5892': 'The Unicode Code Points and Internationalized Domain Names for Applications (IDNA)',
  'RFC 6052': 'IPv6 Addressing of IPv4/IPv6 Translators',
  'RFC 6238': 'TOTP: Time-Based One-Time Password Algorithm',
  'RFC 6265': 'HTTP State Management Mechanism',
  'RFC 6454': 'The Web Origin Concept',
  'RFC 6585': 'Additional HTTP Status Codes',
  'RFC 6598': 'IANA-Reserved IPv4 Prefix for Shared Address Space',
  'RFC 6749': 'The OAuth 2.0 Authorization Framework',
  'RFC 6750': 'The OAuth 2.0 Authorization Framework: Bearer Token Usage',
  'RFC 6755': 'An IETF URN Sub-Namespace for OAuth',
  'RFC 6761': 'Special-Use Domain Names',
  'RFC 6762': 'Multicast DNS',
  'RFC 6797': 'HTTP Strict Transport Security (HSTS)',
  'RFC 6819': 'OAuth 2.0 Threat Model and Security Considerations',
  'RFC 6890': 'Special-Purpose IP Address Registries',
  'RFC 7009': 'OAuth 2.0 Token Revocation',
  'RFC 7239': 'Forwarded HTTP Extension',
  'RFC 7515': 'JSON Web Signature (JWS)',
  'RFC 7516': 'JSON Web Encryption (JWE)',
  'RFC 7517': 'JSON Web Key (JWK)',
  'RFC 7518': 'JSON Web Algorithms (JWA)',
  'RFC 7519': 'JSON Web Token (JWT)',
  'RFC 7521': 'Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants',
  'RFC 7523': 'JSON Web Token (JWT) Profile for OAuth 2.0 Client Authentication and Authorization Grants',
  'RFC 7578': 'Returning Values from Forms: multipart/form-data',
  'RFC 7591': 'OAuth 2.0 Dynamic Client Registration Protocol',
  'RFC 7592': 'OAuth 2.0 Dynamic Client Registration Management Protocol',
  'RFC 7617': "The 'Basic' HTTP Authentication Scheme",
  'RFC 7636': 'Proof Key for Code Exchange by OAuth Public Clients',
  'RFC 7638': 'JSON Web Key (JWK) Thumbprint',
  'RFC 7662': 'OAuth 2.0 Token Introspection',
  'RFC 7800': 'Proof-of-Possession Key Semantics for JSON Web Tokens (JWTs)',
  'RFC 8037': 'CFRG Elliptic Curve Diffie-Hellman (ECDH) and Signatures in JOSE',
  'RFC 8141': 'Uniform Resource Names (URNs)',
  'RFC 8176': 'Authentication Method Reference Values',
  'RFC 8252': 'OAuth 2.0 for Native Apps',
  'RFC 8259': 'The JavaScript Object Notation (JSON) Data Interchange Format',
  'RFC 8314': 'Cleartext Considered Obsolete: Use of Transport Layer Security (TLS) for Email Submission and Access',
  'RFC 8375': "Special-Use Domain 'home.arpa.'",
  'RFC 8414': 'OAuth 2.0 Authorization Server Metadata',
  'RFC 8615': 'Well-Known Uniform Resource Identifiers (URIs)',
  'RFC 8628': 'OAuth 2.0 Device Authorization Grant',
  'RFC 8693': 'OAuth 2.0 Token Exchange',
  'RFC 8705': 'OAuth 2.0 Mutual-TLS Client Authentication and Certificate-Bound Access Tokens',
  'RFC 8707': 'Resource Indicators for OAuth 2.0',
  'RFC 8725': 'JSON Web Token Best Current Practices',
  'RFC 8949': 'Concise Binary Object Representation (CBOR)',
  'RFC 9053': 'CBOR Object Signing and Encryption (COSE): Initial Algorithms',
  'RFC 9068': 'JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens',
  'RFC 9101': 'The OAuth 2.0 Authorization Framework: JWT-Secured Authorization Request (JAR)',
  'RFC 9110': 'HTTP Semantics',
  'RFC 9111': 'HTTP Caching',
  'RFC 9112': 'HTTP/1.1',
  'RFC 9116': 'A File Format to Aid in Security Vulnerability Disclosure',
  'RFC 9126': 'OAuth 2.0 Pushed Authorization Requests',
  'RFC 9207': 'OAuth 2.0 Authorization Server Issuer Identification',
  'RFC 9278': 'JWK Thumbprint URI',
  'RFC 9396': 'OAuth 2.0 Rich Authorization Requests',
  'RFC 9449': 'OAuth 2.0 Demonstrating Proof of Possession (DPoP)',
  'RFC 9457': 'Problem Details for HTTP APIs',
  'RFC 9470': 'OAuth 2.0 Step Up Authentication Challenge Protocol',
  'RFC 9476': 'The .alt Special-Use Top-Level Domain',
  'RFC 9649': 'WebP Image Format',
  'RFC 9700': 'Best Current Practice for OAuth 2.0 Security',
  'RFC 9728': 'OAuth 2.0 Protected Resource Metadata',
  'RFC 9864': 'Fully-Specified Algorithms for JSON Object Signing and Encryption (JOSE) and COSE',
  'FAPI 2.0 Security Profile': '',
  'OAuth 2.0 Form Post Response Mode': '',
  'OAuth 2.0 Multiple Response Type Encoding Practices': '',
  'OAuth Client ID Metadata Document': '',
  'OpenID Connect Back-Channel Logout': '',
  'OpenID Connect Core': '',
  'OpenID Connect Discovery': '',
  'OpenID Connect Dynamic Client Registration': '',
  'OpenID Connect RP-Initiated Logout': '',
  'OpenID Connect Session Management': '',
  'OpenID Connect Unmet Authentication Requirements': '',
  'WebAuthn Level 3': '',
};

const NUMBER = String.raw`\d+(?:\.\d+)*`;
const APPENDIX = String.raw`[A-Z](?:\.\d+)*`;
const NAMED = Object.keys(DOCUMENTS).filter((name) => !name.startsWith('RFC '));
const SECTIONS = [
  String.raw`,? sections (?<plural>${NUMBER}(?:(?:, and |, | and )${NUMBER})*)`,
  String.raw`,? section (?<single>${NUMBER})`,
  String.raw`,? appendix (?<appendix>${APPENDIX})\b`,
  // "RFC 6749 4.1.2": a bare number is a section when it has a dot, or when nothing but punctuation follows.
  String.raw` (?<bare>\d+(?:\.\d+)+|\d+(?=[).,;:]))`,
];
const CITATION = String.raw`(?<name>RFC ?\d{4,5}|${NAMED.join('|')})(?: 1\.0)?(?:${SECTIONS.join('|')})?(?![\w-])`;

const sectionsOf = ({ plural, single, appendix, bare }) =>
  plural !== undefined ? plural.match(new RegExp(NUMBER, 'g')) : [appendix ?? single ?? bare ?? ''];

/**
 * The citations in a text: `{ document, section }`; section is '' for a whole document. A line break in a comment
 * counts as a space.
 */
export const citationsIn = (text) =>
  [...text.replaceAll(/\s*\n\s*(?:\*(?!\/)|\/\/)?\s*/g, ' ').matchAll(new RegExp(CITATION, 'g'))].flatMap(
    ({ groups }) => sectionsOf(groups).map((section) => ({ document: groups.name.replace(/^RFC ?/, 'RFC '), section })),
  );

const ONLY_CITATIONS = new RegExp(
  String.raw` ?\((?:${CITATION.replaceAll(/\?<\w+>/g, '?:')}(?:, and |, | and |; )?)+\)`,
  'g',
);

/** A test's name without its trailing citations in parentheses. */
export const withoutCitations = (name) => name.replaceAll(ONLY_CITATIONS, '').trim();

const numbersOf = (section) =>
  section.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part.charCodeAt(0) + 1000));

/** 4.2 before 4.10, numbers before appendices, a whole document before its sections. */
export const bySection = (one, other) => {
  if (one === '' || other === '') return one.length - other.length;
  const [left, right] = [numbersOf(one), numbersOf(other)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    if (left[index] !== right[index]) return left[index] - right[index];
  }
  return left.length - right.length;
};

/** RFCs by number, then the others by name. */
export const byDocument = (one, other) => {
  const [left, right] = [one, other].map((name) => (name.startsWith('RFC ') ? Number(name.slice(4)) : Infinity));
  return left === right ? (one < other ? -1 : 1) : left - right;
};
