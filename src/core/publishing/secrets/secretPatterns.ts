import type { SecretRule } from './secretRules.js';

/** Characters that continue a word, also in a signature, a path or a URL. */
const [notAfter, notBefore] = ['(?<![0-9A-Za-z+/_-])', '(?![0-9A-Za-z+/_=-])'];
const mixed = '(?=[A-Za-z+/_]{0,48}[0-9])(?=[0-9a-z+/_]{0,48}[A-Z])(?=[0-9A-Z+/_]{0,48}[a-z])';

/** A random word. Placeholders have no digits, or letters of one case. */
function word(characters: string, length: string): NonNullable<SecretRule['beside']> {
  const run = `[${characters}]{${length}}${notBefore}`;
  return { pattern: new RegExp(`${notAfter}(?=${run})${mixed}${run}`), isWord: true };
}

/** Private keys in the formats of common tools. */
const keys: readonly SecretRule[] = [
  {
    kind: 'privateKey',
    signs: ['private key'],
    // Lines before the key name its encryption or the program that wrote it.
    pattern:
      /(?<=-----? ?BEGIN (?:[A-Z0-9]{1,20} ){0,4})PRIVATE KEY(?: BLOCK)? ?-----?(?:[\s\S]{0,200}?[^0-9A-Za-z+/])?([0-9A-Za-z+/]{40})/y,
  },
  {
    kind: 'privateKey',
    signs: ['openvpn static key'],
    pattern: /OpenVPN Static key V1-----(?:\s|\\[rn]){1,8}([0-9a-f]{32})/y,
  },
  {
    kind: 'privateKey',
    signs: ['private-lines: '],
    pattern: /Private-Lines: \d{1,3}(?:\s|\\[rn]){1,4}([0-9A-Za-z+/]{40})/y,
  },
  // A key without its marker, as in a configuration: the beginning is fixed for PKCS #8, PKCS #1, SEC 1, Ed25519 and OpenSSH.
  {
    kind: 'privateKey',
    signs: ['ibadanbgkqhkig9w0baqefaasc'],
    pattern: /(?<=MII[A-Za-z0-9+/]{3})IBADANBgkqhkiG9w0BAQEFAASC([0-9A-Za-z+/]{40})/y,
  },
  {
    kind: 'privateKey',
    signs: ['ibaakca', 'ibaakbg'],
    pattern: /(?<=MII[A-Za-z0-9+/]{3})IBAAK[CB][ABg]([0-9A-Za-z+/]{40})/y,
  },
  {
    kind: 'privateKey',
    signs: [
      'mighageambmgbyqgsm49',
      'mihuageambagbyqgsm49',
      'mhccaqeei',
      'migkageb',
      'mc4caqawbqydk2v',
      'b3blbnnzac1rzxktdjea',
    ],
    pattern:
      /(?<![0-9A-Za-z+/])(?:MI(?:GHAgEAMBM|HuAgEAMBA)GByqGSM49|MHcCAQEEI|MIGkAgEB|MC4CAQAwBQYDK2V|b3BlbnNzaC1rZXktdjEA)([0-9A-Za-z+/]{28})/y,
  },
  {
    kind: 'privateKey',
    signs: ['age-secret-key-1'],
    pattern: /AGE-SECRET-KEY-1([QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})/iy,
  },
  // WireGuard.
  {
    kind: 'privateKey',
    signs: ['privatekey', 'presharedkey'],
    pattern: /(?:PrivateKey|PresharedKey)["']?\s{0,4}[=:]\s{0,4}["']?([0-9A-Za-z+/]{43}=)/iy,
  },
  {
    kind: 'privateKey',
    signs: ['client-key-data'],
    pattern: /client-key-data["']?\s{0,4}:\s{0,4}["']?([0-9A-Za-z+/]{40})/y,
  },
  // A JSON Web Key with its private or symmetric part.
  {
    kind: 'privateKey',
    signs: ['kty'],
    pattern: /(?<!\w)kty\\?["']?\s{0,4}:\s{0,4}\\?["'](?:RSA|EC|OKP|oct)\\?["']/y,
    beside: { pattern: /(?<!\w)[dk]\\?["']?\s{0,4}:\s{0,4}\\?["'](?=[\w-]{0,60}\d)[\w-]{32}/, isWord: false },
  },
  // Ethereum and others.
  {
    kind: 'privateKey',
    signs: ['private_key', 'privatekey'],
    pattern: /private_?key\\?["']?\s{0,4}[=:]\s{0,4}\\?["'`]?((?:0x)?[0-9a-f]{64})(?![0-9a-f])/iy,
  },
];

/** A random word of this length as the only value of a variable or field. */
function namedWord(name: string, length: number): RegExp {
  return new RegExp(`${name}["']?\\s{0,9}[:=]\\s{0,9}\\\\?["']?(${mixed}[0-9A-Za-z+/]{${length}})${notBefore}`, 'y');
}

/** Cloud access keys: secrets by their names, or anywhere beside their ID. */
const accessKeys: readonly SecretRule[] = [
  {
    kind: 'accessKey/Alibaba Cloud',
    signs: ['LTAI'],
    exact: true,
    pattern: /(?<![0-9A-Za-z_])LTAI[0-9A-Za-z]{12,26}(?![0-9A-Za-z_])/y,
    beside: word('0-9A-Za-z', '30'),
  },
  {
    kind: 'accessKey/Alibaba Cloud',
    signs: ['secret'],
    pattern: namedWord('(?<=[aA][cC][cC][eE][sS][sS](?:[-_. ]?[kK][eE][yY])?[-_. ]?)[sS][eE][cC][rR][eE][tT]', 30),
  },
  // Temporary credentials: their token is also in URLs that are signed with them.
  {
    kind: 'accessKey/Alibaba Cloud',
    signs: ['STS.'],
    exact: true,
    pattern: /(?<![0-9A-Za-z_])STS\.[0-9A-Za-z]{16,40}(?![0-9A-Za-z_])/y,
    beside: word('0-9A-Za-z', '40,48'),
  },
  {
    kind: 'accessKey/Alibaba Cloud',
    signs: ['CAIS'],
    exact: true,
    pattern:
      /(?<=(?:token|TOKEN|Token)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?)(?<![?&;][\w-]{0,40}=)(CAIS[0-9A-Za-z+/]{60})/y,
  },
  {
    kind: 'accessKey/AWS',
    signs: ['AKIA', 'ASIA'],
    exact: true,
    pattern: /(?<![0-9A-Za-z_])(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z_])/y,
    beside: word('0-9A-Za-z+/', '40'),
  },
  {
    kind: 'accessKey/AWS',
    signs: ['secret'],
    pattern: namedWord('(?:SECRET_ACCESS_KEY|secret_access_key|[sS]ecretAccessKey)', 40),
  },
  {
    kind: 'accessKey/Tencent Cloud',
    signs: ['AKID'],
    exact: true,
    pattern: /(?<![0-9A-Za-z_])AKID[0-9A-Za-z]{32}(?![0-9A-Za-z_])/y,
    beside: word('0-9A-Za-z', '32'),
  },
  {
    kind: 'accessKey/Volcengine',
    signs: ['AKLT'],
    exact: true,
    pattern: /(?<![0-9A-Za-z_])AKLT[0-9A-Za-z]{28,64}(?![0-9A-Za-z_])/y,
    beside: { pattern: /(?<![0-9A-Za-z+/])(?=[A-Za-z]{0,60}\d)[0-9A-Za-z+/]{56,80}==(?![0-9A-Za-z=])/, isWord: false },
  },
  {
    kind: 'accessKey/Azure',
    signs: ['accountkey', 'sharedaccesskey'],
    pattern: /(?:AccountKey|SharedAccessKey)\\?["']?\s{0,4}[=:]\s{0,4}\\?["']?([0-9A-Za-z+/]{42,90}={1,2})/iy,
  },
  // A shared access signature grants access to anyone with the URL.
  {
    kind: 'accessKey/Azure',
    signs: ['sig='],
    pattern: /(?<=[?&;]sv=20\d\d-\d\d-\d\d[^\s"'<>]{0,400}[&;])sig=([0-9A-Za-z%+/]{43,70})/y,
  },
  {
    kind: 'accessKey/Azure',
    signs: ['7Q~', '8Q~'],
    exact: true,
    pattern: /(?<=(?<![\w.~-])[\w.~]{3})[78]Q~([\w.~-]{31,34})(?![\w.~-])/y,
  },
  {
    kind: 'token/Azure DevOps',
    signs: ['AZDO'],
    exact: true,
    pattern: /(?<=(?<![0-9A-Za-z])[0-9A-Za-z]{76})AZDO[0-9A-Za-z]{4}(?![0-9A-Za-z])/y,
    bits: 0,
  },
  // Keys of Firebase, Maps and the like are public in pages. Elsewhere such a key may be billed.
  {
    kind: 'token/Google',
    signs: ['AIza'],
    exact: true,
    pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/y,
    unless: /firebase|authDomain|messagingSenderId|maps\.google|google\.maps|maps\/api|youtube|gapi\./i,
  },
];

/** Tokens that are recognized only by their place. */
const placed: readonly SecretRule[] = [
  {
    kind: 'token/npm',
    signs: ['_authToken'],
    exact: true,
    pattern: /_authToken ?= ?"?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/y,
  },
  {
    kind: 'password',
    signs: ['_auth', '_password'],
    pattern: /(?<=(?:^|[\r\n:])[ \t]{0,9})_(?:auth|password) ?= ?"?([0-9A-Za-z+/]{12,200}={0,2})/y,
  },
  { kind: 'token/Telegram', signs: [':AA'], exact: true, pattern: /(?<=(?<!\d)\d{8,10}):AA([\w-]{33})(?![\w-])/y },
  { kind: 'token/Google', signs: [':APA91b'], exact: true, pattern: /(?<=AAAA[\w-]{7}):APA91b([\w-]{100})/y },
  {
    kind: 'token/Mailchimp',
    signs: ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'],
    pattern: /(?<=(?<![0-9A-Za-z])[0-9a-f]{32})-us\d{1,2}(?![\w-])/y,
    bits: 0,
  },
  {
    kind: 'token/HashiCorp',
    signs: ['.atlasv1.'],
    pattern: /(?<=(?<![\w])[0-9A-Za-z]{14})\.atlasv1\.([\w=-]{60,70})/y,
  },
  {
    kind: 'token/Discord',
    signs: ['login('],
    pattern: /login\(\s{0,9}["'`]([MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,40})["'`]/y,
  },
  // The role in the payload of a JSON Web Token, at each of the three base64 alignments.
  {
    kind: 'token/Supabase',
    signs: ['c2VydmljZV9yb2xl', 'NlcnZpY2Vfcm9sZ', 'zZXJ2aWNlX3JvbG'],
    exact: true,
    pattern:
      /(?<=eyJ[\w-]{10,60}\.eyJ[\w-]{0,200})(?:c2VydmljZV9yb2xl|NlcnZpY2Vfcm9sZ|zZXJ2aWNlX3JvbG)[\w-]{10,300}\.[\w-]{30}/y,
  },
  {
    kind: 'token/Kubernetes',
    signs: ['kind: Config'],
    exact: true,
    pattern: /kind: Config(?![\w-])/y,
    beside: { pattern: /(?:^|[\r\n])[ \t]{2,20}token: ["']?eyJ[\w-]{10,200}\.[\w-]{20}/, isWord: false },
  },
];

/** Rules for private keys, access keys and tokens by their surroundings. */
export const patternRules: readonly SecretRule[] = [...keys, ...accessKeys, ...placed];
