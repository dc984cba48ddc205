import { l10n } from 'vscode';
import type { Snapshot, Undo } from '../../core/activity/activity.js';
import type { CdnSource } from '../../core/ports/cdn.js';
import type { NewRecord } from '../../core/ports/dns.js';
import { plainText } from '../plainText.js';
import { domainStatusText } from './domainText.js';
import { heldText } from './https/certificateAskText.js';

/** How something stood before or stands after a change, on one line. */
export function snapshotText(snapshot: Snapshot): string {
  switch (snapshot.kind) {
    case 'absent':
      return l10n.t('not there');
    case 'record':
      return recordText(snapshot.record, snapshot.enabled);
    case 'status':
      return domainStatusText(snapshot.status);
    case 'sources':
      return sourcesText(snapshot.sources);
    case 'binding':
      return l10n.t('bound to bucket {0}', snapshot.bucket.name);
    case 'certificate':
      return heldText(snapshot);
    case 'config':
      return configText(snapshot);
  }
}

/** Origin servers in words, with port, and with role and weight where there are several. */
export function sourcesText(sources: readonly CdnSource[]): string {
  if (sources.length === 0) return l10n.t('none');
  return sources.map((source) => sourceText(source, sources.length > 1)).join(', ');
}

/** What an undo does, as a sentence. */
export function undoText(undo: Undo): string {
  switch (undo.kind) {
    case 'createRecord':
      return l10n.t('The DNS record is added again; it gets a new RecordId: {0}', recordText(undo.record, true));
    case 'deleteRecord':
      return l10n.t('The DNS record is deleted: {0}', recordText(undo.record, true));
    case 'updateRecord':
      return l10n.t('The DNS record gets its old values again: {0}', recordText(undo.record, true));
    case 'setRecordState':
      return undo.enabled
        ? l10n.t('The DNS record is resumed: {0}', recordText(undo.record, true))
        : l10n.t('The DNS record is paused: {0}', recordText(undo.record, false));
    case 'createCname':
      return l10n.t(
        'The domain is bound to bucket {0} again, with a TXT record on host _dnsauth for as long as OSS wants proof; Auto CDN Cache Update then has to be turned on in the OSS console.',
        undo.bucket.name,
      );
    case 'deleteCname':
      return l10n.t('The domain is taken off bucket {0}; Auto CDN Cache Update stops.', undo.bucket.name);
    case 'updateSources':
      return l10n.t('The domain gets its old origin again: {0}', sourcesText(undo.sources));
    case 'setCertificate':
      return l10n.t('The domain gets its former certificate again: {0}', heldText(undo.certificate));
    case 'deleteCertificate':
      return l10n.t('The domain loses its certificate: https then fails, and only http works.');
    case 'startDomain':
      return l10n.t('The domain is enabled again; CDN bills its traffic.');
    case 'stopDomain':
      return l10n.t('The domain is disabled: an outage for everybody whom DNS sends here.');
    case 'setConfig':
      return l10n.t('The setting is made again: {0}', configText(undo));
    case 'deleteConfig':
      return l10n.t('The setting is removed: {0}', configText(undo));
  }
}

function sourceText({ content, port, priority, weight }: CdnSource, several: boolean): string {
  const host = `${plainText(content)}:${port}`;
  if (!several) return host;
  const role = priority === '30' ? l10n.t('backup') : l10n.t('primary');
  return l10n.t('{0} ({1}, weight {2})', host, role, weight);
}

function recordText({ zone, rr, type, value, ttl }: NewRecord, enabled: boolean): string {
  const text = `${plainText(`${type} ${rr === '@' ? zone : `${rr}.${zone}`}`)} → ${plainText(value)}, TTL ${ttl}`;
  return enabled ? text : l10n.t('{0} (paused)', text);
}

function configText({ functionName, args }: Pick<Extract<Snapshot, { kind: 'config' }>, 'functionName' | 'args'>) {
  const fields = Object.entries(args).map(([name, value]) => plainText(`${name}=${value}`));
  return `${functionName} (${fields.join(', ')})`;
}
