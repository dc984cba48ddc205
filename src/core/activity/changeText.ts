import { domainStatusText, sourcesText } from '../cdn/domainText.js';
import { argsText, functionText } from '../delivery/settingText.js';
import { fullName } from '../dns/hostNames.js';
import { heldText } from '../https/certificateText.js';
import { l10n } from '../l10n.js';
import { aclText } from '../oss/bucketText.js';
import { headerLabel, headerText } from '../oss/objectHeaders.js';
import { plainText, withRemark } from '../text/plainText.js';
import { type ChangeOf, type ResourceKind, type StateOf, switchesRecord } from './change.js';

const stateTexts: { readonly [K in ResourceKind]: (state: StateOf<K>, at: ChangeOf<K>['at']) => string } = {
  record: recordText,
  status: domainStatusText,
  sources: sourcesText,
  certificate: heldText,
  config: (args, { functionName }) => configText(functionName, args),
  binding: (_bound, { bucket }) => l10n.t('bound to bucket {0}', bucket.name),
  bucket: (_filling, { bucket }) => l10n.t('private bucket in {0}', bucket.region),
  bucketSetting: bucketSettingText,
  objectAcl: aclText,
  deletion: () => l10n.t('deleted'),
  objectHeaders: headersText,
};

/** Describes the state of a resource before or after a change, on one line. `undefined` if that state was not read. */
export function resourceText<K extends ResourceKind>(
  change: ChangeOf<K>,
  side: 'before' | 'after',
): string | undefined {
  const { kind, at, [side]: state } = change;
  if (state === undefined) return undefined;
  if (state !== null) return stateTexts[kind](state, at);
  if (kind === 'deletion') return l10n.t('the newest version is served again');
  return kind === 'binding' ? l10n.t('not bound') : l10n.t('does not exist');
}

const undoTexts: { readonly [K in ResourceKind]: (change: ChangeOf<K>) => string } = {
  record: recordUndoText,
  status: ({ before }) =>
    before === 'offline'
      ? l10n.t('The domain will be disabled. This is an outage for all visitors whose DNS points here.')
      : l10n.t('The domain will be enabled again, and CDN will bill its traffic.'),
  sources: ({ before }) => l10n.t('The previous origin of the domain will be restored: {0}', sourcesText(before ?? [])),
  certificate: ({ before }) =>
    before
      ? l10n.t('The previous certificate of the domain will be restored: {0}', heldText(before))
      : l10n.t('The domain will lose its certificate: https will then fail, and only http will work.'),
  config: ({ at: { functionName }, before, after }) =>
    before
      ? l10n.t('The setting will be restored: {0}', configText(functionName, before))
      : l10n.t('The setting will be removed: {0}', configText(functionName, after ?? {})),
  binding: ({ at: { bucket }, before }) =>
    before
      ? l10n.t(
          'The domain will be bound to bucket {0} again. If OSS requires verification, a TXT record will be added temporarily on host _dnsauth. Afterwards, turn on Auto CDN Cache Update in the OSS console.',
          bucket.name,
        )
      : l10n.t('The domain will be unbound from bucket {0}, and Auto CDN Cache Update will stop.', bucket.name),
  bucket: ({ at: { bucket } }) =>
    l10n.t('The empty bucket will be deleted, and anyone may take its name: {0}', bucket.name),
  bucketSetting({ at: { bucket, setting }, before }) {
    if (before)
      return l10n.t('The previous setting of bucket {0} will be restored: {1}', bucket.name, bucketSettingText(before));
    const name = setting === 'cors' ? l10n.t('CORS rules') : l10n.t('static pages');
    return l10n.t('The setting of bucket {0} will be removed: {1}', bucket.name, name);
  },
  objectAcl: ({ before }) =>
    l10n.t('The previous ACL of the object will be restored: {0}', aclText(before ?? 'default')),
  deletion: () => l10n.t('The object will be deleted again. Its versions stay.'),
  objectHeaders: ({ before }) =>
    l10n.t(
      'The previous headers of the object will be restored, but CDN serves its cached copies until they are refreshed or expire: {0}',
      headersText(before ?? {}),
    ),
};

/** Returns the sentence that tells what undoing a change will do. */
export function undoText<K extends ResourceKind>(change: ChangeOf<K>): string {
  return undoTexts[change.kind](change);
}

function recordUndoText(change: ChangeOf<'record'>): string {
  const { before, after } = change;
  if (!before)
    return l10n.t('The DNS record will be deleted: {0}', after ? recordText({ ...after, enabled: true }) : '');
  const { record } = before;
  const text = recordText({ record, enabled: true });
  if (!after) return l10n.t('The DNS record will be added again and get a new RecordId: {0}', text);
  if (!switchesRecord(change)) return l10n.t('The DNS record will be restored to its previous values: {0}', text);
  return before.enabled
    ? l10n.t('The DNS record will be resumed: {0}', text)
    : l10n.t('The DNS record will be paused: {0}', recordText({ record, enabled: false }));
}

function recordText({ record, enabled }: StateOf<'record'>): string {
  const { type, value, ttl } = record;
  const text = `${plainText(`${type} ${fullName(record)}`)} → ${plainText(value)}, TTL ${ttl}`;
  return enabled ? text : l10n.t('{0} (paused)', text);
}

/** Returns the XML of a bucket setting on one line, without the parts that say nothing. */
function bucketSettingText(xml: string): string {
  return plainText(xml.replace(/^\s*<\?xml[^>]*\?>\s*/, '').replace(/>\s+</g, '><'));
}

function headersText(headers: StateOf<'objectHeaders'>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${headerLabel(name)}: ${headerText(value)}`);
  return plainText(lines.join(' · '));
}

function configText(functionName: string, args: StateOf<'config'>): string {
  const { domain_name: host } = args;
  const isHost = functionName === 'set_req_host_header' && host !== undefined;
  return plainText(withRemark(functionText(functionName), isHost ? host : argsText({ functionName, args })));
}
