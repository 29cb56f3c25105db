/** Made-up secrets of every form that people paste into the wrong place, by what they are. */
export const SECRETS: readonly (readonly [string, string])[] = [
  ['a storage key', `${'Zk9x+Q/7'.repeat(10)}Zk9x+Q==`],
  ['a storage key of letters and digits', `${'Zk9xbQw7'.repeat(10)}Zk9xbQ==`],
  ['a registry key', 'q7Wb+3Xn9LcT/0vYk5RzHdMf2sJgPaEu8iOoN1tV6w'],
  ['a SAS', 'sv=2024-11-04&sr=c&sp=racwdl&se=2030-01-01T00:00:00Z&sig=aB3%2FxYz%2B9Qw7Kp1Lm5Nr8Tv2Ud4We6%3D'],
  ['a SAS with ?', '?sv=2024-11-04&sr=c&sp=racwdl&sig=aB3%2FxYz%2B9Qw7Kp1Lm5Nr8Tv2Ud4We6%3D'],
  [
    'a SAS in a URL',
    'https://acct.blob.core.windows.net/exports?sv=2024-11-04&sr=c&sig=aB3%2FxYz%2B9Qw7Kp1Lm5Nr8Tv2Ud%3D',
  ],
  [
    'a SAS in a URL that is encoded',
    encodeURIComponent('https://acct.blob.core.windows.net/c?sv=2024&sig=aB3xYz9Qw7Kp1L'),
  ],
  ['a signature', 'aB3/xYz+9Qw7Kp1Lm5Nr8Tv2Ud4We6Gh0Jk3Bn5Vc7Xs='],
  ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
  ['a bearer token', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N'],
  ['a client secret', 'aB38Q~xYz9Qw7Kp1Lm5Nr8Tv2Ud4We6Gh0.Jk_3B'],
  ['a client secret without ~', 'aB38Qq.xYz9Qw7Kp1Lm5Nr8Tv2Ud4We6Gh0_Jk3B'],
  ['a client secret of letters, digits and _', 'aB38Qq_xYz9Qw7Kp1Lm5Nr8Tv2Ud4We6Gh0_Jk3B'],
  [
    'a connection string',
    'DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=Zk9xQ7==;EndpointSuffix=core.windows.net',
  ],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----\n'],
  ['a password that is a GUID', '3f2b8c1d-9e47-4a6b-8d05-1c7e9f2a6b34'],
  ['a password that is a GUID in braces', '{3F2B8C1D-9E47-4A6B-8D05-1C7E9F2A6B34}'],
  ['a password that is a GUID without hyphens', '3f2b8c1d9e474a6b8d051c7e9f2a6b34'],
  ['a digest', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['a product key', 'VK7JG-NPHTM-C97JM-9MPGT-3V66T'],
  ['a personal access token', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
  ['a password with signs', 'S3cr3t!pw'],
  ['a password of letters and digits', 'Tr0ub4dor3'],
  ['a password of small letters and digits', 'p4ssw0rd9'],
  ['a password with a year', 'Summer2024'],
  ['a password with a year and a hyphen', 'Summer-2024'],
  ['a password of 16 characters', 'xK7mQ2pL9vR4tB6n'],
  ['a password of letters', 'XkTqWzLmPv'],
  ['a password of small letters', 'xkqzwvbnmtrpl'],
  ['a password of digits', '8472910365'],
  ['a user name and a password in a URL', 'https://me:hunter2@acct.blob.core.windows.net/exports'],
  ['a webhook', 'https://hooks.example.com/services/T00000000/B00000000/XXXXaB3xYz9Qw7Kp1Lm5'],
  ['a secret that is broken over lines', 'Zk9xQ7aB\r\n3xYz9Qw7Kp1L'],
  ['a secret with an invisible character', 'Tr0ub4dor3\u200B'],
  ['a very long secret', 'aB3xYz9Qw7'.repeat(20_000)],
];

/** Words cannot be told from a name where they stand as a name, only where a value stands. */
export const PASS_PHRASES = ['correct horse battery staple', 'correct-horse-battery-staple'];

/** Ends of secrets that give nothing away. */
const PUBLIC = ['https://', '/exports', 'dows.net'];

/** Parts of a secret that must not be found in a text: it may be cut, and JSON may escape it. */
function piecesOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const cut = [secret.slice(0, 8), secret.slice(-8)].filter((piece) => !PUBLIC.includes(piece));
  return [secret, escaped, ...cut].filter((piece) => piece.length >= 8);
}

/** What of the secret is repeated in a text; empty when nothing is. */
export function repeatedIn(text: string, secret: string): string[] {
  return piecesOf(secret).filter((piece) => text.includes(piece));
}
