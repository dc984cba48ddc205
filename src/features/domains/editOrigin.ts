import { l10n } from 'vscode';
import { sameSources } from '../../core/activity/applyUndo.js';
import { showDomain } from '../../core/domainName.js';
import { readHostOffer } from '../../core/domains/hostOffer.js';
import { AppError } from '../../core/errors.js';
import { toSources } from '../../core/origin.js';
import { findMisrouted } from '../../core/oss/binding.js';
import { beforeAfter, confirmChange, offerHost } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import { sourcesText } from '../../host/text/snapshotText.js';
import type { DomainDeps } from './domainDeps.js';
import { makeChange, reportDone, waitUntil } from './makeChange.js';
import { openWork } from './openWork.js';
import { askOrigin } from './originPrompt.js';

/** Gives a domain another origin, after showing the old one and the new one. */
export async function editOrigin(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status !== 'offline');
  if (work?.domain.status === 'offline') throw new AppError('domainOffline', { subject: showDomain(work.domain.name) });
  const answers = work && (await askOrigin(work));
  if (!work || !answers) return;
  const { domain, cloud, signal } = work;
  const name = showDomain(domain.name);
  const sources = toSources(answers.origin, answers.port);
  if (sameSources(domain.sources, sources)) {
    return void showInformation(l10n.t('The domain already has this origin: {0}', name));
  }
  const misrouted = await findMisrouted(cloud, domain, sources, signal);
  const agreed = await confirmChange({
    question: l10n.t('Change the origin of {0}?', name),
    detail: [
      misrouted ? warnOfHost(name, misrouted.name) : '',
      beforeAfter(sourcesText(domain.sources), sourcesText(sources)),
      l10n.t(
        'Edge nodes will fetch from the new origin within minutes. Cached content will stay until it expires or is refreshed.',
      ),
      l10n.t('Undo in the Activity view restores the previous origin.'),
    ],
    button: misrouted ? l10n.t('Change Origin Anyway') : l10n.t('Change Origin'),
  });
  if (!agreed) return;
  await makeChange(async () => {
    await cloud.cdn.updateSources(domain.name, sources, signal);
    await waitUntil(work, (read) => read?.status === 'online' && sameSources(read.sources, sources));
  });
  await offerHost(name, await readHostOffer({ cloud, clock: deps.clock, signal }, { name: domain.name, sources }));
  await reportDone(work, l10n.t('Origin changed: {0}', name), 'ModifyCdnDomain');
}

/** OSS finds the bucket by the Host that CDN sends, whichever endpoint is asked. */
export function warnOfHost(domain: string, bucket: string): string {
  return l10n.t(
    'Warning: The origin host {0} is bound to another bucket. OSS would continue to answer from that bucket, or refuse the request, instead of answering from {1}. Unbind the domain first, which also removes this origin host.',
    domain,
    bucket,
  );
}
