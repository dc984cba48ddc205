/** The names of files and folders that programs run or read automatically, in lower case. All files in such a folder count. */
const names = new Set(
  [
    // Keys and their usual places.
    '.ssh .gnupg .aws .aliyun .azure .gcloud .oss .ossutilconfig .kube .docker .netrc _netrc .authinfo .pgpass .my.cnf .vault-token',
    'authorized_keys authorized_keys2 .rhosts .shosts .k5login .git-credentials .terraformrc terraform.rc .terraform.d .pypirc .s3cfg',
    // Version control and editors, with hooks and tasks.
    '.git .gitconfig .gitmodules .hg .hgrc .svn .subversion .husky .vscode .vscode-server .vscode-insiders .vscode-remote .vs .idea .fleet .zed',
    '.devcontainer .theia .cursor .windsurf .claude .codex .gemini .continue .mcp.json .vim .vimrc _vimrc .gvimrc .exrc .nvimrc .nvim.lua',
    '.lvimrc .emacs .emacs.d .spacemacs .dir-locals.el .nanorc',
    // Shells, logins and terminals.
    '.bashrc .bash_aliases .bash_profile .bash_login .bash_logout .bash_completion .profile .inputrc .zshrc .zshenv .zprofile .zlogin .zlogout',
    '.oh-my-zsh .kshrc .mkshrc .cshrc .tcshrc .login .logout .xonshrc .envrc .direnvrc .rvmrc .tool-versions .asdfrc .mise.toml mise.toml',
    'config.fish fish_variables .screenrc .tmux.conf .xinitrc .xsession .xsessionrc .xprofile .xserverrc .xresources .xdefaults',
    '.pam_environment .dmrc .forward .procmailrc .mailcap profile.ps1 microsoft.powershell_profile.ps1 microsoft.vscode_profile.ps1',
    // Desktops and their autostart.
    '.config .local autostart launchagents launchdaemons xlstart desktop.ini autorun.inf .autorun autorun.sh autorun .directory',
    // Package managers and languages.
    '.npmrc .yarnrc .yarnrc.yml .yarn .pnpmfile.cjs .bunfig.toml bunfig.toml .pip .condarc .gemrc .bundle .cargo .rustup .gradle .m2 .sbt',
    '.ivy2 .nuget .pythonrc .pythonrc.py .pythonstartup .pdbrc sitecustomize.py usercustomize.py .irbrc .pryrc .rprofile .renviron',
    '.gdbinit .lldbinit .psqlrc .sqliterc .curlrc _curlrc .wgetrc .watchmanconfig conftest.py .pnp.cjs .pnp.loader.mjs lefthook.yml',
    'lefthook.yaml .lefthook.yml .lefthook.yaml',
    // Instructions to coding agents.
    'agents.md claude.md gemini.md .cursorrules .windsurfrules .clinerules copilot-instructions.md',
  ]
    .join(' ')
    .split(' '),
);
/** Matches shortcuts and similar files, which desktops read as soon as they show a folder. */
const endings = /\.(?:desktop|lnk|url|scf|library-ms|searchconnector-ms)$/;
/** The names of folders that count only inside another folder. */
const folders: readonly (readonly [around: string, name: string])[] = [
  ['programs', 'startup'],
  ['word', 'startup'],
  ['fish', 'conf.d'],
  ['fish', 'functions'],
];
/** The beginnings of the short names that Windows gives to long names: the first letters without leading dots. A number follows. */
const shortNames = new Set([...names].map((name) => name.replace(/^\.+/, '').slice(0, 6)));

/**
 * Returns whether programs run or read a file automatically, as a shell does its profile, on any disk. `path` is POSIX
 * and relative to `folder`, an absolute path of any system. The folder alone does not make a file count.
 */
export function isUsedByPrograms(path: string, folder: string): boolean {
  const around = folder.split(/[\\/]/);
  const parts = [...around, ...path.split('/')].map(comparable);
  return parts.some((part, at) => at >= around.length && isListed(part, parts[at - 1]));
}

function isListed(part: string, around: string | undefined): boolean {
  const [, short] = /^([^~]{1,6})~\d+(?:\..*)?$/.exec(part) ?? [];
  return (
    names.has(part) ||
    endings.test(part) ||
    // Python runs lines of these files; elsewhere they are models.
    (around === 'site-packages' && part.endsWith('.pth')) ||
    (short !== undefined && shortNames.has(short)) ||
    folders.some(([outer, name]) => part === name && around === outer)
  );
}

/** Normalizes names that some disks treat as equal: by case or Unicode form, and without characters that macOS and Windows ignore. */
function comparable(part: string): string {
  const seen = part.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return seen
    .toUpperCase()
    .toLowerCase()
    .replace(/[. ]+$/, '');
}
