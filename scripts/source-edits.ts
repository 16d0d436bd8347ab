/** Changes to a source file at the places that its syntax tree names. */
import { parseSync } from "vite";

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A node of the tree (ESTree), as far as an edit needs it. */
export type Node = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly start: number;
  readonly end: number;
};

/** All nodes, parents first. Throws when the source is not TypeScript. */
export function listNodes(path: string, source: string): readonly Node[] {
  const { program, errors } = parseSync(path, source, { lang: path.endsWith(".js") ? "js" : "ts" });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one);
    if (!isNode(value)) return;
    found.push(value);
    for (const child of Object.values(value)) visit(child);
  };
  visit(program);
  return found;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}

export function nodesIn(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** No two edits may overlap. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = source;
  for (const edit of edits.toSorted((one, other) => other.start - one.start))
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}
