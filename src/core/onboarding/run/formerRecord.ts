import { parseJson } from '../../parseJson.js';
import { newFacts, type OwnTxt, type RunFacts } from './facts.js';
import { httpsStepIds, type RunRecord, siteStepIds } from './run.js';
import { createRecord, stepIdsOf } from './runRecord.js';

/** The facts of version 1 that undo a live DNS change and remove proofs; each absent until known. */
type FormerFacts = Partial<Pick<Extract<RunFacts['dns'], { kept: 'here' }>, 'zone' | 'rr' | 'minTtl'>> &
  Partial<Pick<RunFacts, 'cname'>> &
  Partial<Pick<RunFacts['record'], 'paused'>> &
  Partial<Readonly<Record<'ownRecord' | 'resumedRecord', string>>> &
  Partial<Readonly<Record<'recordsWritten', number>>> & { readonly ownTxt?: readonly FormerTxt[] };

/** A proof of version 1; a TXT unless it has a type. */
type FormerTxt = Pick<OwnTxt, 'purpose' | 'zone' | 'rr' | 'value'> & Partial<Record<'type' | 'resumes', string>>;

/**
 * Reads a record of an earlier version: its plan, and the facts that undo a live DNS change and remove proofs.
 * `undefined` if it is damaged or of another version, or if its run has ended with nothing to remove or resume.
 */
export function parseFormerRecord(text: string): RunRecord | undefined {
  const value = parseJson(text) as Partial<Omit<RunRecord, 'facts'> & { readonly facts: object }> | undefined;
  const { version, accountId, createdAt, plan, facts, steps } = value ?? {};
  const isKnown = version === 1 || version === 2;
  if (!isKnown || !accountId || createdAt === undefined || !plan?.domain || !plan.origin || !facts) return undefined;
  const known = version === 1 ? toFacts(facts) : keepFacts(facts);
  const isOver = Object.entries(steps ?? {}).every(
    ([id, { state }]) => state === 'done' || optional.includes(id) || !isStepOf(plan, id),
  );
  if (isOver && known.ownTxt.length === 0 && known.record.paused.length === 0) return undefined;
  return { ...createRecord(accountId, plan, createdAt, known), version };
}

/** Steps that no run of an earlier version waited for. */
const optional: readonly string[] = ['homePage', 'autoUpdate'];

/** Returns whether a run of this task had the step; those of other tasks are kept. */
function isStepOf(plan: RunRecord['plan'], id: string): boolean {
  return plan.task === undefined ? !otherSteps.includes(id) : stepIdsOf(plan).some((each) => each === id);
}

/** The steps of the HTTPS and site tasks only. */
const otherSteps: readonly string[] = [...httpsStepIds, ...siteStepIds].filter((id) => id !== 'online');

/** The facts that version 2 already had in the present form. */
function keepFacts({ dns, cname, record, ownTxt }: Partial<RunFacts>): RunFacts {
  return {
    ...newFacts,
    ...(dns && { dns }),
    ...(cname !== undefined && { cname }),
    record: { ...newFacts.record, ...record },
    ...(ownTxt && { ownTxt }),
  };
}

function toFacts(former: FormerFacts): RunFacts {
  const { zone, rr, minTtl = 0, cname = '', paused = [], recordsWritten = 0, ownTxt = [] } = former;
  return {
    ...newFacts,
    dns: zone && rr ? { kept: 'here', zone, rr, minTtl } : newFacts.dns,
    cname,
    record: { ...newFacts.record, written: recordsWritten, own: toOwn(former), paused },
    ownTxt: ownTxt.map(toOwnTxt),
  };
}

/** Version 1 also recorded a resumed record as its own, which an undo must not delete. */
function toOwn({ ownRecord, resumedRecord }: FormerFacts): RunFacts['record']['own'] {
  if (resumedRecord !== undefined) return { state: 'resumed', id: resumedRecord };
  return ownRecord === undefined ? { state: 'none' } : { state: 'written', id: ownRecord };
}

function toOwnTxt({ purpose, zone, rr, value, type, resumes }: FormerTxt): OwnTxt {
  const txt = { purpose, zone, rr, value, type: type === 'CNAME' ? type : 'TXT' } as const;
  return resumes === undefined ? { ...txt, state: 'written' } : { ...txt, state: 'resumed', id: resumes };
}
