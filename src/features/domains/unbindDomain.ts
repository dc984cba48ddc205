import { bucketHost } from '../../core/cdn/originHost.js';
import { showDomain } from '../../core/domainName.js';
import { hostGoesFirst, unbind, unbindButton } from '../../core/domains/unbinding.js';
import { l10n } from '../../core/l10n.js';
import { type Binding, findBinding, mayUnbind } from '../../core/oss/binding.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { beforeAfter, confirmChange, refuseUnbinding } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showInformation, withProgress } from '../../host/display.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';
import { makeChange } from './makeChange.js';

/** Unbinds a domain from its bucket, after showing the consequences. */
export async function unbindDomain(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ name }) => !name.startsWith('.'));
  if (!work) return;
  const name = showDomain(work.domain.name);
  const binding = await lookForBinding(work);
  if (!binding) {
    const told = l10n.t('The domain is not bound to a bucket of this account: {0}', name);
    return void showInformation(told);
  }
  if (!mayUnbind(binding, work.domain)) return refuseUnbinding(work.domain, name);
  if (!(await agreeToUnbind(binding, work.domain))) return;
  // Before the first change: a run would otherwise restore the Host at its next observation.
  await deps.board.noteUnbound(work.domain.name);
  await makeChange(() => unbind({ ...work, clock: deps.clock }, work.domain, binding));
  await tellUnbound(work, name);
}

function lookForBinding({ cloud, domain, signal }: DomainWork): Thenable<Binding | undefined> {
  return withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => findBinding(cloud, domain, signal));
}

function agreeToUnbind({ bucket, cname, hostConfig }: Binding, domain: CdnDomain): Promise<boolean> {
  const name = showDomain(domain.name);
  const bound = l10n.t('bound to bucket {0}', bucket.name);
  const refreshing = l10n.t('bound to bucket {0}, Auto CDN Cache Update is on', bucket.name);
  const undo = l10n.t(
    'Undo in the Activity view binds the domain again. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
  );
  const undoWithHost = l10n.t(
    'Undo in the Activity view binds the domain again and restores the origin host. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
  );
  return confirmChange({
    question: l10n.t('Unbind {0} from bucket {1}?', name, bucket.name),
    detail: [
      beforeAfter(cname.autoRefresh ? refreshing : bound, l10n.t('not bound')),
      l10n.t(
        'Auto CDN Cache Update will stop: OSS will no longer refresh changed objects. CDN will continue to serve the domain.',
      ),
      hostConfig ? hostGoesFirst(bucketHost(domain.sources)) : '',
      hostConfig ? undoWithHost : undo,
    ],
    button: hostConfig ? unbindButton(bucketHost(domain.sources)) : l10n.t('Unbind Domain'),
  });
}

async function tellUnbound({ deps, domain }: DomainWork, name: string): Promise<void> {
  const undo = l10n.t('Undo');
  const onSave = l10n.t('Refresh on Save');
  const entry = deps.activity.findUndoable({ action: 'DeleteCname', subject: domain.name });
  const chosen = await showInformation(
    l10n.t('Automatic refresh of {0} has stopped. Use a mapping to refresh files when you save them.', name),
    onSave,
    ...(entry ? [undo] : []),
  );
  if (chosen === onSave) await executeCommand('ossCdn.openMapping');
  if (chosen === undo && entry) await executeCommand('ossCdn.undoChange', entry.id);
}
