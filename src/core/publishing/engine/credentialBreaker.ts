import { AppError, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';

/** Whether the cloud has refused the keys of the account, whatever they were used for. */
export function refusesCredentials({ kind, details }: Pick<AppError, 'kind' | 'details'>): boolean {
  return (kind === 'badCredentials' || kind === 'expiredCredentials') && (details.scope ?? 'account') === 'account';
}

/** The owner of a breaker, which decides on its pauses. */
interface BreakerListener {
  /** Whether it is too early to try the keys again. */
  isPaused(): boolean;
  onRefused?(error: AppError): void;
  /** A call has succeeded after the refusal. */
  onAccepted?(): void;
}

/**
 * A circuit breaker between an account and the cloud: once its keys are refused no call is sent, however many wait for their turn. After a
 * pause one call at a time tries them, until one succeeds.
 */
export class CredentialBreaker {
  /** The error of calls that are not sent; this very object, so that they can be told from those that were refused. */
  refusal: AppError | undefined;
  private trial: Promise<void> | undefined;
  /** Grows when keys are accepted again: a refusal of an earlier round says nothing of them. */
  private round = 0;
  private readonly guarded = new WeakMap<CloudPorts, CloudPorts>();

  constructor(private readonly listener: BreakerListener) {}

  /** The cloud, with every call that needs keys behind this breaker. */
  guard(cloud: CloudPorts): CloudPorts {
    const known = this.guarded.get(cloud);
    if (known) return known;
    const guarded = { ...cloud, oss: this.guardPort(cloud.oss), cdn: this.guardPort(cloud.cdn) };
    this.guarded.set(cloud, guarded);
    return guarded;
  }

  /** Takes the keys for valid: the user has signed in. */
  reset(): void {
    this.refusal = undefined;
    this.round++;
  }

  private guardPort<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const real: unknown = Reflect.get(target, method);
        // An event is no call.
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
