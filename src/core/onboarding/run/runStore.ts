import type { DocumentStore } from '../../ports/local.js';
import type { RunAnswers, RunFacts, RunRecord } from './run.js';
import { answersId, parseAnswers, parseRecord } from './runRecord.js';

/** The run as it is kept, with the user's answers; `undefined` when there is none. */
export async function readRun(id: string, store: DocumentStore): Promise<RunRecord | undefined> {
  const [text, answers] = await Promise.all([store.read(id), store.read(answersId(id))]);
  const record = text === undefined ? undefined : parseRecord(text);
  return record && { ...record, answers: parseAnswers(answers) };
}

/** Persists the progress of a run; false, and nothing is kept, when any window has removed it or begun another one. */
export async function writeRun(record: RunRecord, store: DocumentStore): Promise<boolean> {
  const isSame = (text: string | undefined) => text !== undefined && parseRecord(text)?.createdAt === record.createdAt;
  return (await store.update(record.id, (text) => (isSame(text) ? JSON.stringify(record) : undefined))) !== undefined;
}

/** Removes a run for every window: one that works on it cannot write it again. */
export async function deleteRun(id: string, store: DocumentStore): Promise<void> {
  await store.remove(id);
  await store.remove(answersId(id));
}

/**
 * What a run of the same domain takes over: how to undo what was changed in live DNS, the proofs that are still there, and that the
 * protocols of HTTPS were set. How often the redirect was made goes with the answer that leaves it, which names that.
 */
export function inheritFacts({ facts }: Pick<RunRecord, 'facts'>): RunFacts {
  const { zone, rr, minTtl, cname, paused, ownRecord, recordsWritten, ownTxt, protocolsSet } = facts;
  const { redirect } = facts.consumed ?? {};
  const consumed = redirect === undefined ? undefined : { redirect };
  const taken = { zone, rr, minTtl, cname, paused, ownRecord, recordsWritten, ownTxt, protocolsSet, consumed };
  const known = Object.entries(taken);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** What the user decided that a run of the same domain takes over: http stays as they left it. */
export function inheritAnswers({ answers: { left } }: Pick<RunRecord, 'answers'>): RunAnswers {
  return left?.redirect ? { left: { redirect: left.redirect } } : {};
}
