import type { HistoryPort, WorkTree } from '../../src/core/ports/local.js';

/** The commits that a repository has, each with its parents. */
export type CommitGraph = Readonly<Record<string, readonly string[]>>;

/** Lists a commit and all before it, as far as the graph goes. */
export function ancestorsOf(commits: CommitGraph, commit: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [commit];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const parents = commits[next];
    if (found.has(next) || !parents) continue;
    found.add(next);
    open.push(...parents);
  }
  return found;
}

/** A history in memory. `tree` is the state of the work tree; `undefined` without a repository. `onAsk` is called for each process of git. */
export function createHistory(repository: {
  readonly commits: CommitGraph;
  tree(): WorkTree | undefined;
  onAsk?(): void;
}): HistoryPort {
  const { commits } = repository;
  const ofHead = () => {
    repository.onAsk?.();
    const tree = repository.tree();
    return tree && ancestorsOf(commits, tree.commit);
  };
  return {
    findInHistory: async (_folder, asked) => {
      const found = ofHead();
      return found && new Set(asked.filter((commit) => found.has(commit)));
    },
    listMissing: async (_folder, commit) => {
      const found = ofHead();
      if (!found || !commits[commit]) return undefined;
      const missing = [...ancestorsOf(commits, commit)].filter((each) => !found.has(each));
      return missing.filter((each) => commits[each]?.every((parent) => found.has(parent)));
    },
    describe: async () => {
      repository.onAsk?.();
      return repository.tree();
    },
  };
}
