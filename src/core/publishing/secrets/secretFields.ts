import type { SecretRule } from './secretRules.js';

const passwords: readonly SecretRule[] = [
  // Of a database, a queue or a server, behind the name of the user.
  {
    kind: 'address',
    signs: ['://'],
    soon: '@',
    pattern:
      /(?<=(?<![a-z])(?!https?:)[a-z][a-z0-9+]{1,24}):\/\/(?!([^\s:@/"'<>`]{1,80}):\1@)(?:[^\s:@/"'<>`{}$]{1,80}|(?<=rediss?:\/\/)):(?!(?:pass(?:word|wd)?|pwd|pw|secret|root|admin|user(?:name)?|guest|test|foo|bar|postgres|mysql|mypass(?:word)?|\d{1,4})@)([^\s:@/"'<>`{}$%*[\]()|\\]{3,100})@(?!(?:localhost|127\.0\.0\.1)(?![\w.-])|host(?:name)?(?![\w.-])|[\w.-]{0,40}example\.)[\w-]/y,
    bits: 1.5,
  },
  {
    kind: 'address',
    signs: ['://'],
    soon: '@',
    pattern:
      /(?<=(?<![a-z])https?):\/\/(?!([^\s:@/"'<>`]{1,80}):\1@)[^\s:@/"'<>`{}$[\]()?#,]{1,80}:(?=[^\s@]{0,60}\d)(?=[^\s@]{0,60}[A-Za-z])(?!pass|pwd|user|secret|foo|bar|test|\d{1,5}(?!\w))([^\s:@/"'<>`{}$*[\]()?#,|\\]{6,100})@(?!(?:localhost|127\.0\.0\.1)(?![\w.-])|host(?:name)?(?![\w.-])|[\w.-]{0,40}example\.)[\w-]{1,60}\.[\w]/y,
    bits: 2,
  },
  {
    kind: 'address',
    signs: ['password='],
    pattern: /(?<=jdbc:[^\s"'<>]{4,200}[?&;])password=(?!\$|pass|root|test)([^\s&;"'<>]{6,100})/iy,
    bits: 2,
  },
  {
    kind: 'address',
    signs: ['password=', 'pwd='],
    pattern:
      /(?<=(?:server|data source|host|addr|address)=[^"'\r\n<>]{1,200};\s{0,2})(?:password|pwd)=(?!\$|pass|your|\.\.\.)([^;"'\r\n<>{}]{6,100})/iy,
    bits: 2,
  },
  // WordPress.
  {
    kind: 'password',
    signs: ['db_password'],
    pattern:
      /(?<=define\(\s{0,4}["'])DB_PASSWORD["']\s{0,4},\s{0,4}["'](?!password_here|your|database_|\$)([^"'\s]{6,100})["']/y,
    bits: 2,
  },
  {
    kind: 'password',
    signs: ['cleartextpassword'],
    pattern:
      /key="ClearTextPassword"\s{1,4}value="([^"%]{6,100})"|(?<=key=")ClearTextPassword"\s{1,4}value="([^"%]{6,100})"/iy,
    bits: 2,
  },
  {
    kind: 'password',
    signs: ['<password>'],
    pattern: /(?<=<server>[\s\S]{0,300})<password>(?!\$)([^<\s]{6,100})<\/password>/y,
    bits: 2,
  },
  // Behind the name of a user, as in the options of a connection.
  {
    kind: 'password',
    signs: ['pass'],
    pattern:
      /(?<=(?:user|username|login|account)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?[^\s"',:={}()]{1,60}\\?["']?,?\s{1,60}\\?["']?)pass(?:word|wd)?\\?["']?\s{0,4}[:=]\s{0,4}\\?["'](?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])(?![^\s"']{0,60}(?:pass|secret|test|1234|foo|bar|[({$<]))([^\s"'\\]{6,100})\\?["']/iy,
    bits: 2.2,
  },
  {
    kind: 'password',
    signs: ['machine '],
    pattern: /machine \S{2,80}\s{1,4}login \S{1,80}\s{1,4}password ([^\s<]{6,200})/y,
    bits: 2,
  },
  {
    kind: 'password',
    signs: ['storepassword', 'keypassword'],
    pattern: /(?<=(?:^|[\r\n])[ \t]{0,9})(?:store|key)Password[ \t]{0,4}=[ \t]{0,4}([^\s$]{6,100})/y,
    bits: 2,
  },
  // Hashes of passwords, as in a file of users.
  {
    kind: 'password',
    signs: ['$2y$', '$2a$', '$2b$', '$apr1$', '$6$', '$5$', '$y$'],
    pattern: /(?<=(?:^|[\r\n])[\w.@-]{1,60}:)\$(?:2[aby]|apr1|6|5|y)\$([\w./$=,]{30,130})/y,
  },
  {
    kind: 'password',
    signs: ['auth"'],
    pattern: /(?<=[{,]\s{0,40}")auth"\s{0,4}:\s{0,4}"([0-9A-Za-z+/]{16,400}={0,2})"/y,
    bits: 3,
  },
  // As a settings file has it.
  {
    kind: 'password',
    signs: ['password', 'passwd'],
    pattern:
      /(?<=(?:^|[\r\n])[ \t]{0,40}(?:export |set |ENV )?(?:[A-Z][A-Z0-9_]{1,50}_|[a-z][\w-]{1,30}(?:\.[\w-]{1,30}){1,5}\.))(?:PASSWORD|PASSWD|password|passwd)[ \t]{0,4}[=:][ \t]{0,4}["']?(?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])(?![^\s"']{0,60}(?:pass|secret|admin|root|test|1234|\.env|[({$<]))([^\s"']{8,100})["']?[ \t]{0,9}(?=[\r\n]|$)/y,
    bits: 2.5,
  },
];

/** The value of a variable or field whose name has just ended: in quotation marks, or alone on its line as in a file of settings, or in an element of XML. */
function toValue(value: string): string {
  const found = `(?:base64:)?(${value})`;
  const quoted = `\\\\?["'\`]?[\\])]?\\s{0,9}(?:=>|:=|[:=,])\\s{0,9}\\\\?["'\`]${found}\\\\?["'\`]`;
  const start = `(?<=(?:^|[\\r\\n"'\`])[ \\t]{0,40}(?:- |export |set |ENV |\\$env:|@)?["']?[\\w.:-]{1,60})`;
  const alone = `["']?[ \\t]{0,9}[:=][ \\t]{0,9}${found}[ \\t]{0,9}(?=[\\r\\n"'\`]|$)`;
  return `(?:${quoted}|${start}${alone}|>\\s{0,9}${found}\\s{0,9}<\\/)`;
}

/** A name is no identifier: it has two digits that letters part. */
const parted = '(?=[^"\'`\\s<]{0,100}?\\d[^"\'`\\s<\\d]{1,80}\\d)(?=[^"\'`\\s<]{0,40}[A-Za-z])';
const ofValue = '[0-9A-Za-z+/_~.=!@%^&*-]';
const named = (names: string, value: string) => new RegExp(`(?:${names})${toValue(value)}`, 'iy');

/** What says of a token or key that it is a secret one. */
const tokenOwners =
  'access|auth|api|refresh|bearer|deploy|bot|private|personal|admin|service|session|security|jwt|webhook';
const keyOwners =
  'private|auth|sign(?:ing)?|encrypt(?:ion)?|master|account|apiv3|api_v3|mch|aes|des|hmac|jwt|crypto|cipher|app|partner|access|admin|service_role';

/** Whatever a variable or field says is secret, where its value is random. */
const fields: readonly SecretRule[] = [
  {
    kind: 'secret',
    signs: ['secret'],
    pattern: named(
      'secret(?:[-_. ]?(?:access|api|app))?(?:[-_. ]?(?:key|token|value|text)(?:[-_]base)?)?',
      `${parted}${ofValue}{16,400}`,
    ),
    bits: 3,
  },
  // As a parameter of an address.
  {
    kind: 'secret',
    signs: ['secret=', 'access_token='],
    pattern: new RegExp(`(?<=[?&](?:\\w{1,20}_)?)(?:secret|access_token)=(${parted}[\\w.~%-]{20,400})`, 'iy'),
    bits: 3,
  },
  { kind: 'secret', signs: ['certificate'], pattern: named('(?<=app_?)certificate', '[0-9a-f]{32}'), bits: 3 },
  { kind: 'secret', signs: ['passw'], pattern: named('passw(?:or)?d', `${parted}${ofValue}{16,200}`), bits: 3.3 },
  {
    kind: 'secret',
    signs: ['token'],
    named: true,
    pattern: named(`(?<=(?:${tokenOwners})[-_. ]?)token`, `${parted}${ofValue}{20,400}`),
    bits: 3.2,
  },
  {
    kind: 'secret',
    signs: ['_TOKEN'],
    exact: true,
    pattern: new RegExp(
      `(?<=[A-Z0-9])(?<!(?:CSRF|XSRF|PAGE|NEXT))_TOKEN${toValue(`${parted}${ofValue}{20,400}`)}`,
      'y',
    ),
    bits: 3.2,
  },
  {
    kind: 'secret',
    signs: ['token'],
    alone: true,
    named: true,
    pattern: named('token', `${parted}${ofValue}{24,400}`),
    mixed: true,
    bits: 4,
  },
  {
    kind: 'secret',
    signs: ['api_key', 'api-key', 'apikey', 'api.key'],
    pattern: named('api[-_.]?key', `(?!AIza)${parted}${ofValue}{20,400}`),
    mixed: true,
    unless: /algolia|docsearch|typesense|firebase/i,
    bits: 3.5,
  },
  {
    kind: 'secret',
    signs: ['_api_key', '_apikey'],
    pattern: new RegExp(`(?<=[A-Z0-9])_API_?KEY${toValue(`(?!AIza)${parted}[0-9a-f-]{32,128}`)}`, 'y'),
    unless: /algolia|docsearch|typesense/i,
    bits: 3,
  },
  {
    kind: 'secret',
    signs: ['key'],
    named: true,
    pattern: named(`(?<=(?:${keyOwners})[-_. ]?)key`, `(?!(?:LTAI|AKIA|AKID|AKLT))${parted}${ofValue}{24,400}`),
    bits: 3.3,
  },
  {
    kind: 'secret',
    signs: ['_sk', 'sk"', "sk'", 'sk:', 'sk=', 'sk ='],
    pattern: new RegExp(`(?<=(?<![A-Za-z0-9])[A-Z_]{0,40})(?:sk|SK)${toValue(`${parted}[0-9A-Za-z+/=]{32,90}`)}`, 'y'),
    bits: 3.3,
  },
  {
    kind: 'secret',
    signs: ['authorization'],
    pattern:
      /authorization\\?["'`]?\s{0,4}[:=,]\s{0,4}\\?["'`]?(?:basic|bearer|token|apikey|ssws|key)\s{1,4}((?=[^"'\s]{0,60}\d)[\w+/=.~-]{20,400})/iy,
    bits: 3.5,
  },
];

/** How secrets are found by the address, the variable or the field that has them. */
export const fieldRules: readonly SecretRule[] = [...passwords, ...fields];
