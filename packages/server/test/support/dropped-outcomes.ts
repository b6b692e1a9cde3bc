import { relative } from 'node:path';
import {
  SyntaxKind as Kind,
  type ArrowFunction,
  type CallExpression,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';
import {
  isArrowFunction,
  isAwaitExpression,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isConditionalExpression,
  isExpressionStatement,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isVoidExpression,
} from 'typescript/unstable/ast/is';
import { SignatureKind, TypeFlags, type Checker, type Project, type Type } from 'typescript/unstable/sync';
import { inProject } from './checked-project.js';

/** A call whose result nothing looks at; if it is what a function returns, only where the function has to return nothing. */
interface DroppedCall {
  readonly file: SourceFile;
  readonly call: CallExpression;
  readonly returnedBy: ArrowFunction | null;
}

export interface DroppedOutcome {
  /** Relative to the folder of the tsconfig.json. */
  readonly path: string;
  readonly line: number;
  /** What is called, such as `store.markPaid`. */
  readonly callee: string;
  readonly type: string;
}

const NOTHING = TypeFlags.Void | TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Never;
const ANYTHING = TypeFlags.Any | TypeFlags.Unknown;

/** Ours pass outcomes on through them. */
const OF_PROMISES = new Set(['all', 'any', 'race', 'then']);

const LAST_DECIDES: ReadonlySet<Kind> = new Set([
  Kind.AmpersandAmpersandToken,
  Kind.BarBarToken,
  Kind.QuestionQuestionToken,
  Kind.CommaToken,
]);

/** The calls whose results are dropped with the value of an expression. */
const callsIn = (expression: Node): CallExpression[] => {
  if (isAwaitExpression(expression) || isParenthesizedExpression(expression)) return callsIn(expression.expression);
  if (isConditionalExpression(expression)) return [...callsIn(expression.whenTrue), ...callsIn(expression.whenFalse)];
  if (isBinaryExpression(expression))
    return LAST_DECIDES.has(expression.operatorToken.kind) ? callsIn(expression.right) : [];
  if (!isCallExpression(expression)) return [];
  const { expression: callee } = expression;
  const isPassedThrough = isPropertyAccessExpression(callee) && ['catch', 'finally'].includes(callee.name.text);
  return isPassedThrough ? callsIn(callee.expression) : [expression];
};

/** The members of a union, also of what promises and arrays contain; a type may contain itself. */
const membersOf = (checker: Checker, type: Type, depth = 3): Type[] => {
  if (type.isUnionType()) return type.getTypes().flatMap((member) => membersOf(checker, member, depth));
  if (depth === 0) return [type];
  const isContainer = type.getSymbol()?.name === 'Promise' || checker.isArrayType(type) || checker.isTupleType(type);
  if (!isContainer || !type.isObjectType() || !type.isTypeReference()) return [type];
  return checker.getTypeArguments(type).flatMap((content) => membersOf(checker, content, depth - 1));
};

/** Whether a function of this type promises nothing, so that what it returns is dropped. */
const promisesNothing = (checker: Checker, type: Type | undefined): boolean =>
  type !== undefined &&
  checker.getSignaturesOfType(type, SignatureKind.Call).some((signature) => {
    const returned = checker.getReturnTypeOfSignature(signature);
    return returned !== undefined && membersOf(checker, returned).every(({ flags }) => (flags & TypeFlags.Void) !== 0);
  });

/** A boolean, something or nothing, or one of several things: whoever does not look does not know what was done. */
const isOutcome = (checker: Checker, type: Type): boolean => {
  const members = new Set(membersOf(checker, type));
  const things = [...members].filter(({ flags }) => (flags & NOTHING) === 0);
  if (things.some(({ flags }) => (flags & ANYTHING) !== 0)) return false;
  if (things.some(({ flags }) => (flags & TypeFlags.BooleanLike) !== 0)) return true;
  return things.length > 1 || (things.length === 1 && members.size > 1);
};

const isOurs = (checker: Checker, call: CallExpression): boolean => {
  const path = checker.getResolvedSignature(call)?.declaration?.path;
  if (path !== undefined && !/\/node_modules\/|\/lib\.[\w.]+\.d\.ts$/.test(path)) return true;
  return isPropertyAccessExpression(call.expression) && OF_PROMISES.has(call.expression.name.text);
};

const droppedIn = (file: SourceFile): DroppedCall[] => {
  const found: DroppedCall[] = [];
  const drop = (expression: Node, returnedBy: ArrowFunction | null) =>
    found.push(...callsIn(expression).map((call) => ({ file, call, returnedBy })));
  const visit = (node: Node): void => {
    if (isExpressionStatement(node) || isVoidExpression(node)) drop(node.expression, null);
    if (isArrowFunction(node) && !isBlock(node.body)) drop(node.body, node);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
};

const droppedOutcomesOf = ({ checker, program, rootFiles }: Project, folder: string): DroppedOutcome[] => {
  const calls = rootFiles
    .map((path) => program.getSourceFile(path))
    .filter((file) => file !== undefined)
    .flatMap(droppedIn);
  const types = checker.getTypeAtLocation(calls.map(({ call }) => call));
  const outcomes = new Map<Type, boolean>();
  const isAnOutcome = (type: Type): boolean => {
    const known = outcomes.get(type) ?? isOutcome(checker, type);
    outcomes.set(type, known);
    return known;
  };
  return calls.flatMap(({ file, call, returnedBy }, index) => {
    const type = types[index];
    // In this order, because each of these questions takes the compiler longer than the one before.
    if (type === undefined || !isAnOutcome(type)) return [];
    if (returnedBy !== null && !promisesNothing(checker, checker.getContextualType(returnedBy))) return [];
    if (!isOurs(checker, call)) return [];
    return {
      path: relative(folder, file.fileName),
      line: file.text.slice(0, call.getStart(file)).split('\n').length,
      callee: call.expression.getText(file).replaceAll(/\s+/g, ''),
      type: checker.typeToString(type),
    };
  });
};

/** Each call in the files of `FOLDER/tsconfig.json` that drops an outcome of a function of ours. */
export const droppedOutcomes = (folder: string): DroppedOutcome[] =>
  inProject(folder, (project) => droppedOutcomesOf(project, folder));
