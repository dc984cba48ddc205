import { expect, test } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { applyUndo, readUndoState } from '../../../../src/core/activity/resources.js';
import { createWorld, name, newestChange, signal } from './world.js';

type Args = Readonly<Record<string, string>>;

/** A domain whose setting was changed from `before` to `after` through the list of changes. */
async function changed(before: Args | undefined, after: Args, functionName = 'https_option') {
  const { real, cloud, log } = await createWorld();
  if (before) await real.cdn.setConfigs(name, [{ functionName, args: before }], signal);
  const [config] = await cloud.cdn.readConfigs(name, [functionName], signal);
  await cloud.cdn.setConfigs(name, [{ functionName, args: after, ...(config && { configId: config.id }) }], signal);
  const undo = newestChange(log);
  const present = async () => (await real.cdn.readConfigs(name, [functionName], signal))[0];
  const setElsewhere = async (args: Args) => {
    const id = (await present())?.id;
    await real.cdn.setConfigs(name, [{ functionName, args, ...(id !== undefined && { configId: id }) }], signal);
  };
  return { real, undo, present, setElsewhere, state: () => readUndoState(undo, real, signal) };
}

test('the undo removes an argument that the change added', async () => {
  const { real, undo, present, state } = await changed({ ocsp_stapling: 'on' }, { ocsp_stapling: 'on', http2: 'on' });
  expect(await state()).toBe('ready');
  await applyUndo(undo, real, signal);
  expect((await present())?.args).toEqual({ ocsp_stapling: 'on' });
  expect(await state()).toBe('done');
});

test('the undo sets the default rule of an IP list explicitly, since CDN ignores an omitted one', async () => {
  const before = { ip_list: '192.0.2.7' };
  const { real, undo, present, state } = await changed(before, { ...before, ip_acl_xfwd: 'off' }, 'ip_allow_list_set');
  expect(await state()).toBe('ready');
  await applyUndo(undo, real, signal);
  expect((await present())?.args).toEqual({ ...before, ip_acl_xfwd: 'on' });
  expect(await state()).toBe('done');
});

test('the undo keeps arguments that were set since', async () => {
  const { real, undo, present, setElsewhere, state } = await changed({ http2: 'off' }, { http2: 'on' });
  await setElsewhere({ http2: 'on', jdt_cert: 'on' });
  expect(await state()).toBe('ready');
  await applyUndo(undo, real, signal);
  expect((await present())?.args).toEqual({ http2: 'off', jdt_cert: 'on' });
});

test('the undo does not restore a value that was changed since', async () => {
  const { setElsewhere, state } = await changed({ http2: 'off' }, { http2: 'on' });
  await setElsewhere({ http2: 'auto' });
  expect(await state()).toBe('changed');
});

test('the undo does not delete a setting that has more arguments than the change set', async () => {
  const { setElsewhere, state } = await changed(undefined, { http2: 'on' });
  expect(await state()).toBe('ready');
  await setElsewhere({ http2: 'on', jdt_cert: 'on' });
  expect(await state()).toBe('changed');
});

test('keys of a setting are not stored, and a change that would have to restore them has no undo', async () => {
  const { real, cloud, log } = await createWorld();
  const args = { auth_type: 'type_a', auth_key1: 'very-secret-key-1234' };
  await real.cdn.setConfigs(name, [{ functionName: 'aliauth', args }], signal);
  const [config] = await cloud.cdn.readConfigs(name, ['aliauth'], signal);
  await cloud.cdn.deleteConfig(name, config!.id, signal);
  expect(log.entries[0]).toMatchObject({ change: { kind: 'config', before: { auth_type: 'type_a' } } });
  expect(log.entries.map(canUndo)).toEqual([false]);
  expect(JSON.stringify(log.entries)).not.toContain('very-secret-key');
});
