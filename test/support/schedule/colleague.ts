import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { ClockPort } from '../../../src/core/ports/local.js';
import { Engine } from '../../../src/core/publishing/engine/engine.js';
import { publicationId } from '../../../src/core/publishing/publication.js';
import { Publisher } from '../../../src/core/publishing/publisher.js';
import { commandAbout } from '../../../src/core/publishing/queue/userCommands.js';
import { isAt } from '../../../src/core/publishing/queueEntry.js';
import { createMemoryFiles } from '../memoryFiles.js';
import { createSharedStore } from '../memoryStore.js';
import type { Place } from './faultyCloud.js';

const folder = '/colleague';
const accountId = '1';
const roundMs = 60_000;
const mostRounds = 20;

/** A second computer that publishes to the same places: files, store and one window of its own, without git. */
export interface Colleague {
  /** Saves and publishes a file. */
  save(name: string, text: string): Promise<void>;
  /** Decides about objects that this computer did not write. */
  answer(overwrite: boolean): void;
  /** Cancels what is left, and resolves once nothing more will be sent. */
  end(): Promise<void>;
}

/** The world of the second computer. */
interface ColleagueWorld {
  readonly ports: CloudPorts;
  readonly clock: ClockPort & { advance(ms: number): Promise<void> };
  readonly random: () => number;
  placeOf(name: string): Place;
  approve(name: string, etag: string): void;
  onReplaced(key: string): void;
}

/** Opens the second computer. */
export function openColleague({ ports, clock, random, placeOf, approve, onReplaced }: ColleagueWorld): Colleague {
  const disk = createMemoryFiles(clock);
  disk.save(`${folder}/keep`, '');
  const publisher = new Publisher({
    clock: { now: clock.now, sleep: clock.sleep, elapsed: clock.now },
    random,
    files: disk,
    store: createSharedStore(clock, { now: clock.now, random }).window('colleague'),
    loadEngine: async () => Engine,
    onReplaced: ({ key }) => onReplaced(key),
    session: {
      account: { id: accountId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose: () => undefined }),
      cloud: async () => ports,
    },
  });
  const listConflicts = () => publisher.list({ stages: ['conflict'] }).filter((entry) => isAt(entry, 'conflict'));
  return {
    save: async (name, text) => {
      disk.save(`${folder}/${name}`, text);
      const { bucket, domain } = placeOf(name);
      const place = { path: `${folder}/${name}`, workspaceRoot: folder, root: folder, label: name, accountId };
      const id = publicationId(bucket, name);
      await publisher.enqueue([{ id, ...place, bucket, key: name, domains: [domain], headers: {}, act: 'upload' }]);
    },
    answer: (overwrite) => {
      const conflicts = listConflicts();
      if (overwrite) for (const { publication, remote } of conflicts) approve(publication.key, remote.etag ?? '');
      void publisher.execute(commandAbout(overwrite ? 'overwrite' : 'skip', conflicts));
    },
    end: async () => {
      await publisher.execute({ kind: 'cancel' });
      for (let round = 0; publisher.state.kind !== 'idle' && round < mostRounds; round++) await clock.advance(roundMs);
      publisher.dispose();
    },
  };
}
