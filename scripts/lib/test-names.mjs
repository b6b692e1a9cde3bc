// Finds the tests in a test file's text, by calls at the start of a line.

const CALL =
  /^(?<indent>[ \t]*)(?:(?:await|void) )?(?:\w\.)?(?:(?<test>test|it|journey)|(?<group>describe|forEachDatabase|describeOn|journeys))\(\s*(?:\w+,\s*)?(?=['"`])/gm;
const CLOSING = /^(?<indent>[ \t]*)[)}\]]/gm;
const LITERAL = /\s*(?:\+\s*)?(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`)/y;

/** Shows a template's insertions by their last name: `${JSON.stringify(uri)}` as {uri}. */
const showInsertions = (template) =>
  template.replaceAll(/\$\{([^}]*)\}/g, (_, expression) => `{${expression.match(/\w+/g)?.at(-1) ?? '…'}}`);

/** One string literal, or several joined by plus signs. */
const readText = (source, from) => {
  let text = '';
  LITERAL.lastIndex = from;
  for (let match = LITERAL.exec(source); match !== null; match = LITERAL.exec(source)) {
    text += match[1] ?? match[2] ?? showInsertions(match[3]);
    if (!/^\s*\+/.test(source.slice(LITERAL.lastIndex, LITERAL.lastIndex + 200))) break;
  }
  return text.replaceAll(/\\(.)/g, '$1');
};

/** The tests of a file, in order: `{ name, groups }`, where `groups` are the names of the enclosing groups. */
export const testsIn = (source) => {
  const calls = [...source.matchAll(CALL)].map(({ index, 0: text, groups }) => ({
    at: index,
    indent: groups.indent.length,
    isGroup: groups.group !== undefined,
    name: readText(source, index + text.length),
  }));
  const ends = [...source.matchAll(CLOSING)].map(({ index, groups }) => ({ at: index, indent: groups.indent.length }));

  const tests = [];
  let open = [];
  for (const event of [...calls, ...ends].toSorted((one, other) => one.at - other.at)) {
    // A line indented no deeper than a group's first line comes after the group.
    open = open.filter(({ indent }) => indent < event.indent);
    if (event.isGroup === true) open.push(event);
    if (event.isGroup === false) tests.push({ name: event.name, groups: open.map(({ name }) => name) });
  }
  return tests;
};
