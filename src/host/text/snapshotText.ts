import { l10n } from 'vscode';
import type { Snapshot, Undo } from '../../core/activity/activity.js';
import { domainStatusText } from '../../core/cdn/domainText.js';
import { argsText, functionText } from '../../core/delivery/settingText.js';
import { heldText } from '../../core/https/certificateText.js';
import type { CdnSource } from '../../core/ports/cdn.js';
import type { NewRecord } from '../../core/ports/dns.js';
import type { BucketSetting } from '../../core/ports/oss.js';
import { listText, plainText, withRemark } from '../../core/text/plainText.js';

/** How something stood before or stands after a change, on one line; `other` is how it is on the other side of the change. */
export function snapshotText(snapshot: Snapshot, other?: Snapshot): string {
  switch (snapshot.kind) {
    case 'absent':
      return other?.kind === 'binding' ? l10n.t('not bound') : l10n.t('does not exist');
    case 'record':
      return recordText(snapshot.record, snapshot.enabled);
    case 'status':
      return domainStatusText(snapshot.status);
    case 'sources':
      return sourcesText(snapshot.sources);
    case 'binding':
      return l10n.t('bound to bucket {0}', snapshot.bucket.name);
    case 'bucket':
      return l10n.t('private bucket in {0}', snapshot.bucket.region);
    case 'certificate':
      return heldText(snapshot);
    case 'bucketSetting':
      return bucketSettingText(snapshot.xml);
    case 'config':
      return configText(snapshot);
  }
}

/** Origin servers in words, with port, and with role and weight where there are several. */
export function sourcesText(sources: readonly CdnSource[]): string {
  if (sources.length === 0) return l10n.t('none');
  return listText(sources.map((source) => sourceText(source, sources.length > 1)));
}

const bucketSettings = {
  website: () => l10n.t('static pages'),
  cors: () => l10n.t('CORS rules'),
} satisfies Record<BucketSetting, () => string>;

/** What an undo will do, as a sentence. */
export function undoText(undo: Undo): string {
  switch (undo.kind) {
    case 'createRecord':
      return l10n.t('The DNS record will be added again and get a new RecordId: {0}', recordText(undo.record, true));
    case 'deleteRecord':
      return l10n.t('The DNS record will be deleted: {0}', recordText(undo.record, true));
    case 'updateRecord':
      return l10n.t('The DNS record will be restored to its previous values: {0}', recordText(undo.record, true));
    case 'setRecordState':
      return undo.enabled
        ? l10n.t('The DNS record will be resumed: {0}', recordText(undo.record, true))
        : l10n.t('The DNS record will be paused: {0}', recordText(undo.record, false));
    case 'createCname':
      return l10n.t(
        'The domain will be bound to bucket {0} again. If OSS requires verification, a TXT record will be added temporarily on host _dnsauth. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
        undo.bucket.name,
      );
    case 'deleteCname':
      return l10n.t(
        'The domain will be unbound from bucket {0}, and Auto CDN Cache Update will stop.',
        undo.bucket.name,
      );
    case 'deleteBucket':
      return l10n.t('The empty bucket will be deleted, and anyone may take its name: {0}', undo.bucket.name);
    case 'updateSources':
      return l10n.t('The previous origin of the domain will be restored: {0}', sourcesText(undo.sources));
    case 'setCertificate':
      return l10n.t('The previous certificate of the domain will be restored: {0}', heldText(undo.certificate));
    case 'deleteCertificate':
      return l10n.t('The domain will lose its certificate: https will then fail, and only http will work.');
    case 'startDomain':
      return l10n.t('The domain will be enabled again, and CDN will bill its traffic.');
    case 'stopDomain':
      return l10n.t('The domain will be disabled. This is an outage for all visitors whose DNS points here.');
    case 'setBucketSetting':
      return undo.xml === undefined
        ? l10n.t('The setting of bucket {0} will be removed: {1}', undo.bucket.name, bucketSettings[undo.setting]())
        : l10n.t(
            'The previous setting of bucket {0} will be restored: {1}',
            undo.bucket.name,
            bucketSettingText(undo.xml),
          );
    case 'setConfig':
      return l10n.t('The setting will be restored: {0}', configText(undo));
    case 'deleteConfig':
      return l10n.t('The setting will be removed: {0}', configText(undo));
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

/** As OSS writes it, without what says nothing. */
function bucketSettingText(xml: string): string {
  return plainText(xml.replace(/^\s*<\?xml[^>]*\?>\s*/, '').replace(/>\s+</g, '><'));
}

function configText({ functionName, args }: Pick<Extract<Snapshot, { kind: 'config' }>, 'functionName' | 'args'>) {
  const { domain_name: host } = args;
  const isHost = functionName === 'set_req_host_header' && host !== undefined;
  return plainText(withRemark(functionText(functionName), isHost ? host : argsText({ functionName, args })));
}
