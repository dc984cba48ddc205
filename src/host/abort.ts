import type * as vscode from 'vscode';

/** An AbortSignal that fires when the token is cancelled. */
export function toAbortSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Holds the signal of the current piece of work: `restart` aborts the old one, `dispose` the last. */
export class CurrentWork {
  private controller: AbortController | undefined;

  restart(): AbortSignal {
    this.controller?.abort();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  dispose(): void {
    this.controller?.abort();
  }
}
