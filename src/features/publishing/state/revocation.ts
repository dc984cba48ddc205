import type { ClockPort, Memory } from '../../../core/ports/local.js';
import type { UserCommand } from '../../../core/publishing/queue/userCommands.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingRevokedAt';

/** When the user last took back their consent in this workspace, in ms since the epoch: what was requested by then is not sent, whichever account signs in. */
export class Revocation {
  constructor(
    private readonly memory: Memory,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  /** Before everything when there was no such time. */
  get(): number {
    const value = this.memory.get<unknown>(key);
    if (typeof value !== 'number') return Number.NEGATIVE_INFINITY;
    const now = this.clock.now();
    if (value <= now) return value;
    // The clock was set back: what is requested from here on is later.
    void this.memory.set(key, now).catch(() => undefined);
    return now;
  }

  /** What has to be done about it in these workspace folders, by their absolute paths. */
  toCommands(workspaceRoots: readonly string[]): readonly UserCommand[] {
    const until = this.get();
    return Number.isFinite(until) ? [{ kind: 'revoke', workspaceRoots, until }] : [];
  }

  /** Notes that it is now. */
  async set(): Promise<void> {
    await this.memory.set(key, this.clock.now());
  }
}
