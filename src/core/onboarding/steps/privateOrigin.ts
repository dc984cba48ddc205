import { privateBucketFunction } from '../../cdn/functionNames.js';
import { ownBucket } from '../../origin.js';
import { bucketOf } from '../../oss/bucketAddress.js';
import { ifReadable } from '../../oss/ifReadable.js';
import { isPrivateBucket } from '../../oss/isPrivateBucket.js';
import type { CdnConfig, NewConfig } from '../../ports/cdn.js';
import { consumeApproval, countApproval, isApproved, isStarted, onceApproval, startLines } from '../approvals.js';
import {
  explainSetting,
  forgetTries,
  inPlaceOf,
  makeFirst,
  observeMissing,
  observeUnready,
  type SettingStep,
} from '../cdnSettings.js';
import type { RunFacts } from '../run/facts.js';
import { askUser, type StepContext } from '../run/step.js';

/** The step whose goal is that CDN may read the bucket: it is public, or private bucket access is on for the domain. The step never makes a bucket public. */
export const privateOriginStep: SettingStep = {
  id: 'privateOrigin',
  async observe(context) {
    const { cloud, plan, facts, signal } = context;
    const bucket = ownBucket(plan.origin);
    if (!bucket) return { kind: 'done', skipped: true, note: 'notOwnBucket' };
    const info = await cloud.oss.readBucketInfo(bucket, signal);
    if (!isPrivateBucket(info)) return { kind: 'done', skipped: true, note: 'publicBucket' };
    const config = await readSetting(context);
    const isOn = config?.args.private_oss_auth === 'on';
    if (isOn && config.status === 'success') {
      const known = { ...context, facts: forgetTries(privateBucketFunction, facts) };
      return { kind: 'done', facts: consumeSeenOnce(known) };
    }
    if (isOn) return observeUnready(config, context);
    if (await isAgreed(context)) return observeMissing(privateBucketFunction, context);
    const approval = onceApproval('privateOrigin', plan.domain, facts);
    return askUser({ kind: 'privateBucket', approval });
  },
  list: listAccess,
  async act(context) {
    await makeFirst(listAccess, context);
  },
  async explain(error) {
    if (error.kind !== 'roleMissing') return explainSetting(error);
    return askUser({ kind: 'authorizeRole' });
  },
};

async function listAccess(context: StepContext): Promise<readonly NewConfig[]> {
  const { cloud, plan, signal } = context;
  const bucket = ownBucket(plan.origin);
  if (!bucket || !(await isAgreed(context)) || !isPrivateBucket(await cloud.oss.readBucketInfo(bucket, signal)))
    return [];
  const config = await readSetting(context);
  if (config?.args.private_oss_auth === 'on' && config.status !== 'failed') return [];
  return [{ functionName: privateBucketFunction, args: { private_oss_auth: 'on' }, ...inPlaceOf(config) }];
}

/** Returns whether CDN may read the bucket: approved in a question, or by Start, which showed whether the bucket is empty. */
async function isAgreed(context: StepContext): Promise<boolean> {
  const { cloud, plan, facts, signal } = context;
  if (isApproved('privateOrigin', plan.domain, context)) return true;
  const bucket = bucketOf(context);
  if (!bucket || facts.consumed.privateOrigin) return false;
  if (isStarted(startLines.privateObjects, context)) return true;
  if (!isStarted(startLines.privateOrigin, context)) return false;
  const page = await ifReadable(cloud.oss.listObjects(bucket, { prefix: '', limit: 1000, flat: true }, signal));
  // Start showed an empty bucket, into which this run has published the folder.
  return page !== undefined && page.objects.length <= (facts.published?.files ?? 0);
}

/** Returns the facts after private bucket access was seen on. The approval for it, given in a question or with Start, is used up. */
function consumeSeenOnce(context: StepContext): RunFacts {
  const { plan, facts } = context;
  const isStart = [startLines.privateOrigin, startLines.privateObjects].some((line) => isStarted(line, context));
  const isFirst = !facts.consumed.privateOrigin && isStart;
  return isFirst ? countApproval('privateOrigin', facts) : consumeApproval('privateOrigin', plan.domain, context);
}

/** Reads the setting for private bucket access, on or off; resolves to `undefined` if there is none. A domain has at most one, which is changed by its id. */
async function readSetting({ cloud, plan, signal }: StepContext): Promise<CdnConfig | undefined> {
  const configs = await cloud.cdn.readConfigs(plan.domain, [privateBucketFunction], signal);
  return configs.find(({ args }) => args.private_oss_auth === 'on') ?? configs[0];
}
