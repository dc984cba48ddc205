import { l10n } from '../../../core/l10n.js';
import { aclText } from '../../../core/oss/bucketText.js';
import type { BucketInfo, ObjectAcl } from '../../../core/ports/oss.js';
import { countText } from '../../../core/text/countText.js';
import { listText, withRemark } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import { showInformation } from '../../../host/display.js';
import { readChangeOutlook } from '../changeOutlook.js';
import type { ObjectDeps } from '../objectDeps.js';
import { askChange, refreshAfter } from './askChange.js';
import { changeEach, findSelected, mostUndoable, readEach, reportEnded, trackOne } from './changeEach.js';
import { recordChanges } from './ledgerChanges.js';

const acls: readonly ObjectAcl[] = ['default', 'private', 'public-read', 'public-read-write'];

/** Sets the ACL of objects after a question with the state before and after. Refreshes their URLs if the user chooses that. */
export async function setAcl(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const found = await findSelected(deps, given);
  const [first] = found ?? [];
  if (!found || !first) return;
  const cloud = await deps.session.cloud();
  const { oss } = cloud;
  const read = await readEach(deps, found, ({ bucket, key }, signal) => oss.readObjectAcl(bucket, key, signal));
  const present = [...new Set(read.map(({ seen }) => seen))];
  const after = await chooseAcl(deps, found.length === 1 ? quoted(first.key) : countText(found.length), present);
  if (after === undefined) return;
  const changed = read.filter(({ seen }) => seen !== after);
  if (changed.length === 0) return void showInformation(l10n.t('The objects already have this ACL'));
  const outlook = await readChangeOutlook(
    deps,
    first.bucket,
    changed.map(({ key }) => key),
  );
  const befores = [...new Set(changed.map(({ seen }) => seen))];
  const choice = await askChange(outlook, {
    question:
      changed.length === 1
        ? l10n.t('Set the ACL of {0}?', quoted(changed[0]?.key ?? ''))
        : l10n.t('Set the ACL of {0} objects?', countText(changed.length)),
    detail: [
      beforeAfter(listText(befores.map((acl) => textOf(acl, outlook.info))), textOf(after, outlook.info)),
      ...effectsOf(after, outlook.info),
      undoNote(changed.length),
    ],
    button: l10n.t('Set ACL'),
  });
  if (!choice) return;
  const ended = await changeEach(deps, l10n.t('Setting the ACL'), changed, async ({ bucket, key, seen }, signal) => {
    const change = { kind: 'objectAcl', at: { bucket, key }, before: seen, after } as const;
    const what = { action: 'PutObjectAcl', change, count: changed.length };
    return trackOne(deps, what, cloud, () => oss.setObjectAcl(bucket, key, after, signal));
  });
  reportEnded(deps, 'set acl', ended, changed.length);
  const keys = ended.done.map(({ key }) => key);
  const aclSeenAt = deps.clock.now();
  const changes = new Map(keys.map((key) => [key, { acl: after, aclSeenAt }]));
  await Promise.all([recordChanges(deps, first.bucket, changes), refreshAfter(deps, choice, outlook, keys)]);
}

/** Tells how a change of this many objects can be undone. */
export function undoNote(count: number): string {
  return count > mostUndoable
    ? l10n.t('Changes of more than {0} objects have no Undo in the Activity view.', countText(mostUndoable))
    : l10n.t('To undo: use Undo in the Activity view.');
}

async function chooseAcl(
  { ui }: Pick<ObjectDeps, 'ui'>,
  name: string,
  present: readonly ObjectAcl[],
): Promise<ObjectAcl | undefined> {
  const [only, ...more] = present;
  const reply = await ui.pick<ObjectAcl>({
    title: l10n.t('ACL of {0}', name),
    placeholder: l10n.t('Choose who may read and write'),
    items: acls.map((acl) => ({
      label: aclText(acl),
      // A selected row says so itself.
      ...(more.length > 0 && present.includes(acl) && { description: l10n.t('current') }),
      value: acl,
    })),
    ...(only !== undefined && more.length === 0 && { selected: only }),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** Returns the text of an ACL; of an inherited one, with that of the bucket. */
function textOf(acl: ObjectAcl, info: BucketInfo | undefined): string {
  return acl === 'default' && info ? withRemark(aclText(acl), aclText(info.acl)) : aclText(acl);
}

function effectsOf(acl: ObjectAcl, info: BucketInfo | undefined): readonly string[] {
  const isPublic = acl.startsWith('public') || (acl === 'default' && info?.acl.startsWith('public'));
  const blocked = info?.publicAccessBlocked && acl.startsWith('public');
  return [
    ...(acl === 'public-read-write'
      ? [l10n.t('Anyone can then replace and delete the objects, and you pay for it.')]
      : []),
    ...(acl === 'public-read' ? [l10n.t('Anyone who knows the URL can then read the objects at OSS, past CDN.')] : []),
    ...(isPublic ? [] : [l10n.t('CDN reads private objects only if private bucket access is on for the domain.')]),
    ...(blocked ? [l10n.t('Block Public Access is on for the bucket, so OSS will refuse a public ACL.')] : []),
  ];
}
