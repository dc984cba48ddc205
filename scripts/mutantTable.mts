import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** The stages of `npm test` that may catch a mutant, the quick ones first; the formatter is not among them, since it cannot know what is right. */
export const rounds = ['unit', 'contract', 'package,host', 'package,story'] as const;
/** The stages that may catch what these miss, by the tests that `npm test` leaves out. */
export const laterRounds = ['unit', 'contract', 'package,ui'] as const;

/** One sabotage: in `file`, `find` (which must stand there exactly once) becomes `replace`. */
export interface Mutant {
  readonly name: string;
  /** The stages that are most likely to notice the mutant. They run before the others. */
  readonly first?: (typeof rounds)[number] | (typeof laterRounds)[number];
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Counts how often the text to replace stands in the file. If the count is not one, the mutant is out of date. */
export function countPlaces({ file, find }: Mutant): number {
  return readFileSync(join(root, file), 'utf8').split(find).length - 1;
}

/** The mutants that the tests must notice. */
export const mutants: readonly Mutant[] = [
  {
    name: 'activate throws',
    first: 'package,host',
    file: 'src/extension.ts',
    find: '  const memory = createMemory(context.globalState);',
    replace: "  const memory = createMemory(JSON.parse(''));",
  },
  {
    name: 'the run record is never written',
    file: 'src/core/onboarding/run/runLoop.ts',
    find: '  await options.save(record);\n  return record;',
    replace: '  return record;',
  },
  {
    name: 'the DNS record is written without the approval of the user',
    file: 'src/core/onboarding/steps/record.ts',
    find: '(each) => firstOf(each) === recordApproval(wanted, facts)),',
    replace: "(each) => each !== ''),",
  },
  {
    name: 'the refresh is not sent',
    file: 'src/core/cdn/submitUrls.ts',
    find: '      const { taskIds } = await send(urls, kind, tools);',
    replace: '      const { taskIds } = { taskIds: (await send([], kind, tools)).taskIds.slice(urls.length) };',
  },
  {
    name: 'the edge counts as fresh without having been asked',
    file: 'src/core/publishing/engine/taskTracker.ts',
    find: 'targets.filter((target) => target.plain);',
    replace: 'targets.filter((target) => target.plain && !targets);',
  },
  {
    name: 'the intent of an upload is not recorded before it is sent',
    file: 'src/core/publishing/upload/sendObject.ts',
    find: '    await context.recordIntent(sent);\n    const outcome = await this.send(',
    replace: '    const outcome = await this.send(',
  },
  {
    name: 'a save forgets that a refresh is still owed',
    file: 'src/core/publishing/queue/queue.ts',
    find: '  return present ? { ...baseOf(present), mayDelete',
    replace: '  return present ? { ...baseOf(present), owesRefresh: false, mayDelete',
  },
  {
    name: 'a secret is not hidden in the log',
    file: 'src/host/log/redact.ts',
    find: '      let clean = secrets?.hide(text, mask) ?? text;',
    replace: '      let clean = text;',
  },
  {
    name: 'object keys are signed and sent unencoded',
    file: 'src/cloud/oss/signature.ts',
    find: 'const plainWithSlash = /^[A-Za-z0-9-._~/]*$/;',
    replace: 'const plainWithSlash = /^/;',
  },
  {
    name: 'the first row of every parent in the tree is missing',
    file: 'src/features/explorer/rows.ts',
    find: '  if (rows.length > 0) return rows;',
    replace: '  if (rows.length > 0) return rows.slice(1);',
  },
  {
    name: 'the proof of the edge is skipped before DNS is touched',
    file: 'src/core/onboarding/steps/edge.ts',
    find: "  if (files) return checks.some(({ kind, holds }) => kind === 'bytes' && !holds);",
    replace: '  if (files) return false;',
  },
  {
    name: 'the URL path keeps special characters as they are',
    file: 'src/core/objectKey.ts',
    find: "key.split('/').map(encodeSegment)",
    replace: "key.split('/')",
  },
  {
    name: 'two windows may work on one run at once',
    file: 'src/disk/store/database/documents.ts',
    find: '  if (isHeld) return false;',
    replace: '  if (isHeld && now < 0) return false;',
  },
  {
    name: 'an entry is believed after another window has changed it',
    first: 'contract',
    file: 'src/disk/store/database/entryRow.ts',
    find: '    if (snapshot !== this.snapshot) this.clear();',
    replace: "    if (this.snapshot === '') this.clear();",
  },
  {
    name: 'an untrusted workspace publishes',
    first: 'package,ui',
    // Removing one guard alone would change nothing: before trust no mapping is read, and each way to publish checks trust too.
    file: 'src/host/trust.ts',
    find: '  return vscode.workspace.isTrusted;',
    replace: '  return true;',
  },
  {
    name: 'an address passes as a domain',
    file: 'src/core/domainName.ts',
    find: "  if (looksLikeAddress(name)) return 'ipAddress';",
    replace: '',
  },
];
