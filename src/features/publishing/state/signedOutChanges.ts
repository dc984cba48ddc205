import type { Memory } from '../../../core/ports/local.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingUnsent';

/** The last event of a file: `changed` outside the editor, or `held` for the user. */
const changeKinds = ['saved', 'deleted', 'changed', 'held'] as const;
type ChangeKind = (typeof changeKinds)[number];

/** Files that were saved, deleted or changed outside the editor while signed out, stored with the workspace until a user signs in. */
export class SignedOutChanges {
  constructor(private readonly memory: Memory) {}

  /** Absolute paths in the order of their first events. */
  list(kind: ChangeKind): readonly string[] {
    return [...this.read()].flatMap(([path, noted]) => (noted === kind ? [path] : []));
  }

  async record(paths: readonly string[], kind: ChangeKind): Promise<void> {
    if (paths.length > 0) await this.write(new Map([...this.read(), ...paths.map((path) => [path, kind] as const)]));
  }

  async forget(paths: readonly string[]): Promise<void> {
    const kept = new Map(this.read());
    const count = paths.filter((path) => kept.delete(path)).length;
    if (count > 0) await this.write(kept);
  }

  /** Removes every kind of change. */
  async forgetAll(): Promise<void> {
    if (this.read().size > 0) await this.write(new Map());
  }

  private read(): ReadonlyMap<string, ChangeKind> {
    const value = this.memory.get<unknown>(key);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).filter((entry): entry is [string, ChangeKind] =>
        changeKinds.some((kind) => kind === entry[1]),
      ),
    );
  }

  private write(noted: ReadonlyMap<string, ChangeKind>): Promise<void> {
    return this.memory.set(key, noted.size > 0 ? Object.fromEntries(noted) : undefined);
  }
}
