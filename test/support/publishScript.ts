import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { Engine } from '../../src/core/publishing/engine/engine.js';
import { preparePlan } from '../../src/core/publishing/folder/preparePlan.js';
import { chooseRefresh } from '../../src/core/publishing/folder/refreshCost.js';
import { runPlan, toPublications } from '../../src/core/publishing/folder/runPlan.js';
import type { ConsentLedger } from '../../src/core/publishing/mapping/consent.js';
import { compileRules } from '../../src/core/publishing/mapping/fileRules.js';
import { indexMappings, type Mapping, mappingPath } from '../../src/core/publishing/mapping/mapping.js';
import { parseMappingFile } from '../../src/core/publishing/mapping/parseMapping.js';
import { identifyRepository } from '../../src/core/publishing/mapping/repository.js';
import type { CompletionKind } from '../../src/core/publishing/publication.js';
import { Publisher } from '../../src/core/publishing/publisher.js';
import { systemClock as clock } from '../../src/disk/clock.js';
import { createFiles } from '../../src/disk/files.js';
import type { FileStore } from '../../src/disk/store/fileStore.js';

/** A workspace to publish, with the account, its cloud, the store of this computer, and what may be published. */
interface Script {
  readonly workspace: string;
  readonly accountId: string;
  readonly cloud: CloudPorts;
  readonly store: FileStore;
  readonly consents: ConsentLedger;
}

/** How a file ended, or why it was not sent. */
type End = CompletionKind | 'conflict' | 'failed' | 'notAllowed';

const files = createFiles();

/** Publishes the mapped folders of a workspace without an editor, until each file is proven at the edge. Resolves to the ends by key. */
export async function publishByScript(script: Script, signal: AbortSignal): Promise<ReadonlyMap<string, End>> {
  const { workspace, accountId, cloud, store, consents } = script;
  const { mappings, problems } = parseMappingFile(await readFile(join(workspace, mappingPath), 'utf8'));
  if (problems[0]) throw new Error(`${mappingPath}: ${problems[0].kind}`);
  const ends = new Map<string, End>();
  const account = { id: accountId, source: { kind: 'secret' } } as const;
  const session = { account, onDidChange: () => ({ dispose: () => undefined }), cloud: async () => cloud };
  const ports = { clock, files, store, session, random: Math.random, loadEngine: async () => Engine };
  const publisher = new Publisher({ ...ports, beforeRequests: (opened) => consents.reconcile(opened) });
  const onProgress = () => undefined;
  const publish = async (mapping: Mapping) => {
    const repository = await identifyRepository(workspace, files);
    const isAllowed = consents.get({ workspace, repository, accountId, mapping, act: 'upload' }) === 'given';
    const place = { accountId, workspaceRoot: workspace, root: join(workspace, mapping.folder), mapping };
    const scope = { place, below: '', rules: compileRules(mapping), mappings: indexMappings(mappings), foreign: [] };
    const tools = { oss: cloud.oss, files, store: await store.open(), clock, onProgress };
    const changed = (await preparePlan(scope, tools, signal)).filter(
      ({ kind }) => kind !== 'skip' && kind !== 'delete',
    );
    for (const { key, conflict } of changed) ends.set(key, conflict ? 'conflict' : 'notAllowed');
    const items = changed.filter(({ conflict }) => isAllowed && !conflict);
    const refresh = chooseRefresh(items, mapping, {});
    const publications = toPublications(place, items, { batch: randomUUID(), deletes: false, refresh });
    if (publications.length === 0) return;
    const left = new Set(publications.map(({ key }) => key));
    const proven = new Promise<void>((resolve) => {
      publisher.onDidFinish(({ publication: { key }, as }) => {
        ends.set(key, as);
        if (left.delete(key) && left.size === 0) resolve();
      });
    });
    const { failures, waiting } = await runPlan(publisher, publications, { clock, onProgress }, signal);
    for (const { publication } of failures) ends.set(publication.key, 'failed');
    for (const { key } of waiting) ends.set(key, 'conflict');
    if (failures.length + waiting.length === 0) await proven;
  };
  try {
    for (const mapping of mappings) await publish(mapping);
    return ends;
  } finally {
    publisher.dispose();
  }
}
