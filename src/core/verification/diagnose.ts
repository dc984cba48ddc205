import { pointsAt, saysSomething } from '../dnsAnswer.js';
import { sameHost } from '../dnsConflict.js';
import { probeName } from '../onboarding/names.js';
import type { DnsAnswer } from '../ports/probe.js';
import type { Diagnosis, Fix, Verdict, VerificationFacts } from './facts.js';

/**
 * Says how a domain stands, from facts alone. DNS is judged before the edge, and never called failed while old
 * answers only have to expire.
 */
export function diagnose(facts: VerificationFacts): Diagnosis {
  const verdict = judge(facts);
  const dnsRight = answersOf(facts).some((answer) => !!facts.expected && pointsAt(answer, facts.expected));
  return { verdict, fixes: fixesOf(verdict, facts), cdnLags: dnsRight && facts.cdnConfigured === false };
}

function judge(facts: VerificationFacts): Verdict {
  const answers = answersOf(facts);
  if (facts.expected === undefined) return judgeWithoutCname(facts);
  const expected = facts.expected;
  if (answers.length === 0) return { kind: 'cannotTell' };
  const right = answers.filter((answer) => pointsAt(answer, expected));
  if (right.length === answers.length) return judgeBehindDns(facts);
  if (right.length > 0) return propagating(facts, answers, right.length);
  return judgeRecord(facts, answers);
}

function judgeWithoutCname(facts: VerificationFacts): Verdict {
  if (facts.status !== undefined && facts.status !== 'online') return { kind: 'notOnline', status: facts.status };
  return facts.accountUnknown ? { kind: 'cannotTell' } : { kind: 'notOnCdn' };
}

/** DNS is right everywhere: what is left is the domain itself and the edge. */
function judgeBehindDns(facts: VerificationFacts): Verdict {
  if (facts.status !== undefined && facts.status !== 'online') return { kind: 'notOnline', status: facts.status };
  const answer = facts.edge?.answer;
  if (answer?.outcome !== 'answered' || facts.edge?.sameBytes) return { kind: 'working' };
  if (answer.status !== undefined && answer.status < 400) return { kind: 'working' };
  const reason = answer.headers['x-tengine-error'] ?? answer.headers['x-tengine-bf-error'];
  const status = answer.status === undefined ? {} : { status: answer.status };
  return { kind: 'edgeRefuses', ...status, ...(reason ? { reason } : {}) };
}

function propagating(facts: VerificationFacts, answers: readonly DnsAnswer[], seen: number): Verdict {
  const stale = answers.filter((answer) => !pointsAt(answer, facts.expected ?? ''));
  const until = facts.at + Math.max(0, ...stale.map(lifetimeOf)) * 1000;
  return { kind: 'propagating', seen, asked: answers.length, ...(until > facts.at ? { until } : {}) };
}

/** Nobody gives the CNAME: the record as the DNS provider has it, then what was answered instead. */
function judgeRecord(facts: VerificationFacts, answers: readonly DnsAnswer[]): Verdict {
  const expected = facts.expected ?? '';
  const ours = facts.records?.find((record) => record.type === 'CNAME' && sameHost(record.value, expected));
  if (ours && !ours.enabled) return { kind: 'paused' };
  if (ours) return waitForAnswers(facts, answers);
  const target = answers.flatMap((answer) => cnamesOf(answer, probeName(facts.name)))[0];
  if (target !== undefined) return { kind: 'wrongTarget', found: target };
  const addresses = [...new Set(answers.flatMap(addressesOf))].sort();
  return addresses.length > 0 ? { kind: 'addressInTheWay', addresses } : { kind: 'missing' };
}

/** The record is there, yet no server gives it: what they remember has to expire first. */
function waitForAnswers(facts: VerificationFacts, answers: readonly DnsAnswer[]): Verdict {
  const until = facts.at + Math.max(0, ...answers.map(lifetimeOf)) * 1000;
  const negative = answers.every((answer) => answer.outcome !== 'answer');
  if (negative && until > facts.at) return { kind: 'negativeCached', until };
  return { kind: 'propagating', seen: 0, asked: answers.length, ...(until > facts.at ? { until } : {}) };
}

function fixesOf(verdict: Verdict, facts: VerificationFacts): readonly Fix[] {
  const value = facts.expected ?? '';
  switch (verdict.kind) {
    case 'working':
      return [];
    case 'propagating':
      return [{ kind: 'wait', ...(verdict.until === undefined ? {} : { until: verdict.until }) }];
    case 'negativeCached':
      return [{ kind: 'wait', until: verdict.until }];
    case 'missing':
      return [{ kind: 'addRecord', value }, { kind: 'openDnsConsole' }];
    case 'paused':
      return [{ kind: 'resumeRecord' }, { kind: 'openDnsConsole' }];
    case 'wrongTarget':
      return [{ kind: 'correctRecord', value }, { kind: 'openDnsConsole' }];
    case 'addressInTheWay':
      return [{ kind: 'removeAddresses' }, { kind: 'addRecord', value }, { kind: 'openDnsConsole' }];
    case 'notOnline':
      return verdict.status === 'configuring' || verdict.status === 'checking'
        ? [{ kind: 'wait' }, { kind: 'openCdnConsole' }]
        : [{ kind: 'openCdnConsole' }];
    case 'edgeRefuses':
      return [{ kind: 'openCdnConsole' }];
    case 'notOnCdn':
      return [{ kind: 'onboard' }, { kind: 'openCdnConsole' }];
    case 'cannotTell':
      return [{ kind: 'checkNetwork' }];
  }
}

function answersOf(facts: VerificationFacts): readonly DnsAnswer[] {
  return [...facts.authoritative, ...facts.resolvers].filter(saysSomething);
}

function cnamesOf(answer: DnsAnswer, name: string): readonly string[] {
  return answer.records
    .filter((record) => record.type === 'CNAME' && sameHost(record.name, name))
    .map((record) => record.data);
}

function addressesOf(answer: DnsAnswer): readonly string[] {
  return answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
}

/** How long this answer may still be given from a cache, in seconds. */
function lifetimeOf(answer: DnsAnswer): number {
  return Math.max(answer.negativeTtl ?? 0, ...answer.records.map(({ ttl }) => ttl));
}
