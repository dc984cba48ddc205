import ts from 'typescript';
import { expect, test } from 'vitest';
import { readSources, readText, type Source, walkTree } from './sources.js';

const chinese: Readonly<Record<string, string>> = JSON.parse(readText('l10n/bundle.l10n.zh-cn.json'));

/** About what a row of a quick pick shows of its help line; VS Code cuts the rest. A wide character takes two columns. */
const columns = 84;

test('help lines of lists without a value in them are as short as a row, in both languages', () => {
  const lines = readSources('src').flatMap(helpLines);
  expect(lines.length).toBeGreaterThan(50);
  const shown = lines.flatMap((line) => [line, chinese[line] ?? '']);
  expect(shown.filter((line) => widthOf(line) > columns)).toEqual([]);
});

/** The texts of `detail` beside a `label`: a row of a list has both. */
function helpLines({ tree }: Source): readonly string[] {
  return [...walkTree(tree)]
    .filter(ts.isObjectLiteralExpression)
    .filter((object) => propertyOf(object, 'label'))
    .flatMap((object) => {
      const detail = propertyOf(object, 'detail');
      return detail ? [...walkTree(detail)].filter(isText).map(({ text }) => text) : [];
    })
    .filter((text) => text in chinese && !text.includes('{0}'));
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .find((property) => ts.isIdentifier(property.name) && property.name.text === name)?.initializer;
}

function isText(node: ts.Node): node is ts.StringLiteralLike {
  return ts.isStringLiteralLike(node);
}

function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character < '\u2e80' ? 1 : 2), 0);
}
