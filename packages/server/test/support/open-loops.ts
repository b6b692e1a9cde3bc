import { relative } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { isArrowFunction, isDoStatement, isForStatement, isWhileStatement } from 'typescript/unstable/ast/is';
import { inProject } from './checked-project.js';

interface OpenLoop {
  /** Relative to the folder of the tsconfig.json. */
  readonly path: string;
  /** The function it is in, by the name it is assigned to. */
  readonly within: string;
}

/**
 * Loops over no list that is in memory, which wait for something in each round. Not those of a generator, which goes on only
 * as long as its reader does.
 */
const loopsIn = (file: SourceFile): Node[] => {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    const isOpen =
      isWhileStatement(node) || isDoStatement(node) || (isForStatement(node) && node.incrementor === undefined);
    const text = isOpen ? node.getText(file) : '';
    if (text.includes('await ') && !text.includes('yield ')) found.push(node);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
};

const nameAround = (loop: Node, file: SourceFile): string => {
  for (let node: Node | undefined = loop; node !== undefined; node = node.parent) {
    if (!isArrowFunction(node)) continue;
    const name = /^(?:export )?(?:const )?(\w+)\b[^=({]*[=:]/.exec(node.parent.getText(file))?.[1];
    if (name !== undefined) return name;
  }
  return '';
};

export const openLoops = (folder: string): OpenLoop[] =>
  inProject(folder, ({ program, rootFiles }) =>
    rootFiles
      .map((path) => program.getSourceFile(path))
      .filter((file) => file !== undefined)
      .flatMap((file) =>
        loopsIn(file).map((loop) => ({ path: relative(folder, file.fileName), within: nameAround(loop, file) })),
      ),
  );
