import { AppError, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';

/** Returns whether the cloud refused the keys of the account, for any operation. */
export function refusesCredentials({ kind, details }: Pick<AppError, 'kind' | 'details'>): boolean {
  return (kind === 'badCredentials' || kind === 'expiredCredentials') && (details.scope ?? 'account') === 'account';
}

/** The owner of a breaker, which controls its pauses. */
interface BreakerListener {
  /** Returns whether it is too early to try the keys again. */
  isPaused(): boolean;
  onRefused?(error: AppError): void;
  /** Called when a call succeeds after the refusal. */
  onAccepted?(): void;
}

/**
 * A circuit breaker between an account and the cloud. After its keys are refused, no call is sent. After a pause, one
 * call at a time tries them until one succeeds.
 */
export class CredentialBreaker {
  /** The error of unsent calls. Compared by identity, to distinguish them from refused calls. */
  refusal: AppError | undefined;
  private trial: Promise<void> | undefined;
  /** Counts acceptances of the keys. A refusal from an earlier round is ignored. */
  private round = 0;
  private readonly guarded = new WeakMap<CloudPorts, CloudPorts>();

  constructor(private readonly listener: BreakerListener) {}

  /** Wraps the cloud so that every call with keys passes this breaker. */
  guard(cloud: CloudPorts): CloudPorts {
    const known = this.guarded.get(cloud);
    if (known) return known;
    const guarded = { ...cloud, oss: this.guardPort(cloud.oss), cdn: this.guardPort(cloud.cdn) };
    this.guarded.set(cloud, guarded);
    return guarded;
  }

  /** Resets the breaker after the user has signed in. */
  reset(): void {
    this.refusal = undefined;
    this.round++;
  }

  private guardPort<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const real: unknown = Reflect.get(target, method);
        // Events are not calls.
        if (typeof real !== 'function' || String(method).startsWith('onDid')) return real;
        return (...input: unknown[]) => this.call(async () => real.apply(target, input));
      },
    });
  }

  private async call<T>(send: () => Promise<T>): Promise<T> {
    while (this.refusal) {
      if (this.listener.isPaused()) throw this.refusal;
      if (!this.trial) return this.tryKeys(send);
      await this.trial;
    }
    return this.sendNow(send);
  }

  private async tryKeys<T>(send: () => Promise<T>): Promise<T> {
    const { round } = this;
    const answer = this.sendNow(send);
    this.trial = answer.then(
      () => undefined,
      () => undefined,
    );
    try {
      const result = await answer;
      if (round !== this.round) return result;
      this.reset();
      this.listener.onAccepted?.();
      return result;
    } finally {
      this.trial = undefined;
    }
  }

  private async sendNow<T>(send: () => Promise<T>): Promise<T> {
    const { round } = this;
    try {
      return await send();
    } catch (caught) {
      const error = toAppError(caught);
      if (round === this.round && refusesCredentials(error)) {
        this.refusal ??= new AppError(error.kind, error.details);
        this.listener.onRefused?.(error);
      }
      throw caught;
    }
  }
}
