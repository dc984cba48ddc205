import { isPage } from '../delivery/readFolder.js';
import { queryAll } from '../dns/aliases.js';
import { isInformative, ownRecords } from '../dns/answers.js';
import { endangersMail, isLeading } from '../dns/conflicts.js';
import { probeName, recordName } from '../dns/hostNames.js';
import { isHeldByWildcard } from '../dns/wildcardHost.js';
import type { DnsRecord } from '../ports/dns.js';
import type { EdgeEvidence, SwitchDoubt, SwitchEvidence } from './run/facts.js';
import type { StepContext } from './run/step.js';

/** The present use of a host. */
interface HostUse {
  /** Returns whether visitors are sent somewhere; checked only if https might be lost. */
  isInUse(): Promise<boolean>;
  /** A CNAME may break mail. */
  readonly hasMail: boolean;
}

/** The evidence for a DNS change of the domain, from all records of its host in Alibaba Cloud DNS. */
export function readEvidence(context: StepContext, records: readonly DnsRecord[]): Promise<SwitchEvidence> {
  const { dns } = context.facts;
  const isInUse = async () => records.some(isLeading) || isHeldByWildcard(context, `_dnsauth.${context.plan.domain}`);
  return toEvidence(context, { isInUse, hasMail: dns.kept === 'here' && endangersMail(dns.rr, records) });
}

/** The evidence for DNS elsewhere, with whether name servers show records of the host. */
export async function readEvidenceElsewhere(context: StepContext, isInUse: boolean): Promise<SwitchEvidence> {
  const { plan, rootOf } = context;
  const name = recordName(plan.domain);
  const answers = rootOf(name) === name ? await queryAll(context, name, 'MX') : [];
  const hasMail = answers.some(
    (answer) => isInformative(answer) && ownRecords(answer, name).some(({ type }) => type === 'MX'),
  );
  return toEvidence(context, { isInUse: async () => isInUse, hasMail });
}

async function toEvidence(context: StepContext, use: HostUse): Promise<SwitchEvidence> {
  const { proof, published } = context.facts;
  const seen = proof.state === 'seen' ? proof : undefined;
  return {
    ...(seen && { proof: seen }),
    unsent: published?.unsent ?? [],
    ...(published?.unnamed && { unnamed: published.unnamed }),
    ...(published?.sourceMaps && { sourceMaps: published.sourceMaps }),
    doubts: await listDoubts(context, seen, use),
  };
}

async function listDoubts(
  context: StepContext,
  proof: EdgeEvidence | undefined,
  { isInUse, hasMail }: HostUse,
): Promise<readonly SwitchDoubt[]> {
  const fails = (kind: string) => proof?.checks.some((check) => check.kind === kind && !check.holds) === true;
  const losesHttps = proof?.httpsUntil === undefined && (await isInUse()) && (await answersHttps(context));
  return [
    ...(fails('root') ? (['homePage'] as const) : []),
    ...(fails('download') ? (['download'] as const) : []),
    ...(losesHttps ? (['https'] as const) : []),
    ...(hasMail ? (['mail'] as const) : []),
    // Names begin with pages.
    ...(context.facts.published?.unsent.some(isPage) ? (['pages'] as const) : []),
  ];
}

/** Returns whether the present site has a valid certificate. */
async function answersHttps({ cloud, plan, signal }: StepContext): Promise<boolean> {
  const name = probeName(plan.domain);
  const { certificate } = await cloud.edge.probe({ connectTo: name, name, path: '/', maxBytes: 1 }, signal);
  return certificate?.trusted === true;
}
