import type { Memory } from '../../ports/local.js';
import type { Publication } from '../publication.js';

/**
 * The files that the user has allowed to be published in spite of their names or of what their content looks like; kept with the workspace on this
 * computer, never in the repository. Each is allowed for what was found then: `'name'`, and kinds of secrets.
 */
export class AllowedFiles {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** The request with what was allowed of its file. */
  withAllowed(publication: Publication): Publication {
    const kept = this.read()[nameOf(publication)];
    const remembered = Array.isArray(kept) ? kept.filter((kind) => typeof kind === 'string') : [];
    if (remembered.length === 0) return publication;
    return { ...publication, allowed: [...new Set([...(publication.allowed ?? []), ...remembered])] };
  }

  /** Remembers all that this request allows of its file. */
  async remember(publication: Publication): Promise<void> {
    const { allowed = [] } = this.withAllowed(publication);
    await this.memory.set(this.key, { ...this.read(), [nameOf(publication)]: allowed });
  }

  /** Takes back what was allowed; answers of how many files. */
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
