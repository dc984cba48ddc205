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
  '.azure',
  '.bzr',
  '.jj',
  '.history',
  '.kube',
  'node_modules',
]);
/** The same for folders in a certain one. */
const nested = /(^|\/)(\.config\/gcloud|\.cargo\/credentials(\.toml)?)(\/|$)/;
/** Files, and folders with all that is in them. */
const anywhere = /^\.env/;

const names = new Set([
  '.envrc',
  '.dev.vars',
  '.flaskenv',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pypirc',
  '.netrc',
  '_netrc',
  '.htpasswd',
  '.pgpass',
  '.git-credentials',
  '.gitconfig',
  '.s3cfg',
  '.boto',
  '.ossutilconfig',
  '.dockercfg',
  'kubeconfig',
  'credentials',
  'credentials.json',
  'credentials.csv',
  'rootkey.csv',
  '.ds_store',
  'thumbs.db',
  'desktop.ini',
]);

const patterns = [
  /\.env$/,
  /^\.dev\.vars\./,
  // With whatever an editor or a backup appends, but not a page about it.
  /^id_(rsa|dsa|ecdsa|ed25519)(?!.*\.(html?|md|js|css|png|jpe?g|svg|webp|pdf)$)/,
  /^access_?keys?.*\.csv$/,
  /^terraform\.tfstate(\..*)?$|\.tfstate(\.backup)?$|\.tfvars(\.json)?$/,
  /^\.(bash|zsh|sh|python|node_repl|psql|mysql|sqlite|rediscli|irb)_?history$/,
  /^firebase-adminsdk.*\.json$|-firebase-adminsdk-.*\.json$/,
  /\.(pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx)$/,
  /^service[-_]?account.*\.json$/,
  // Backups, swap files and locks of editors.
  /~$|^\..*\.swp$|\.swo$|^#.*#$|^\.#/,
  // Downloads of ours that are under way.
  /\.oss-cdn-part$/,
];

/** Says whether a file (POSIX path relative to its workspace folder) may hold secrets or local state, such as what an editor leaves beside a file, and is never published. */
export function isNeverUploaded(relativePath: string): boolean {
  const segments = relativePath.toLowerCase().split('/');
  const name = segments.at(-1) ?? '';
  if (nested.test(relativePath.toLowerCase())) return true;
  if (segments.some((segment) => folders.has(segment) || anywhere.test(segment))) return true;
  return names.has(name) || patterns.some((pattern) => pattern.test(name));
}
