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
  const watch = (id: string) => watcher.watch(id);
  keep(watcher);
  keep(pages);
  return {
    /** Watches a run started here, and shows its page in place of the form. */
    follow: (id: string) => {
      watch(id);
      pages.follow(id);
    },
    'ossCdn.showRun': (id?: string) => pages.show(id),
    'ossCdn.setUpHttps': (domain?: string) => setUpHttps(deps, domain, watch),
    'ossCdn.renewCertificate': (domain?: string) => renewCertificate(deps, domain, watch),
    'ossCdn.setSiteType': (domain?: string) => setSiteType(deps, domain, watch),
    'ossCdn.continueRun': (id?: string) => continueRun(deps, id),
    'ossCdn.recheckRun': (id?: string) => recheckRun(deps, id),
    'ossCdn.pauseRun': (id?: string) => pauseRun(deps, id),
    'ossCdn.removeRun': (id?: string) => removeRun(deps, id),
    'ossCdn.undoRecord': (id?: string) => undoRecord(deps, id),
    'ossCdn.copyUrlPattern': (domain?: string) => copyUrlPattern(deps, domain),
    'ossCdn.copySdkSnippet': (domain?: string) => copySdkSnippet(deps, domain),
    'ossCdn.copyStepValue': (id?: string) => copyStepValue(deps, id),
    'ossCdn.openStepConsole': (id?: string) => openStepConsole(deps, id),
  };
}
