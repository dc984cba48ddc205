import { AppError } from '../core/errors.js';
import type { CallSpec } from './callWithRetry.js';

/** An object of an answer without a model. */
type Unmodelled = Readonly<Record<string, unknown>>;
type Inner<Value> = unknown extends Value ? Unmodelled : NonNullable<Value>;
type Item<Value> = Inner<Value> extends readonly (infer Each)[] ? Inner<Each> : Unmodelled;
type Name<Model> = keyof Model & string;

/** The call that the answer belongs to. */
type Call = Pick<CallSpec, 'action' | 'subject'>;

/**
 * Reads the fields of one object of an answer, as the vendor documents them. A missing, null or empty field is absent. A
 * field of another type throws `badAnswer`, whose message names the field and never its value. Text may arrive as a
 * number and a number as text, since the vendor's pages and samples differ.
 */
export class AnswerFields<Model extends object = Unmodelled> {
  constructor(
    private readonly value: Unmodelled,
    private readonly call: Call,
    /** The path of the object in the answer, empty or ending in a dot. */
    private readonly path: string,
  ) {}

  /** Returns a field without checks. */
  raw(name: Name<Model>): unknown {
    return this.value[name];
  }

  text(name: Name<Model>): string | undefined {
    const value = this.value[name];
    if (isAbsent(value)) return undefined;
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : this.refuse(name, 'text', value);
  }

  /** Throws `badAnswer` if the field is absent. */
  requiredText(name: Name<Model>): string {
    return this.text(name) ?? this.refuse(name, 'text', undefined);
  }

  number(name: Name<Model>): number | undefined {
    const value = this.value[name];
    if (isAbsent(value)) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : this.refuse(name, 'a number', value);
  }

  /** Throws `badAnswer` if the field is absent. */
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

  /** A nested object; without fields if it is absent. */
  fields<Each extends Name<Model>>(name: Each): AnswerFields<Inner<Model[Each]>> {
    return this.requiredFields(name, {});
  }

  /** A nested object. Throws `badAnswer` if it is absent and no default is given. */
  requiredFields<Each extends Name<Model>>(name: Each, absent?: Unmodelled): AnswerFields<Inner<Model[Each]>> {
    const given = this.value[name];
    const value = isEmpty(given) ? absent : given;
    return isObject(value) ? this.open(value, name) : this.refuse(name, 'an object', given);
  }

  /** The objects of a list; empty if it is absent. */
  list<Each extends Name<Model>>(name: Each): readonly AnswerFields<Item<Model[Each]>>[] {
    return this.items(name).map((value, at) => {
      const place = `${name}[${at}]`;
      return isObject(value) ? this.open(value, place) : this.refuse(place, 'an object', value);
    });
  }

  /** The objects of an XML list, where a single element is not a list and an empty element has no items. */
  elements<Each extends Name<Model>>(name: Each): readonly AnswerFields<Item<Model[Each]>>[] {
    const value = this.value[name];
    if (isObject(value)) return [this.open(value, name)];
    return this.list(name);
  }

  /** The texts of a list; empty if it is absent. */
  texts(name: Name<Model>): readonly string[] {
    return this.items(name).map((value, at) =>
      typeof value === 'string' ? value : this.refuse(`${name}[${at}]`, 'text', value),
    );
  }

  /** Throws the `badAnswer` of a field with the wrong type. */
  refuse(name: string, expected: string, found: unknown): never {
    throw badAnswer(this.call, `${this.path}${name} should be ${expected}, and is ${kindOf(found)}`);
  }

  /** The items of a list, unchecked; empty if it is absent. */
  items(name: Name<Model>): readonly unknown[] {
    const value = this.value[name];
    if (isEmpty(value)) return [];
    return Array.isArray(value) ? value : this.refuse(name, 'a list', value);
  }

  private open<Each extends object>(value: Unmodelled, name: string): AnswerFields<Each> {
    return new AnswerFields(value, this.call, `${this.path}${name}.`);
  }
}

/** Wraps the body of an answer; without a body it has no fields. Throws `badAnswer` if the body is not an object. */
export function readFields<Model extends object>(
  body: Model | Unmodelled | undefined,
  call: Call,
): AnswerFields<Model> {
  const value: unknown = body ?? {};
  if (!isObject(value)) throw badAnswer(call, `The answer should be an object, and is ${kindOf(value)}`);
  return new AnswerFields(value, call, '');
}

/**
 * The error of an answer that does not match the vendor's documentation. `message` says what is wrong and contains no
 * value of the answer.
 */
export function badAnswer({ action, subject }: Call, message?: string): AppError {
  return new AppError('badAnswer', { action, subject, ...(message !== undefined && { message }) });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** An empty XML element may contain a line break. */
function isEmpty(value: unknown): boolean {
  return isAbsent(value) || (typeof value === 'string' && value.trim() === '');
}

function isObject(value: unknown): value is Unmodelled {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a value, without its content. */
function kindOf(value: unknown): string {
  if (isAbsent(value)) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
