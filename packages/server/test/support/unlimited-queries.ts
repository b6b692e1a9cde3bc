import { relative } from 'node:path';
import type { Expression, Node, SourceFile } from 'typescript/unstable/ast';
import { isArrowFunction, isCallExpression, isPropertyAccessExpression } from 'typescript/unstable/ast/is';
import { inProject } from './checked-project.js';

export interface UnlimitedQuery {
  /** Relative to the folder of the tsconfig.json. */
  readonly path: string;
  readonly line: number;
  /** The function that runs it, or the verb of a store, by the name it is assigned to. */
  readonly within: string;
}

interface Executed {
  readonly file: SourceFile;
  /** The query. */
  readonly query: Expression;
  /** The functions around it, the innermost last. */
  readonly functions: readonly Node[];
}

const executedIn = (file: SourceFile): Executed[] => {
  const found: Executed[] = [];
  const visit = (node: Node, functions: readonly Node[]): void => {
    if (
      isCallExpression(node) &&
      isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'execute'
    )
      found.push({ file, query: node.expression.expression, functions });
    const inner = isArrowFunction(node) ? [...functions, node] : functions;
    node.forEachChild((child) => visit(child, inner));
  };
  visit(file, []);
  return found;
};

/** `name` of `name = () => ...` or `name: () => ...` around a query. */
const nameOf = ({ file, functions }: Executed): string =>
  functions
    .map(({ parent }) => /^(?:export )?(?:const )?(\w+)\b[^=({]*[=:]/.exec(parent.getText(file))?.[1])
    .findLast((name) => name !== undefined) ?? '';

const isLimited = ({ file, functions }: Executed): boolean =>
  functions.at(-1)?.getText(file).includes('.limit(') === true;

type Judge = (executed: Executed, builder: string) => boolean;

const queriesThat = (judge: Judge) => (folder: string) =>
  inProject(folder, ({ checker, program, rootFiles }) => {
    const executed = rootFiles
      .map((path) => program.getSourceFile(path))
      .filter((file) => file !== undefined)
      .flatMap(executedIn);
    const types = checker.getTypeAtLocation(executed.map(({ query }) => query));
    return executed.flatMap((each, index): UnlimitedQuery[] => {
      if (isLimited(each) || !judge(each, types[index]?.getSymbol()?.name ?? '')) return [];
      const line = each.file.text.slice(0, each.query.end).split('\n').length;
      return [{ path: relative(folder, each.file.fileName), line, within: nameOf(each) }];
    });
  });

/** Queries that read as many rows as there are: a `select`, or what a change returns, in a function without `limit`. */
export const unlimitedQueries = queriesThat(
  ({ file, query }, builder) =>
    builder === 'SelectQueryBuilder' ||
    (builder.endsWith('QueryBuilder') && query.getText(file).includes('.returning(')),
);

/** Statements that change or delete whatever a user has, or hangs on what they allowed, in a function without `limit`. */
export const unlimitedChanges = queriesThat(({ file, functions }, builder) => {
  const text = functions.at(-1)?.getText(file) ?? '';
  const isOfUser =
    /where\('(?:(?:user|owner)_id', '='|authorization_id', '(?:=|in)')/.test(text) &&
    !/where\('(?:id|hash)', '='/.test(text);
  return isOfUser && (builder === 'DeleteQueryBuilder' || builder === 'UpdateQueryBuilder');
});
