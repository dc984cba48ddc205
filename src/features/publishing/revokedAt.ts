import type { Memory } from '../../core/ports/local.js';
import type { WorkspaceKey } from '../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingRevokedAt';

/** When the person last took back their consent in this workspace, in ms since the epoch: what was wished for by then is not sent, whoever signs in. */
export class RevokedAt {
  constructor(private readonly memory: Memory) {}

  /** Before everything when there was no such time. */
  get(): number {
    const value = this.memory.get<unknown>(key);
    return typeof value === 'number' ? value : Number.NEGATIVE_INFINITY;
  }

  async set(at: number): Promise<void> {
    await this.memory.set(key, at);
  }
}
