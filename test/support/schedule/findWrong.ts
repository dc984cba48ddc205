import { compileRules } from '../../../src/core/publishing/mapping/fileRules.js';
import { isNeverUploaded } from '../../../src/core/publishing/mapping/neverUpload.js';
import { neverPublished } from './makeSchedule.js';
import type { Stage } from './stage.js';

const rules = compileRules({ exclude: ['*.map'] });

/** The expected state at the end. */
export interface Expected {
  /** The content of the disk. */
  readonly disk: ReadonlyMap<string, string>;
  readonly touched: Iterable<string>;
  /** Names that the user may be asked about, since others wrote them. */
  readonly mayAsk: Iterable<string>;
  /** Keys that the user was asked about. */
  readonly asked: Iterable<string>;
  /** Every rule that a file was published by. */
  readonly rulesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Compares bucket and edge with the disk, and describes differences. */
export async function findWrong(stage: Stage, { disk, touched, mayAsk, asked, rulesOf }: Expected): Promise<string[]> {
  const wrong = [...stage.listOddities()];
  for (const name of touched) {
    const wanted = isPublished(name) ? disk.get(name) : undefined;
    const got = stage.stored(name);
    if (got !== wanted) wrong.push(`bucket ${name}: ${brief(got)} instead of ${brief(wanted)}`);
    const rule = stage.cacheControl(name);
    if (rule !== undefined && !rulesOf.get(name)?.has(rule)) wrong.push(`rule of ${name}: ${rule}`);
    for (const path of stage.pathsOf(name)) {
      const served = await stage.visit(name, path);
      if (served !== wanted) wrong.push(`edge ${path}: ${brief(served)} instead of ${brief(wanted)}`);
    }
  }
  const mayBeAsked = new Set([...mayAsk, ...stage.listUnknowable()]);
  for (const name of asked) if (!mayBeAsked.has(name)) wrong.push(`asked about our own object: ${name}`);
  for (const key of stage.listPut()) if (!isPublished(key)) wrong.push(`uploaded although excluded: ${key}`);
  return wrong;
}

/** The beginning of a text, to recognize it. */
function brief(text: string | undefined): string | undefined {
  return text && `${text.slice(0, 30)} (${text.length})`;
}

/** Returns whether a file of this name is published. */
export function isPublished(name: string): boolean {
  return !isNeverUploaded(name) && rules.includes(name) && !neverPublished.includes(name);
}
