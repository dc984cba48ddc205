import type { Disposable } from '../../core/signal.js';
import { LiveReader } from './liveNews.js';
import { continueRun, copyStepValue, openStepConsole, pauseRun, recheckRun, removeRun } from './runCommands.js';
import { setSiteType } from './setSiteType.js';
import { renewCertificate, setUpHttps } from './setUpHttps.js';
import { type TaskPageDeps, TaskPages } from './task/taskPanel.js';
import { undoRecord } from './undoRecord.js';
import { copySdkSnippet, copyUrlPattern } from './useDomain.js';
import { RunWatcher } from './watchRuns.js';

/**
 * The commands on onboardings, created once per window. Their output file is loaded with the first of them; `keep`
 * disposes what outlives a command.
 */
export function openOnboardingCommands(deps: TaskPageDeps, keep: (part: Disposable) => void) {
  const live = new LiveReader(deps);
  const watcher = new RunWatcher(deps, live);
  const pages = new TaskPages(deps, live);
  keep(watcher);
  keep(pages);
  return {
    /** Watches a run started here, and shows its page in place of the form. */
    follow: (id: string) => {
      watcher.watch(id);
      pages.follow(id);
    },
    showRun: (id?: string) => pages.show(id),
    setUpHttps: (domain?: string) => setUpHttps(deps, domain, (id) => watcher.watch(id)),
    renewCertificate: (domain?: string) => renewCertificate(deps, domain, (id) => watcher.watch(id)),
    setSiteType: (domain?: string) => setSiteType(deps, domain, (id) => watcher.watch(id)),
    continueRun: (id?: string) => continueRun(deps, id),
    recheckRun: (id?: string) => recheckRun(deps, id),
    pauseRun: (id?: string) => pauseRun(deps, id),
    removeRun: (id?: string) => removeRun(deps, id),
    undoRecord: (id?: string) => undoRecord(deps, id),
    copyUrlPattern: (name?: string) => copyUrlPattern(deps, name),
    copySdkSnippet: (name?: string) => copySdkSnippet(deps, name),
    copyStepValue: (id?: string) => copyStepValue(deps, id),
    openStepConsole: (id?: string) => openStepConsole(deps, id),
  };
}
