import { AppError } from '../core/errors.js';
import type { CallSpec } from './callWithRetry.js';

/** An object of an answer whose fields have no model. */
type Unmodelled = Readonly<Record<string, unknown>>;
type Inner<Value> = unknown extends Value ? Unmodelled : NonNullable<Value>;
type Item<Value> = Inner<Value> extends readonly (infer Each)[] ? Inner<Each> : Unmodelled;
type Name<Model> = keyof Model & string;

/** The call that was answered. */
type Call = Pick<CallSpec, 'action' | 'subject'>;

/**
 * One object of an answer, whose fields are read one at a time, each as what the vendor documents. A field that is missing, null or empty
 * text is absent; one of another kind throws `badAnswer`, whose message names the field and never its value. Text may come as a number and a
 * number as text, since the vendor's pages and samples differ in that.
 */
export class AnswerFields<Model extends object = Unmodelled> {
  constructor(
    private readonly value: Unmodelled,
    private readonly call: Call,
    /** Where it is in the answer, empty or ending in a dot. */
    private readonly path: string,
  ) {}

  /** A field that its reader takes as whatever it is. */
  raw(name: Name<Model>): unknown {
    return this.value[name];
  }

  text(name: Name<Model>): string | undefined {
    const value = this.value[name];
    if (isAbsent(value)) return undefined;
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : this.refuse(name, 'text', value);
  }

  /** Throws `badAnswer` where it is absent too. */
  requiredText(name: Name<Model>): string {
    return this.text(name) ?? this.refuse(name, 'text', undefined);
  }

  number(name: Name<Model>): number | undefined {
    const value = this.value[name];
    if (isAbsent(value)) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : this.refuse(name, 'a number', value);
  }

  /** Throws `badAnswer` where it is absent too. */
  requiredNumber(name: Name<Model>): number {
    return this.number(name) ?? this.refuse(name, 'a number', undefined);
  }

  flag(name: Name<Model>): boolean | undefined {
    const value = this.value[name];
    if (isAbsent(value)) return undefined;
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : undefined;
    return text === 'true' || text === 'false' ? text === 'true' : this.refuse(name, 'true or false', value);
  }

  /** An object inside this one, without fields where it is absent. */
  fields<Each extends Name<Model>>(name: Each): AnswerFields<Inner<Model[Each]>> {
    return this.requiredFields(name, {});
  }

  /** Throws `badAnswer` where it is absent too, unless there is something to take in its place. */
  requiredFields<Each extends Name<Model>>(name: Each, absent?: Unmodelled): AnswerFields<Inner<Model[Each]>> {
    const given = this.value[name];
    const value = isEmpty(given) ? absent : given;
    return isObject(value) ? this.open(value, name) : this.refuse(name, 'an object', given);
  }

  /** The objects of a list, none where it is absent. */
  list<Each extends Name<Model>>(name: Each): readonly AnswerFields<Item<Model[Each]>>[] {
    return this.items(name).map((value, at) => {
      const place = `${name}[${at}]`;
      return isObject(value) ? this.open(value, place) : this.refuse(place, 'an object', value);
    });
  }

  /** The same of XML, where a list of one is no list, and an empty element none of its items. */
  elements<Each extends Name<Model>>(name: Each): readonly AnswerFields<Item<Model[Each]>>[] {
    const value = this.value[name];
    if (isObject(value)) return [this.open(value, name)];
    return this.list(name);
  }

  /** The texts of a list, none where it is absent. */
  texts(name: Name<Model>): readonly string[] {
    return this.items(name).map((value, at) =>
      typeof value === 'string' ? value : this.refuse(`${name}[${at}]`, 'text', value),
    );
  }

  /** Throws the `badAnswer` of a field that is not what it has to be. */
  refuse(name: string, expected: string, found: unknown): never {
    throw badAnswer(this.call, `${this.path}${name} should be ${expected}, and is ${kindOf(found)}`);
  }

  /** A list of whatever, empty where it is absent. */
  items(name: Name<Model>): readonly unknown[] {
    const value = this.value[name];
    if (isEmpty(value)) return [];
    return Array.isArray(value) ? value : this.refuse(name, 'a list', value);
  }

  private open<Each extends object>(value: Unmodelled, name: string): AnswerFields<Each> {
    return new AnswerFields(value, this.call, `${this.path}${name}.`);
  }
}

/** The fields of an answer; one without a body has none. Throws `badAnswer` for a body that is no object. */
export function readFields<Model extends object>(
  body: Model | Unmodelled | undefined,
  call: Call,
): AnswerFields<Model> {
  const value: unknown = body ?? {};
  if (!isObject(value)) throw badAnswer(call, `The answer should be an object, and is ${kindOf(value)}`);
  return new AnswerFields(value, call, '');
}

/** An answer that is not what the vendor says to this call, with what of it is not; that holds no value of the answer. */
export function badAnswer({ action, subject }: Call, message?: string): AppError {
  return new AppError('badAnswer', { action, subject, ...(message !== undefined && { message }) });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Between the tags of an empty element of XML there may be a new line. */
function isEmpty(value: unknown): boolean {
  return isAbsent(value) || (typeof value === 'string' && value.trim() === '');
}

function isObject(value: unknown): value is Unmodelled {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The kind of a value, without any of it. */
function kindOf(value: unknown): string {
  if (isAbsent(value)) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
