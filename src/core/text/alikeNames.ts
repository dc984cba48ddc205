import { type IsTold, quotedLines } from './visibleText.js';

/**
 * What is drawn like a letter, or like two, in the fonts of dialogs: capitals of the same form, digits, Greek, Cyrillic and Armenian letters,
 * and signs of Chinese and Japanese. Forms of compatibility, such as full width ones, are found by their decomposition.
 * Source: Unicode Technical Standard 39, confusables.txt, of which this is the part that is typed.
 */
const looks: Readonly<Record<string, string>> = {
  ...{
    a: 'аαɑ',
    b: 'ЬƄ',
    c: 'CсСϲϹ',
    d: 'ԁ',
    e: 'еҽ℮',
    g: 'ɡց',
    h: 'һհ',
    i: 'іıι',
    j: 'јϳ',
    k: 'KкКκΚ',
    l: 'I1|ΙІӀӏǀו׀',
  },
  ...{ rn: 'm', n: 'пոη', o: '0OоОοΟօՕσס०〇○', p: 'PрРρΡ', q: 'ԛգզ', r: 'г', s: 'SѕЅ', t: 'тτ', u: 'Uυսʋ', v: 'VνѵѴ' },
  ...{
    vv: 'wWԝԜѡա',
    x: 'XхХχΧ×',
    y: 'уγүʏ',
    z: 'ZΖᴢ',
    A: 'АΑ',
    B: 'ВΒ',
    E: 'ЕΕ',
    G: 'Ԍ',
    H: 'НΗ',
    J: 'Ј',
    M: 'МΜ',
    N: 'Ν',
  },
  ...{
    Q: 'Ԛ',
    T: 'ТΤ',
    Y: 'УΥҮ',
    '-': '‐‒–—―−⁃˗─ー一ㄧ',
    '.': '·•・。۔',
    '/': '⁄∕⧸╱ノ',
    ':': '∶։׃',
    ',': '‚،、',
    "'": '‘’ʼ′`´ʹ',
  },
  ...{
    口: 'ロ囗',
    工: 'エ',
    力: 'カ',
    夕: 'タ',
    卜: 'ト',
    八: 'ハ',
    二: 'ニ',
    三: 'ミ',
    日: '曰',
    己: '已巳',
    土: '士',
    末: '未',
  },
  ...{ 人: '入', 千: '干', 戊: '戌戍', へ: 'ヘ', り: 'リ' },
};
const lookOf = new Map(
  Object.entries(looks).flatMap(([look, chars]) => [...chars].map((char) => [char, look] as const)),
);
const ignorable = /\p{Default_Ignorable_Code_Point}/u;

/** Those of these names that a reader may take for each other, each with what shows as a code where they differ. */
export function findAlike(names: readonly string[]): ReadonlyMap<string, IsTold> {
  const byLook = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const look = formOf(quotedLines(name));
    byLook.set(look, [...(byLook.get(look) ?? []), name]);
  }
  const groups = [...byLook.values()].filter(({ length }) => length > 1);
  return new Map(groups.flatMap((group) => tellApart(group.map((name) => [...name]))));
}

function tellApart(group: readonly (readonly string[])[]): readonly (readonly [string, IsTold])[] {
  const start = countSame(group);
  const end = countSame(group.map((chars) => chars.slice(start).reverse()));
  return group.map((chars) => [
    chars.join(''),
    (char, at) => at >= start && at < chars.length - end && hasOtherLook(char),
  ]);
}

/** With how many equal characters these begin. */
function countSame([first = [], ...others]: readonly (readonly string[])[]): number {
  const at = first.findIndex((char, index) => others.some((chars) => chars[index] !== char));
  return at < 0 ? first.length : at;
}

/** Two texts that look alike and differ do so in such a character, since all others are what they look like. */
function hasOtherLook(char: string): boolean {
  return char === '\\' || /\p{M}/u.test(char) || formOf(char) !== char;
}

/** The skeleton of a text; equal for texts that look alike. */
function formOf(text: string): string {
  const chars = [...text.normalize('NFKD')].filter((char) => !ignorable.test(char));
  return chars.map((char) => lookOf.get(char) ?? char).join('');
}
