import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { InputQuestion } from '../../../../src/core/form.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { DomainDeps } from '../../../../src/features/domains/domainDeps.js';
import { setHsts } from '../../../../src/features/domains/setHsts.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const name = 'img.example.com';
const domain: CdnDomain = { name, status: 'online', type: 'web', sources: [], httpsOn: true, cname: 'c.kunlunsl.com' };

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

function account(): MemoryCloud {
  const cloud = createMemoryCloud();
  cloud.state.domains.set(name, domain);
  cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], 2e12).id);
  return cloud;
}

async function run(cloud: MemoryCloud, lines: readonly Line[], of = name): Promise<readonly InputQuestion[]> {
  const clock = createVirtualClock();
  const ui = scriptedUi(lines);
  const inputs: InputQuestion[] = [];
  const input = (question: InputQuestion) => {
    inputs.push(question);
    return ui.input(question);
  };
  const noting = { ...ui, input };
  const deps = {
    session: { cloud: async () => cloud },
    ui: noting,
    clock,
    activity: { findUndoable: () => undefined },
  };
  const done = setHsts(deps as unknown as DomainDeps, of);
  // It may reject before it is awaited.
  done.catch(() => undefined);
  await clock.advance(60_000);
  await done;
  return inputs;
}

const hsts = ({ state }: MemoryCloud) =>
  state.configs.get(name)?.find(({ functionName }) => functionName === 'HSTS')?.args;

it('HSTS is turned on for the chosen time after the domain was typed', async () => {
  const cloud = account();
  await run(cloud, [{ pick: '1 day' }, { type: name }]);
  expect(hsts(cloud)).toEqual({
    enabled: 'on',
    https_hsts_max_age: '86400',
    https_hsts_include_subdomains: 'off',
  });
  expect(shownTexts().join()).toContain('Undo does not change this');
});

it.each([
  { pick: '1 day', days: 2, says: 'The certificate expires on Nov 16, 2023.', outlives: false },
  { pick: '60 days', days: 61, says: 'The certificate expires on Jan 14, 2024.', outlives: false },
  {
    pick: '60 days',
    days: 1,
    says: 'Warning: The certificate expires on Nov 15, 2023, before HSTS does.',
    outlives: true,
  },
  {
    pick: '1 day',
    days: 0.5,
    says: 'Warning: The certificate expires on Nov 15, 2023, before HSTS does.',
    outlives: true,
  },
])(
  'HSTS of $pick with $days days left of the certificate shows its end date',
  async ({ pick, days, says, outlives }) => {
    const cloud = account();
    const ends = createVirtualClock().now() + days * 86_400_000;
    cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], ends).id);
    const [typed] = await run(cloud, [{ pick }, { type: name }]);
    expect(modalTexts().join()).toContain(says);
    expect(hsts(cloud)?.enabled).toBe('on');
    expect(typed?.prompt).toBe(
      outlives
        ? `Enter ${name} to turn on HSTS for longer than the certificate is valid`
        : `Enter ${name} to turn on HSTS`,
    );
    // What changes nothing has the focus where it may do harm.
    expect(editor.shown[0]?.buttons[0]).toBe(outlives ? 'Leave as It Is' : 'Continue…');
  },
);

it('HSTS is not turned on beyond the end of the certificate unless the domain is typed', async () => {
  const cloud = account();
  const ends = createVirtualClock().now() + 86_400_000;
  cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], ends).id);
  await run(cloud, [{ pick: '60 days' }, 'cancel']);
  expect(hsts(cloud)).toBeUndefined();
});

it('HSTS names all that a Global Resource Plan lacks where CDN refuses it for that', async () => {
  const cloud = account();
  cloud.state.domains.set(name, { ...domain, region: 'overseas' });
  cloud.cdn.setConfigs = () =>
    Promise.reject(new AppError('operationBarred', { code: 'InvalidFunction.NotSupported' }));
  await run(cloud, [{ pick: '1 day' }, { type: name }]);
  expect(shownTexts().at(-1)).toContain('This domain uses a Global Resource Plan');
});

it('HSTS of a wildcard is turned on once the wildcard was typed, after a name below it was found served', async () => {
  const cloud = createMemoryCloud();
  const wildcard = '.img.example.com';
  cloud.state.domains.set(wildcard, { ...domain, name: wildcard, cname: 'all.img.example.com.w.kunlunsl.com' });
  const { id, names } = addMemoryCertificate(cloud.state, ['*.img.example.com'], 2e12);
  cloud.state.given.set(wildcard, id);
  const asked: string[] = [];
  cloud.state.edgeAnswer = (_connectTo, below) => {
    asked.push(below);
    return { outcome: 'answered', headers: {}, durationMs: 1, certificate: { trusted: true, names, fingerprint: '' } };
  };
  const refused = 'This does not match the domain: *.img.example.com';
  await run(cloud, [{ pick: '1 day' }, { type: 'img.example.com', refused }, { type: '*.img.example.com' }], wildcard);
  expect(cloud.state.configs.get(wildcard)).toMatchObject([{ functionName: 'HSTS', args: { enabled: 'on' } }]);
  expect(asked).toEqual([expect.stringMatching(/^[^.*]+\.img\.example\.com$/)]);
});

