import { newFacts, type OwnTxt, type RunFacts } from './facts.js';
import { httpsStepIds, type RunRecord, siteStepIds } from './run.js';
import { createRecord, parseJsonText, stepIdsOf } from './runRecord.js';

/** The facts of version 1 by which a change of live DNS is undone and proofs are removed; each absent until the run knew it. */
type FormerFacts = Partial<Pick<Extract<RunFacts['dns'], { kept: 'here' }>, 'zone' | 'rr' | 'minTtl'>> &
  Partial<Pick<RunFacts, 'cname'>> &
  Partial<Pick<RunFacts['record'], 'paused'>> &
  Partial<Readonly<Record<'ownRecord' | 'resumedRecord', string>>> &
  Partial<Readonly<Record<'recordsWritten', number>>> & { readonly ownTxt?: readonly FormerTxt[] };

/** A proof of version 1; without a type it is a TXT. */
type FormerTxt = Pick<OwnTxt, 'purpose' | 'zone' | 'rr' | 'value'> & Partial<Record<'type' | 'resumes', string>>;

/**
 * Reads a record of an earlier version: its plan, and of its facts those by which a change of live DNS is undone and proofs are removed.
 * Nothing else of it is known. `undefined` when it is damaged or of another version, and when its run ended without a record that is to
 * be removed or resumed: nothing of it is left to do.
 */
export function parseFormerRecord(text: string): RunRecord | undefined {
  const value = parseJsonText(text) as Partial<Omit<RunRecord, 'facts'> & { readonly facts: object }> | undefined;
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

/** The steps that no run of an earlier version waited for. */
const optional: readonly string[] = ['homePage', 'autoUpdate'];

/** Whether a run of this task had the step; those of other tasks stayed as they were. */
function isStepOf(plan: RunRecord['plan'], id: string): boolean {
  return plan.task === undefined ? !otherSteps.includes(id) : stepIdsOf(plan).some((each) => each === id);
}

/** The steps that only the tasks about HTTPS and the site had. */
const otherSteps: readonly string[] = [...httpsStepIds, ...siteStepIds].filter((id) => id !== 'online');

/** Version 2 had these facts as they are now. */
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

/** Version 1 noted a resumed record as its own too once it was in DNS, and an undo must not delete it. */
function toOwn({ ownRecord, resumedRecord }: FormerFacts): RunFacts['record']['own'] {
  if (resumedRecord !== undefined) return { state: 'resumed', id: resumedRecord };
  return ownRecord === undefined ? { state: 'none' } : { state: 'written', id: ownRecord };
}

function toOwnTxt({ purpose, zone, rr, value, type, resumes }: FormerTxt): OwnTxt {
  const txt = { purpose, zone, rr, value, type: type === 'CNAME' ? type : 'TXT' } as const;
  return resumes === undefined ? { ...txt, state: 'written' } : { ...txt, state: 'resumed', id: resumes };
}
