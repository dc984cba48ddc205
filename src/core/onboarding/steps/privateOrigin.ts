import { ownBucket } from '../../origin.js';
import { onceApproval, serveOnce } from '../approvals.js';
import { type Step, seconds } from '../step.js';

/** CDN's function for reading a private bucket of the same account. Source: BatchSetCdnDomainConfig. */
export const privateFunction = 'l2_oss_key';

/** CDN may read the bucket: it is public, or private bucket access is on for the domain. Never by making a bucket public. */
export const privateOriginStep: Step = {
  id: 'privateOrigin',
  async observe({ cloud, plan, facts, answers, signal }) {
    const bucket = ownBucket(plan.origin);
    if (!bucket) return { kind: 'done', skipped: true };
    const info = await cloud.oss.readBucketInfo(bucket, signal);
    if (info.acl !== 'private' && !info.publicAccessBlocked) return { kind: 'done', skipped: true };
    const configs = await cloud.cdn.readConfigs(plan.domain, [privateFunction], signal);
    const config = configs.find(({ args }) => args.private_oss_auth === 'on');
    const { approvedPrivateOrigin: answer } = answers;
    if (config?.status === 'success')
      return { kind: 'done', facts: serveOnce('privateOrigin', plan.domain, facts, answer) };
    if (config) return { kind: 'waiting', reason: { kind: 'configuring' }, recheckMs: seconds(5) };
    const approval = onceApproval('privateOrigin', plan.domain, facts);
    if (answer === approval) return { kind: 'todo' };
    return { kind: 'needsUser', ask: { kind: 'privateBucket', approval }, recheckMs: seconds(30) };
  },
  act: ({ cloud, plan, signal }) =>
    cloud.cdn.setConfig(plan.domain, { functionName: privateFunction, args: { private_oss_auth: 'on' } }, signal),
  async explain(error) {
    if (error.kind === 'domainBusy') return { kind: 'waiting', reason: { kind: 'busy' }, recheckMs: seconds(5) };
    return undefined;
  },
};