it('HSTS that was set elsewhere while the questions were open stays unchanged', async () => {
  const cloud = account();
  editor.press = () => {
    cloud.state.configs.set(name, [
      { id: '9', functionName: 'HSTS', args: { enabled: 'on', https_hsts_max_age: '60' }, status: 'success' },
    ]);
    return true;
  };
  await run(cloud, [{ pick: '1 day' }, { type: name }]);
  expect(hsts(cloud)).toEqual({ enabled: 'on', https_hsts_max_age: '60' });
  expect(shownTexts().at(-1)).toContain('Nothing was changed, because the settings were changed outside');
});

it('HSTS keeps other settings that changed elsewhere while the questions were open', async () => {
  const cloud = account();
  const args = { enabled: 'off', foreign: 'x' };
  const set = (more: Readonly<Record<string, string>>) =>
    void cloud.state.configs.set(name, [
      { id: '9', functionName: 'HSTS', args: { ...args, ...more }, status: 'success' },
    ]);
  set({});
  editor.press = () => {
    set({ foreign: 'y' });
    return true;
  };
  await run(cloud, [{ pick: '1 day' }, { type: name }]);
  expect(hsts(cloud)).toEqual({ ...args, foreign: 'y' });
});

it.each([
  ['Off', undefined],
  ['Off', { enabled: 'off', https_hsts_max_age: '86400' }],
  ['1 day', { enabled: 'on', https_hsts_max_age: '86400' }],
])('HSTS is not set again where it is %s already', async (pick, args) => {
  const cloud = account();
  if (args) cloud.state.configs.set(name, [{ id: '9', functionName: 'HSTS', args, status: 'success' }]);
  await run(cloud, [{ pick }]);
  expect(cloud.calls).not.toContain('cdn.setConfigs');
  expect(shownTexts()).toEqual([`The domain already has these settings: ${name}`]);
});

it('HSTS is not asked about while a staging configuration is under test', async () => {
  const cloud = account();
  cloud.state.staging.add(name);
  await expect(run(cloud, [{ pick: '1 day' }])).rejects.toMatchObject({ kind: 'stagingActive' });
  expect({ shown: shownTexts(), hsts: hsts(cloud) }).toEqual({ shown: [], hsts: undefined });
});

it('HSTS is turned off without typing and keeps its other values', async () => {
  const cloud = account();
  const args = { enabled: 'on', https_hsts_max_age: '5184000', foreign: 'x' };
  cloud.state.configs.set(name, [{ id: '1', functionName: 'HSTS', args, status: 'success' }]);
  await run(cloud, [{ pick: 'Off' }]);
  expect(hsts(cloud)).toEqual({ ...args, enabled: 'off' });
});

it('HSTS is turned off with a time, which CDN requires', async () => {
  const cloud = account();
  cloud.state.configs.set(name, [{ id: '1', functionName: 'HSTS', args: { enabled: 'on' }, status: 'success' }]);
  await run(cloud, [{ pick: 'Off' }]);
  expect(hsts(cloud)).toEqual({ enabled: 'off', https_hsts_max_age: '0' });
});

it('HSTS is turned off although the edge serves no valid certificate', async () => {
  const cloud = account();
  cloud.state.edgeAnswer = () => ({ outcome: 'tlsFailed', headers: {}, durationMs: 1 });
  const args = { enabled: 'on', https_hsts_max_age: '5184000' };
  cloud.state.configs.set(name, [{ id: '1', functionName: 'HSTS', args, status: 'success' }]);
  await run(cloud, [{ pick: 'Off' }]);
  expect(hsts(cloud)).toEqual({ ...args, enabled: 'off' });
});

it('HSTS is not turned on before the edge serves a valid certificate', async () => {
  const cloud = account();
  cloud.state.edgeAnswer = () => ({ outcome: 'tlsFailed', headers: {}, durationMs: 1 });
  editor.press = () => false;
  await run(cloud, [{ pick: '1 day' }]);
  expect(hsts(cloud)).toBeUndefined();
  expect(shownTexts().join()).toContain('does not serve this domain over https');
});
