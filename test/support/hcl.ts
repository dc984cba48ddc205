/** A block of a Terraform configuration. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** Decoded texts; numbers and references as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly HclBlock[];
}

const token = /\s+|#[^\n]*|"(?:[^"\\\n]|\\.)*"|[{}=]|[^\s{}="#]+/gy;

/** Parses the blocks of a text by the HCL grammar, as far as resources and variables need it; throws for anything else. */
export function parseHcl(text: string): readonly HclBlock[] {
  const tokens = [...text.matchAll(token)].map(([each]) => each);
  if (tokens.join('') !== text) throw new Error(`Not HCL: ${text.slice(tokens.join('').length, 80)}`);
  const left = tokens.filter((each) => !/^(\s|#)/.test(each));
  const blocks: HclBlock[] = [];
  while (left.length > 0) blocks.push(readBlock(left));
  return blocks;
}

function readBlock(left: string[]): HclBlock {
  const type = left.shift() ?? '';
  if (!/^[A-Za-z_][\w-]*$/.test(type)) throw new Error(`No type of a block: ${type}`);
  const labels = left.splice(0, left.indexOf('{')).map(readText);
  left.shift();
  const attributes: Record<string, string> = {};
  const blocks: HclBlock[] = [];
  while (left[0] !== '}') {
    if (left.length === 0) throw new Error(`A block is not closed: ${type}`);
    if (left[1] !== '=') {
      blocks.push(readBlock(left));
      continue;
    }
    const [name = '', , value = ''] = left.splice(0, 3);
    attributes[name] = value.startsWith('"') ? readText(value) : value;
  }
  left.shift();
  return { type, labels, attributes, blocks };
}

/** The text of a quoted template; throws for an expression. */
function readText(quoted: string): string {
  const inner = /^"(.*)"$/.exec(quoted)?.[1];
  if (inner === undefined) throw new Error(`No quoted text: ${quoted}`);
  if (/(^|[^$])\$\{|(^|[^%])%\{/.test(inner.replace(/(\$\$|%%)\{/g, ''))) throw new Error(`An expression: ${quoted}`);
  return inner
    .replace(/(\$\$|%%)(?=\{)/g, (each) => each[0] ?? '')
    .replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_whole, code?: string, char?: string) =>
      code === undefined ? (char ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
