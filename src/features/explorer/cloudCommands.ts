import * as vscode from 'vscode';
import { publicBucketHost } from '../../core/origin.js';
import { listBucketsToChoose } from '../../core/oss/knownBuckets.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { listObjectRefs } from '../../host/commandIds.js';
import { listCommandTargets, registerAccountCommand, registerCommand } from '../../host/commands.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyLines, copyToClipboard } from '../../host/display.js';
import { pickBucket } from '../../host/prompts/pickBucket.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'memory'>;

/** The commands on a bucket, each of which asks which one when none is given, and on an object. */
export function registerCloudCommands(deps: Deps): vscode.Disposable {
  return vscode.Disposable.from(
    registerAccountCommand(deps, 'ossCdn.copyInternetDomain', async (given) => {
      const bucket = given ?? (await chooseBucket(deps));
      if (bucket) await copyToClipboard(publicBucketHost(bucket));
    }),
    registerCommand(deps, 'ossCdn.copyObjectKey', async (...given) => {
      const keys = listObjectRefs(listCommandTargets(given)).map(({ key }) => key);
      if (keys.length > 0) await copyLines(keys);
    }),
    registerAccountCommand(deps, 'ossCdn.openBucketConsole', async (given) => {
      const bucket = given ?? (await chooseBucket(deps));
      if (bucket) await openPage(consoleLinks(deps.settings.get('console')).bucket(bucket));
    }),
  );
}

async function chooseBucket(deps: Deps): Promise<BucketRef | undefined> {
  const { oss } = await deps.session.cloud();
  const question = { title: vscode.l10n.t('Bucket'), placeholder: vscode.l10n.t('Choose a bucket') };
  return pickBucket(deps, question, (signal) => listBucketsToChoose(oss, listPinned(deps), signal));
}
