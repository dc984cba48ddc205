import type { Socket } from 'node:net';

/** What is on its way to the other end. */
interface Departure {
  readonly dueAt: number;
  arrive(): void;
}

/** Timers of Node fire by whole milliseconds: what is due within half of one is not worth another. */
const graceMs = 0.5;

/** One direction of all connections of a relay: every byte arrives so much later, in order. */
export class Line {
  private departures: Departure[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly delayMs: number) {}

  /** Carries what one socket receives to another, its end too. */
  carry(from: Socket, to: Socket): void {
    from.on('data', (chunk: Buffer) => this.send(to, chunk));
    from.once('end', () => this.depart(() => to.end()));
    from.once('close', () => {
      if (!from.readableEnded) this.depart(() => to.destroy());
    });
  }

  /** Carries bytes that were received before. */
  send(to: Socket, bytes: Buffer): void {
    this.depart(() => to.write(bytes));
  }

  private depart(arrive: () => void): void {
    if (this.delayMs === 0) {
      arrive();
      return;
    }
    this.departures.push({ dueAt: performance.now() + this.delayMs, arrive });
    this.schedule();
  }

  private schedule(): void {
    const [next] = this.departures;
    if (this.timer || !next) return;
    const ms = Math.max(1, Math.floor(next.dueAt - performance.now()));
    this.timer = setTimeout(() => this.arrive(), ms);
  }

  private arrive(): void {
    this.timer = undefined;
    const until = performance.now() + graceMs;
    const late = this.departures.findIndex(({ dueAt }) => dueAt > until);
    const due = this.departures.splice(0, late < 0 ? this.departures.length : late);
    for (const { arrive } of due) arrive();
    this.schedule();
  }
}
