import { describe, expect, test } from 'vitest';
import { readKeysOf, readManifest, textsIn } from './manifest.js';
import { readSources, readText } from './sources.js';

const manifest = readManifest();
const { contributes } = manifest;
const commandIds = readKeysOf('src/host/commandIds.ts', 'CommandArguments');
const contextKeys = readKeysOf('src/host/contextKeys.ts', 'ContextValues');
const settingKeys = readKeysOf('src/host/settings.ts', 'SettingValues');
const sourceText = readSources('src').map(({ path, text }) => ({ path, text }));

test('package.json contributes exactly the commands of the typed list', () => {
  const contributed = (contributes.commands ?? []).map(({ command }) => command);
  expect([...contributed].sort()).toEqual([...commandIds].sort());
  expect(commandIds.length).toBeGreaterThan(10);
});

test('every command is registered in one place of src', () => {
  const places = commandIds.map((id) => [id, registrations(id)] as const);
  expect(places.filter(([, found]) => found.length !== 1)).toEqual([]);
});

test('package.json declares exactly the settings of the typed list', () => {
  const sections = [contributes.configuration ?? []].flat();
  const declared = sections.flatMap(({ properties }) => Object.keys(properties));
  expect(declared.sort()).toEqual(settingKeys.map((key) => `ossCdn.${key}`).sort());
});

/** The scope of each setting, none of which a workspace can set, and what a repository could do if it could. */
const scopes: Readonly<Record<string, readonly [scope: 'machine' | 'application', reason: string]>> = {
  'ossCdn.verification.resolvers': ['machine', 'see which domains are verified, and answer that a record is there'],
  'ossCdn.verification.authoritativeServers': ['machine', 'answer in place of the name servers of a zone'],
  'ossCdn.console': ['application', 'lead to a console in which the user has no account'],
};

test('no setting can be set by a repository: each is of the machine or the application', () => {
  const declared = [contributes.configuration ?? []].flat().flatMap(({ properties }) => Object.entries(properties));
  const expected = Object.entries(scopes).map(([key, [scope]]) => [key, scope]);
  expect(Object.fromEntries(declared.map(([key, { scope }]) => [key, scope]))).toEqual(Object.fromEntries(expected));
  // So there is none whose value in a workspace would have to wait for trust.
  expect(manifest.capabilities.untrustedWorkspaces).toEqual({ supported: 'limited', description: '%untrusted%' });
});

test('when clauses use only context keys of the typed list, and each key is used in one', () => {
  const clauses = [...textsIn(contributes)].filter(({ path }) =>
    /\.(when|enablement|completionEvents\.\d+)$/.test(path),
  );
  const used = new Set(clauses.flatMap(({ text }) => text.match(/\bossCdn\.\w+/g) ?? []));
  const views = new Set(Object.values(contributes.views ?? {}).flatMap((list) => list.map(({ id }) => id)));
  const unknown = [...used].filter((key) => !contextKeys.includes(key) && !views.has(key));
  expect(unknown).toEqual([]);
  expect(contextKeys.filter((key) => !used.has(key))).toEqual([]);
});

test('a walkthrough step is completed by what is so, never by a command that was tried', () => {
  const steps = (contributes.walkthroughs ?? []).flatMap((walkthrough) => walkthrough.steps);
  const events = steps.flatMap(({ completionEvents }) => completionEvents);
  expect(events.filter((event) => !event.startsWith('onContext:ossCdn.'))).toEqual([]);
  expect(new Set(events).size).toBe(steps.length);
});

test('every command in a menu or a keybinding is contributed', () => {
  const named = [...textsIn(contributes)].filter(({ path }) => path.endsWith('.command')).map(({ text }) => text);
  expect(named.filter((id) => id.startsWith('ossCdn.') && !commandIds.includes(id))).toEqual([]);
});

test('links to commands in welcome texts and walkthroughs lead to a contributed command', () => {
  const linked = [...textsIn(contributes)].flatMap(({ text }) => text.match(/(?<=command:)ossCdn\.\w+/g) ?? []);
  expect(linked.filter((id) => !commandIds.includes(id))).toEqual([]);
});

