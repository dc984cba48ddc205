import type { ClockPort, Memory } from '../../../core/ports/local.js';
import type { UserCommand } from '../../../core/publishing/queue/userCommands.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingRevokedAt';

/**
 * When the user last took back their consent in this workspace, in ms since the epoch: what was requested by then is not sent,
 * whichever account signs in.
 */
export class Revocation {
  constructor(
    private readonly memory: Memory,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  /** When that was, by the present clock at the latest; `-Infinity` when it never was. */
  revokedAt(): number {
    const value = this.memory.get<unknown>(key);
    return typeof value === 'number' ? Math.min(value, this.clock.now()) : Number.NEGATIVE_INFINITY;
  }

  /**
   * Has `execute` end what was requested by then in these workspace folders (absolute paths), for the signed-in account. A time in the
   * future, from before the clock was set back, is lowered after that, so that it does not concern what is requested from here on.
   */
  async enforce(workspaceRoots: readonly string[], execute: (command: UserCommand) => Promise<void>): Promise<void> {
    const recorded = this.memory.get<unknown>(key);
    const until = this.revokedAt();
    if (!Number.isFinite(until)) return;
    await execute({ kind: 'revoke', workspaceRoots, until });
    // Another revocation may have been recorded meanwhile.
    if (recorded !== until && this.memory.get<unknown>(key) === recorded) await this.memory.set(key, until);
  }

  /** Records that consent is taken back now. */
  async record(): Promise<void> {
    await this.memory.set(key, this.clock.now());
  }
}
