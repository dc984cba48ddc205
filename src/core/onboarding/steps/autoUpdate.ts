import { sameHost } from '../../dns/hostNames.js';
import { askUser, type Step, waitFor } from '../run/step.js';
import { bindingOf, whyNotBound } from './binding.js';

/** The previous step notices an unbound domain, so this one need not hurry. */
const unboundRecheckMs = 30_000;
/** The user turns a switch in the OSS console and comes back to see it noticed. */
const switchRecheckMs = 8_000;

/** Auto CDN Cache Update is on. Only the OSS console can enable it (EC 0018-00000004); ListCname reports it. */
export const autoUpdateStep: Step = {
  id: 'autoUpdate',
  async observe(context) {
    const { cloud, answers, signal } = context;
    const binding = bindingOf(context);
    if (answers.skipped.autoUpdate) return { kind: 'done', skipped: true, note: 'asChosen' };
    if (!binding) return { kind: 'done', skipped: true, note: whyNotBound(context) };
    const bound = await cloud.oss.listCnames(binding.bucket, signal);
    const found = bound.find((each) => sameHost(each.domain, binding.domain));
    // It was unbound since the previous step; the next full check notices that.
    if (!found) return waitFor({ kind: 'bindingUnready' }, unboundRecheckMs);
    const on = found.autoRefresh;
    if (on) return { kind: 'done' };
    if (on === undefined && answers.saidAutoUpdateOn) return { kind: 'done', note: 'saidOn' };
    return askUser({ kind: on === false ? 'turnOnAutoUpdate' : 'confirmAutoUpdate' }, switchRecheckMs);
  },
};
