import type { Memory } from '../../ports/local.js';
import type { Publication } from '../publication.js';

/** A file by its name in a workspace folder, and what the user has allowed of it. */
type AllowedFile = Pick<Publication, 'workspaceRoot' | 'label' | 'allowed'>;

/**
 * Remembers which files the user has allowed despite their names or content. A file is allowed only for the reasons known at that time: `'name'`, or kinds
 * of secrets. Kept in the workspace state on this computer, never in the repository.
 */
export class AllowedFiles {
  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {}

  /** Returns a request with the remembered permissions for its file added. */
  withAllowed<Request extends AllowedFile>(publication: Request): Request {
    const kept = this.read()[nameOf(publication)];
    const remembered = Array.isArray(kept) ? kept.filter((kind) => typeof kind === 'string') : [];
    if (remembered.length === 0) return publication;
    return { ...publication, allowed: [...new Set([...(publication.allowed ?? []), ...remembered])] };
  }

  /** Remembers the permissions of a request for the next requests of the same file. */
  async remember(publication: AllowedFile): Promise<void> {
    const { allowed = [] } = this.withAllowed(publication);
    await this.memory.set(this.key, { ...this.read(), [nameOf(publication)]: allowed });
  }

  /** Removes all permissions. Resolves to the number of files that had any. */
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

function nameOf({ workspaceRoot, label }: AllowedFile): string {
  return `${workspaceRoot}/${label}`;
}
