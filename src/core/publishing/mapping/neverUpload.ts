/** Folders that are never uploaded, at any depth. */
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
  '.idea',
  '.vs',
  '.fleet',
  '.zed',
  '.terraform',
  '.terraform.d',
  '.password-store',
  '.oss-cdn',
  'node_modules',
]);
/** Files and folders that are never uploaded if they are in a certain folder, at any depth. */
const nested =
  /(^|\/)(\.config\/(gcloud|gh|hub|rclone|doctl|op|heroku)|\.cargo\/credentials(\.toml)?|\.composer\/auth\.json|\.config\/composer\/auth\.json|\.m2\/settings(-security)?\.xml|\.gradle\/gradle\.properties|\.streamlit\/secrets\.toml)(\/|$)/;
/** Files that are never uploaded in any folder, and folders whose content never is. */
const anywhere = /^\.env(?![a-z])/;
/** Templates that users copy and fill in. A template has no secret values, unless the scan of its content finds one. */
const template =
  /^(\.env([._-].*)?|.+\.env)[._-](example|sample|template|tpl|dist|schema)$|^(example|sample|template)\.env$/;

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
  'netrc',
  '.htdigest',
  '.my.cnf',
  'my.cnf',
  '.mylogin.cnf',
  '.pg_service.conf',
  'pgpass.conf',
  '.vault-token',
  '.vault_pass',
  '.vault-password',
  '.secrets',
  'secrets.yml',
  'secrets.yaml',
  'secrets.toml',
  '.terraformrc',
  'terraform.rc',
  'rclone.conf',
  '.dockerconfigjson',
  'wp-config.php',
  'localsettings.php',
  'config.inc.php',
  'sftp-config.json',
  '.ftpconfig',
  '.ftppass',
  '.ftpquota',
  '.remote-sync.json',
  'filezilla.xml',
  'sitemanager.xml',
  'recentservers.xml',
  'winscp.ini',
  'cookies.txt',
  'cookies.sqlite',
  'logins.json',
  'key3.db',
  'key4.db',
  'application_default_credentials.json',
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
  /^env\.(local|dev|development|test|staging|stage|prod|production)$/,
  /^\.dev\.vars\./,
  // With any suffix of an editor or a backup, but not a page about it.
  /^id_(rsa|dsa|ecdsa|ed25519)(?!.*\.(html?|md|js|css|png|jpe?g|svg|webp|pdf)$)/,
  /^access_?keys?.*\.csv$/,
  /^terraform\.tfstate(\..*)?$|\.tfstate(\.backup)?$|\.tfvars(\.json)?$/,
  /^\.(bash|zsh|sh|python|node_repl|psql|mysql|sqlite|rediscli|irb)_?history$/,
  /^firebase-adminsdk.*\.json$|-firebase-adminsdk-.*\.json$/,
  // `.key` files are judged by content, since some are presentations.
  /\.(pem|p8|p12|pfx|ppk|jks|jceks|bks|keystore|kdbx|agekey)$/,
  // Database dumps.
  /\.(sql|sqlite3?|db3|dump|dmp|rdb)$/,
  /^client_?secrets?.*\.json$/,
  /^service[-_]?account.*\.json$/,
  // Backups, swap files and locks of editors.
  /~$|^\..*\.swp$|\.swo$|^#.*#$|^\.#/,
  // Our own temporary downloads.
  /\.oss-cdn-part$/,
];
/** All patterns as one, which takes a fraction of the time of testing one after the other. */
const anyPattern = new RegExp(patterns.map(({ source }) => source).join('|'));

/** Additions to the name of a copy by an editor, a program or a user: at its end, before its extension, or at its beginning. */
const additions = [
  /(?:~|#|(?: - |[._ -])?(?:bak|backup|old|orig|save|saved|swp|swo|tmp|copy|副本|rpmsave|rpmnew|dpkg-old|disabled)|[._-]\d{1,14}| ?\(\d+\)|\.(?:gz|bz2|xz|zst|zip|7z|txt))$/,
  /(?:(?: - |[._ -])(?:copy|bak|backup|old|orig|副本)| ?\(\d+\))(?=\.[a-z]\w*$)/,
  /^(?:copy of |\.#|#|\._)/,
];
/** The most additions that are removed from a name, since a copy of a copy has several. */
const mostAdditions = 3;

/**
 * Returns whether a file is never published because it may hold secrets or local state, or is a copy of such a file. `relativePath` is POSIX and relative to
 * the workspace folder.
 */
export function isNeverUploaded(relativePath: string): boolean {
  const path = relativePath.toLowerCase();
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (isInNeverUploaded(folder)) return true;
  return listPlainNames(path.slice(folder.length)).some((plain) => isSecretName(plain) || nested.test(folder + plain));
}

/** The last folder that was judged. Most files are judged together with the others of their folder. */
let last = { folder: '', isNever: false };

/** Returns whether nothing in a folder is ever uploaded. The path of the folder ends in `/`, unless it is empty. */
function isInNeverUploaded(folder: string): boolean {
  if (folder !== last.folder) {
    const isNever = folder.split('/').some((segment) => folders.has(segment) || anywhere.test(segment));
    last = { folder, isNever };
  }
  return last.isNever;
}

function isSecretName(name: string): boolean {
  if (template.test(name)) return false;
  return folders.has(name) || anywhere.test(name) || names.has(name) || anyPattern.test(name);
}

/** Returns a name, and the names that the file may be a copy of. */
function listPlainNames(name: string): readonly string[] {
  const found = [name];
  for (let added = 0; added < mostAdditions; added++) {
    const last = found.at(-1) ?? '';
    const plain = additions.reduce((text, addition) => text.replace(addition, ''), last);
    if (plain === last || plain === '') break;
    found.push(plain);
  }
  return found;
}
