import type { Memory } from '../../ports/local.js';
import type { Publication } from '../publication.js';

/**
 * The files that the user has allowed despite their names or content. Kept with the workspace on this computer, never in
 * the repository. Each is allowed for the reasons found then: `'name'`, and kinds of secrets.
 */
export class AllowedFiles {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** Adds a file's permissions to its request. */
  withAllowed(publication: Publication): Publication {
    const kept = this.read()[nameOf(publication)];
    const remembered = Array.isArray(kept) ? kept.filter((kind) => typeof kind === 'string') : [];
    if (remembered.length === 0) return publication;
    return { ...publication, allowed: [...new Set([...(publication.allowed ?? []), ...remembered])] };
  }

  /** Remembers the permissions of a request. */
  async remember(publication: Publication): Promise<void> {
    const { allowed = [] } = this.withAllowed(publication);
    await this.memory.set(this.key, { ...this.read(), [nameOf(publication)]: allowed });
  }

  /** Removes all permissions; returns the number of files. */
  async forgetAll(): Promise<number> {
    const count = Object.keys(this.read()).length;
    if (count > 0) await this.memory.set(this.key, undefined);
    return count;
  }

  private read(): Readonly<Record<string, unknown>> {
    const kept = this.memory.get<unknown>(this.key);
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  }
}

function nameOf({ workspaceRoot, label }: Publication): string {
  return `${workspaceRoot}/${label}`;
}
