import { execFileSync } from 'node:child_process';
import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { workspace } from '../../../support/fakeWorkspace.js';
import { sampled } from '../../../support/sample.js';
import { type HostileWorkspace, link, mapping, openHostileWorkspace, put } from './hostileWorkspace.js';

let hostile: HostileWorkspace;
beforeEach(() => {
  resetEditor();
  hostile = openHostileWorkspace();
});
afterEach(() => hostile.close());

const nothing = { calls: [], buckets: [], waiting: [], allowed: [], strange: [] };

const groups: readonly { readonly properties: Readonly<Record<string, { readonly scope?: string }>> }[] = [
  packageJSON.contributes.configuration,
].flat();
const settingNames = groups.flatMap(({ properties }) => Object.keys(properties));

const everything = { ...mapping, folder: '.', watch: ['**'], onSave: 'publish', include: ['**'] };

/** What a repository can bring, each beside the mapping that it has. */
const brought: Readonly<Record<string, (workspace: HostileWorkspace) => void>> = {
  'its mapping': () => undefined,
  'a mapping of everything, which is watched': ({ map }) => map(everything),
  'a mapping to other domains and another upload domain': ({ map }) =>
    map({ ...everything, bucket: 'theirs', domains: ['evil.example.net'], uploadDomain: 'up.evil.example.net' }),
  'a mapping that refreshes': ({ map }) =>
    map({ ...everything, onSave: 'refresh', prefetch: true, refreshVariants: ['{path}?x'] }),
  'a mapping of a folder above': ({ map }) => map({ ...everything, folder: '../outside' }),
  'a mapping of an absolute folder': ({ outside, map }) => map({ ...everything, folder: outside }),
  'a mapping file that is a link': ({ site, outside }) =>
    link(join(outside, 'oss-cdn.json'), join(site, '.vscode/oss-cdn.json')),
  'a folder of the mapping file that is a link': ({ site, outside }) => link(outside, join(site, '.vscode')),
  'a mapping file that is a device': ({ site }) => link('/dev/zero', join(site, '.vscode/oss-cdn.json')),
  'a mapped folder that is a link': ({ site, outside }) => link(outside, join(site, 'dist')),
  'a mapped folder that is a link over a link': ({ site, outside }) => {
    link(outside, join(site, 'second'));
    link('second', join(site, 'dist'));
  },
  'a folder in the mapped one that is a link': ({ site, outside }) => link(outside, join(site, 'dist/sub')),
  'a file that is a link': ({ site, outside }) => link(join(outside, 'page.html'), join(site, 'dist/page.html')),
  'a file that is a link to the state of this process': ({ site }) =>
    link('/proc/self/environ', join(site, 'dist/page.html')),
  'a file that is a pipe': ({ site }) => execFileSync('mkfifo', [join(site, 'dist/page.html')]),
  'a file that is a hard link': ({ site, outside }) =>
    linkSync(join(outside, 'page.html'), join(site, 'dist/page.html')),
  'a pointer of git to elsewhere': ({ site, outside }) => {
    rmSync(join(site, '.git'), { recursive: true });
    put(join(site, '.git'), `gitdir: ${outside}\n`);
  },
  'settings of the workspace': ({ site, top }) => {
    const all = Object.fromEntries(settingNames.map((name: string) => [name, ['https://evil.example.net/dns-query']]));
    put(join(site, '.vscode/settings.json'), { ...all, 'http.proxy': 'http://evil.example.net:1' });
    put(join(top, 'site.code-workspace'), { folders: [{ path: 'site' }], settings: all });
  },
  'files by which other programs decide': ({ site }) => {
    for (const name of ['.gitattributes', '.ossignore', '.npmrc', '.envrc', 'package.json', 'package.nls.json'])
      put(join(site, name), '{"onSave": "publish", "trusted": true}');
    for (const name of ['tasks.json', 'launch.json', 'extensions.json'])
      put(join(site, '.vscode', name), { version: '2.0.0', tasks: [{ command: `\${command:ossCdn.publishFile}` }] });
    put(join(site, 'l10n/bundle.l10n.json'), { Publish: 'Not Now', 'Not Now': 'Publish' });
  },
  'keys of its own': ({ site }) => {
    put(join(site, '.env'), 'ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI1\nALIBABA_CLOUD_ACCESS_KEY_SECRET=x\n');
    put(join(site, '.aliyun/config.json'), { current: 'default', profiles: [] });
  },
  'a store and consents of its own': ({ site }) => {
    put(join(site, 'globalStorage/consents.json'), { given: true });
    put(join(site, '.vscode/oss-cdn.json.made'), '1');
  },
};

const cases = Object.entries(brought).map(([what, bring]) => ({ what, bring }));

describe('a repository that brings', () => {
  sampled(cases, 5)(
    '$what causes nothing to be sent, read outside or allowed while the user answers no question',
    async ({ bring }) => {
      bring(hostile);
      const opened = hostile.open();
      await hostile.use(opened);
      expect(hostile.outcome(opened)).toEqual(nothing);
    },
  );

  sampled(cases, 7)(
    '$what causes nothing to be sent, read or asked in a workspace that is not trusted',
    async ({ bring }) => {
      bring(hostile);
      workspace.isTrusted = false;
      const opened = hostile.open();
      await hostile.use(opened);
      expect(hostile.outcome(opened)).toEqual(nothing);
      expect(editor.shown.filter(({ detail }) => detail !== '')).toEqual([]);
    },
  );
});

test('a setting that weakens safety cannot be set by a workspace: each has a row, and a user scope', () => {
  // What each could do where a repository had the say.
  const rows: Readonly<Record<string, string>> = {
    'ossCdn.verification.resolvers': 'names that are verified go to a server of its choice',
    'ossCdn.verification.authoritativeServers': 'a record counts as seen that visitors do not get',
    'ossCdn.console': 'links lead to the console of the other site',
  };
  expect(Object.keys(rows).sort()).toEqual([...settingNames].sort());
  const scopes = groups.flatMap(({ properties }) => Object.values(properties).map(({ scope }) => scope));
  // Source: VS Code, "Contribution Points", configuration scopes: neither is read from a workspace or a folder.
  expect(scopes.filter((scope) => scope !== 'machine' && scope !== 'application')).toEqual([]);
});
