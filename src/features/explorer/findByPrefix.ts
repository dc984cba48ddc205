import { l10n } from 'vscode';
import { isObjectKey } from '../../core/objectKey.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { folderRowId, type ObjectRef } from '../../host/commandIds.js';
import type { FeatureDeps } from '../../host/deps.js';
import { plainText } from '../../host/plainText.js';
import type { ExplorerTree } from './explorerTree.js';
import type { Node } from './node.js';

/**
 * Asks how the names below a bucket or a folder begin and shows those alone; answers the row to open, or `undefined` when the
 * user cancels.
 */
export async function findByPrefix(
  { ui }: Pick<FeatureDeps, 'ui'>,
  tree: Pick<ExplorerTree, 'filterOf' | 'setFilter'>,
  target: BucketRef | ObjectRef,
): Promise<Node | undefined> {
  const folder = 'key' in target ? target.key : '';
  const bucket = 'key' in target ? target.bucket.name : target.name;
  const parentId = folderRowId(bucket, folder);
  const reply = await ui.input({
    title: l10n.t('Find by Prefix: {0}', plainText(`${bucket}/${folder}`)),
    prompt: l10n.t('Beginning of the object names, which are case-sensitive; leave empty to show all'),
    value: tree.filterOf(parentId) ?? '',
    validate: (text) =>
      text === '' || isObjectKey(folder + text) ? undefined : l10n.t('Object names cannot begin with this'),
  });
  return reply.kind === 'value' ? tree.setFilter(parentId, reply.value) : undefined;
}
