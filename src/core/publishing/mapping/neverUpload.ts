/** Folders whose whole content stays here, at any depth. */
const folders = new Set([
  '.git',
  '.svn',
  '.hg',
  '.vscode',
  '.ssh',
  '.gnupg',
  '.aliyun',
  '.aws',
  '.docker',
  '.kube',
  'node_modules',
]);
/** Files, and folders with all that is in them. */
const anywhere = /^\.env/;

const names = new Set([
  '.envrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.netrc',
  '_netrc',
  '.htpasswd',
  '.pgpass',
  '.git-credentials',
  '.ossutilconfig',
  '.dockercfg',
  'credentials',
  'credentials.json',
  'credentials.csv',
  'accesskey.csv',
  'rootkey.csv',
]);

const patterns = [
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  /\.(pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx)$/,
  /^service-?account.*\.json$/,
];

/** Says whether a file (POSIX path relative to its workspace folder) may hold secrets or local state and is never published. */
export function isNeverUploaded(relativePath: string): boolean {
  const segments = relativePath.toLowerCase().split('/');
  const name = segments.at(-1) ?? '';
  if (segments.some((segment) => folders.has(segment) || anywhere.test(segment))) return true;
  return names.has(name) || patterns.some((pattern) => pattern.test(name));
}
