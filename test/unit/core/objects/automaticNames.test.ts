import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsedByPrograms } from '../../../../src/core/objects/automaticNames.js';

const listed = [
  '.ssh/authorized_keys',
  '.gnupg/gpg.conf',
  '.aws/credentials',
  '.aliyun/config.json',
  '.kube/config',
  '.git/hooks/pre-commit',
  'a/b/.git/config',
  '.vscode/settings.json',
  'site/.idea/workspace.xml',
  '.bashrc',
  '.bash_aliases',
  '.bash_profile',
  '.profile',
  '.zshrc',
  '.zshenv',
  'fish/config.fish',
  '.config/fish/conf.d/x.fish',
  '.config/autostart/x.desktop',
  'Library/LaunchAgents/com.example.plist',
  'AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/x.cmd',
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.envrc',
  '.gitconfig',
  '.netrc',
  '_netrc',
  'Menu.DESKTOP',
  'desktop.ini',
  'autorun.inf',
  'Documents/PowerShell/Microsoft.PowerShell_profile.ps1',
  'WindowsPowerShell/profile.ps1',
  '.pypirc',
  '.cargo/config.toml',
  '.vimrc',
  '.claude/settings.json',
  'docs/AGENTS.md',
  'CLAUDE.md',
  'tests/conftest.py',
  'lib/site-packages/start.pth',
  'lefthook.yml',
  '.pnp.cjs',
];

test.each(listed)('programs run or read %s automatically', (path) => {
  expect(isUsedByPrograms(path, '/home/me/site')).toBe(true);
});

test.each([
  'Makefile',
  'package.json',
  'index.html',
  'setup.py',
  '.well-known/security.txt',
  '.nojekyll',
  '.htaccess',
  '.gitignore',
  '.gitattributes',
  '.editorconfig',
  '.env.example',
  'git/config.txt',
  'ssh/index.html',
  'startup/index.html',
  'programs/list.html',
  'autostart.html',
  'profile.html',
  'bashrc',
  'photo~1.jpg',
  'desktop.html',
  'x.desktop.html',
  'model.pth',
])('%s is an ordinary file', (path) => {
  expect(isUsedByPrograms(path, '/home/me/site')).toBe(false);
});

test.each([
  ['.BashRC', 'case'],
  ['.SSH/config', 'case'],
  ['.ſsh/config', 'a letter whose capital is an S'],
  ['.gıt/config', 'a letter whose capital is an I'],
  ['.g\u200cit/config', 'what a disk of macOS leaves out'],
  ['.git./config', 'a dot that Windows leaves out'],
  ['.git . ./config', 'dots and spaces that Windows leaves out'],
  ['.bashrc ', 'a space that Windows leaves out'],
  ['.pro\ufb01le', 'a form of compatibility'],
  ['GIT~1/config', 'the short name on Windows'],
  ['bash_p~1', 'the short name on Windows'],
  ['DESKTO~1.INI', 'the short name on Windows'],
])('%j counts as an automatic name on some file system: %s', (path) => {
  expect(isUsedByPrograms(path, '/home/me/site')).toBe(true);
});

test('a chosen folder counts where a name is automatic only within it', () => {
  expect(
    isUsedByPrograms('Startup/x.cmd', 'C:\\Users\\me\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs'),
  ).toBe(true);
  expect(isUsedByPrograms('conf.d/x.fish', '/home/me/.config/fish')).toBe(true);
  expect(isUsedByPrograms('conf.d/x.fish', '/home/me/site')).toBe(false);
  expect(isUsedByPrograms('index.html', '/home/me/.config/site')).toBe(false);
});

test('neither a parent folder nor the case hides an automatic name', () => {
  const around = fc.array(fc.constantFrom('a', 'B.b', '中文', 'node_modules', '...'), { maxLength: 3 });
  const change = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.normalize('NFD'),
    (text) => `${text}. .`,
  );
  fc.assert(
    fc.property(around, fc.constantFrom(...listed), change, (folders, path, changed) => {
      const parts = path.split('/').map(changed);
      return isUsedByPrograms([...folders, ...parts].join('/'), '/home/me');
    }),
  );
});
