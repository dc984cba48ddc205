import { ActivityLog } from '../../../../src/core/activity/activityLog.js';
import { trackChanges } from '../../../../src/core/activity/trackChanges.js';
import { AppError } from '../../../../src/core/errors.js';
import type { CloudPorts } from '../../../../src/core/ports/cloud.js';
import { changeDelivery } from '../../../../src/features/domains/delivery/changeDelivery.js';
import type { DomainDeps } from '../../../../src/features/domains/domainDeps.js';
import { setHsts } from '../../../../src/features/domains/setHsts.js';
import { editor, shownTexts } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { createSharedDocuments } from '../../../support/memoryStore.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { account, name } from './delivery/deliveryWorld.js';
import type { SettingKind } from './settingKinds.js';

/** A call of a command, numbered from 0; those that change something are writes. */
export interface SettingCall {
  readonly at: number;
  readonly action: string;
  readonly isWrite: boolean;
}

/** What goes wrong at a call: the window ends before or after it, or its connection fails before or after it took effect. */
type Mishap = 'before' | 'after' | 'unsent' | 'unanswered';
/** Called before each call of a window; may change the cloud meanwhile. */
export type Meet = (call: SettingCall) => Promise<Mishap | undefined> | Mishap | undefined;

/** How a command ended. */
export interface SettingOutcome {
  readonly died: boolean;
  readonly error?: AppError;
  readonly calls: readonly SettingCall[];
  /** What was shown, in order. */
  readonly shown: readonly string[];
  /** How many calls were made before the first modal dialog. */
  readonly askedAt: number;
}

/** What the domain and its bucket have, to compare. */
export function readSettings({ state }: MemoryCloud) {
  const configs = (state.configs.get(name) ?? []).map(({ functionName, args }) => ({ functionName, args }));
  const bucket = state.buckets.get('site')?.settings ?? new Map<string, string>();
  const key = (each: (typeof configs)[number]) => JSON.stringify(each);
  return {
    configs: configs.sort((left, right) => (key(left) < key(right) ? -1 : 1)),
    website: bucket.get('website'),
    cors: bucket.get('cors'),
  };
}

/** A domain as it is before a setting is changed, and the windows that change it. */
export function openSettingWorld({ topic, before, bucket }: SettingKind) {
  const cloud = account(...before);
  const domain = cloud.state.domains.get(name);
  if (domain) cloud.state.domains.set(name, { ...domain, httpsOn: topic === 'hsts' });
  cloud.state.given.set(name, addMemoryCertificate(cloud.state, [name], 2e12).id);
  cloud.state.buckets.get('site')!.settings = new Map(Object.entries(bucket ?? {}));
  const clock = createVirtualClock();
  const documents = createSharedDocuments(clock);
  const openLog = (windowId: string) =>
    new ActivityLog({
      store: documents.window(windowId),
      session: { account: { id: '1', source: { kind: 'secret' } }, onDidChange: () => ({ dispose() {} }) },
      clock,
      windowId,
      onError: (error) => {
        throw error;
      },
    });
  return { cloud, clock, openLog };
}

/** The world of a setting. */
export type SettingWorld = ReturnType<typeof openSettingWorld>;

/** Has a window run the command of a setting to its end, or until it dies; confirms what it is asked. */
export async function runSetting(
  { cloud, clock, openLog }: SettingWorld,
  topic: string,
  lines: readonly Line[],
  { windowId = 'a', meet = () => undefined }: { readonly windowId?: string; readonly meet?: Meet } = {},
): Promise<SettingOutcome> {
  const from = editor.shown.length;
  const calls: SettingCall[] = [];
  let askedAt = -1;
  editor.press = (_button, { detail }) => {
    if (detail !== '' && askedAt < 0) askedAt = calls.length;
    return detail !== '';
  };
  const log = openLog(windowId);
  let die: () => void = () => undefined;
  const death = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  const ports = trackChanges(intercept(cloud, calls, meet, die), log);
  const deps = { session: { cloud: async () => ports }, ui: scriptedUi(lines), clock, activity: log };
  const command = topic === 'hsts' ? setHsts : changeDelivery;
  const done = command(deps as unknown as DomainDeps, topic === 'hsts' ? name : `${topic}:${name}`);
  const end = await Promise.race([done.then(settle, toError), death]);
  await log.saved;
  const shown = shownTexts().slice(from);
  return { died: end === 'died', ...(end instanceof AppError && { error: end }), calls, shown, askedAt };
}

/** What is told without waiting for it is told by then. */
async function settle(): Promise<undefined> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function toError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

/** The ports of a window that meets something at its calls. A window that has died never hears of a call again. */
function intercept(cloud: MemoryCloud, calls: SettingCall[], meet: Meet, die: () => void): CloudPorts {
  let isDead = false;
  const perish = () => {
    isDead = true;
    die();
    return new Promise<never>(() => undefined);
  };
  const call = async (action: string, work: () => Promise<unknown>): Promise<unknown> => {
    if (isDead) return perish();
    const made = { at: calls.length, action, isWrite: /\.(set|update|delete)/.test(action) };
    calls.push(made);
    const mishap = await meet(made);
    if (mishap === 'before') return perish();
    if (mishap === 'unsent') throw new AppError('timeout', { action });
    const result = await work();
    if (mishap === 'after') return perish();
    if (mishap === 'unanswered') throw new AppError('timeout', { action });
    return result;
  };
  const wrap = <T extends object>(port: string, real: T): T =>
    new Proxy(real, {
      get: (target, method) => {
        const work = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>;
        return (...input: unknown[]) => call(`${port}.${String(method)}`, () => work(...input));
      },
    });
  return { ...cloud, cdn: wrap('cdn', cloud.cdn), oss: wrap('oss', cloud.oss), edge: wrap('edge', cloud.edge) };
}
