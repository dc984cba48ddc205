import type { Socket } from 'node:net';

/** What is on its way to the other end. */
interface Departure {
  readonly dueAt: number;
  arrive(): void;
}

/** What one connection has still to send over a line of limited width. */
interface Flow {
  readonly from: Socket;
  readonly to: Socket;
  readonly slices: Buffer[];
  bytes: number;
  hasEnded: boolean;
}

/** Timers of Node fire by whole milliseconds: what is due within half of one is not worth another. */
const graceMs = 0.5;
/** Connections of a limited line take turns by so many bytes. */
const sliceBytes = 4 * 1024;
/** A limited line holds so much of each connection; the rest waits in the socket of the sender, as it does in reality. */
const mostHeld = 64 * 1024;
/** A timer that fires late must not narrow the line. */
const creditMs = 3;

/** One direction of all connections of a relay: every byte arrives so much later, in order, and together they have one width. */
export class Line {
  private departures: Departure[] = [];
  private first = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly waiting: Flow[] = [];
  private pumping: NodeJS.Timeout | undefined;
  private freeAt = 0;

  /** `bitsPerSecond` of 0 is no limit. */
  constructor(
    private readonly delayMs: number,
    private readonly bitsPerSecond: number,
  ) {}

  /** Carries what one socket receives to another, its end too. */
  carry(from: Socket, to: Socket): void {
    const flow: Flow = { from, to, slices: [], bytes: 0, hasEnded: false };
    from.on('data', (chunk: Buffer) => this.take(flow, chunk));
    from.once('end', () => {
      flow.hasEnded = true;
      if (this.bitsPerSecond === 0 || flow.bytes === 0) this.depart(() => to.end());
    });
    from.once('close', () => {
      if (!from.readableEnded) this.depart(() => to.destroy());
    });
  }

  /** Carries bytes that were received before. */
  send(to: Socket, bytes: Buffer): void {
    this.depart(() => to.write(bytes));
  }

  private take(flow: Flow, chunk: Buffer): void {
    if (this.bitsPerSecond === 0) this.send(flow.to, chunk);
    else this.wait(flow, chunk);
  }

  private wait(flow: Flow, chunk: Buffer): void {
    if (flow.bytes === 0) this.waiting.push(flow);
    for (let at = 0; at < chunk.length; at += sliceBytes) flow.slices.push(chunk.subarray(at, at + sliceBytes));
    flow.bytes += chunk.length;
    if (flow.bytes > mostHeld) flow.from.pause();
    this.pump();
  }

  /** Sends what the line has room for, one slice of each connection in turn. */
  private pump(): void {
    if (this.pumping) return;
    const now = performance.now();
    this.freeAt = Math.max(this.freeAt, now - creditMs);
    while (this.freeAt <= now + graceMs) {
      const flow = this.waiting.shift();
      if (!flow) return;
      this.sendSlice(flow);
    }
    this.pumping = setTimeout(
      () => {
        this.pumping = undefined;
        this.pump();
      },
      Math.max(1, Math.floor(this.freeAt - now)),
    );
  }

  private sendSlice(flow: Flow): void {
    const slice = flow.slices.shift() ?? Buffer.alloc(0);
    flow.bytes -= slice.length;
    this.freeAt += (slice.length * 8_000) / this.bitsPerSecond;
    this.depart(() => flow.to.write(slice), Math.max(this.freeAt, performance.now()));
    if (flow.bytes > 0) this.waiting.push(flow);
    else if (flow.hasEnded) this.depart(() => flow.to.end());
    if (flow.bytes <= mostHeld / 2 && flow.from.isPaused()) flow.from.resume();
  }

  private depart(arrive: () => void, at = performance.now()): void {
    if (this.delayMs === 0 && this.bitsPerSecond === 0) {
      arrive();
      return;
    }
    const latest = this.departures.at(-1)?.dueAt ?? 0;
    this.departures.push({ dueAt: Math.max(at + this.delayMs, latest), arrive });
    this.schedule();
  }

  private schedule(): void {
    const next = this.departures[this.first];
    if (this.timer || !next) return;
    const ms = Math.max(1, Math.floor(next.dueAt - performance.now()));
    this.timer = setTimeout(() => this.arrive(), ms);
  }

  private arrive(): void {
    this.timer = undefined;
    const until = performance.now() + graceMs;
    for (let next = this.departures[this.first]; next && next.dueAt <= until; next = this.departures[this.first]) {
      this.first++;
      next.arrive();
    }
    if (this.first > 1_000 || this.first === this.departures.length) {
      this.departures = this.departures.slice(this.first);
      this.first = 0;
    }
    this.schedule();
  }
}
