import type { ClockPort, Memory } from '../../../core/ports/local.js';
import type { UserCommand } from '../../../core/publishing/queue/userCommands.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

const key: WorkspaceKey = 'publishingRevokedAt';

/**
 * When the user last revoked consent in this workspace, in ms since the epoch: earlier requests are not sent, whichever
 * account signs in.
 */
export class Revocation {
  constructor(
    private readonly memory: Memory,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  /** That time, limited to the present clock; `-Infinity` if never. */
  revokedAt(): number {
    const value = this.memory.get<unknown>(key);
    return typeof value === 'number' ? Math.min(value, this.clock.now()) : Number.NEGATIVE_INFINITY;
  }

  /**
   * Lets `execute` end requests until then in these workspace folders (absolute paths), for the signed-in account. A
   * future time, from before the clock was set back, is then lowered, so that it does not affect later requests.
   */
  async enforce(workspaceRoots: readonly string[], execute: (command: UserCommand) => Promise<void>): Promise<void> {
    const recorded = this.memory.get<unknown>(key);
    const until = this.revokedAt();
    if (!Number.isFinite(until)) return;
    await execute({ kind: 'revoke', workspaceRoots, until });
    // Another revocation may have been recorded meanwhile.
    if (recorded !== until && this.memory.get<unknown>(key) === recorded) await this.memory.set(key, until);
  }

  /** Records that consent is revoked now. */
  async record(): Promise<void> {
    await this.memory.set(key, this.clock.now());
  }
}
