import { probeName } from '../dns/hostNames.js';
import type { DnsRecord } from '../ports/dns.js';
import type { SwitchDoubt, SwitchEvidence } from './run/asks.js';
import type { EdgeEvidence } from './run/facts.js';
import type { StepContext } from './run/step.js';

/** What a change of the DNS of the domain rests on, with `records` as all that its host has in Alibaba Cloud DNS today. */
export async function readEvidence(context: StepContext, records: readonly DnsRecord[]): Promise<SwitchEvidence> {
  const { proof, published } = context.facts;
  const seen = proof.state === 'seen' ? proof : undefined;
  return {
    ...(seen && { proof: seen }),
    unsent: published?.unsent ?? [],
    doubts: await listDoubts(context, seen, records),
  };
}

async function listDoubts(
  context: StepContext,
  proof: EdgeEvidence | undefined,
  records: readonly DnsRecord[],
): Promise<readonly SwitchDoubt[]> {
  const fails = (kind: string) => proof?.checks.some((check) => check.kind === kind && !check.holds) === true;
  const isInUse = records.some(({ enabled, type }) => enabled && ['A', 'AAAA', 'CNAME'].includes(type));
  const hasMail = records.some(({ enabled, type, rr }) => enabled && type === 'MX' && rr === '@');
  const losesHttps = isInUse && proof?.httpsUntil === undefined && (await answersHttps(context));
  return [
    ...(fails('root') ? (['homePage'] as const) : []),
    ...(fails('download') ? (['download'] as const) : []),
    ...(losesHttps ? (['https'] as const) : []),
    ...(hasMail ? (['mail'] as const) : []),
  ];
}

/** Whether the site that visitors reach today has a good certificate. */
async function answersHttps({ cloud, plan, signal }: StepContext): Promise<boolean> {
  const name = probeName(plan.domain);
  const { certificate } = await cloud.edge.probe({ connectTo: name, name, path: '/', maxBytes: 1 }, signal);
  return certificate?.trusted === true;
}
