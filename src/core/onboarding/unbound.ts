import type { RunBoard } from './run/runBoard.js';

/** Has the run of a domain ask before it binds the domain, or has CDN ask under it, since the person takes that away. */
export async function noteUnbound(board: Pick<RunBoard, 'load' | 'runs' | 'keep'>, domain: string): Promise<void> {
  if (board.runs.length === 0) await board.load();
  const run = board.runs.find(({ record }) => record.plan.domain === domain);
  if (run) await board.keep(run.record.id, { unbound: true });
}
