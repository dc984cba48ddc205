import type { SecretRule } from './secretRules.js';

const passwords: readonly SecretRule[] = [
  // Of a database, a queue or a server, after the user name.
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
  // After a user name, as in connection options.
  {
    kind: 'password',
    signs: ['pass'],
    pattern:
      /(?<=(?:user|username|login|account)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?[^\s"',:={}()]{1,60}\\?["']?,?\s{1,60}\\?["']?)pass(?:word|wd)?\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:(?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])(?![^\s"']{0,60}(?:pass|secret|test|1234|foo|bar|[({$<]))([^\s"'\\]{6,100})|([a-z]{16}))(?:\\?["']|[ \t]{0,9}(?=[\r\n]|$))/iy,
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
  // Quoted, and as mixed as password rules require.
  {
    kind: 'password',
    signs: ['password', 'passwd', 'pwd"', "pwd'", 'pwd:', 'pwd='],
    named: true,
    pattern:
      /(?:password|passwd|pwd)\\?["']?\]?\s{0,4}(?:=>|[:=])\s{0,4}\\?["'](?=[^\s"']{0,40}\d)(?=[^\s"']{0,40}[a-z])(?=[^\s"']{0,40}[A-Z!@#$%^&*])(?![^\s"']{0,60}(?:pass|p@ss|secret|test|1234|foo|bar|[({<]))([^\s"'\\]{8,64})\\?["']/iy,
    mixed: true,
    bits: 2.7,
  },
  // In a command, a call, or a wallet's words.
  {
    kind: 'password',
    signs: ['PGPASSWORD=', 'MYSQL_PWD=', 'SSHPASS=', 'REDISCLI_AUTH=', 'sshpass -p'],
    exact: true,
    pattern: /(?:PGPASSWORD=|MYSQL_PWD=|SSHPASS=|REDISCLI_AUTH=|sshpass -p ?)["']?(?!pass)([^\s"'$<]{6,100})/y,
    bits: 2.2,
  },
  {
    kind: 'password',
    signs: ['mysql -', 'mysqldump -', 'mysqladmin -'],
    exact: true,
    pattern: /mysql(?:dump|admin)? -[^\r\n|;]{0,120}? -p(?=[^\s]{0,60}\d)["']?([^\s"'$<-]{6,60})/y,
    bits: 2.2,
  },
  {
    kind: 'password',
    signs: ['mysqli_connect(', 'new mysqli(', 'mysql_connect('],
    exact: true,
    pattern:
      /(?:mysqli_connect|new mysqli|mysql_connect)\((?:\s{0,9}["'][^"'\r\n]{1,80}["'],){2}\s{0,9}["'](?!pass)(?=[^"']{0,60}\d)([^"'\s$]{6,80})["']/y,
    bits: 2.2,
  },
  {
    kind: 'privateKey',
    signs: ['mnemonic', 'seed_phrase', 'seedphrase'],
    pattern:
      /(?:mnemonic|seed_?phrase)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?!test test)((?:[a-z]{3,8} ){11,23}[a-z]{3,8})(?![ a-z])/iy,
    bits: 3,
  },
  // Password hashes, as in a user file.
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
  // As in a settings file.
  {
    kind: 'password',
    signs: ['pass'],
    pattern:
      /(?<=(?:^|[\r\n])[ \t]{0,40}(?:export |set |ENV )?(?:[A-Z][A-Z0-9_]{1,50}_|[a-z][\w-]{1,30}(?:\.[\w-]{1,30}){0,5}\.(?:[a-z]{1,12}(?=P))?|[a-z][a-z0-9]{1,20}(?:_[a-z0-9]{1,20}){0,4}_))(?:PASSWORD|PASSWD|PASS|[pP]assword|passwd|pass)[ \t]{0,4}[=:][ \t]{0,4}["']?(?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])(?![^\s"']{0,60}(?:pass|secret|admin|root|test|1234|\.env|[({$<]))([^\s"']{8,100})["']?[ \t]{0,9}(?=[\r\n]|$)/y,
    bits: 2.5,
  },
];

/** The value of a variable or field whose name has just ended: quoted, alone on its line as in a settings file, or in an XML element. */
function toValue(value: string): string {
  const found = `(?:base64:)?(${value})`;
  const quoted = `\\\\?["'\`]?[\\])]?\\s{0,9}(?:=>|:=|[:=,])\\s{0,9}\\\\?["'\`]${found}\\\\?["'\`]`;
  const start = `(?<=(?:^|[\\r\\n"'\`])[ \\t]{0,40}(?:- |export |set |ENV |\\$env:|@)?["']?[\\w.:-]{1,60})`;
  const alone = `["']?[ \\t]{0,9}[:=][ \\t]{0,9}${found}[ \\t]{0,9}(?=[\\r\\n"'\`]|$)`;
  return `(?:${quoted}|${start}${alone}|>\\s{0,9}\\{?${found}\\}?\\s{0,9}<\\/)`;
}

/** At least one digit and one letter. */
const random = '(?=[^"\'`\\s<]{0,100}\\d)(?=[^"\'`\\s<]{0,40}[A-Za-z])';
const ofValue = '[0-9A-Za-z+/_~.=!@%^&*-]';
const named = (names: string, value: string) => new RegExp(`(?:${names})${toValue(value)}`, 'iy');

/** Words that make a token or key secret. */
const tokenOwners =
  'access|auth|api|refresh|bearer|deploy|bot|private|personal|admin|service|session|security|jwt|webhook';
const keyOwners =
  'private|auth|sign(?:ing)?|encrypt(?:ion)?|master|account|apiv3|api_v3|mch|aes|des|hmac|jwt|crypto|cipher|app|partner|access|admin|service_role';

/** Variables or fields that are secret if their value is random. */
const fields: readonly SecretRule[] = [
  {
    kind: 'secret',
    signs: ['secret'],
    pattern: named(
      'secret(?:[-_. ]?(?:access|api|app))?(?:[-_. ]?(?:key|token|value|text)(?:[-_]base)?)?',
      `${random}${ofValue}{16,400}`,
    ),
    bits: 3,
  },
  // As a URL parameter.
  {
    kind: 'secret',
    signs: ['secret=', 'access_token='],
    pattern: new RegExp(`(?<=[?&](?:\\w{1,20}_)?)(?:secret|access_token)=(${random}[\\w.~%-]{20,400})`, 'iy'),
    bits: 3,
  },
  {
    kind: 'secret',
    signs: ['azurewebsites.net/api/'],
    pattern: /azurewebsites\.net\/api\/[^\s?"']{1,80}\?code=([\w/+=%-]{40,100})/y,
  },
  {
    kind: 'secret',
    signs: ['jwt.sign(', 'jwt.verify('],
    pattern: new RegExp(`jwt\\.(?:sign|verify)\\([^)\\r\\n]{1,80}, ?["'](${random}${ofValue}{16,200})["']`, 'y'),
    bits: 3,
  },
  { kind: 'secret', signs: ['sonar.login', 'sonar.token'], pattern: /sonar\.(?:login|token) ?= ?([0-9a-f]{40})/y },
  // Of a header, such as `x-api-key`.
  {
    kind: 'secret',
    signs: ['-key'],
    named: true,
    pattern: named('(?<=x[a-z]{0,12}(?:-[a-z]{2,12}){0,2})-key', `${random}${ofValue}{24,400}`),
    bits: 3,
  },
  { kind: 'secret', signs: ['certificate'], pattern: named('(?<=app_?)certificate', '[0-9a-f]{32}'), bits: 3 },
  { kind: 'secret', signs: ['passw'], pattern: named('passw(?:or)?d', `${random}${ofValue}{16,200}`), bits: 3.3 },
  {
    kind: 'secret',
    signs: ['token'],
    named: true,
    pattern: named(`(?<=(?:${tokenOwners})[-_. ]?)token`, `${random}${ofValue}{20,400}`),
    bits: 3.2,
  },
  {
    kind: 'secret',
    signs: ['_TOKEN'],
    exact: true,
    pattern: new RegExp(
      `(?<=[A-Z0-9])(?<!(?:CSRF|XSRF|PAGE|NEXT))_TOKEN${toValue(`${random}${ofValue}{20,400}`)}`,
      'y',
    ),
    bits: 3.2,
  },
  {
    kind: 'secret',
    signs: ['token'],
    alone: true,
    named: true,
    pattern: named('token', `${random}${ofValue}{24,400}`),
    mixed: true,
    bits: 4,
  },
  {
    kind: 'secret',
    signs: ['api_key', 'api-key', 'apikey', 'api.key'],
    pattern: named('api[-_.]?key', `(?!AIza)${random}${ofValue}{20,400}`),
    mixed: true,
    unless: /algolia|docsearch|typesense|firebase/i,
    bits: 3.5,
  },
  {
    kind: 'secret',
    signs: ['_api_key', '_apikey'],
    pattern: new RegExp(`(?<=[A-Z0-9])_API_?KEY${toValue(`(?!AIza)${random}[0-9a-f-]{32,128}`)}`, 'y'),
    unless: /algolia|docsearch|typesense/i,
    bits: 3,
  },
  {
    kind: 'secret',
    signs: ['key'],
    named: true,
    pattern: named(`(?<=(?:${keyOwners})[-_. ]?)key`, `(?!(?:LTAI|AKIA|AKID|AKLT))${random}${ofValue}{24,400}`),
    bits: 3.3,
  },
  {
    kind: 'secret',
    signs: ['_sk', 'sk"', "sk'", 'sk:', 'sk=', 'sk ='],
    pattern: new RegExp(`(?<=(?<![A-Za-z0-9])[A-Z_]{0,40})(?:sk|SK)${toValue(`${random}[0-9A-Za-z+/=]{32,90}`)}`, 'y'),
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

/** Rules for secrets by their URL, variable or field. */
export const fieldRules: readonly SecretRule[] = [...passwords, ...fields];
