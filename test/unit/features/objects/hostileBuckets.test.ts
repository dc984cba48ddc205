import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { createDownloads } from '../../../../src/disk/downloads.js';
import { downloadTargets } from '../../../../src/features/objects/downloadTargets.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { isNightly } from '../../../support/nightly.js';
import { bucket, openWindow } from './objectWindow.js';

beforeEach(resetEditor);

/** Names that programs run or read by themselves: files, and folders with what is in them. */
const started = [
  '.ssh/authorized_keys .gnupg/gpg.conf .aws/credentials .aliyun/config.json .git/hooks/pre-commit .vscode/settings.json .idea/a.xml',
  '.bashrc .bash_aliases .bash_profile .profile .zshrc .zshenv fish/config.fish .config/autostart/a.conf Library/LaunchAgents/a.plist',
  'Programs/Startup/a.cmd .npmrc .yarnrc .envrc .gitconfig .netrc a.desktop desktop.ini autorun.inf Microsoft.PowerShell_profile.ps1',
]
  .join(' ')
  .split(' ');

/** Spellings that are the same name on some disk. */
const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.replace(/s/g, 'ſ').replace(/k/g, '\u212a'),
  (name) => name.normalize('NFD'),
  (name) => `${name.slice(0, 2)}\u200d${name.slice(2)}`,
  (name) => `${name}.`,
  (name) => `${name} . `,
];
const harmless = fc.constantFrom(
  ...'a|b.txt|index.html|Makefile|package.json|中文|café|cafe\u0301|❤️|A|.well-known'.split('|'),
);
const hostile = fc.constantFrom(
  ...[
    '..',
    '.',
    '',
    '/',
    'link',
    '...',
    'a\nb',
    'a\u202eb',
    '”\u2028“',
    ' a',
    'a ',
    'a\0b',
    'a\\..\\..\\b',
    'C:',
    'C:a',
    '~',
    '%2e%2e',
  ],
  ...['nul', 'NUL .txt', 'con', 'com1.log', 'COM¹', 'aux  .a', 'CONIN$', 'a:b', 'n'.repeat(256), '中'.repeat(90)],
);
const part = fc.oneof({ weight: 3, arbitrary: harmless }, { weight: 2, arbitrary: hostile });
const around = fc.array(part, { maxLength: 2 });

interface HostileKey {
  readonly path: string;
  readonly isStarted: boolean;
}

const startedKey = fc
  .tuple(fc.array(harmless, { maxLength: 2 }), fc.constantFrom(...started), fc.constantFrom(...spellings), around)
  .map(([before, name, spell, after]): HostileKey => {
    const parts = name.split('/').map(spell);
    return { path: [...before, ...parts, ...after].join('/'), isStarted: true };
  });
const otherKey = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => ({ path: parts.join('/'), isStarted: false }));
const tree = fc.uniqueArray(fc.oneof(startedKey, otherKey), {
  minLength: 1,
  maxLength: 12,
  selector: ({ path }) => path,
});

const downloads = createDownloads();
const list = (folder: string) => readdirSync(folder, { recursive: true, withFileTypes: true });
/** What is seen through the link is beside the folder, where it is watched. */
const filesIn = (folder: string) =>
  list(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.startsWith('link/'));

/** Downloads a tree into a folder beside which everything is watched; answers what is in the folder then. */
async function downloadTree(keys: readonly HostileKey[], flavour: 'windows' | 'posix', wanted: readonly string[]) {
  const top = mkdtempSync(join(tmpdir(), 'oss-cdn-hostile-'));
  const [folder, outside] = [join(top, 'in/out'), join(top, 'outside')];
  // The folder of the keys is there already, with a link in it.
  const inner = join(folder, 'x');
  try {
    for (const each of [inner, outside]) mkdirSync(each, { recursive: true });
    writeFileSync(join(outside, 'a'), 'mine');
    symlinkSync(outside, join(inner, 'link'));
    resetEditor();
    editor.choosePath = () => folder;
    editor.press = (button) => wanted.includes(button);
    const { deps } = await openWindow(
      keys.map(({ path }) => `x/${path}`),
      { ...downloads, flavour },
    );
    let asked = 0;
    // The explicit choice once, then the download.
    editor.answer = async ({ buttons }) => (buttons.includes(wanted[asked] ?? '') ? wanted[asked++] : undefined);
    await downloadTargets(deps, [{ bucket, key: 'x/' }]);
    const inTop = list(top).map((entry) => join(entry.parentPath, entry.name).slice(top.length + 1));
    return {
      files: filesIn(inner),
      beside: inTop.filter((name) => !name.startsWith('in/out/x/')).sort(),
      mine: readFileSync(join(outside, 'a'), 'utf8'),
      modals: editor.shown.filter(({ detail }) => detail !== ''),
    };
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

const nothingBeside = { beside: ['in', 'in/out', 'in/out/x', 'outside', 'outside/a'], mine: 'mine' };
/** Sentences of ours, each before a value; all else in a line of a question is between quotation marks. */
const ours = /^(Folder: |Left out, |Files that already |Objects that are not |Programs run |and \d+ more$|OSS bills )/;

test.each([
  ['posix', []],
  ['windows', []],
  ['posix', ['Download Them Too']],
] as const)(
  'a hostile bucket writes nothing outside of the folder, and nothing that programs run or read without the choice: %s %j',
  async (flavour, choice) => {
    const seen = { files: 0, started: 0, leftOut: 0 };
    const check = async (keys: readonly HostileKey[]) => {
      const { files, modals, ...rest } = await downloadTree(keys, flavour, [...choice, 'Download']);
      expect(rest).toEqual(nothingBeside);
      const byPath = new Map(keys.map(({ path, isStarted }) => [path, isStarted]));
      // A file that no key names would be a way out as well.
      expect(files.filter((file) => !byPath.has(file))).toEqual([]);
      const read = files.filter((file) => byPath.get(file));
      if (choice.length === 0) expect(read).toEqual([]);
      if (flavour === 'windows')
        expect(
          files.filter((file) => file.split('/').some((name) => /^(nul|con|com.|aux|conin\$) *(\.|$)/i.test(name))),
        ).toEqual([]);
      for (const line of modals.flatMap(({ detail }) => detail.split('\n')))
        if (line !== '')
          expect(line).toMatch(ours.test(line) ? ours : /^(“[^“”]*”?|↳ [^“”]*”?|“[^“”]*”: .+|↳ [^“”]*”: .+)$/u);
      seen.files += files.length;
      seen.started += read.length;
      seen.leftOut += modals.some(({ detail }) => detail.includes('Left out, ')) ? 1 : 0;
    };
    await fc.assert(fc.asyncProperty(tree, check), { numRuns: isNightly ? 1_000 : 20 });
    // The trees are no empty ones.
    expect(seen.files).toBeGreaterThan(10);
    expect(seen.leftOut).toBeGreaterThan(5);
    expect(seen.started > 0).toBe(choice.length > 0);
  },
  isNightly ? 600_000 : 60_000,
);
