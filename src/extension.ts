import * as vscode from 'vscode';
import { ActivityLog } from './core/activity/activityLog.js';
import { useTranslator } from './core/l10n.js';
import { RunBoard } from './core/onboarding/run/runBoard.js';
import type { CloudCall } from './core/ports/cloud.js';
import { Signal } from './core/signal.js';
import { systemClock as clock, machineName } from './disk/clock.js';
import { createFiles } from './disk/files.js';
import { history } from './disk/git.js';
import { LateStore } from './disk/lateStore.js';
import { registerAccount } from './features/account/register.js';
import { registerActivity } from './features/activity/register.js';
import { registerDomains } from './features/domains/register.js';
import { registerExplorer } from './features/explorer/register.js';
import { registerObjects } from './features/objects/register.js';
import { registerOnboarding } from './features/onboarding/register.js';
import { createOnboardingMapping } from './features/publishing/onboardingMapping.js';
import { type RegisteredPublishing, registerPublishing } from './features/publishing/register.js';
import { registerRefresh } from './features/refresh/register.js';
import { registerVerification } from './features/verification/register.js';
import type { FeatureDeps } from './host/deps.js';
import { createLog } from './host/log/log.js';
import { createRedactor } from './host/log/redact.js';
import { latePrompts } from './host/prompts/latePrompts.js';
import { createKeySafe } from './host/secrets.js';
import { OwnSession } from './host/session.js';
import { createSettings, nameServers } from './host/settings.js';
import { createMemory } from './host/stateKeys.js';
import { checks, lateCloud, loadProbes, loadRootOf, loadRunLoop } from './late.js';

type Deps = FeatureDeps & { readonly session: OwnSession };

let close = async (): Promise<void> => undefined;

/** Builds the ports and connects the features. Performs no I/O and waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  useTranslator({ t: vscode.l10n.t, language: vscode.env.language });
  const log = createLog(createRedactor(), context);
  const settings = createSettings(log);
  const memory = createMemory(context.globalState);
  const calls = new Signal<CloudCall>();
  const loadCloud = lateCloud(() => activity);
  const site = () => settings.get('console');
  const session = new OwnSession({ memory, safe: createKeySafe(context.secrets), log, clock, calls, loadCloud, site });
  const store = new LateStore(context.globalStorageUri.fsPath);
  const onError = (error: unknown) => log.warn(`Could not keep the activity list: ${String(error)}`);
  const windowId = crypto.randomUUID();
  const activity = new ActivityLog({ store: store.documents('activity'), session, clock, windowId, onError });
  const own = { mapping: createOnboardingMapping(log, () => publishing.open()), ...nameServers(settings) };
  const board = new RunBoard({ store: store.documents('runs'), session, clock, loadRunLoop, loadRootOf, ...own });
  const ports = { session, board, log, clock, memory, settings, store, activity, history, files: createFiles() };
  const deps: Omit<Deps, 'mappedObjects'> = { ...ports, context, ui: latePrompts(context.extensionUri) };
  const publishing = registerPublishing(deps, calls.event);
  const features = registerFeatures({ ...deps, mappedObjects: publishing.mappedObjects }, publishing);
  const subscriptions = [calls.event((call) => log.call(call)), calls.event((call) => activity.recordCall(call))];
  const parts = vscode.Disposable.from(log, board, activity, ...subscriptions, ...features, store);
  close = () => publishing.finish().finally(() => activity.flush().finally(() => parts.dispose()));
}

/** Disposes everything after the last save is stored. VS Code would dispose `subscriptions` before that. */
export function deactivate(): Promise<void> {
  return close();
}

function registerFeatures(deps: Deps, publishing: RegisteredPublishing): readonly vscode.Disposable[] {
  const refresh = registerRefresh({ ...deps, sendLater: publishing.sendLater, follow: publishing.follow });
  const explorer = registerExplorer(deps);
  return [
    registerAccount(deps),
    explorer,
    registerOnboarding({ ...deps, ...checks }),
    registerDomains({ ...deps, ...checks }),
    registerVerification({ ...deps, ...checks, machineName, loadProbes: () => loadProbes(deps.clock) }),
    publishing,
    refresh,
    registerObjects({ ...deps, ...checks, ...explorer, publishing, sendUrls: refresh.sendUrls }),
    registerActivity(deps),
  ];
}
