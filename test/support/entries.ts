import type { Publication, PublishCause } from '../../src/core/publishing/publication.js';
import type { Entry, EntryAt, Retry, Stage } from '../../src/core/publishing/queueEntry.js';

type FieldsAt<At extends Stage> = Omit<EntryAt<At>, 'stage'>;
type AllFields = FieldsAt<'conflict'> & FieldsAt<'task'> & FieldsAt<'prefetch'> & FieldsAt<'failed'>;

/** Fields of an entry at whatever stage it is. */
export type EntryFields = Partial<AllFields> & { readonly stage?: Stage };

const refused: PublishCause = { kind: 'error', error: { kind: 'unavailable', details: {} } };

/** What an entry at a stage must have besides. */
const ofStage: Readonly<Record<Stage, Partial<AllFields>>> = {
  held: {},
  conflict: { remote: {} },
  send: { attempts: 0 },
  refresh: { attempts: 0 },
  task: { attempts: 0, taskIds: [] },
  prefetch: { attempts: 0 },
  failed: { cause: refused },
};

/** An entry with what its stage must have, unless it is given; an upload when left out. */
export function entryFor(publication: Publication, { stage = 'send', ...more }: EntryFields = {}): Entry {
  return { publication, version: 1, at: 1, owesRefresh: false, ...ofStage[stage], ...more, stage } as Entry;
}

/** The same entry at another stage. */
export function atStage(entry: Entry, stage: Stage, more: EntryFields = {}): Entry {
  return entryFor(entry.publication, { ...entry, ...more, stage } as EntryFields);
}

/** A retry at a time, ms since the epoch, after a failure. */
export function retryAt(at: number, cause: PublishCause = refused): Retry {
  return { at, cause };
}