describe('the command palette', () => {
  const whens = new Map((contributes.menus?.commandPalette ?? []).map(({ command, when }) => [command, when]));
  const enabled = new Map((contributes.commands ?? []).map(({ command, enablement }) => [command, enablement]));
  /** What people look for by name; each is led through Sign In where it needs an account. */
  const main = [
    'onboard',
    'continueRun',
    'verifyCname',
    'publishFile',
    'publishFolder',
    'publishSite',
    'showPublishing',
    'whyNotPublished',
    'createAccessKey',
    'copyCdnUrl',
    'copyCdnUrlAs',
    'openAtCdn',
    'checkAtEdge',
    'refreshUrls',
    'prefetchUrls',
    'refreshFolder',
    'refreshPattern',
  ].map((name) => `ossCdn.${name}`);
  /** What only a row has: what a step, a change or a task is about, and what loads rows. */
  const rowOnly = [
    'copyStepValue',
    'openStepConsole',
    'copyCallDetails',
    'openChangeConsole',
    'copyTaskUrl',
    'retryRefreshTask',
    'loadMore',
    'retryNode',
    'refreshRow',
    'moreRefreshTasks',
    'copyPolicy',
    'removeBucket',
    'refreshPath',
    'prefetchPath',
    'publishFolderHere',
    'openObject',
    'allowPublishing',
    'copyObjectKey',
    'downloadObjects',
    'deleteObjects',
    'uploadFiles',
    'uploadFolder',
    'createFolder',
    'createFile',
    'renameObject',
    'moveObjects',
    'copyObjects',
    'copyPresignedUrl',
    'findByPrefix',
    'clearPrefix',
  ].map((name) => `ossCdn.${name}`);

  test('has the main commands signed out as well', () => {
    const hidden = main.filter((id) => /signedIn|false/.test(`${whens.get(id)} ${enabled.get(id)}`));
    expect(hidden).toEqual([]);
    expect(main.filter((id) => !commandIds.includes(id))).toEqual([]);
  });

  test('has the commands on a bucket or a domain before it is known who is signed in', () => {
    const asking = [
      'openBucketConsole',
      'copyInternetDomain',
      'openCdnConsole',
      'copyCname',
      'copyUrlPattern',
      'copySdkSnippet',
      'enableDomain',
      'disableDomain',
      'deleteDomain',
      'unbindDomain',
      'editOrigin',
      'changeDelivery',
      'setHsts',
    ].map((name) => `ossCdn.${name}`);
    expect(asking.map((id) => enabled.get(id))).toEqual(asking.map(() => '!ossCdn.signedOut'));
  });

  test('has no command that only makes sense on a row', () => {
    const hidden = [...whens].flatMap(([id, when]) => (when === 'false' ? [id] : []));
    expect(hidden.sort()).toEqual(rowOnly.sort());
    const inMenus = Object.entries(contributes.menus ?? {}).flatMap(([menu, items]) =>
      menu === 'commandPalette' ? [] : items.map(({ command }) => command),
    );
    // Rows that load others, and questions.
    const loading = ['ossCdn.loadMore', 'ossCdn.retryNode', 'ossCdn.moreRefreshTasks', 'ossCdn.allowPublishing'];
    expect(rowOnly.filter((id) => !inMenus.includes(id) && !loading.includes(id))).toEqual([]);
  });
});

test('a row keeps its commands while other rows are selected, and what acts on all of them takes the place of what acts on one', () => {
  const rowMenus = Object.entries(contributes.menus ?? {}).filter(([menu]) =>
    /^(view\/item\/context|ossCdn\.domain)/.test(menu),
  );
  const items = rowMenus.flatMap(([, list]) => list);
  const hidden = items.filter(({ when = '' }) => when.includes('!listMultiSelection'));
  const shown = items.filter(({ when = '' }) => /(?<!!)listMultiSelection/.test(when));
  expect(hidden.map(({ command }) => command)).toEqual(['ossCdn.refreshFolder']);
  expect(shown.map(({ command }) => command)).toContain('ossCdn.refreshUrls');
});

describe('the command that publishes a site', () => {
  const { command } = (contributes.commands ?? []).find((each) => each.command === 'ossCdn.publishSite') ?? {};
  const titleIn = (path: string): string => JSON.parse(readText(path))['command.publishSite'] ?? '';

  test.each(['deploy', 'publish', 'site', 'folder', 'domain'])('is found in the command palette by "%s"', (word) => {
    expect(titleIn('package.nls.json').toLowerCase().split(/\W+/)).toContain(word);
  });

  test.each(['部署', '发布', '网站', '文件夹', '域名'])('is found in the command palette by "%s"', (word) => {
    expect(titleIn('package.nls.zh-cn.json')).toContain(word);
  });

  test('is in the title of the view and, signed in, in the menu of folders in the Explorer', () => {
    const { menus = {} } = contributes;
    expect(menus['view/title']?.find((item) => item.command === command)?.when).toContain('view == ossCdn.explorer');
    expect(menus['explorer/context']?.[0]?.when).toContain('explorerResourceIsFolder && ossCdn.signedIn');
    const [item] = menus['ossCdn.files']?.filter((each) => each.command === command) ?? [];
    expect(item?.when).toMatch(/^explorerResourceIsFolder && ossCdn\.signedIn && .*isWorkspaceTrusted/);
  });
});

function registrations(id: string): readonly string[] {
  const call = new RegExp(`register\\w*\\([^)]{0,60}'${id.replaceAll('.', '\\.')}'`, 's');
  const entry = new RegExp(`^\\s*'${id.replaceAll('.', '\\.')}':`, 'm');
  return sourceText
    .filter(({ path, text }) => path !== 'src/host/commandIds.ts' && (call.test(text) || entry.test(text)))
    .map(({ path }) => path);
}
